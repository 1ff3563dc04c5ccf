package dev.ptarmigan.pe;

import org.jspecify.annotations.Nullable;

/**
 * The shape of the TLB of a PE.
 *
 * @param name what it is called
 * @param l1i first level, instruction fetches
 * @param l1d first level, data
 * @param l2 second level, both; null for none
 * @param walk tables of stage 1; null for none or if {@code walkInL2}
 * @param walkInL2 tables of stage 1 live in the second level
 * @param ipa tables and leaves of stage 2; null for none or if {@code ipaInL2}
 * @param ipaInL2 stage 2 lives in the second level
 * @param replacement what makes room
 * @param combined a leaf entry holds the result of both stages; otherwise it gives an intermediate address, and every access
 *     looks up stage 2
 * @param contiguous what the Contiguous bit is good for
 */
public record TlbGeometry(
        String name,
        ArrayGeometry l1i,
        ArrayGeometry l1d,
        @Nullable ArrayGeometry l2,
        @Nullable ArrayGeometry walk,
        boolean walkInL2,
        @Nullable ArrayGeometry ipa,
        boolean ipaInL2,
        Replacement replacement,
        boolean combined,
        ContiguousUse contiguous) {
    private static final String IN_L2 = "in-l2";
    private static final String NONE = "-";

    /** Checks that the parts fit. */
    public TlbGeometry {
        if ((walkInL2 || ipaInL2) && l2 == null) {
            throw new TlbGeometryException(name + ": there is no second level that tables could live in");
        }
    }

    /**
     * From texts: arrays as {@link ArrayGeometry#parse} reads them, {@code -} for none, {@code in-l2} for tables in the second
     * level.
     *
     * @throws TlbGeometryException if one of them is not what is expected
     */
    static TlbGeometry of(String name, String l1i, String l1d, String l2, String walk, String ipa) {
        return new TlbGeometry(
                name,
                ArrayGeometry.parse(l1i),
                ArrayGeometry.parse(l1d),
                array(l2),
                array(walk),
                walk.equals(IN_L2),
                array(ipa),
                ipa.equals(IN_L2),
                Replacement.LRU,
                true,
                ContiguousUse.VERIFY);
    }

    private static @Nullable ArrayGeometry array(String text) {
        return text.equals(NONE) || text.equals(IN_L2) ? null : ArrayGeometry.parse(text);
    }

    /**
     * Reads a geometry: the name of a preset, or {@code l1d=48:full,l2=1280:5} with any of l1i, l1d, l2, walk and ipa. What is
     * left out is {@code 48:full} for the first level and none for the others.
     *
     * @throws TlbGeometryException if there is no such preset, or an array cannot be
     */
    public static TlbGeometry named(String text) {
        if (text.indexOf('=') < 0) {
            return TlbPresets.require(text).geometry();
        }
        String l1i = "48:full";
        String l1d = "48:full";
        String l2 = NONE;
        String walk = NONE;
        String ipa = NONE;
        for (String part : text.split(",", -1)) {
            int equals = part.indexOf('=');
            String value = part.substring(equals + 1);
            switch (equals < 0 ? part : part.substring(0, equals)) {
                case "l1i" -> l1i = value;
                case "l1d" -> l1d = value;
                case "l2" -> l2 = value;
                case "walk" -> walk = value;
                case "ipa" -> ipa = value;
                default ->
                    throw new TlbGeometryException(
                            "'" + part + "' in '" + text + "', expected l1i=, l1d=, l2=, walk= or ipa=");
            }
        }
        return of("custom", l1i, l1d, l2, walk, ipa);
    }

    /** The same with another policy of replacement. */
    public TlbGeometry with(Replacement other) {
        return new TlbGeometry(name, l1i, l1d, l2, walk, walkInL2, ipa, ipaInL2, other, combined, contiguous);
    }

    /** The same with another use of the Contiguous bit. */
    public TlbGeometry with(ContiguousUse other) {
        return new TlbGeometry(name, l1i, l1d, l2, walk, walkInL2, ipa, ipaInL2, replacement, combined, other);
    }

    /** The same with leaf entries that hold both stages, or not. */
    public TlbGeometry withCombined(boolean other) {
        return new TlbGeometry(name, l1i, l1d, l2, walk, walkInL2, ipa, ipaInL2, replacement, other, contiguous);
    }
}
