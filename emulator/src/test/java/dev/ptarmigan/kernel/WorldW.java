package dev.ptarmigan.kernel;

import dev.ptarmigan.descriptors.Format;
import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.machine.PlainPort;
import dev.ptarmigan.machine.Port;
import dev.ptarmigan.machine.RecordingPort;
import dev.ptarmigan.memory.PhysicalMemory;
import dev.ptarmigan.trace.EventLog;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Worlds built word by word. <em>W</em> has 4K pages and 48 address bits: 16 GiB of memory at 4000_0000 as sixteen 1G blocks in
 * the PUD table 48000000, the root at 41F3F000, new tables from 48001000 on. Others have other granules and depths.
 */
final class WorldW implements AutoCloseable {
    static final long BLOCK = 0x00E8_0000_0000_0705L;
    static final long TABLE = 0x1800_0000_0000_0403L;
    private static final long CONT = 1L << 52;
    static final long RAM = 0x4000_0000L;
    static final long TABLES = 0x4800_0000L;

    /** The shapes of a world. */
    enum Shape {
        /** 4K pages, 48 bits: 1G blocks. */
        W(Granule.K4, 48, 0x41F3_F000L, 0x4800_0000L, 0x4800_1000L),
        /** 16K pages, 48 bits: 32M blocks in Contiguous groups of 1G. */
        K16(Granule.K16, 48, 0x41F3_C000L, 0x4900_0000L, 0x4800_4000L),
        /** 64K pages, 48 bits: 512M blocks. */
        K64(Granule.K64, 48, 0x41F3_0000L, 0x4800_0000L, 0x4801_0000L),
        /** 4K pages, 39 bits: 1G blocks in the root table. */
        VA39(Granule.K4, 39, 0x4800_0000L, 0x4800_0000L, 0x4800_1000L);

        final Granule granule;
        final int vaBits;
        final long root;
        final long leaves;
        final long firstNew;

        Shape(Granule granule, int vaBits, long root, long leaves, long firstNew) {
            this.granule = granule;
            this.vaBits = vaBits;
            this.root = root;
            this.leaves = leaves;
            this.firstNew = firstNew;
        }
    }

    final PhysicalMemory memory = new PhysicalMemory();
    final TableFrames frames;
    final Kernel kernel;
    final Shape shape;

    WorldW() {
        this(Shape.W, options -> options);
    }

    WorldW(Shape shape, UnaryOperator<KernelOptions> change) {
        this.shape = shape;
        KernelOptions options = change.apply(KernelOptions.modern());
        KernelTables tables = new KernelTables(shape.granule, Format.VMSA64, shape.vaBits, shape.root);
        long pageOffset = -1L << shape.vaBits;
        long pageEnd = -1L << shape.vaBits - 1;
        kernel = new Kernel(
                options, tables, new KernelLayout(pageOffset, pageEnd, RAM, pageEnd + (2L << 30), -0x0100_4080_0000L));
        frames = new TableFrames(shape.firstNew, tables.pageBytes());
        memory.allocate(0x41F3_0000L, 0x10000);
        memory.allocate(TABLES, 0x0200_0000L);
        build(options.notGlobal() ? BLOCK | 0x800 : BLOCK);
    }

    private void build(long block) {
        switch (shape) {
            case W -> {
                memory.write(shape.root, TABLE | shape.leaves);
                blocks(16, 30, block);
            }
            case VA39 -> blocks(16, 30, block);
            case K16 -> {
                long pud = 0x4900_4000L;
                memory.write(shape.root, TABLE | pud);
                memory.write(pud, TABLE | shape.leaves);
                blocks(128, 25, block | CONT);
            }
            case K64 -> {
                memory.write(shape.root, TABLE | shape.leaves);
                blocks(32, 29, block);
            }
        }
    }

    private void blocks(int count, int shift, long block) {
        for (int k = 0; k < count; k++) {
            memory.write(shape.leaves + 8L * k, block | RAM + ((long) k << shift));
        }
    }

    /** Bytes of memory that are mapped. */
    long memoryBytes() {
        return shape == Shape.K16 ? 4L << 30 : 16L << 30;
    }

    KernelTables tables() {
        return kernel.tables();
    }

    long linear(long pa) {
        return kernel.layout().linear(pa);
    }

    /**
     * Adds a vmalloc area whose pages are mapped by PAGE_KERNEL descriptors in one PTE table.
     *
     * @param va first address
     * @param pages physical address of each page
     */
    VmArea addArea(long va, int flags, long... pages) {
        long table = tables().root();
        for (int level = tables().rootLevel(); level < KernelTables.PTE; level++) {
            long slot = tables().slot(table, level, va);
            if (memory.read(slot) == 0) {
                memory.write(slot, 0x1000_0000_0000_0403L | areaTables);
                areaTables += tables().pageBytes();
            }
            table = tables().address(memory.read(slot));
        }
        for (int i = 0; i < pages.length; i++) {
            long slot = tables().slot(table, KernelTables.PTE, va + i * tables().pageBytes());
            memory.write(slot, KernelWords.pageKernel(kernel.options()) | pages[i]);
        }
        VmArea area = new VmArea(va, (pages.length + 1) * tables().pageBytes(), flags, pages);
        kernel.add(area);
        return area;
    }

    private long areaTables = 0x4980_0000L;

    /** The descriptor that maps an address, at whatever level. */
    long leaf(long va) {
        long table = tables().root();
        for (int level = tables().rootLevel(); ; level++) {
            long word = memory.read(tables().slot(table, level, va));
            if (word == 0 || level == KernelTables.PTE || (word & 3) != 3) {
                return word;
            }
            table = tables().address(word);
        }
    }

    Port port() {
        return new PlainPort(memory, frames);
    }

    KernelTask task(EventLog log, int cpu, Flaw... flaws) {
        return kernel.task(new RecordingPort(port(), log, cpu), Set.of(flaws));
    }

    KernelTask task() {
        return kernel.task(port());
    }

    @Override
    public void close() {
        memory.close();
    }
}
