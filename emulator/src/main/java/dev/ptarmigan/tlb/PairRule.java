package dev.ptarmigan.tlb;

/**
 * What two entries for one address are to each other (Arm ARM D8.17.1 and D8.17.2, rules R_WHZWS, R_KHRBC, I_HYQMB): the class
 * says how they differ, the verdict what a PE of a level of FEAT_BBM may make of it.
 */
public final class PairRule {
    private PairRule() {}

    /**
     * Whether one access could use both: same regime, Security state and VMID, an ASID in common, spans that overlap, and of
     * the same stages. Two tables are no pair: they are judged by the leaves that they lead to. A table and a leaf of its own
     * level or above are one, for a PE may find the leaf and the way past it; a leaf further down is what the table leads to.
     */
    public static boolean bothServe(CachedEntry a, CachedEntry b) {
        EntryKind kindA = a.kind();
        EntryKind kindB = b.kind();
        if (kindA.isTable() && kindB.isTable()
                || kindA.isGranuleProtection()
                || kindB.isGranuleProtection()
                || kindA.isStage2() != kindB.isStage2()
                || kindA != kindB && !kindA.isTable() && !kindB.isTable()) {
            return false;
        }
        if (leadsTo(a, b) || leadsTo(b, a)) {
            return false;
        }
        if (a.regime() != b.regime()
                || a.security() != b.security()
                || a.regime().hasVmid() && a.vmid() != b.vmid()
                || kindA.isStage2() && a.ipaSpace() != b.ipaSpace()) {
            return false;
        }
        if (!kindA.isStage2() && a.regime().hasAsid() && !a.global() && !b.global() && a.asid() != b.asid()) {
            return false;
        }
        return a.covers(b.base()) || b.covers(a.base());
    }

    private static boolean leadsTo(CachedEntry table, CachedEntry leaf) {
        return table.kind().isTable() && !leaf.kind().isTable() && leaf.level() > table.level();
    }

    /**
     * The class of two entries for which {@link #bothServe} holds.
     *
     * @param contents which places hold the same bytes, for read-only output addresses that differ
     */
    public static PairClass classify(CachedEntry a, CachedEntry b, PageContents contents) {
        if (a.kind().isTable() || b.kind().isTable()) {
            return a.kind() == b.kind() ? PairClass.SAME : PairClass.SIZE;
        }
        if (a.memoryType() != b.memoryType() || a.shareability() != b.shareability()) {
            return PairClass.MT;
        }
        long first = a.covers(b.base()) ? b.base() : a.base();
        long outputA = a.outputAddress() + (first - a.base());
        long outputB = b.outputAddress() + (first - b.base());
        boolean moved = outputA != outputB || a.outputSpace() != b.outputSpace();
        if (moved) {
            long common = Math.min(a.sizeBytes() - (first - a.base()), b.sizeBytes() - (first - b.base()));
            if (a.writable()
                    || b.writable()
                    || !contents.same(outputA, a.outputSpace(), outputB, b.outputSpace(), common)) {
                return PairClass.OA;
            }
        }
        if (a.global() != b.global()) {
            return PairClass.NG;
        }
        boolean permissions = a.permissions() != b.permissions();
        if (resized(a, b) || a.contiguous() != b.contiguous()) {
            return permissions ? PairClass.SIZE_PERM : PairClass.SIZE;
        }
        if (moved) {
            return PairClass.OARO;
        }
        return permissions ? PairClass.PERM : PairClass.SAME;
    }

    /** A block against pages or the table of them, not merely another Contiguous bit. */
    private static boolean resized(CachedEntry a, CachedEntry b) {
        return a.kind().isTable() != b.kind().isTable()
                || a.level() != b.level()
                || a.granule() != b.granule()
                || a.wide() != b.wide();
    }

    /**
     * What an access may meet.
     *
     * @param pair the class of {@code a} and {@code b}
     * @param level what the PE promises
     * @param permAmalgam read the architecture cautiously: until an invalidation completes, permissions of two entries that
     *     are equal otherwise may be mixed (R_RFVQCK does not exclude it)
     */
    public static PairVerdict judge(PairClass pair, CachedEntry a, CachedEntry b, BbmLevel level, boolean permAmalgam) {
        return switch (pair) {
            case SAME -> PairVerdict.HARMLESS;
            case PERM -> permAmalgam ? PairVerdict.EITHER_OR_MIXED_PERMISSIONS : PairVerdict.EITHER;
            case OARO -> PairVerdict.EITHER;
            case SIZE, SIZE_PERM -> size(pair, a, b, level, permAmalgam);
            case NG, OA, MT -> PairVerdict.VIOLATION;
        };
    }

    private static PairVerdict size(PairClass pair, CachedEntry a, CachedEntry b, BbmLevel level, boolean permAmalgam) {
        boolean mixed = permAmalgam && pair == PairClass.SIZE_PERM;
        return switch (level) {
            case LEVEL0 -> PairVerdict.VIOLATION;
            case LEVEL1 -> {
                if (!resized(a, b)) {
                    yield mixed ? PairVerdict.MIXED_PERMISSIONS_OR_ABORT : PairVerdict.EITHER_OR_ABORT;
                }
                CachedEntry larger = a.level() < b.level() || a.level() == b.level() && a.nT() ? a : b;
                // Where one of them is a table, the leaf is the larger whatever the levels are.
                if (a.kind().isTable() != b.kind().isTable()) {
                    larger = a.kind().isTable() ? b : a;
                }
                yield larger.nT() || tableWithNt(a, b) ? PairVerdict.EITHER_OR_FAULT_OR_ABORT : PairVerdict.VIOLATION;
            }
            case LEVEL2 -> mixed ? PairVerdict.MIXED_PERMISSIONS_OR_ABORT : PairVerdict.EITHER_OR_ABORT;
            case NO_ABORT -> mixed ? PairVerdict.EITHER_OR_MIXED_PERMISSIONS : PairVerdict.EITHER;
        };
    }

    /** nT has its meaning in a table descriptor of 128 bits too (R_HHCXC). */
    private static boolean tableWithNt(CachedEntry a, CachedEntry b) {
        return a.kind().isTable() && a.nT() || b.kind().isTable() && b.nT();
    }
}
