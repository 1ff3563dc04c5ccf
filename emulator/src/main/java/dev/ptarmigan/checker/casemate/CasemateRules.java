package dev.ptarmigan.checker.casemate;

import dev.ptarmigan.checker.casemate.CasemateHandler.Tlb;
import dev.ptarmigan.descriptors.Descriptor;
import dev.ptarmigan.descriptors.DescriptorField;
import dev.ptarmigan.descriptors.DescriptorKind;
import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.descriptors.Place;
import dev.ptarmigan.descriptors.TranslationStage;
import dev.ptarmigan.tlb.BbmLevel;
import dev.ptarmigan.tlb.CachedEntry;
import dev.ptarmigan.tlb.EntryKind;
import dev.ptarmigan.tlb.Invalidation;
import dev.ptarmigan.tlb.PageContents;
import dev.ptarmigan.tlb.PairClass;
import dev.ptarmigan.tlb.PairRule;
import dev.ptarmigan.tlb.StoredEntry;
import dev.ptarmigan.tlb.TlbRegime;
import dev.ptarmigan.tlb.TlbiIssuer;
import dev.ptarmigan.walker.SecurityState;
import java.util.Locale;

/** The two rules in which casemate and the architecture differ: what needs break-before-make, and what a TLBI removes. */
final class CasemateRules {
    private static final long SOFTWARE_BITS = 0x0780_0000_0000_0000L;
    private static final long ACCESS_FLAG = 1L << 10;
    private static final int PAGE_SHIFT = 12;

    private CasemateRules() {}

    private static Place place(boolean stage2, int level) {
        return Place.of(Granule.K4, stage2 ? TranslationStage.STAGE2 : TranslationStage.EL2, level);
    }

    static DescriptorKind kind(long word, boolean stage2, int level) {
        return DescriptorKind.of(word, place(stage2, level));
    }

    /** casemate's predicate as it is implemented: an AF of 1 on either side means no, software bits alone mean no. */
    static boolean casemateNeedsBbm(long old, long after, boolean anyTable) {
        if (anyTable) {
            return true;
        }
        if (((old | after) & ACCESS_FLAG) != 0) {
            return false;
        }
        return ((old ^ after) & ~SOFTWARE_BITS) != 0;
    }

    /** Whether a valid entry may not become another valid one in place, on PEs without FEAT_BBM. AF is software's here. */
    static boolean needsBbm(long old, long after, boolean stage2, int level, long base) {
        boolean oldTable = kind(old, stage2, level) == DescriptorKind.TABLE;
        boolean newTable = kind(after, stage2, level) == DescriptorKind.TABLE;
        if (oldTable || newTable) {
            return old != after;
        }
        if ((old & ACCESS_FLAG) == 0 || (after & ACCESS_FLAG) == 0) {
            return false;
        }
        CachedEntry was = entry(old, stage2, level, base, 0);
        CachedEntry is = entry(after, stage2, level, base, 0);
        PairClass pair = PairRule.classify(was, is, PageContents.UNKNOWN);
        return PairRule.judge(pair, was, is, BbmLevel.LEVEL0, false).isViolation();
    }

    /** The entry that a cache makes of a descriptor: of stage 2 alone, or of EL2. */
    static StoredEntry entry(long word, boolean stage2, int level, long base, long vmid) {
        Descriptor descriptor = Descriptor.decode(word, place(stage2, level));
        boolean table = descriptor.kind() == DescriptorKind.TABLE;
        EntryKind kind = stage2
                ? table ? EntryKind.STAGE2_TABLE : EntryKind.STAGE2_LEAF
                : table ? EntryKind.TABLE : EntryKind.LEAF;
        StoredEntry.Builder builder = StoredEntry.of(kind)
                .regime(stage2 ? TlbRegime.EL10 : TlbRegime.EL2, SecurityState.NON_SECURE)
                .vmid((int) vmid)
                .at(Granule.K4, level, base);
        if (table) {
            return builder.output(descriptor.nextTable()).build();
        }
        DescriptorField access = stage2 ? DescriptorField.S2AP : DescriptorField.AP;
        DescriptorField type = stage2 ? DescriptorField.MEM_ATTR : DescriptorField.ATTR_INDX;
        long permissions = value(descriptor, access) << 8
                | value(descriptor, DescriptorField.XN) << 4
                | value(descriptor, DescriptorField.DBM) << 1;
        boolean writable = stage2
                ? (value(descriptor, DescriptorField.S2AP) & 2) != 0 || value(descriptor, DescriptorField.DBM) != 0
                : (value(descriptor, DescriptorField.AP) & 2) == 0 || value(descriptor, DescriptorField.DBM) != 0;
        if (value(descriptor, DescriptorField.CONTIGUOUS) != 0) {
            builder.contiguous();
        }
        if (value(descriptor, DescriptorField.NT) != 0) {
            builder.nT();
        }
        return builder.output(descriptor.outputAddress())
                .permissions(permissions, writable)
                .memory((int) value(descriptor, type), (int) value(descriptor, DescriptorField.SH))
                .build();
    }

    private static long value(Descriptor descriptor, DescriptorField field) {
        return descriptor.find(field).orElse(0);
    }

    /** Whether an operation removes the entry of {@code old} in full, or its stage 2 part, by the architecture. */
    static boolean removes(Tlb operation, long operand, CasematePage page, int index, long vmid) {
        CasemateRoot root = page.root;
        if (root == null) {
            return false;
        }
        TlbiIssuer issuer = TlbiIssuer.at(2).vmid((int) vmid).build();
        Invalidation invalidation = Invalidation.of(operation.name().toLowerCase(Locale.ROOT), operand, issuer);
        return invalidation.hits(
                entry(page.old(index), root.stage2, page.level, page.spanBase(index), root.stage2 ? root.id : 0));
    }

    /** casemate's match of an operation by address: leaves whose span holds the address, level 3 for last-level ones. */
    static boolean casemateCovers(Tlb operation, long operand, CasematePage page, int index) {
        CasemateRoot root = page.root;
        if (root == null || kind(page.old(index), root.stage2, page.level) == DescriptorKind.TABLE) {
            return false;
        }
        long address = (operand & (1L << 44) - 1) << PAGE_SHIFT;
        boolean inside = Long.compareUnsigned(address - page.spanBase(index), 1L << page.shift()) < 0;
        return inside && (operation != Tlb.VALE2IS || page.level == Place.LAST_LEVEL);
    }
}
