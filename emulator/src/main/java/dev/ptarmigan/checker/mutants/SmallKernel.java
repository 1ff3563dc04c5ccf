package dev.ptarmigan.checker.mutants;

import dev.ptarmigan.checker.CheckedRegime;
import dev.ptarmigan.checker.CheckerOptions;
import dev.ptarmigan.checker.OnlineChecker;
import dev.ptarmigan.descriptors.Format;
import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.kernel.Kernel;
import dev.ptarmigan.kernel.KernelLayout;
import dev.ptarmigan.kernel.KernelOptions;
import dev.ptarmigan.kernel.KernelTables;
import dev.ptarmigan.machine.FrameAllocator;
import dev.ptarmigan.machine.PlainPort;
import dev.ptarmigan.machine.Port;
import dev.ptarmigan.memory.PhysicalMemory;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A kernel that consists of its tables: 4K pages, 48 bits, 16 GiB of memory at 4000_0000 in 1G blocks, but for one gigabyte
 * that ends in pages.
 */
final class SmallKernel implements AutoCloseable {
    static final long LINEAR = 0xFFFF_0000_0000_0000L;
    private static final long ROOT = 0x41F3_F000L;
    private static final long BLOCKS = 0x4800_0000L;
    private static final long PAGES = BLOCKS + 0x80_0000;
    private static final long MEMORY = 0x4000_0000L;
    private static final long LINEAR_END = 0xFFFF_8000_0000_0000L;
    private static final long TABLE = 0x1800_0000_0000_0403L;
    private static final long BLOCK = 0x00E8_0000_0000_0705L;
    private static final long PAGE = 0x00E8_0000_0000_0707L;
    private static final long NOT_GLOBAL = 0x800;
    private static final long PAGE_MAPPED = 8L << 30;
    private static final int ENTRIES = 512;
    private static final int HALF = 256;
    private static final int GIGABYTES = 16;

    /** Frames in order, each used once. */
    private static final class Frames implements FrameAllocator {
        private long next = BLOCKS + 0x1000;

        @Override
        public long allocate(int level, long va) {
            long page = next;
            next += 0x1000;
            return page;
        }

        @Override
        public void free(long pa) {}
    }

    private final PhysicalMemory memory = new PhysicalMemory();
    private final Frames frames = new Frames();
    private final Kernel kernel;

    SmallKernel(KernelOptions options) {
        memory.allocate(ROOT, 0x1000);
        memory.allocate(BLOCKS, 0x0100_0000);
        long nG = options.notGlobal() ? NOT_GLOBAL : 0;
        memory.write(ROOT, TABLE | BLOCKS);
        for (int k = 0; k < GIGABYTES; k++) {
            memory.write(BLOCKS + 8L * k, BLOCK | nG | MEMORY + ((long) k << 30));
        }
        memory.write(BLOCKS + 8 * 8, TABLE | PAGES);
        memory.write(PAGES, TABLE | PAGES + 0x1000);
        for (int i = 1; i < ENTRIES; i++) {
            memory.write(PAGES + 8L * i, BLOCK | nG | MEMORY + PAGE_MAPPED + ((long) i << 21));
        }
        for (int i = 0; i < ENTRIES; i++) {
            // The upper half lies one page further on: runs of pages that are not aligned.
            long pa = MEMORY + PAGE_MAPPED + ((long) (i < HALF ? i : i + 1) << 12);
            memory.write(PAGES + 0x1000 + 8L * i, PAGE | nG | pa);
        }
        kernel = new Kernel(
                options,
                new KernelTables(Granule.K4, Format.VMSA64, 48, ROOT),
                new KernelLayout(LINEAR, LINEAR_END, MEMORY, 0xFFFF_8000_8000_0000L, 0xFFFF_FDFF_BF80_0000L));
    }

    Kernel kernel() {
        return kernel;
    }

    /** Every word of the tables that is not zero, by address. */
    SortedMap<Long, Long> words() {
        SortedMap<Long, Long> words = new TreeMap<>();
        collect(words, ROOT, 0x1000);
        collect(words, BLOCKS, 0x0100_0000);
        return words;
    }

    private void collect(SortedMap<Long, Long> words, long from, long bytes) {
        for (long pa = from; pa < from + bytes; pa += Long.BYTES) {
            long word = memory.read(pa);
            if (word != 0) {
                words.put(pa, word);
            }
        }
    }

    Port port() {
        return new PlainPort(memory, frames);
    }

    PhysicalMemory memory() {
        return memory;
    }

    /** A checker that knows the tables as they are now. */
    OnlineChecker checker(CheckerOptions options) {
        OnlineChecker checker = new OnlineChecker(CheckedRegime.kernel(Granule.K4, Format.VMSA64), options);
        checker.load(memory, ROOT, 0, LINEAR, ENTRIES / 2);
        return checker;
    }

    @Override
    public void close() {
        memory.close();
    }
}
