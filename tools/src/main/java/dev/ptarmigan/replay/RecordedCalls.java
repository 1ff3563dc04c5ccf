package dev.ptarmigan.replay;

import static dev.ptarmigan.descriptors.LinuxPte.PTE_PXN;
import static dev.ptarmigan.descriptors.LinuxPte.PTE_RDONLY;
import static dev.ptarmigan.descriptors.LinuxPte.cont;
import static dev.ptarmigan.descriptors.LinuxPte.makeNonContiguous;
import static dev.ptarmigan.descriptors.LinuxPte.none;
import static dev.ptarmigan.descriptors.LinuxPte.table;
import static dev.ptarmigan.descriptors.LinuxPte.valid;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.kernel.KernelLayout;
import dev.ptarmigan.kernel.KernelTables;
import dev.ptarmigan.trace.EventKind;
import dev.ptarmigan.trace.EventLog;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The calls that a recording of several tasks holds, where its {@code ops.txt} tells none: the load of a module. They are those
 * of one CPU, the first to change a valid kernel leaf.
 *
 * <p>Only what the outside decides is read off: which pages vmalloc maps and where ({@code vmalloc}), which page of text is
 * written to ({@code text_poke}), whose permissions are changed ({@code ro rw nx x rox}), and which area is freed
 * ({@code vunmap_free}). Everything under a call is generated and can be compared: splits, aliases, flushes, the reset of the
 * permissions of module space.
 */
public final class RecordedCalls {
    private final EventLog log;
    private final String source;
    private final KernelTables tables;
    private final KernelLayout layout;
    private final TablePlaces places;
    private final Set<Long> newTables;
    private final long fixmapStart;
    private final int cpu;
    private final List<Operations.Call> calls = new ArrayList<>();
    private int next;

    private RecordedCalls(CapturedKernel captured, EventLog log, List<Operations.NewTable> newTables, String source) {
        this.log = log;
        this.source = source;
        this.tables = captured.kernel().tables();
        this.layout = captured.kernel().layout();
        this.places = new TablePlaces(captured.capture().dump(), tables).with(newTables);
        this.newTables =
                new HashSet<>(newTables.stream().map(Operations.NewTable::pa).collect(Collectors.toSet()));
        this.fixmapStart = captured.fixmapStart();
        this.cpu = firstToChange();
    }

    /**
     * Reads the calls off a recording.
     *
     * @param captured the kernel before
     * @param newTables the table pages that were new afterwards
     * @param source name of the recording, for messages
     * @throws ReplayException if a store belongs to no call that is known
     */
    static RecordedCalls of(CapturedKernel captured, EventLog log, List<Operations.NewTable> newTables, String source) {
        RecordedCalls recorded = new RecordedCalls(captured, log, newTables, source);
        recorded.read();
        return recorded;
    }

    /** The calls, in order. */
    List<Operations.Call> calls() {
        return List.copyOf(calls);
    }

    /** The CPU that made them. */
    int cpu() {
        return cpu;
    }

    private int firstToChange() {
        for (int i = 0; i < log.size(); i++) {
            if (log.kind(i) == EventKind.STORE && valid(log.before(i)) && valid(log.after(i))) {
                return log.cpu(i);
            }
        }
        throw new ReplayException(
                source + ": no store changes a valid entry of the kernel, so there is no call to replay");
    }

    private void read() {
        next = storeFrom(0);
        while (next < log.size()) {
            long va = va(next);
            boolean linear = layout.isLinear(va);
            if (Long.compareUnsigned(va, fixmapStart) >= 0) {
                poke(va);
            } else if (!linear && level(next) == KernelTables.PTE && none(log.after(next))) {
                free(va);
            } else if (!linear && level(next) == KernelTables.PTE && none(log.before(next))) {
                map(va);
            } else {
                change();
            }
        }
    }

    /** The first store of the CPU from an event on. */
    private int storeFrom(int from) {
        int i = from;
        while (i < log.size() && !(log.kind(i) == EventKind.STORE && log.cpu(i) == cpu)) {
            i++;
        }
        return i;
    }

    private TablePlaces.Slot slot(int event) {
        TablePlaces.@Nullable Slot slot = places.slot(log.address(event));
        if (slot == null) {
            throw refused(event, "it lies in no table of the dump and in no new one");
        }
        return slot;
    }

    private long va(int event) {
        return slot(event).va();
    }

    private int level(int event) {
        return slot(event).level();
    }

    private ReplayException refused(int event, String why) {
        return new ReplayException(source + ": event " + event + ", the store to " + Hex.address(log.address(event))
                + ": " + why + "; the calls of this recording cannot be told");
    }

