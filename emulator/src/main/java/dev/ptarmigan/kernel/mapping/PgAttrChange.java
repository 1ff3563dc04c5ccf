package dev.ptarmigan.kernel.mapping;

import static dev.ptarmigan.descriptors.LinuxPte.PTE_ATTRINDX;
import static dev.ptarmigan.descriptors.LinuxPte.PTE_DIRTY;
import static dev.ptarmigan.descriptors.LinuxPte.PTE_NG;
import static dev.ptarmigan.descriptors.LinuxPte.PTE_SPECIAL;
import static dev.ptarmigan.descriptors.LinuxPte.PTE_UFFD_WP;
import static dev.ptarmigan.descriptors.LinuxPte.valid;

import dev.ptarmigan.bits.BitField;
import dev.ptarmigan.descriptors.LinuxProtection;
import dev.ptarmigan.kernel.KernelWords;

/**
 * {@code pgattr_change_is_safe} (Linux 7.2): which changes of a live leaf need no break-before-make. Only permissions and
 * software bits may change, global may become non-global, and Normal memory tagged or untagged. The address, the type and the
 * Contiguous bit must stay.
 */
public final class PgAttrChange {
    /** Bits 63 and 57, which belong to software and have no name in Linux. */
    private static final long UNNAMED_SOFTWARE =
            BitField.bit("SW63", 63).mask() | BitField.bit("SW57", 57).mask();

    /** PTE_SWBITS_MASK. */
    static final long SOFTWARE_BITS = UNNAMED_SOFTWARE | PTE_DIRTY.mask() | PTE_SPECIAL.mask() | PTE_UFFD_WP.mask();

    private static final long CHANGEABLE =
            KernelWords.PXN | KernelWords.RDONLY | KernelWords.WRITE | KernelWords.NG | SOFTWARE_BITS;

    private PgAttrChange() {}

    /**
     * Whether a leaf may be replaced by another without break-before-make.
     *
     * @param old the word that is there
     * @param updated the word to be stored
     */
    public static boolean isSafe(long old, long updated) {
        if (!valid(old) || !valid(updated)) {
            return true;
        }
        if (PTE_NG.isSet(old) && !PTE_NG.isSet(updated)) {
            return false;
        }
        long mask = CHANGEABLE;
        if (isNormal(old) && isNormal(updated)) {
            mask |= PTE_ATTRINDX.mask();
        }
        // No bit of an output address may change either: none is in the mask.
        return ((old ^ updated) & ~mask) == 0;
    }

    private static boolean isNormal(long word) {
        long index = PTE_ATTRINDX.of(word);
        return index == LinuxProtection.MT_NORMAL || index == LinuxProtection.MT_NORMAL_TAGGED;
    }
}
