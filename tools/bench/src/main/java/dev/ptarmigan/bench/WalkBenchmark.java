package dev.ptarmigan.bench;

import dev.ptarmigan.descriptors.TranslationStage;
import dev.ptarmigan.memory.Segment;
import dev.ptarmigan.registers.Register;
import dev.ptarmigan.registers.RegisterFile;
import dev.ptarmigan.walker.Access;
import dev.ptarmigan.walker.ContextBuilder;
import dev.ptarmigan.walker.Profile;
import dev.ptarmigan.walker.SecurityState;
import dev.ptarmigan.walker.TranslationContext;
import dev.ptarmigan.walker.Walk;
import dev.ptarmigan.walker.Walker;
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

/** How long is a complete four-level walk, against a bare chase of the same words? With the collector of {@code tools/ptarmigan}. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 2, jvmArgsAppend = "-XX:+UseSerialGC")
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 6, time = 1)
@State(Scope.Thread)
public class WalkBenchmark {
    private static final long INDEX = 511;
    /** Every result is below this power of two, so what is above it is 0; the compiler does not know. */
    private static final int ABOVE_RESULTS = 47;

    private FourLevelTables tables;
    private TranslationContext context;
    private Walker walker;
    private Segment segment;
    private final Walk walk = new Walk();

    /** Prepares tables and context. */
    @Setup
    public void prepare() {
        tables = new FourLevelTables();
        RegisterFile registers = new RegisterFile();
        registers.set(Register.TCR_EL1, 0x5_b519_3510L);
        registers.set(Register.TTBR0_EL1, FourLevelTables.BASE);
        registers.set(Register.TTBR1_EL1, 0);
        registers.set(Register.SCTLR_EL1, 0x30d0_1805L);
        registers.set(Register.MAIR_EL1, 0xffL);
        registers.set(Register.ID_AA64MMFR0_EL1, 0x2100_0322_0010_1126L);
        registers.set(Register.ID_AA64PFR0_EL1, 0x11L);
        context = ContextBuilder.of(registers, TranslationStage.EL10, SecurityState.NON_SECURE, Profile.ARM);
        walker = new Walker(tables.memory);
        segment = tables.memory.at(FourLevelTables.BASE);
    }

    /** Frees the tables. */
    @TearDown
    public void close() {
        tables.memory.close();
    }

    /** Walks of which each needs the result of the one before, as the loads of a program that follows pointers do. */
    @Benchmark
    @OperationsPerInvocation(FourLevelTables.ADDRESSES)
    public long walk() {
        long result = 0;
        for (long va : tables.addresses) {
            walker.walk(context, va ^ result >>> ABOVE_RESULTS, Access.READ, walk);
            result = walk.outputAddress;
        }
        return result;
    }

    /** The reads of {@link #walk} and nothing else. */
    @Benchmark
    @OperationsPerInvocation(FourLevelTables.ADDRESSES)
    public long chase() {
        long result = 0;
        for (long va : tables.addresses) {
            result = fourReads(va ^ result >>> ABOVE_RESULTS);
        }
        return result;
    }

    /** Walks that a CPU can overlap: how many a second, not how long one takes. */
    @Benchmark
    @OperationsPerInvocation(FourLevelTables.ADDRESSES)
    public long overlappingWalk() {
        long sum = 0;
        for (long va : tables.addresses) {
            walker.walk(context, va, Access.READ, walk);
            sum += walk.outputAddress;
        }
        return sum;
    }

    /** The reads of {@link #overlappingWalk} and nothing else. */
    @Benchmark
    @OperationsPerInvocation(FourLevelTables.ADDRESSES)
    public long overlappingChase() {
        long sum = 0;
        for (long va : tables.addresses) {
            sum += fourReads(va);
        }
        return sum;
    }

    private long fourReads(long va) {
        Segment words = segment;
        long table = FourLevelTables.BASE;
        for (int shift = 39; shift >= 12; shift -= 9) {
            table = words.read(table + ((va >>> shift & INDEX) << 3)) & 0xffff_ffff_f000L;
        }
        return table | va & 4095;
    }
}
