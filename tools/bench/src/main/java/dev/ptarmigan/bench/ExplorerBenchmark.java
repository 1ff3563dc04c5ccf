package dev.ptarmigan.bench;

import dev.ptarmigan.explorer.Catalogue;
import dev.ptarmigan.explorer.Exploration;
import dev.ptarmigan.explorer.Explorer;
import dev.ptarmigan.explorer.Scenario;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * States a second of the explorer, on one core, from an empty table: PEs that split one block without a lock, each into a
 * table of its own. Before each it prints what a state takes in the table, with what finds it again.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-XX:+UseSerialGC", "-Xmn400m"})
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 6, time = 2)
@State(Scope.Thread)
public class ExplorerBenchmark {
    /** States of two splitters of tables with 8 slots, all interleavings. */
    public static final int TWO_WIDE = 277_898;
    /** States of three splitters of tables with 4 slots, all interleavings. */
    public static final int THREE = 171_955;
    /** The same without interleavings that show nothing new. */
    public static final int THREE_REDUCED = 26_103;

    private static final long MEMORY = 512L << 20;

    private final Scenario twoWide = splitters(2, 8);
    private final Scenario three = splitters(3, 4);

    /** Makes sure that figures are for the number of states that they are divided by. */
    @Setup(Level.Trial)
    public void count() {
        expect(TWO_WIDE, explore(twoWide, false));
        expect(THREE, explore(three, false));
        expect(THREE_REDUCED, explore(three, true));
    }

    private static void expect(int states, Exploration found) {
        if (found.states() != states || !found.exhausted()) {
            throw new IllegalStateException(found.scenario().id() + ": states=" + found.states() + ", not " + states);
        }
        System.out.println(
                found.scenario().id() + ": " + states + " states, " + found.bytes() / states + " bytes a state");
    }

    /** PEs that each split block 0 and make one page read-only. */
    private static Scenario splitters(int pes, int fanOut) {
        StringBuilder text = new StringBuilder("scenario splitters-" + pes + "\n");
        text.append("hardware bbml=2 noabort fan-out=").append(fanOut).append("\ntables");
        for (int pe = 0; pe < pes; pe++) {
            text.append(" T").append(pe);
        }
        text.append("\ninit L2.0 blk:0,rw\ninit L2.1 blk:").append(fanOut).append(",rw\n");
        for (int pe = 0; pe < pes; pe++) {
            int page = pe + 1;
            StringBuilder program = new StringBuilder("goal g" + pe + " " + page + " perm=r\n");
            for (int slot = 0; slot < fanOut; slot++) {
                program.append("store T" + pe + "." + slot + " pg:" + slot + ",rw\n");
            }
            program.append("dsb ishst\nstore L2.0 tbl:T" + pe + "\ndsb ishst\nisb\n");
            program.append("store T" + pe + "." + page + " pg:" + page + ",r\ndsb ishst\n");
            program.append("tlbi vaale1is page=" + page + "\ndsb ish\nisb\nreturn g" + pe + "\n");
            for (String operation : List.of(program.toString().split("\n"))) {
                text.append(pe).append(": ").append(operation).append('\n');
            }
        }
        return Catalogue.read(text.toString(), "benchmark").get(0);
    }

    private static Exploration explore(Scenario scenario, boolean reduced) {
        return new Explorer().memory(MEMORY).reductions(reduced).explore(scenario);
    }

    /** Two PEs, 8 slots, all interleavings. */
    @Benchmark
    @OperationsPerInvocation(TWO_WIDE)
    public Exploration twoSplitters() {
        return explore(twoWide, false);
    }

    /** Three PEs, 4 slots, all interleavings. */
    @Benchmark
    @OperationsPerInvocation(THREE)
    public Exploration threeSplitters() {
        return explore(three, false);
    }

    /** Three PEs, 4 slots, reduced. */
    @Benchmark
    @OperationsPerInvocation(THREE_REDUCED)
    public Exploration threeSplittersReduced() {
        return explore(three, true);
    }
}
