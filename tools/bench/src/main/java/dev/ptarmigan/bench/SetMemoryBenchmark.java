package dev.ptarmigan.bench;

import dev.ptarmigan.descriptors.Format;
import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.kernel.Kernel;
import dev.ptarmigan.kernel.KernelLayout;
import dev.ptarmigan.kernel.KernelOptions;
import dev.ptarmigan.kernel.KernelTables;
import dev.ptarmigan.kernel.KernelTask;
import dev.ptarmigan.kernel.LinuxSetMemory;
import dev.ptarmigan.machine.FrameAllocator;
import dev.ptarmigan.machine.PlainPort;
import dev.ptarmigan.memory.PhysicalMemory;
import dev.ptarmigan.memory.Segment;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does Linux's code cost on plain memory: splitting a 2M block to change one page, and changing 1 GiB of pages? Each
 * beside a plain loop that writes the same words.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 6, time = 1)
@State(Scope.Thread)
public class SetMemoryBenchmark {
    private static final long PAGE_OFFSET = 0xffff_0000_0000_0000L;
    private static final long TABLES = 0x4000_0000L;
    private static final int TABLE_BYTES = 4096;
    private static final int ENTRIES = 512;
    private static final int PAGES = ENTRIES * ENTRIES;
    private static final long ROOT = TABLES;
    private static final long PUD = TABLES + TABLE_BYTES;
    private static final long PMD = TABLES + 2L * TABLE_BYTES;
    private static final long PTES = TABLES + 3L * TABLE_BYTES;
    private static final long SPARE = PTES + (long) ENTRIES * TABLE_BYTES;
    private static final long TABLE_WORD = 0x1800_0000_0000_0403L;
    private static final long BLOCK_WORD = 0x00e8_0000_0000_0705L;
    private static final long PAGE_WORD = 0x00e8_0000_0000_0707L;
    private static final long RDONLY = 0x80;
    private static final long WRITE = 1L << 51;
    private static final long RAM = 0x1_0000_0000L;

    private PhysicalMemory memory;
    private Segment words;
    private KernelTask task;
    private final LinuxSetMemory linux = new LinuxSetMemory();
    private boolean readOnly;

    /** The second gigabyte in pages, the first in 2M blocks that share one spare table when split. */
    @Setup
    public void prepare() {
        memory = new PhysicalMemory().allocate(TABLES, (ENTRIES + 8L) * TABLE_BYTES);
        words = memory.at(TABLES);
        memory.write(ROOT, PUD | TABLE_WORD);
        memory.write(PUD, PMD | TABLE_WORD);
        for (int i = 0; i < ENTRIES; i++) {
            memory.write(PMD + 8L * i, RAM + ((long) i << 21) | BLOCK_WORD);
        }
        long secondPmd = SPARE + TABLE_BYTES;
        memory.write(PUD + 8, secondPmd | TABLE_WORD);
        for (int i = 0; i < ENTRIES; i++) {
            memory.write(secondPmd + 8L * i, PTES + (long) i * TABLE_BYTES | TABLE_WORD);
        }
        for (int i = 0; i < PAGES; i++) {
            memory.write(PTES + 8L * i, RAM + (1L << 30) + ((long) i << 12) | PAGE_WORD);
        }
        Kernel kernel = new Kernel(
                KernelOptions.modern(),
                new KernelTables(Granule.K4, Format.VMSA64, 48, ROOT),
                new KernelLayout(
                        PAGE_OFFSET, 0xffff_8000_0000_0000L, RAM, 0xffff_8000_8000_0000L, 0xffff_fdff_bf80_0000L));
        FrameAllocator spare = new FrameAllocator() {
            @Override
            public long allocate(int level, long va) {
                return SPARE;
            }

            @Override
            public void free(long pa) {}
        };
        task = kernel.task(new PlainPort(memory, spare));
    }

    /** Frees the tables. */
    @TearDown
    public void close() {
        memory.close();
    }

    /** Splits one block, changes one page, and puts the block back for the next time. */
    @Benchmark
    public long splitBlockAndChangePage() {
        long slot = PMD + 8L * 5;
        long block = words.read(slot);
        int result = linux.update(task, PAGE_OFFSET + (5L << 21) + 7 * 4096L, 4096, RDONLY, WRITE);
        words.write(slot, block);
        return result;
    }

    /** The words that does write, by a loop: 512 children, the table, 16 entries without the Contiguous bit, the page. */
    @Benchmark
    public long splitBlockBaseline() {
        long slot = PMD + 8L * 5;
        long block = words.read(slot);
        for (int i = 0; i < ENTRIES; i++) {
            words.write(SPARE + 8L * i, (block | 1L << 52 | 2) + ((long) i << 12));
        }
        words.write(slot, SPARE | TABLE_WORD);
        for (int i = 0; i < 16; i++) {
            words.write(SPARE + 8L * i, words.read(SPARE + 8L * i) & ~(1L << 52));
        }
        words.write(SPARE + 56, words.read(SPARE + 56) & ~WRITE | RDONLY);
        words.write(slot, block);
        return block;
    }

    /** Changes every page of a gigabyte, read-only and back in turn. */
    @Benchmark
    @OperationsPerInvocation(PAGES)
    public int changeGigabyte() {
        readOnly = !readOnly;
        return linux.update(
                task, PAGE_OFFSET + (1L << 30), 1L << 30, readOnly ? RDONLY : WRITE, readOnly ? WRITE : RDONLY);
    }

    /** The same words by a loop. */
    @Benchmark
    @OperationsPerInvocation(PAGES)
    public long changeGigabyteBaseline() {
        readOnly = !readOnly;
        long set = readOnly ? RDONLY : WRITE;
        long clear = readOnly ? WRITE : RDONLY;
        for (long pa = PTES; pa < SPARE; pa += 8) {
            words.write(pa, words.read(pa) & ~clear | set);
        }
        return set;
    }
}
