package dev.ptarmigan.pe;

import java.util.Locale;

/** What a PE does where two entries translate one address: one of what the architecture allows. */
public enum ConflictPolicy {
    /** Uses either entry, as parts do that never raise a TLB conflict abort. */
    NO_ABORT,
    /** Raises a TLB conflict abort wherever that is allowed. */
    ABORT,
    /** Any of the allowed outcomes, by a seeded generator: either entry, a mixture, a fault, an abort. */
    RANDOM;

    /** The policy of a text: {@code noabort}, {@code abort} or {@code random}. */
    public static ConflictPolicy named(String text) {
        for (ConflictPolicy policy : values()) {
            if (policy.toString().equals(text)) {
                return policy;
            }
        }
        throw new TlbGeometryException("unknown conflict policy '" + text + "', expected noabort, abort or random");
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace("_", "");
    }
}
