package dev.ptarmigan.bench;

import dev.ptarmigan.checker.CheckedRegime;
import dev.ptarmigan.checker.CheckerOptions;
import dev.ptarmigan.checker.Finding;
import dev.ptarmigan.checker.OnlineChecker;
import dev.ptarmigan.checker.casemate.CasemateChecker;
import dev.ptarmigan.checker.casemate.CasemateMode;
import dev.ptarmigan.checker.casemate.CasemateTrace;
import dev.ptarmigan.checker.casemate.CasemateViolation;
import dev.ptarmigan.descriptors.Format;
import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.tlb.BbmLevel;
import dev.ptarmigan.tlb.TlbiFields;
import dev.ptarmigan.trace.Barrier;
import dev.ptarmigan.trace.EventLog;
import java.nio.charset.StandardCharsets;
import java.util.List;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * Events a second of the online checker, from memory: splits of 2M blocks in place with what follows them, and permission
 * changes of 16 pages at a time; and of casemate's text, from reading to verdict.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 6, time = 1)
@State(Scope.Thread)
public class CheckerBenchmark {
    /** Events of each benchmark, for the figure a second. */
    public static final int EVENTS = 200_000;

    private static final long ROOT = 0x1000;
    private static final long TABLES = 0x10_0000;
    private static final long OUTPUT = 0x4000_0000L;
    private static final long PAGE = 0x703;
    private static final long BLOCK = 0x701;
    private static final long TABLE = 3;
    private static final long READ_ONLY = 0x80;
    private static final int ENTRIES = 512;

    private final EventLog splits = new EventLog();
    private final EventLog changes = new EventLog();
    private byte[] casemate = new byte[0];

    /** Makes the traces. */
    @Setup
    public void traces() {
        makeSplits();
        makeChanges();
        makeCasemate();
    }

    private void makeSplits() {
        for (int block = 0; block < ENTRIES; block++) {
            splits.store(0, ROOT + 8L * block, 0, OUTPUT + ((long) block << 21) | BLOCK);
        }
        splits.barrier(0, Barrier.DSB_ISHST);
        for (int block = 0; splits.size() < EVENTS; block++) {
            long table = TABLES + 0x1000L * block;
            long base = OUTPUT + ((long) block << 21);
            for (int i = 0; i < ENTRIES; i++) {
                splits.store(0, table + 8L * i, 0, base + 0x1000L * i | PAGE);
            }
            splits.barrier(0, Barrier.DSB_ISHST);
            splits.store(0, ROOT + 8L * block, base | BLOCK, table | TABLE);
            splits.store(0, table, base | PAGE, base | PAGE | READ_ONLY);
            flush(splits, (long) block << 21);
        }
    }

    private void makeChanges() {
        for (int i = 0; i < ENTRIES; i++) {
            changes.store(0, TABLES + 8L * i, 0, OUTPUT + 0x1000L * i | PAGE);
        }
        changes.barrier(0, Barrier.DSB_ISHST);
        changes.store(0, ROOT, 0, TABLES | TABLE);
        for (int round = 0; changes.size() < EVENTS; round++) {
            int first = round * 16 % ENTRIES;
            boolean back = round / (ENTRIES / 16) % 2 == 1;
            for (int i = first; i < first + 16; i++) {
                long word = OUTPUT + 0x1000L * i | PAGE;
                changes.store(0, TABLES + 8L * i, back ? word | READ_ONLY : word, back ? word : word | READ_ONLY);
            }
            changes.barrier(0, Barrier.DSB_ISHST);
            changes.tlbi(0, "rvaale1is", TlbiFields.range(0x1000L * first, Granule.K4, 0, 7, false));
            changes.barrier(0, Barrier.DSB_ISH);
            changes.barrier(0, Barrier.ISB);
        }
    }

    private static void flush(EventLog log, long va) {
        log.barrier(0, Barrier.DSB_ISHST);
        log.tlbi(0, "vaale1is", TlbiFields.va(va));
        log.barrier(0, Barrier.DSB_ISH);
        log.barrier(0, Barrier.ISB);
    }

    private void makeCasemate() {
        StringBuilder text = new StringBuilder();
        for (int page = 0; page < 5; page++) {
            text.append("(mem-init (id 0) (tid 0) (address 4000")
                    .append(page)
                    .append("000) (size 1000) (src \"bench.c:1\"))\n");
        }
        text.append(
                "(hint (id 0) (tid 0) (kind set_root_lock) (location 40000000) (value 40005000) (src \"bench.c:2\"))\n");
        for (int level = 0; level < 3; level++) {
            text.append("(mem-write (id 0) (tid 0) (mem-order plain) (address 4000")
                    .append(level)
                    .append("000) (value 4000")
                    .append(level + 1)
                    .append("003) (src \"bench.c:3\"))\n");
        }
        text.append("(sysreg-write (id 0) (tid 0) (sysreg vttbr_el2) (value 40000000) (src \"bench.c:4\"))\n");
        String round = "(lock (id 1) (tid 0) (address 40005000) (src \"bench.c:5\"))\n"
                + "(mem-write (id 2) (tid 0) (mem-order release) (address 40003008) (value 400064c3) (src \"bench.c:6\"))\n"
                + "(mem-write (id 3) (tid 0) (mem-order release) (address 40003008) (value 0) (src \"bench.c:7\"))\n"
                + "(barrier (id 4) (tid 0) dsb (kind ish) (src \"bench.c:8\"))\n"
                + "(tlbi (id 5) (tid 0) ipas2e1is (value 1) (src \"bench.c:9\"))\n"
                + "(barrier (id 6) (tid 0) dsb (kind ish) (src \"bench.c:10\"))\n"
                + "(tlbi (id 7) (tid 0) vmalle1is (src \"bench.c:11\"))\n"
                + "(barrier (id 8) (tid 0) dsb (kind ish) (src \"bench.c:12\"))\n"
                + "(unlock (id 9) (tid 0) (address 40005000) (src \"bench.c:13\"))\n";
        for (int i = 0; i < EVENTS / 9; i++) {
            text.append(round);
        }
        casemate = text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static List<Finding> check(EventLog log) {
        OnlineChecker checker = new OnlineChecker(
                CheckedRegime.kernel(Granule.K4, Format.VMSA64), CheckerOptions.DEFAULT.withBbm(BbmLevel.NO_ABORT));
        checker.root(ROOT, 2, 0, ENTRIES);
        return checker.check(log);
    }

    /** Blocks split in place. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public List<Finding> splits() {
        return check(splits);
    }

    /** Permissions of 16 pages. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public List<Finding> changes() {
        return check(changes);
    }

    /** casemate's text, by the architecture; records a second. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public CasemateViolation casemate() {
        return new CasemateChecker(CasemateMode.ARCHITECTURE, true, true).check(new CasemateTrace(casemate, "bench"));
    }
}
