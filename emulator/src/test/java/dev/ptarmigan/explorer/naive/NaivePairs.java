package dev.ptarmigan.explorer.naive;

import java.util.Set;

/** What two entries for one address mean: the classes and what hardware may do about them. */
final class NaivePairs {
    /** Classes of pairs. */
    enum PairClass {
        SAME,
        PERM,
        OARO,
        CONTIGUOUS,
        SIZE,
        NG,
        OA,
        MT
    }

    private NaivePairs() {}

    /** The class of two entries that both translate a page. */
    static PairClass classify(Entry a, Entry b, int page, NaiveScenario scenario) {
        if (!a.type().equals(b.type())) {
            return PairClass.MT;
        }
        if (a.global() != b.global()) {
            return PairClass.NG;
        }
        boolean samePa = a.paOf(page) == b.paOf(page);
        if (!samePa) {
            boolean writable = writable(a, scenario) || writable(b, scenario);
            if (writable || !scenario.same.contains(Set.of(a.paOf(page), b.paOf(page)))) {
                return PairClass.OA;
            }
        }
        if (a.level() != b.level()) {
            return PairClass.SIZE;
        }
        if (a.cont() != b.cont()) {
            return PairClass.CONTIGUOUS;
        }
        return !samePa ? PairClass.OARO : a.perm().equals(b.perm()) ? PairClass.SAME : PairClass.PERM;
    }

    private static boolean writable(Entry entry, NaiveScenario scenario) {
        return entry.perm().contains("w") || entry.dbm() && scenario.hwDirty;
    }

    /** A walk-cache entry and a block of the same slot: a change of size, though a table translates nothing itself. */
    static boolean isTableAndBlock(Entry a, Entry b) {
        Entry table = a.kind() == Entry.Kind.TABLE ? a : b;
        Entry block = a.kind() == Entry.Kind.TABLE ? b : a;
        return table.kind() == Entry.Kind.TABLE
                && block.kind() == Entry.Kind.LEAF
                && block.level() == table.level()
                && block.first() == table.first();
    }

    /** Whether break-before-make was needed and is missing (I8). */
    static boolean isViolation(PairClass pair, Entry a, Entry b, NaiveScenario.Level level) {
        return switch (pair) {
            case SAME, PERM, OARO -> false;
            case NG, OA, MT -> true;
            case CONTIGUOUS -> level.bbml() == 0;
            case SIZE -> level.bbml() == 0 || level.bbml() == 1 && !(a.level() < b.level() ? a : b).nT();
        };
    }

    /** Whether a conflict abort is allowed (I6). */
    static boolean mayAbort(PairClass pair, NaiveScenario.Level level) {
        return switch (pair) {
            case SAME, PERM, OARO -> false;
            case NG, OA, MT -> true;
            case CONTIGUOUS, SIZE -> !level.noAbort();
        };
    }

    /** Whether an access may get permissions of both. */
    static boolean mayMixPermissions(
            PairClass pair, Entry a, Entry b, NaiveScenario scenario, NaiveScenario.Level level) {
        boolean differ = !a.perm().equals(b.perm());
        return differ && (scenario.permAmalgam || isViolation(pair, a, b, level));
    }
}
