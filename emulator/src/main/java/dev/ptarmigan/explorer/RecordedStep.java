package dev.ptarmigan.explorer;

import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.tlb.Invalidation;
import dev.ptarmigan.tlb.TlbiFields;
import dev.ptarmigan.tlb.TlbiIssuer;
import dev.ptarmigan.tlb.TlbiOperand;
import dev.ptarmigan.tlb.TlbiOperation;
import dev.ptarmigan.trace.Event;
import dev.ptarmigan.trace.EventKind;
import dev.ptarmigan.trace.EventLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Events of a recording, those together that have no order among themselves. */
sealed interface RecordedStep {
    /** Stores with no barrier or TLBI in between, and the tables that were allocated then. */
    record Stores(List<Event> events) implements RecordedStep {}

    /** A barrier. */
    record Fence(Barrier barrier) implements RecordedStep {}

    /**
     * TLBIs of one kind with nothing in between.
     *
     * @param name of the form for one address
     * @param asid −1 without one
     * @param ttl 0 without a hint
     * @param ranges what they name; empty for everything
     */
    record Flush(String name, int asid, int ttl, boolean wrongGranule, List<Call.Range> ranges)
            implements RecordedStep {
        boolean everything() {
            return ranges.isEmpty();
        }

        boolean meets(long first, long last) {
            return everything() || ranges.stream().anyMatch(range -> range.meets(first, last));
        }

        boolean contains(long first, long last) {
            return everything() || ranges.stream().anyMatch(range -> range.contains(first, last));
        }

        private boolean goesOn(Flush other) {
            return name.equals(other.name)
                    && asid == other.asid
                    && ttl == other.ttl
                    && wrongGranule == other.wrongGranule
                    && everything() == other.everything();
        }
    }

    /** A table is given back. */
    record Freed(long pa) implements RecordedStep {}

    /** An operation begins. */
    record Asked(Call call) implements RecordedStep {}

    /** It has returned. */
    record Returned(Call call) implements RecordedStep {}

    /** Something about other CPUs. */
    record Note(String text) implements RecordedStep {}

    /** Reads the events {@code from} to {@code to} of a log. */
    static List<RecordedStep> read(EventLog log, int from, int to, Granule granule, boolean lpa2) {
        List<RecordedStep> steps = new ArrayList<>();
        for (int i = from; i < to; i++) {
            Event event = log.get(i);
            RecordedStep last = steps.isEmpty() ? null : steps.get(steps.size() - 1);
            switch (event.kind()) {
                case STORE, ALLOCATE -> {
                    if (last instanceof Stores stores) {
                        stores.events().add(event);
                    } else {
                        steps.add(new Stores(new ArrayList<>(List.of(event))));
                    }
                }
                case BARRIER -> {
                    dev.ptarmigan.trace.Barrier barrier = event.barrier();
                    if (barrier == null) {
                        throw new IllegalStateException("event=" + event);
                    }
                    steps.add(new Fence(Barrier.named(barrier.text())));
                }
                case TLBI -> {
                    Flush flush = flush(event, granule, lpa2);
                    if (flush == null) {
                        continue;
                    }
                    if (last instanceof Flush before && before.goesOn(flush)) {
                        before.ranges().addAll(flush.ranges());
                    } else {
                        steps.add(flush);
                    }
                }
                case FREE -> steps.add(new Freed(event.address()));
                case NOTE -> steps.add(new Note(String.valueOf(event.name())));
                case ALLOCATE_FAILED, LOCK, UNLOCK, ACCESS, FAULT, FILL, EVICT, WARN -> {}
            }
            if (event.kind() == EventKind.STORE && event.cpu() != log.cpu(from)) {
                throw new ScenarioException("event " + i + ": stores of CPU " + event.cpu() + " and of CPU "
                        + log.cpu(from) + "; the recording of one CPU was expected");
            }
        }
        return steps;
    }

    /** Null if the architecture guarantees nothing about it. */
    private static @Nullable Flush flush(Event event, Granule granule, boolean lpa2) {
        TlbiIssuer issuer = TlbiIssuer.at(1).build();
        Invalidation invalidation = Invalidation.of(event, issuer);
        TlbiOperation operation = invalidation.operation();
        TlbiOperand operand = invalidation.operand();
        String name = String.valueOf(event.name()).toUpperCase(Locale.ROOT);
        if (!operation.isOfEl1() || operation.form().isIpa() || operation.isPair() || lpa2) {
            throw new ScenarioException("TLBI " + name + (lpa2 ? " with LPA2" : "")
                    + ": only operations by address of EL1&0's stage 1 with 64-bit operands are handled");
        }
        int asid = operation.isByAsid() ? (int) TlbiFields.ASID.of(event.address()) : -1;
        List<Call.Range> ranges = new ArrayList<>();
        if (!operation.form().isVa()) {
            return new Flush(name, asid, 0, false, ranges);
        }
        if (operand.isNothingGuaranteed()) {
            return null;
        }
        ranges.add(new Call.Range(operand.first(), operand.last()));
        int ttl = operand.level() == TlbiOperand.NO_LEVEL ? 0 : operand.level();
        Granule named = operand.granule();
        boolean wrong = named != null && named != granule;
        return new Flush(operation.form().isRange() ? name.substring(1) : name, asid, ttl, wrong, ranges);
    }
}
