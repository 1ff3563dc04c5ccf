package dev.ptarmigan.checker;

import dev.ptarmigan.bits.Hex;

/**
 * Something that is wrong, or worth a note.
 *
 * @param rule the rule
 * @param severity whether the rule is broken
 * @param event index in the log of the event that breaks it; for what is missing at the end, the number of events
 * @param pe the PE that executed the event
 * @param firstVa first address concerned
 * @param lastVa last address concerned
 * @param slot physical address of the descriptor concerned, or of the table page
 * @param before the word before, or of the entry that a cache may hold
 * @param after the word now
 * @param stale what a cache may hold, or what is wrong, in words
 * @param cause why it may
 * @param repair what to do
 * @param placed whether the addresses are known
 */
public record Finding(
        Rule rule,
        Severity severity,
        int event,
        int pe,
        long firstVa,
        long lastVa,
        long slot,
        long before,
        long after,
        String stale,
        String cause,
        String repair,
        boolean placed) {

    /** A finding of which the addresses are known. */
    public Finding(
            Rule rule,
            Severity severity,
            int event,
            int pe,
            long firstVa,
            long lastVa,
            long slot,
            long before,
            long after,
            String stale,
            String cause,
            String repair) {
        this(rule, severity, event, pe, firstVa, lastVa, slot, before, after, stale, cause, repair, true);
    }

    /** How bad it is. */
    public enum Severity {
        /** A rule is broken. */
        VIOLATION,
        /** Right as far as this trace goes; somebody else has to do the rest. */
        NOTE
    }

    /** Whether a rule is broken. */
    public boolean isViolation() {
        return severity == Severity.VIOLATION;
    }

    /** The same as a note. */
    Finding asNote() {
        return new Finding(
                rule, Severity.NOTE, event, pe, firstVa, lastVa, slot, before, after, stale, cause, repair, placed);
    }

    /** One line; {@code eventText} stands for the event. */
    public String text(String eventText) {
        return (isViolation() ? "" : "note: ") + rule + " at " + eventText + " cpu=" + pe + " va="
                + (placed ? Hex.word(firstVa) + "-" + Hex.word(lastVa) : "unknown") + " slot=" + Hex.address(slot)
                + " old="
                + Hex.word(before) + " new=" + Hex.word(after) + ": " + stale + "; " + cause + "; repair: " + repair
                + " (" + rule.invariant() + "; " + rule.source() + ")";
    }

    @Override
    public String toString() {
        return text(Integer.toString(event));
    }
}
