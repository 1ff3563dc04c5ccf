package dev.ptarmigan.kernel.mapping;

import dev.ptarmigan.kernel.Errno;
import dev.ptarmigan.kernel.Kernel;
import dev.ptarmigan.kernel.KernelBugException;
import dev.ptarmigan.kernel.KernelLayout;
import dev.ptarmigan.kernel.KernelOptions;
import dev.ptarmigan.kernel.KernelTask;
import dev.ptarmigan.memory.MemoryRange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The linear map: made by {@code map_mem}, finished by {@code mark_rodata_ro} (Linux 7.2). */
public final class LinearMap {
    private final KernelTask task;
    private final MappingBuilder builder;
    private final KernelImage image;
    private final Protections protections;

    /** The linear map of a kernel whose image lies in its memory. */
    public LinearMap(KernelTask task, MappingBuilder builder, KernelImage image) {
        this.task = task;
        this.builder = builder;
        this.image = image;
        this.protections = new Protections(task.options());
    }

    /**
     * {@code map_mem}: KFENCE's pool if it is made early, then the aliases of the image without its init section, then all
     * banks of memory. The aliases come first so that their ends are boundaries of leaves.
     *
     * @param banks memory that the linear map shows, in ascending order; memory marked nomap is not in it
     * @param kfencePool the pool's memory, if KFENCE is initialised early
     * @throws KernelBugException with the text of a panic if table pages run out
     */
    public void map(List<MemoryRange> banks, @Nullable MemoryRange kfencePool) {
        KernelOptions options = task.options();
        if (kfencePool != null && options.kfence() == KernelOptions.Kfence.EARLY) {
            Kernel kernel = task.kernel();
            map(kfencePool, MappingBuilder.NO_BLOCK | MappingBuilder.NO_CONT | MappingBuilder.NO_EXEC);
            long start = kernel.layout().linear(kfencePool.base());
            kernel.setKfencePool(start, start + kfencePool.sizeBytes());
        }
        int flags = flags(options);
        map(alias(image.text(), image.initBegin()), flags);
        map(alias(image.initEnd(), image.bssStop()), flags);
        for (MemoryRange bank : banks) {
            map(bank, flags);
        }
    }

    private static int flags(KernelOptions options) {
        return MappingBuilder.NO_EXEC
                | (options.forcePteMapping() ? MappingBuilder.NO_BLOCK | MappingBuilder.NO_CONT : 0);
    }

    /** {@code arch_add_memory}: maps memory that was added while the kernel runs. Gives 0 or −ENOMEM. */
    public int add(MemoryRange bank) {
        long va = task.kernel().layout().linear(bank.base());
        return builder.createPgdMapping(
                bank.base(), va, bank.sizeBytes(), protections.kernelTagged(), flagsNow(task.options()));
    }

    private static int flagsNow(KernelOptions options) {
        return MappingBuilder.NO_EXEC
                | (options.forcePteMappingNow() ? MappingBuilder.NO_BLOCK | MappingBuilder.NO_CONT : 0);
    }

    private void map(MemoryRange range, int flags) {
        KernelLayout layout = task.kernel().layout();
        int result = builder.createPgdMapping(
                range.base(), layout.linear(range.base()), range.sizeBytes(), protections.kernelTagged(), flags);
        if (result != 0) {
            throw KernelBugException.panic("the linear map cannot be made: " + Errno.text(result));
        }
    }

    private MemoryRange alias(long from, long to) {
        return new MemoryRange(image.physical(from), to - from);
    }

    /** {@code mark_linear_text_alias_ro}: once features are final, whatever {@code rodata=} says. */
    public void markTextAliasReadOnly() {
        aliasReadOnly(image.text(), image.initBegin());
    }

    /** The rest of {@code mark_rodata_ro}: read-only data and the head of the image, then the alias of data and bss. */
    public void markRodataReadOnly() {
        if (task.options().rodata() == KernelOptions.Rodata.OFF) {
            return;
        }
        imageReadOnly(image.etext(), image.initBegin());
        imageReadOnly(image.text(), image.stext());
        aliasReadOnly(image.initEnd(), image.bssStop());
    }

    private void imageReadOnly(long from, long to) {
        builder.updateMappingProtection(image.physical(from), from, to - from, protections.kernelReadOnly());
    }

    private void aliasReadOnly(long from, long to) {
        long pa = image.physical(from);
        long va = task.kernel().layout().linear(pa);
        builder.updateMappingProtection(pa, va, to - from, protections.kernelReadOnly());
    }
}
