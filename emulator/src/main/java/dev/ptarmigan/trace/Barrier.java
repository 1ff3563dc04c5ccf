package dev.ptarmigan.trace;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The barriers that order table updates (Arm ARM B2.3.12). */
public enum Barrier {
    /** DSB NSH. */
    DSB_NSH,
    /** DSB NSHST: stores only, this PE only. */
    DSB_NSHST,
    /** DSB ISH. */
    DSB_ISH,
    /** DSB ISHST: stores only. */
    DSB_ISHST,
    /** DSB ISHLD. */
    DSB_ISHLD,
    /** DSB OSH. */
    DSB_OSH,
    /** DSB OSHST. */
    DSB_OSHST,
    /** DSB SY. */
    DSB_SY,
    /** DSB ST. */
    DSB_ST,
    /** DSB LD. */
    DSB_LD,
    /** DMB ISH. */
    DMB_ISH,
    /** DMB ISHST: stores only. */
    DMB_ISHST,
    /** DMB ISHLD. */
    DMB_ISHLD,
    /** DMB SY. */
    DMB_SY,
    /** ISB: what follows is fetched and translated anew. */
    ISB;

    private static final Barrier[] ALL = values();

    private final String text = name().toLowerCase(Locale.ROOT).replace('_', ' ');

    static Barrier of(int ordinal) {
        return ALL[ordinal];
    }

    /** As events v1 writes it: {@code dsb ishst}, {@code isb}. */
    public String text() {
        return text;
    }

    /** The barrier of a text as {@link #text} gives it, or null. */
    public static @Nullable Barrier named(String text) {
        for (Barrier barrier : ALL) {
            if (barrier.text.equals(text)) {
                return barrier;
            }
        }
        return null;
    }

    /** Whether it is a DSB, which completes TLB invalidations and makes stores visible to table walks. */
    public boolean isDsb() {
        return ordinal() <= DSB_LD.ordinal();
    }
}
