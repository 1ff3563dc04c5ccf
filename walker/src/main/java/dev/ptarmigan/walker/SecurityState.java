package dev.ptarmigan.walker;

/** The Security state in which a translation is made; also the name of the physical address space it starts in. */
public enum SecurityState {
    /** Non-secure state. */
    NON_SECURE,
    /** Secure state. */
    SECURE,
    /** Realm state (FEAT_RME). */
    REALM,
    /** Root state: EL3 with FEAT_RME. */
    ROOT;

    @Override
    public String toString() {
        return switch (this) {
            case NON_SECURE -> "Non-secure";
            case SECURE -> "Secure";
            case REALM -> "Realm";
            case ROOT -> "Root";
        };
    }
}
