package dev.ptarmigan.replay;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.descriptors.LinuxPte;
import dev.ptarmigan.descriptors.Place;
import dev.ptarmigan.dump.CaptureTrees;
import dev.ptarmigan.kernel.KernelTables;
import dev.ptarmigan.registers.RegisterFile;
import dev.ptarmigan.trace.Barrier;
import dev.ptarmigan.trace.Event;
import dev.ptarmigan.trace.EventKind;
import dev.ptarmigan.trace.EventLog;
import dev.ptarmigan.walker.Profile;
import dev.ptarmigan.walker.WalkParameters;
import java.util.ArrayList;
import java.util.List;

/** A readable account of events: stores with the change they make, equal neighbours joined; TLB invalidations decoded. */
public final class Account {
    private final CapturedKernel captured;
    private final WalkParameters parameters;
    private final RegisterFile registers;
    private final TablePlaces places;
    private final List<Operations.Call> calls;

    /**
     * An account of events on a captured kernel.
     *
     * @param calls what was called
     */
    public Account(CapturedKernel captured, EventLog log, List<Operations.Call> calls) {
        this.captured = captured;
        this.calls = calls;
        CaptureTrees.RootTree kernel = new CaptureTrees(captured.capture(), Profile.ARM).kernel();
        this.parameters = kernel.tree().parameters();
        this.registers = captured.capture().registers();
        this.places =
                new TablePlaces(captured.capture().dump(), captured.kernel().tables()).with(log);
    }

    /** The account, line by line. */
    public List<String> lines(EventLog log) {
        List<String> lines = new ArrayList<>();
        int i = 0;
        while (i < log.size()) {
            int end = log.kind(i) == EventKind.STORE ? runEnd(log, i) : i + 1;
            lines.add(line(log, i, end));
            i = end;
        }
        return lines;
    }

    /** The end of a run of stores to neighbouring words that change by the same steps. */
    private static int runEnd(EventLog log, int from) {
        int end = from + 1;
        if (end >= log.size() || log.kind(end) != EventKind.STORE) {
            return end;
        }
        long beforeStep = log.before(end) - log.before(from);
        long afterStep = log.after(end) - log.after(from);
        while (end < log.size()
                && log.kind(end) == EventKind.STORE
                && log.address(end) == log.address(end - 1) + Long.BYTES
                && log.before(end) - log.before(end - 1) == beforeStep
                && log.after(end) - log.after(end - 1) == afterStep) {
            end++;
        }
        return end;
    }

    private String line(EventLog log, int from, int end) {
        Event event = log.get(from);
        StringBuilder text = new StringBuilder(120);
        switch (event.kind()) {
            case STORE -> stores(text, log, from, end);
            case BARRIER -> {
                Barrier barrier = event.barrier();
                text.append(barrier == null ? "" : barrier.text());
            }
            case TLBI -> {
                String name = String.valueOf(event.name());
                boolean lpa2 = captured.kernel().options().lpa2();
                text.append("tlbi ")
                        .append(name)
                        .append(' ')
                        .append(Hex.address(event.address()))
                        .append("  ")
                        .append(TlbiText.of(name, event.address(), lpa2));
            }
            case ALLOCATE ->
                text.append("table page ")
                        .append(Hex.address(event.address()))
                        .append(" taken for level ")
                        .append(event.after())
                        .append(" from ")
                        .append(Hex.word(event.before()))
                        .append(reason(log, from));
            case ALLOCATE_FAILED ->
                text.append("no page for a level ")
                        .append(event.after())
                        .append(" table from ")
                        .append(Hex.word(event.before()));
            case FREE ->
                text.append("table page ").append(Hex.address(event.address())).append(" freed");
            case LOCK -> text.append("lock ").append(event.name());
            case UNLOCK -> text.append("unlock ").append(event.name());
            case WARN -> text.append("WARN: ").append(event.name());
            case NOTE -> text.append("note: ").append(event.name());
            case ACCESS, FAULT, FILL, EVICT -> text.append(event);
        }
        return text.toString();
    }

    /** What a table is for: the leaf that its store replaces, and the edge of a call that lies inside that. */
    private String reason(EventLog log, int allocation) {
        KernelTables tables = captured.kernel().tables();
        long page = log.address(allocation);
        for (int i = allocation + 1; i < log.size(); i++) {
            boolean publishes = log.kind(i) == EventKind.STORE
                    && LinuxPte.table(log.after(i))
                    && tables.address(log.after(i)) == page
                    && log.address(i) != page;
            if (publishes) {
                long size = tables.bytes((int) log.after(allocation) - 1);
                boolean hole = LinuxPte.none(log.before(i)) && LinuxPte.none(wordBefore(log, i));
                return hole
                        ? ", for a hole"
                        : ", to split the " + Hex.size(size) + " there" + edges(log, allocation, size);
            }
        }
        return "";
    }

    /** What a slot held before the break that a store ends, if there was one. */
    private static long wordBefore(EventLog log, int store) {
        for (int i = store - 1; i >= 0; i--) {
            if (log.kind(i) == EventKind.STORE && log.address(i) == log.address(store)) {
                return log.before(i);
            }
        }
        return 0;
    }

    private String edges(EventLog log, int allocation, long size) {
        long va = log.before(allocation);
        for (Operations.Call call : calls) {
            long start = call.va();
            long end = start + call.pages() * captured.kernel().tables().pageBytes();
            boolean starts = Long.compareUnsigned(start - va - 1, size - 1) < 0;
            boolean ends = Long.compareUnsigned(end - va - 1, size - 1) < 0;
            if (starts || ends) {
                return ": the range " + (starts && ends ? "starts and ends" : starts ? "starts" : "ends")
                        + " inside it";
            }
        }
        return captured.kernel().layout().isLinear(va) ? ": the alias of a page of the range lies inside it" : "";
    }

    private void stores(StringBuilder text, EventLog log, int from, int end) {
        int count = end - from;
        text.append("store ").append(Hex.address(log.address(from)));
        if (count > 1) {
            text.append("..")
                    .append(Hex.address(log.address(end - 1)))
                    .append(" x")
                    .append(count);
        }
        text.append("  ").append(Hex.word(log.before(from))).append(" -> ").append(Hex.word(log.after(from)));
        if (count > 1) {
            text.append(" .. ").append(Hex.word(log.after(end - 1)));
        }
        TablePlaces.Slot slot = places.slot(log.address(from));
        if (slot != null) {
            Place place = parameters.place(slot.level());
            text.append("  level ")
                    .append(slot.level())
                    .append(", VA ")
                    .append(Hex.word(slot.va()))
                    .append(": ")
                    .append(StoreText.change(log.before(from), log.after(from), place, registers));
        }
    }
}
