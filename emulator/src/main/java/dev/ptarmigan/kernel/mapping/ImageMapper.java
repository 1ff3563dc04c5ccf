package dev.ptarmigan.kernel.mapping;

import static dev.ptarmigan.descriptors.LinuxPte.none;
import static dev.ptarmigan.kernel.KernelTables.PMD;
import static dev.ptarmigan.kernel.KernelTables.PTE;
import static dev.ptarmigan.kernel.KernelTables.aligned;

import dev.ptarmigan.descriptors.LinuxPte;
import dev.ptarmigan.kernel.KernelBugException;
import dev.ptarmigan.kernel.KernelOptions;
import dev.ptarmigan.kernel.KernelTables;
import dev.ptarmigan.kernel.KernelTask;
import dev.ptarmigan.kernel.KernelWords;
import dev.ptarmigan.kernel.TlbFlush;
import dev.ptarmigan.kernel.VmArea;
import dev.ptarmigan.kernel.Vunmap;
import dev.ptarmigan.machine.Port;
import dev.ptarmigan.trace.Barrier;

/**
 * The early mapper of the kernel image ({@code map_kernel}, {@code map_range} in {@code arch/arm64/kernel/pi}). It makes no
 * Contiguous blocks, and Contiguous pages only where a segment allows it.
 */
public final class ImageMapper {
    /** What {@code map_range} gives tables: no Access flag. */
    private static final long TABLE = KernelWords.TYPE_PAGE | LinuxPte.TABLE_UXN.mask();

    private final KernelTask task;
    private final KernelTables tables;
    private final KernelImage image;
    private final Protections protections;

    /** Maps an image. */
    public ImageMapper(KernelTask task, KernelImage image) {
        this.task = task;
        this.tables = task.tables();
        this.image = image;
        this.protections = new Protections(task.options());
    }

    /**
     * {@code map_kernel}: all segments. A relocatable kernel (or one with a dynamic shadow call stack) maps text writable first,
     * then unmaps and remaps it, because text becomes contiguous and must not be seen in both forms.
     *
     * @throws KernelBugException with the text of a panic if table pages run out
     */
    public void map(boolean twoPass) {
        long data = protections.kernel();
        boolean writable = task.options().rodata() == KernelOptions.Rodata.OFF;
        long text = writable ? protections.kernelExecute() : protections.kernelReadOnlyExecute();
        text |= task.options().bti() ? KernelWords.GP : 0;
        long first = twoPass ? data : text;

        segment(image.text(), image.stext(), data, false);
        segment(image.stext(), image.etext(), first, !twoPass);
        segment(image.etext(), image.initBegin(), data, false);
        segment(image.initBegin(), image.initTextEnd(), first, false);
        segment(image.initTextEnd(), image.initEnd(), data, false);
        segment(image.initEnd(), image.end(), data, true);
        task.port().barrier(Barrier.DSB_ISHST);
        if (twoPass) {
            segment(image.stext(), image.etext(), 0, false);
            task.port().barrier(Barrier.DSB_ISHST);
            task.port().barrier(Barrier.ISB);
            TlbFlush.localOperation(task);
            task.port().barrier(Barrier.ISB);
            segment(image.stext(), image.etext(), text, true);
            segment(image.initBegin(), image.initTextEnd(), text, false);
            task.port().barrier(Barrier.DSB_ISHST);
        }
    }

    /** {@code declare_kernel_vmas}: the segments as vm areas that set_memory_* refuses. */
    public void declareAreas() {
        long[] bounds = {
            image.text(), image.etext(), image.initBegin(), image.initTextEnd(), image.initEnd(), image.end()
        };
        for (int i = 1; i < bounds.length; i++) {
            if (bounds[i] != bounds[i - 1]) {
                int flags = VmArea.MAP | (i < bounds.length - 1 ? VmArea.NO_GUARD : 0);
                long guard = i < bounds.length - 1 ? 0 : tables.pageBytes();
                long end = bounds[i] + tables.pageBytes() - 1 & -tables.pageBytes();
                task.kernel().add(new VmArea(bounds[i - 1], end - bounds[i - 1] + guard, flags, new long[0]));
            }
        }
    }

    /** {@code free_initmem}: the init section is unmapped from the image; its alias stays. */
    public void freeInit() {
        Vunmap.range(task, image.initBegin(), image.initEnd());
        TlbFlush.kernelRange(task, image.initBegin(), image.initEnd());
    }

    private void segment(long from, long to, long protection, boolean mayBeContiguous) {
        long page = tables.pageBytes();
        range(
                tables.root(),
                tables.rootLevel(),
                from & -page,
                to + page - 1 & -page,
                image.physical(from) & -page,
                protection & ~KernelWords.TYPE_PAGE,
                mayBeContiguous);
    }

    /** {@code map_range}; a protection of 0 unmaps. */
    private void range(long table, int level, long from, long end, long phys, long protection, boolean contiguous) {
        long size = tables.bytes(level);
        long group = tables.contiguousBytes(level);
        boolean inGroup = false;
        long pa = phys;
        for (long va = from; va != end; ) {
            long next = tables.pieceEnd(va, end, level);
            long slot = tables.slot(table, level, va);
            if (level < PMD || level == PMD && !aligned(va | next | pa, size)) {
                long word = task.load(slot);
                if (none(word)) {
                    word = tables.encode(newTable(level + 1, va & -size)) | TABLE;
                    task.port().store(slot, word);
                }
                range(tables.address(word), level + 1, va, next, pa, protection, contiguous);
            } else {
                inGroup |= level == PTE && contiguous && aligned(va | pa, group);
                inGroup &= Long.compareUnsigned(end & -group, va) > 0;
                task.port().store(slot, leaf(level, pa, protection, inGroup));
            }
            pa += next - va;
            va = next;
        }
    }

    private long leaf(int level, long pa, long protection, boolean contiguous) {
        if (protection == 0) {
            return 0;
        }
        long type = level == PTE ? KernelWords.TYPE_PAGE : KernelWords.TYPE_BLOCK;
        return tables.encode(pa) | protection | type | (contiguous ? KernelWords.CONT : 0);
    }

    private long newTable(int level, long va) {
        long table = task.port().allocateTable(level, va);
        if (table == Port.NO_PAGE) {
            throw KernelBugException.panic("no page for a table of the kernel image");
        }
        return table;
    }
}
