package dev.ptarmigan.explorer;

import dev.ptarmigan.trace.EventLog;
import org.jspecify.annotations.Nullable;

/** Says whether a changed sequence of events can show anything that the original cannot. */
public interface EquivalenceJudge {
    /** The answer. */
    enum Outcome {
        /** An invariant breaks that the original keeps, or a word is wrong at the end. */
        VIOLATION,
        /** Every state was looked at, and no other invariant breaks than in the original. */
        EQUIVALENT,
        /** It does not fit into scenarios, or not into memory. */
        UNDECIDED
    }

    /**
     * A judgement.
     *
     * @param outcome the answer
     * @param reason one line
     * @param states how many states were looked at
     * @param story the shortest way to the violation, if an invariant breaks
     */
    record Verdict(
            Outcome outcome,
            String reason,
            long states,
            @Nullable Story story) {}

    /** Judges a mutant. */
    Verdict judge(EventLog mutant);
}
