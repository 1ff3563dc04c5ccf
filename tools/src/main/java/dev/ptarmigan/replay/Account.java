package dev.ptarmigan.replay;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.descriptors.Place;
import dev.ptarmigan.dump.CaptureTrees;
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

    /** An account of events on a captured kernel. */
    public Account(CapturedKernel captured, EventLog log) {
        this.captured = captured;
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
                        .append(Hex.word(event.before()));
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
