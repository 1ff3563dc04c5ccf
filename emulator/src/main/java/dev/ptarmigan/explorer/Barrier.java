package dev.ptarmigan.explorer;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A barrier, in every form the architecture has (Arm ARM B2.3.12).
 *
 * @param type DSB, DMB or ISB
 * @param domain how far it reaches; SY for ISB
 * @param accesses what it orders; ALL for ISB
 */
record Barrier(Type type, Domain domain, Accesses accesses) {
    enum Type {
        DSB,
        DMB,
        ISB
    }

    enum Domain {
        NSH,
        ISH,
        OSH,
        SY
    }

    enum Accesses {
        ALL,
        STORES,
        LOADS
    }

    private static final Pattern TEXT = Pattern.compile("(dsb|dmb) (?:(nsh|ish|osh)(st|ld)?|(sy|st|ld))");
    private static final Barrier INSTRUCTION = new Barrier(Type.ISB, Domain.SY, Accesses.ALL);

    static Barrier named(String text) {
        String lower = text.toLowerCase(Locale.ROOT).strip();
        if (lower.equals("isb")) {
            return INSTRUCTION;
        }
        Matcher matcher = TEXT.matcher(lower);
        if (!matcher.matches()) {
            throw new ScenarioException("unknown barrier '" + text + "', expected isb, or dsb or dmb with a kind");
        }
        Type type = matcher.group(1).equals("dsb") ? Type.DSB : Type.DMB;
        Domain domain = matcher.group(2) == null
                ? Domain.SY
                : Domain.valueOf(matcher.group(2).toUpperCase(Locale.ROOT));
        String what = matcher.group(2) == null ? matcher.group(4) : matcher.group(3);
        Accesses accesses = "st".equals(what) ? Accesses.STORES : "ld".equals(what) ? Accesses.LOADS : Accesses.ALL;
        return new Barrier(type, domain, accesses);
    }

    /** Whether later stores wait for earlier ones. */
    boolean ordersStores() {
        return type != Type.ISB && accesses != Accesses.LOADS;
    }

    /** Whether it waits until the PE's stores are visible to all, table walks included. */
    boolean publishesStores() {
        return type == Type.DSB && accesses != Accesses.LOADS && domain != Domain.NSH;
    }

    /** Whether it makes the PE's stores visible to its own table walks at least. */
    boolean showsStoresToOwnWalks() {
        return type == Type.DSB && accesses != Accesses.LOADS;
    }

    /** Whether it waits for the PE's invalidations: their effect here, and everywhere unless {@link Domain#NSH}. */
    boolean completesInvalidations() {
        return type == Type.DSB && accesses == Accesses.ALL;
    }

    String text() {
        if (type == Type.ISB) {
            return "isb";
        }
        String what = accesses == Accesses.STORES ? "st" : accesses == Accesses.LOADS ? "ld" : "";
        String reach =
                domain == Domain.SY ? what.isEmpty() ? "sy" : "" : domain.name().toLowerCase(Locale.ROOT);
        return type.name().toLowerCase(Locale.ROOT) + " " + reach + what;
    }
}
