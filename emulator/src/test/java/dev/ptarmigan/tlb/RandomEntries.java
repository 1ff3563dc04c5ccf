package dev.ptarmigan.tlb;

import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.descriptors.TranslationStage;
import dev.ptarmigan.walker.SecurityState;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** Entries, issuers and operands that have to do with each other more often than chance would have it. */
final class RandomEntries {
    private static final int[] ASIDS = {0, 1, 0x1234};
    private static final List<EntryKind> KINDS = List.of(
            EntryKind.TABLE,
            EntryKind.LEAF,
            EntryKind.LEAF,
            EntryKind.COMBINED,
            EntryKind.STAGE2_TABLE,
            EntryKind.STAGE2_LEAF);
    private static final List<SecurityState> STATES =
            List.of(SecurityState.NON_SECURE, SecurityState.SECURE, SecurityState.REALM);

    private final SplittableRandom random;

    RandomEntries(SplittableRandom random) {
        this.random = random;
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    /** Addresses in few places, so that they meet. */
    long address(boolean signed) {
        long offset = random.nextLong(1L << random.nextInt(12, 42));
        return signed && random.nextBoolean() ? -1L << 48 | offset : offset;
    }

    TlbiIssuer issuer() {
        boolean wide = random.nextBoolean();
        return new TlbiIssuer(
                random.nextInt(1, 4),
                one(STATES),
                random.nextInt(4) != 0,
                random.nextInt(2),
                random.nextBoolean(),
                random.nextBoolean(),
                random.nextBoolean(),
                random.nextBoolean(),
                wide || random.nextBoolean(),
                wide ? Set.of(TranslationStage.values()) : Set.of(),
                Granule.K4);
    }

    /** An entry, most of the time one of the regime and context that the operation acts in. */
    StoredEntry entry(Invalidation near) {
        EntryKind kind = one(KINDS);
        boolean stage2 = kind.isStage2();
        boolean same = random.nextInt(4) != 0;
        TlbRegime regime =
                same ? near.regime() : one(List.of(TlbRegime.EL10, TlbRegime.EL20, TlbRegime.EL2, TlbRegime.EL3));
        if (stage2 || kind == EntryKind.COMBINED) {
            regime = TlbRegime.EL10;
        }
        SecurityState security = same ? near.issuer().security() : one(STATES);
        Granule granule =
                near.operand().granule() != null && same ? near.operand().granule() : one(List.of(Granule.values()));
        StoredEntry.Builder entry = StoredEntry.of(kind)
                .regime(regime, security)
                .vmid(random.nextInt(2))
                .asid(ASIDS[random.nextInt(ASIDS.length)])
                .ipaSpace(
                        security == SecurityState.SECURE && random.nextBoolean() ? SecurityState.NON_SECURE : security)
                .xs(random.nextInt(4) == 0);
        if (!kind.isTable() && random.nextInt(3) == 0) {
            entry.global();
        }
        if (random.nextInt(4) == 0) {
            entry.wide();
        }
        long around = near.operand().first() + (random.nextBoolean() ? 0 : random.nextLong(-(1L << 22), 1L << 22));
        long address = random.nextInt(8) == 0 ? address(!stage2) : around;
        return entry.at(granule, random.nextInt(1, 4), address).build();
    }

    /** An operand of the operation's form with plausible fields, now and then all noise. */
    long low(TlbiOperation operation) {
        if (random.nextInt(16) == 0) {
            return random.nextLong();
        }
        long value = 0;
        boolean ipa = operation.form().isIpa();
        long address = address(!ipa);
        if (operation.isByAsid()) {
            value = TlbiFields.ASID.in(value, ASIDS[random.nextInt(ASIDS.length)]);
        } else if (ipa) {
            value = TlbiFields.NS.in(value, random.nextInt(2));
        }
        if (operation.form().isSingle()) {
            value = TlbiFields.TTL.in(value, random.nextBoolean() ? 0 : random.nextInt(16));
            return operation.isPair() ? value : TlbiFields.VA.in(value, address >>> 12 & TlbiFields.VA.mask());
        }
        if (operation.form().isRange()) {
            value = TlbiFields.TG.in(value, random.nextInt(16) == 0 ? 0 : random.nextInt(1, 4));
            value = TlbiFields.SCALE.in(value, random.nextInt(4));
            value = TlbiFields.NUM.in(value, random.nextInt(32));
            value = TlbiFields.RANGE_TTL.in(value, random.nextBoolean() ? 0 : random.nextInt(4));
            long aligned = address & -1L << random.nextInt(12, 40);
            return operation.isPair()
                    ? value
                    : TlbiFields.RANGE_BASE.in(
                            value, aligned >>> 12 + 2 * random.nextInt(3) & TlbiFields.RANGE_BASE.mask());
        }
        return value;
    }

    long high(TlbiOperation operation) {
        return operation.isPair() ? address(!operation.form().isIpa()) >>> 12 & (1L << 44) - 1 : 0;
    }
}
