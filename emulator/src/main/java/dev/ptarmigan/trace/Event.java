package dev.ptarmigan.trace;

import dev.ptarmigan.bits.Hex;
import org.jspecify.annotations.Nullable;

/**
 * One event, taken out of an {@link EventLog}.
 *
 * @param sequence its number
 * @param cpu the PE that caused it
 * @param kind what kind of event; it says which of the others are meaningful
 * @param address the address of a store or of a table page; the operand of a TLBI; the virtual address of an access, fault,
 *     fill or eviction
 * @param before the word before a store; the VA an allocated table serves; the physical address of an access; where the
 *     descriptor of a fill was read
 * @param after the word after a store; the level an allocated table serves; the descriptor of a fill
 * @param barrier which barrier
 * @param name the TLBI operation in lower case, the lock, the text of a warning or note, what kind of access, fault or entry
 */
public record Event(
        long sequence,
        int cpu,
        EventKind kind,
        long address,
        long before,
        long after,
        @Nullable Barrier barrier,
        @Nullable String name) {

    /** The event as a line of events v1; the kinds that format does not have are comments in it. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(80);
        if (kind.isNumbered()) {
            text.append(sequence).append(" cpu=").append(cpu).append(' ');
        } else {
            text.append("# cpu=").append(cpu).append(' ');
        }
        switch (kind) {
            case STORE ->
                text.append("store pa=")
                        .append(Hex.address(address))
                        .append(" old=")
                        .append(Hex.word(before))
                        .append(" new=")
                        .append(Hex.word(after));
            case BARRIER -> text.append(barrier == null ? "" : barrier.text());
            case TLBI -> text.append("tlbi ").append(name).append(" x=").append(Hex.address(address));
            case ACCESS ->
                text.append("access ")
                        .append(name)
                        .append(" va=")
                        .append(Hex.word(address))
                        .append(" pa=")
                        .append(Hex.address(before));
            case FAULT -> text.append("fault ").append(name).append(" va=").append(Hex.word(address));
            case FILL ->
                text.append("fill ")
                        .append(name)
                        .append(" va=")
                        .append(Hex.word(address))
                        .append(" slot=")
                        .append(Hex.address(before))
                        .append(" word=")
                        .append(Hex.word(after));
            case EVICT -> text.append("evict ").append(name).append(" va=").append(Hex.word(address));
            case ALLOCATE ->
                text.append("table pa=")
                        .append(Hex.address(address))
                        .append(" level=")
                        .append(after)
                        .append(" va=")
                        .append(Hex.word(before));
            case ALLOCATE_FAILED ->
                text.append("table refused level=").append(after).append(" va=").append(Hex.word(before));
            case FREE -> text.append("table freed pa=").append(Hex.address(address));
            case LOCK -> text.append("lock ").append(name);
            case UNLOCK -> text.append("unlock ").append(name);
            case WARN -> text.append("warn ").append(name);
            case NOTE -> text.append(name);
        }
        return text.toString();
    }
}
