package dev.ptarmigan.pe;

import java.util.Locale;

/** Which entry of a full set makes room. Public documents do not tell what parts do: this is a model. */
public enum Replacement {
    /** The one not used for longest. */
    LRU,
    /** Pseudo-LRU with one bit a way: one that was not used since all others were. */
    PLRU,
    /** Any, by a seeded generator. */
    RANDOM;

    /** The policy of a text, {@code lru}, {@code plru} or {@code random}. */
    public static Replacement named(String text) {
        for (Replacement replacement : values()) {
            if (replacement.toString().equals(text)) {
                return replacement;
            }
        }
        throw new TlbGeometryException("unknown replacement policy '" + text + "', expected lru, plru or random");
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
