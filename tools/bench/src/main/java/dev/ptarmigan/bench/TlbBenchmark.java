package dev.ptarmigan.bench;

import dev.ptarmigan.kernel.KernelOptions;
import dev.ptarmigan.kernel.mapping.KernelWorld;
import dev.ptarmigan.pe.AccessStream;
import dev.ptarmigan.pe.Machine;
import dev.ptarmigan.pe.MachineOptions;
import dev.ptarmigan.pe.ProcessingElement;
import dev.ptarmigan.pe.TlbGeometry;
import dev.ptarmigan.walker.Access;
import java.util.List;
import java.util.SplittableRandom;
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

/** How long is a translation that the TLB holds, against one read of an array? And an access of a simulated stream? */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 6, time = 1)
@State(Scope.Thread)
public class TlbBenchmark {
    private static final int ADDRESSES = 1024;
    private static final int STREAM = 1 << 16;
    /** As many as the first level holds and some. */
    private static final int PAGES = 32;

    private static final int PAGE_SHIFT = 12;
    private static final long OFFSET = (1L << PAGE_SHIFT) - 1;
    private static final long RAM_BASE = 0x4000_0000L;
    private static final long RAM_BYTES = 4L << 30;
    private static final long TABLES = 0x2_0000_0000L;
    /** Every result is below this power of two, so what is above it is 0; the compiler does not know. */
    private static final int ABOVE_RESULTS = 47;

    private final long[] addresses = new long[ADDRESSES];
    private final long[] frames = new long[PAGES];
    private KernelWorld world;
    private ProcessingElement element;
    private AccessStream sequential;
    private AccessStream random;
    private long first;

    /** A kernel with 4 GiB in pages, and the TLB of a Neoverse N1. */
    @Setup
    public void prepare() {
        world = KernelWorld.builder()
                .ram(RAM_BASE, RAM_BYTES)
                .tablePool(TABLES, 64L << 20)
                .fixmap(false)
                .options(KernelOptions.modern().withBbml2NoAbort(false))
                .build();
        Machine machine =
                new Machine(world.memory(), world.registers(), 1, MachineOptions.of(TlbGeometry.named("neoverse-n1")));
        element = machine.pe(0);
        first = world.linear(RAM_BASE + (1L << 30));
        SplittableRandom generator = new SplittableRandom(1);
        for (int i = 0; i < ADDRESSES; i++) {
            addresses[i] = first + generator.nextLong((long) PAGES << PAGE_SHIFT);
        }
        for (int i = 0; i < PAGES; i++) {
            frames[i] = element.translate(first + ((long) i << PAGE_SHIFT), Access.READ);
        }
        List<AccessStream.Range> all = List.of(new AccessStream.Range(world.linear(RAM_BASE), RAM_BYTES));
        sequential = AccessStream.sequential(all, 64);
        random = AccessStream.random(all, 64, 1);
    }

    /** Frees the tables. */
    @TearDown
    public void close() {
        world.close();
    }

    /** Translations of which each needs the result of the one before. */
    @Benchmark
    @OperationsPerInvocation(ADDRESSES)
    public long hit() {
        long result = 0;
        for (long va : addresses) {
            result = element.translate(va ^ result >>> ABOVE_RESULTS, Access.READ);
        }
        return result;
    }

    /** Translations that a CPU can overlap. */
    @Benchmark
    @OperationsPerInvocation(ADDRESSES)
    public long overlappingHit() {
        long sum = 0;
        for (long va : addresses) {
            sum += element.translate(va, Access.READ);
        }
        return sum;
    }

    /** The frame out of an array by the page number, and nothing else; each needs the one before. */
    @Benchmark
    @OperationsPerInvocation(ADDRESSES)
    public long arrayLookup() {
        long result = 0;
        for (long va : addresses) {
            long address = va ^ result >>> ABOVE_RESULTS;
            result = frames[(int) (address - first >>> PAGE_SHIFT)] | address & OFFSET;
        }
        return result;
    }

    /** Sequential 64-byte reads of 4 GiB in pages. */
    @Benchmark
    @OperationsPerInvocation(STREAM)
    public long sequentialStream() {
        return run(sequential);
    }

    /** Random 64-byte reads of 4 GiB in pages, of which nearly all are walked. */
    @Benchmark
    @OperationsPerInvocation(STREAM)
    public long randomStream() {
        return run(random);
    }

    private long run(AccessStream stream) {
        long sum = 0;
        for (int i = 0; i < STREAM; i++) {
            sum += element.translate(stream.next(), Access.READ);
        }
        return sum;
    }
}
