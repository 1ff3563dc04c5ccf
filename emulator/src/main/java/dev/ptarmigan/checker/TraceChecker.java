package dev.ptarmigan.checker;

import dev.ptarmigan.trace.EventKind;
import dev.ptarmigan.trace.EventLog;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * Checks one trace against several trees at once: of the kernel, of processes, of a hypervisor and its guests. Each tree has a
 * checker of its own; what concerns them together, ASIDs and VMIDs, is checked here. Not synchronized.
 */
public final class TraceChecker {
    private static final String ACCESS = "access ";

    private final List<OnlineChecker> trees = new ArrayList<>();
    private final List<Finding> own = new ArrayList<>();
    private final TagRules tags = new TagRules(own);
    private int events;

    /** A checker without trees. */
    public TraceChecker() {}

    /** Adds a tree. */
    public TraceChecker add(OnlineChecker tree) {
        trees.add(tree);
        return this;
    }

    /** How many trees there are. */
    public int trees() {
        return trees.size();
    }

    /** How findings call events: by default their index. */
    public void nameEvents(IntFunction<String> names) {
        trees.forEach(tree -> tree.nameEvents(names));
    }

    /** Checks event {@code index} of a log. */
    public void event(EventLog log, int index) {
        int cpu = log.cpu(index);
        switch (log.kind(index)) {
            case TLBI -> tags.tlbi(cpu, log.nameAt(index), log.address(index));
            case BARRIER -> tags.barrier(cpu, log.barrierAt(index));
            case NOTE -> {
                RegisterNote note = RegisterNote.parse(events, log.nameAt(index));
                if (note != null) {
                    tags.register(events, cpu, note);
                }
            }
            default -> {}
        }
        events++;
        boolean access = log.kind(index) == EventKind.NOTE && log.nameAt(index).startsWith(ACCESS);
        OnlineChecker only = access ? treeOf(cpu, log.nameAt(index)) : null;
        for (OnlineChecker tree : trees) {
            if (access && tree != only) {
                tree.skip();
            } else {
                tree.event(log, index);
            }
        }
    }

    /** The tree that a PE's access is translated by: of those with the address the one that it walks. */
    private OnlineChecker treeOf(int cpu, String text) {
        long va = PageRules.address(events - 1, text, "va=");
        OnlineChecker found = null;
        for (OnlineChecker tree : trees) {
            if (tree.covers(va) && (found == null || found.isAway(cpu) && !tree.isAway(cpu))) {
                found = tree;
            }
        }
        if (found == null) {
            throw new CheckerException(
                    events - 1, "the access to 0x" + Long.toHexString(va) + " is outside the tables that are known");
        }
        return found;
    }

    /** An operation begins. */
    public void begin(int cpu, Operation operation) {
        trees.forEach(tree -> tree.begin(cpu, operation));
    }

    /** An operation returns. */
    public void end(int cpu, String name, boolean failed) {
        trees.forEach(tree -> tree.end(cpu, name, failed));
    }

    /** The end of the trace. Returns everything found, by event. */
    public List<Finding> finish() {
        Set<Finding> all = new LinkedHashSet<>(own);
        for (OnlineChecker tree : trees) {
            all.addAll(tree.finish());
        }
        List<Finding> sorted = new ArrayList<>(all);
        sorted.sort(Comparator.comparingInt(Finding::event));
        return sorted;
    }

    /** How many more findings there were than are kept. */
    public int more() {
        return trees.stream().mapToInt(OnlineChecker::more).sum();
    }

    /**
     * The first store into a page that was no table of any tree, became none and was not taken as one: either tables are missing,
     * or it is no store into a table. −1 if there is none.
     */
    public int firstStray() {
        int first = -1;
        Set<Long> strays = new HashSet<>();
        for (int i = 0; i < trees.size(); i++) {
            Map<Long, Integer> these = trees.get(i).strays();
            if (i == 0) {
                strays.addAll(these.keySet());
            } else {
                strays.retainAll(these.keySet());
            }
        }
        for (long page : strays) {
            int event = trees.get(0).strays().getOrDefault(page, -1);
            first = first < 0 || event >= 0 && event < first ? event : first;
        }
        return first;
    }
}
