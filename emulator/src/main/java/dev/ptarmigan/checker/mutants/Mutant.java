package dev.ptarmigan.checker.mutants;

import dev.ptarmigan.checker.Finding;
import dev.ptarmigan.explorer.EquivalenceJudge;
import dev.ptarmigan.trace.EventLog;
import org.jspecify.annotations.Nullable;

/**
 * One changed step of a sequence of events.
 *
 * @param name what was changed, by the event's index: {@code drop 17 dsb ishst}
 * @param kind how it was changed
 * @param event index of the first event concerned in the sequence of the original
 * @param log the changed sequence
 * @param equivalence why the architecture makes no difference between it and the original, or null
 * @param caughtBy the first finding of the checker that the original does not have, or null
 * @param explored what exploration says of a mutant that the checker lets pass, or null if it was not explored
 */
public record Mutant(
        String name,
        Kind kind,
        int event,
        EventLog log,
        @Nullable String equivalence,
        @Nullable Finding caughtBy,
        EquivalenceJudge.@Nullable Verdict explored) {

    /** How a step is changed. */
    public enum Kind {
        /** A store does not happen. */
        DROP_STORE,
        /** A barrier does not happen. */
        DROP_BARRIER,
        /** A TLBI does not happen. */
        DROP_TLBI,
        /** Two neighbouring events change places. */
        SWAP,
        /** A barrier is weaker. */
        WEAKEN_BARRIER,
        /** A TLBI reaches its own PE only. */
        LOCAL,
        /** A TLBI leaves walk caches alone. */
        LAST_LEVEL,
        /** A TLBI has a level hint. */
        LEVEL_HINT,
        /** A range is one page short. */
        SHORT_RANGE,
        /** A TLBI is for one ASID, that nobody has. */
        ASID
    }

    /** What came of it. */
    public enum Outcome {
        /** The checker has a finding that it does not have for the original. */
        CAUGHT,
        /** The architecture orders the two the same: no run can tell. */
        SAME,
        /** Exploration finds an invariant broken that the original keeps. */
        SHOWN,
        /** Every state was explored, and nothing breaks that did not before. */
        EQUIVALENT,
        /** Neither the checker nor exploration has an answer. */
        SURVIVED
    }

    /** What came of it. */
    public Outcome outcome() {
        if (caughtBy != null) {
            return Outcome.CAUGHT;
        }
        if (equivalence != null) {
            return Outcome.SAME;
        }
        if (explored == null) {
            return Outcome.SURVIVED;
        }
        return switch (explored.outcome()) {
            case VIOLATION -> Outcome.SHOWN;
            case EQUIVALENT -> Outcome.EQUIVALENT;
            case UNDECIDED -> Outcome.SURVIVED;
        };
    }

    /** The same, explored. */
    Mutant with(EquivalenceJudge.Verdict verdict) {
        return new Mutant(name, kind, event, log, equivalence, caughtBy, verdict);
    }
}
