package dev.ptarmigan.replay;

import dev.ptarmigan.descriptors.LinuxPte;
import dev.ptarmigan.dump.CaptureTrees;
import dev.ptarmigan.kernel.KernelTables;
import dev.ptarmigan.kernel.SetMemory;
import dev.ptarmigan.listing.TreeStatistics;
import dev.ptarmigan.mutation.Mutation;
import dev.ptarmigan.trace.Event;
import dev.ptarmigan.trace.EventKind;
import dev.ptarmigan.trace.EventLog;
import dev.ptarmigan.walker.Profile;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One or more calls run on a captured kernel with one strategy, with what they did to the tables. */
public final class OperationRun {
    /**
     * The kernel's tables in numbers.
     *
     * @param tables table pages
     * @param leaves leaf descriptors
     * @param mappedBytes what they map
     * @param tlbEntries how many TLB entries that takes when a complete Contiguous group is one
     */
    public record Extent(long tables, long leaves, long mappedBytes, long tlbEntries) {
        /** The mean number of bytes that a TLB entry covers. */
        public long reachBytes() {
            return tlbEntries == 0 ? 0 : mappedBytes / tlbEntries;
        }
    }

    private final EventLog log;
    private final List<Integer> results;
    private final List<Integer> starts;
    private final Extent before;
    private final Extent after;
    private final long largestLeaf;
    private final int faultWindows;

    private OperationRun(
            EventLog log,
            List<Integer> results,
            List<Integer> starts,
            Extent before,
            Extent after,
            long largestLeaf,
            int faultWindows) {
        this.log = log;
        this.results = results;
        this.starts = starts;
        this.before = before;
        this.after = after;
        this.largestLeaf = largestLeaf;
        this.faultWindows = faultWindows;
    }

    /**
     * Runs calls.
     *
     * @param bug what is got wrong on purpose, or null
     * @param source name of where the calls come from, for messages
     */
    public static OperationRun of(
            CapturedKernel captured,
            SetMemory strategy,
            @Nullable Mutation bug,
            Operations operations,
            TablePages pages,
            int cpu,
            String source) {
        Extent before = extent(captured);
        Replay replay = new Replay(captured, strategy, bug);
        replay.run(operations, pages, cpu, source);
        long largest = 0;
        for (Operations.Call call : operations.calls()) {
            largest = Math.max(largest, largestLeafAround(captured, call.va()));
        }
        return new OperationRun(
                replay.log(),
                replay.results(),
                replay.starts(),
                before,
                extent(captured),
                largest,
                windows(replay.log()));
    }

    private static Extent extent(CapturedKernel captured) {
        CaptureTrees.RootTree tree = new CaptureTrees(captured.capture(), Profile.ARM).kernel();
        TreeStatistics statistics = TreeStatistics.of(captured.memory(), tree.tree(), tree.context());
        KernelTables geometry = captured.kernel().tables();
        long leaves = 0;
        long entries = 0;
        for (TreeStatistics.Level level : statistics.levels()) {
            leaves += level.leaves();
            long group = geometry.contiguousEntries(level.level());
            entries += level.leaves() - level.completeGroups() * (group - 1);
        }
        return new Extent(statistics.tables(), leaves, statistics.mappedBytes(), entries);
    }

    /** The largest leaf (a Contiguous group counts whole) in the gigabyte around an address. */
    private static long largestLeafAround(CapturedKernel captured, long va) {
        KernelTables tables = captured.kernel().tables();
        int level = Math.max(tables.rootLevel(), Math.min(KernelTables.PUD, KernelTables.PMD));
        long table = tables.root();
        for (int at = tables.rootLevel(); at < level; at++) {
            long word = captured.memory().read(tables.slot(table, at, va));
            if (word == 0) {
                return 0;
            }
            table = tables.address(word);
        }
        return largest(captured, tables.slot(table, level, va), level);
    }

    private static long largest(CapturedKernel captured, long slot, int level) {
        KernelTables tables = captured.kernel().tables();
        long word = captured.memory().read(slot);
        if (word == 0 || level == KernelTables.PTE && (word & 1) == 0) {
            return 0;
        }
        if (level == KernelTables.PTE || tables.leaf(word, level)) {
            boolean contiguous = LinuxPte.cont(word);
            return contiguous ? tables.contiguousBytes(level) : tables.bytes(level);
        }
        long largest = 0;
        long table = tables.address(word);
        for (int i = 0; i < tables.entries(); i++) {
            largest = Math.max(largest, largest(captured, table + 8L * i, level + 1));
        }
        return largest;
    }

    /** Moments at which a live entry was invalid: a valid word became invalid and the slot was valid again later. */
    private static int windows(EventLog log) {
        Map<Long, Boolean> broken = new HashMap<>();
        int windows = 0;
        for (Event event : log) {
            if (event.kind() != EventKind.STORE) {
                continue;
            }
            boolean wasValid = (event.before() & 1) != 0;
            boolean isValid = (event.after() & 1) != 0;
            if (wasValid && !isValid) {
                broken.put(event.address(), true);
            } else if (!wasValid && isValid && broken.remove(event.address()) != null) {
                windows++;
            }
        }
        return windows;
    }

    /** Every event. */
    public EventLog log() {
        return log;
    }

    /** What each call returned. */
    public List<Integer> results() {
        return results;
    }

    /** The number of events before each call. */
    public List<Integer> starts() {
        return starts;
    }

    /** The kernel's tables before. */
    public Extent before() {
        return before;
    }

    /** The kernel's tables after. */
    public Extent after() {
        return after;
    }

    /** The largest leaf left in the gigabyte around the changed addresses, in bytes. */
    public long largestLeaf() {
        return largestLeaf;
    }

    /** How often a live entry was invalid for a while, so that an access would have faulted. */
    public int faultWindows() {
        return faultWindows;
    }
}