    /** The store after one, if nothing but stores of the CPU lies between; else −1. */
    private int neighbour(int event) {
        for (int i = event + 1; i < log.size(); i++) {
            if (log.cpu(i) == cpu) {
                return log.kind(i) == EventKind.STORE ? i : -1;
            }
        }
        return -1;
    }

    private void poke(long va) {
        int clear = storeFrom(next + 1);
        if (!valid(log.after(next))
                || clear == log.size()
                || log.address(clear) != log.address(next)
                || !none(log.after(clear))) {
            throw refused(next, "a slot of the fixmap is not made and cleared again");
        }
        calls.add(Operations.Call.of("text_poke", va, 1, List.of(tables.address(log.after(next)))));
        next = storeFrom(clear + 1);
    }

    private void map(long va) {
        List<Long> frames = new ArrayList<>();
        int event = next;
        int last = next;
        while (event >= 0
                && log.address(event) == log.address(next) + (long) frames.size() * Long.BYTES
                && none(log.before(event))
                && valid(log.after(event))) {
            frames.add(tables.address(log.after(event)));
            last = event;
            event = neighbour(event);
        }
        if (frames.isEmpty()) {
            throw refused(next, "an empty entry of vmalloc space does not become a page");
        }
        calls.add(Operations.Call.of("vmalloc", va, frames.size(), frames));
        next = storeFrom(last + 1);
    }

    /** An area is cleared with its guard page, which was empty; module space gets the permissions of its alias back. */
    private void free(long va) {
        int pages = 0;
        int event = next;
        while (event >= 0 && none(log.after(event)) && !none(log.before(event))) {
            pages++;
            event = neighbour(event);
        }
        if (event < 0 || !none(log.after(event)) || pages == 0) {
            throw refused(next, "the pages of an area are not cleared with their guard page");
        }
        calls.add(Operations.Call.of("vunmap_free", va, pages, List.of()));
        next = storeFrom(event + 1);
        if (layout.isModules(va)) {
            for (int changed = 0; changed < 2 * pages && next < log.size(); next = storeFrom(next + 1)) {
                changed += isSplit(next) ? 0 : 1;
            }
        }
    }

    /** Whether a store is part of a split: a child, the table's entry, or a member of a group that loses its bit. */
    private boolean isSplit(int event) {
        long before = log.before(event);
        long after = log.after(event);
        boolean child = none(before) && newTables.contains(log.address(event) & -tables.pageBytes());
        boolean entry = level(event) < KernelTables.PTE && table(after);
        return child || entry || cont(before) && after == makeNonContiguous(before);
    }

    /** set_memory of an area: aliases one by one, then the area, up to its flush. */
    private void change() {
        int aliases = 0;
        while (next < log.size() && (isSplit(next) || layout.isLinear(va(next)))) {
            aliases += isSplit(next) ? 0 : 1;
            next = storeFrom(next + 1);
        }
        if (next == log.size()) {
            throw new ReplayException(
                    source + ": it ends after the linear aliases of an area were changed and before the area itself");
        }
        int first = next;
        int pages = 0;
        int event = next;
        int last = next;
        while (event >= 0
                && log.address(event) == log.address(first) + (long) pages * Long.BYTES
                && valid(log.before(event))
                && valid(log.after(event))) {
            pages++;
            last = event;
            event = neighbour(event);
        }
        if (pages == 0 || aliases != 0 && aliases != pages) {
            throw refused(
                    first, "the change of " + aliases + " linear aliases is followed by that of " + pages + " pages");
        }
        long before = log.before(first);
        long after = log.after(first);
        String operation;
        if (PTE_RDONLY.isSet(before) != PTE_RDONLY.isSet(after) || aliases > 0) {
            operation = PTE_RDONLY.isSet(after) ? "ro" : "rw";
        } else {
            operation = PTE_PXN.isSet(after) ? "nx" : "x";
        }
        add(operation, va(first), pages);
        next = storeFrom(last + 1);
    }

    /** Read-only and then executable is one call, set_memory_rox. */
    private void add(String operation, long va, int pages) {
        Operations.Call call = Operations.Call.of(operation, va, pages, List.of());
        int last = calls.size() - 1;
        if (operation.equals("x")
                && last >= 0
                && calls.get(last).equals(Operations.Call.of("ro", va, pages, List.of()))) {
            calls.set(last, Operations.Call.of("rox", va, pages, List.of()));
        } else {
            calls.add(call);
        }
    }
}
