package dev.ptarmigan.explorer;

import java.util.Locale;

/** Enhanced translation synchronization: what a PE promises about walks and the accesses before them. */
public enum Ets {
    /** Nothing: a walk may be as old as the last context synchronisation. */
    NONE("none"),
    /**
     * The withdrawn first version, as the formal models of 2022 have it. Hardware that announces it must be taken for
     * {@link #NONE}.
     */
    V1("v1"),
    /** FEAT_ETS2: the walk of an access that takes a fault comes after the accesses before it. */
    ETS2("ets2"),
    /** FEAT_ETS3: as FEAT_ETS2, for permission faults too. */
    ETS3("ets3");

    private final String word;

    Ets(String word) {
        this.word = word;
    }

    /** As scenarios write it. */
    public String word() {
        return word;
    }

    /** The one of a word; throws {@link ScenarioException} if there is none. */
    public static Ets named(String word) {
        for (Ets ets : values()) {
            if (ets.word.equals(word.toLowerCase(Locale.ROOT))) {
                return ets;
            }
        }
        throw new ScenarioException("unknown ets '" + word + "', expected none, v1, ets2 or ets3");
    }

    /** Whether walks that fault are ordered after accesses before them. */
    boolean ordersFaults() {
        return this != NONE;
    }
}
