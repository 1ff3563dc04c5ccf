package dev.ptarmigan.listing;

import dev.ptarmigan.bits.BitField;
import dev.ptarmigan.descriptors.DescriptorField;
import dev.ptarmigan.descriptors.DescriptorKind;
import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.descriptors.Layouts;
import dev.ptarmigan.descriptors.Place;
import dev.ptarmigan.descriptors.TranslationStage;
import dev.ptarmigan.descriptors.WordLayout;

/**
 * What arm64 Linux sees in a stage 1 word (arch/arm64/include/asm/pgtable.h and pgtable-prot.h, as of 7.2). Linux names the
 * bits once for all its configurations: they are those of a 4K page with direct permissions and 48-bit addresses, also
 * where hardware reads them otherwise (indirect permissions, LPA2).
 */
final class LinuxEntry {
    private static final WordLayout PAGE =
            Layouts.of(Place.of(Granule.K4, TranslationStage.EL10, Place.LAST_LEVEL), DescriptorKind.PAGE);
    private static final BitField ACCESS = PAGE.field(DescriptorField.AP);

    static final long VALID = PAGE.mask(DescriptorField.VALID);
    static final long TYPE = VALID | PAGE.mask(DescriptorField.TYPE);
    /** PMD_TYPE_SECT. */
    static final long TYPE_BLOCK = VALID;

    static final long ATTR_INDEX = PAGE.mask(DescriptorField.ATTR_INDX);
    /** PTE_USER, AP[1]. */
    static final long USER = ACCESS.in(0, 1);
    /** PTE_RDONLY, AP[2]. */
    static final long RDONLY = ACCESS.in(0, 2);

    static final long SHARED = PAGE.mask(DescriptorField.SH);
    static final long AF = PAGE.mask(DescriptorField.AF);
    static final long NG = PAGE.mask(DescriptorField.NG);
    static final long GP = PAGE.mask(DescriptorField.GP);
    /** PTE_WRITE, which is DBM. */
    static final long WRITE = PAGE.mask(DescriptorField.DBM);

    static final long CONT = PAGE.mask(DescriptorField.CONTIGUOUS);
    static final long PXN = PAGE.mask(DescriptorField.PXN);
    static final long UXN = PAGE.mask(DescriptorField.UXN);
    /** The page frame number in place: PTE_ADDR_LOW without 52-bit addresses. */
    static final long OUTPUT = PAGE.mask(DescriptorField.OA);
    /** PTE_DIRTY, one of the bits left to software. */
    static final long DIRTY = BitField.bit("PTE_DIRTY", 55).mask();

    /** PTE_PRESENT_INVALID: nG, while the descriptor is not valid. */
    private static final long PRESENT_INVALID = NG;

    private LinuxEntry() {}

    /** {@code AttrIndx} in place. */
    static long attrIndex(int index) {
        return PAGE.field(DescriptorField.ATTR_INDX).in(0, index);
    }

    /** pte_valid. */
    static boolean isValid(long word) {
        return (word & VALID) != 0;
    }

    /** pte_present_invalid: a translation that was taken away for a while and still counts as present. */
    static boolean isPresentInvalid(long word) {
        return (word & (VALID | PRESENT_INVALID)) == PRESENT_INVALID;
    }

    /** pte_present, pmd_present, pud_present. */
    static boolean isPresent(long word) {
        return isValid(word) || isPresentInvalid(word);
    }

    /** pmd_leaf and pud_leaf: present and not a table. */
    static boolean isLeaf(long word) {
        return isPresent(word) && (word & TYPE) != TYPE;
    }

    /** pte_valid_cont. */
    static boolean isValidContiguous(long word) {
        return isValid(word) && (word & CONT) != 0;
    }

    /** pte_dirty: by software's bit, or writable with RDONLY clear. */
    static boolean isDirty(long word) {
        return (word & DIRTY) != 0 || (word & WRITE) != 0 && (word & RDONLY) == 0;
    }

    /** pte_mkdirty. */
    static long makeDirty(long word) {
        long dirty = word | DIRTY;
        return (word & WRITE) != 0 ? dirty & ~RDONLY : dirty;
    }

    /** pte_mkold(pte_mkclean()): what all members of a contiguous group have in common besides the frame. */
    static long cleanAndOld(long word) {
        return (word & ~(DIRTY | AF)) | RDONLY;
    }
}
