package dev.ptarmigan.descriptors;

import dev.ptarmigan.bits.BitField;

/**
 * The bits and the questions of Linux's {@code arch/arm64/include/asm/pgtable*.h} (level of Linux 7.2), under Linux's names.
 *
 * <p>Bits that hardware knows come from the field table of a stage 1 page; those that only Linux knows are declared here. The
 * predicates test bits of a word and nothing else, as the kernel's do, with all that follows: {@link #valid} is true of the
 * reserved level 3 encoding, {@link #cont} of an invalid word, and {@link #leaf} is false of a block whose Valid bit alone
 * was cleared.
 */
public final class LinuxPte {
    private static final WordLayout PAGE =
            Layouts.of(Place.of(Granule.K4, TranslationStage.EL10, Place.LAST_LEVEL), DescriptorKind.PAGE);
    private static final WordLayout TABLE =
            Layouts.of(Place.of(Granule.K4, TranslationStage.EL10, Place.LAST_LEVEL - 1), DescriptorKind.TABLE);

    // spotless:off
    /** Valid. */
    public static final BitField PTE_VALID = named("PTE_VALID", PAGE, DescriptorField.VALID);
    /** AttrIndx: index of MAIR_EL1. */
    public static final BitField PTE_ATTRINDX = named("PTE_ATTRINDX", PAGE, DescriptorField.ATTR_INDX);
    /** AP[1]: EL0 may access. */
    public static final BitField PTE_USER = part("PTE_USER", DescriptorField.AP, 0);
    /** AP[2]: hardware refuses writes. */
    public static final BitField PTE_RDONLY = part("PTE_RDONLY", DescriptorField.AP, 1);
    /** SH: both bits set, except under LPA2, where they belong to the address. */
    public static final BitField PTE_SHARED = named("PTE_SHARED", PAGE, DescriptorField.SH);
    /** Access flag. */
    public static final BitField PTE_AF = named("PTE_AF", PAGE, DescriptorField.AF);
    /** nG. */
    public static final BitField PTE_NG = named("PTE_NG", PAGE, DescriptorField.NG);
    /** The same bit as nG when PTE_VALID is 0: mapped, though hardware must not use it. */
    public static final BitField PTE_PRESENT_INVALID = named("PTE_PRESENT_INVALID", PAGE, DescriptorField.NG);
    /** Guarded page. */
    public static final BitField PTE_GP = named("PTE_GP", PAGE, DescriptorField.GP);
    /** DBM, which to Linux means: writable in principle, whether or not hardware manages the dirty state. */
    public static final BitField PTE_WRITE = named("PTE_WRITE", PAGE, DescriptorField.DBM);
    /** Contiguous. */
    public static final BitField PTE_CONT = named("PTE_CONT", PAGE, DescriptorField.CONTIGUOUS);
    /** PXN. */
    public static final BitField PTE_PXN = named("PTE_PXN", PAGE, DescriptorField.PXN);
    /** UXN. */
    public static final BitField PTE_UXN = named("PTE_UXN", PAGE, DescriptorField.UXN);
    /** Software: written to, recorded where hardware cannot. */
    public static final BitField PTE_DIRTY = BitField.bit("PTE_DIRTY", 55);
    /** Software: no struct page. */
    public static final BitField PTE_SPECIAL = BitField.bit("PTE_SPECIAL", 56);
    /** Software: write-protected for userfaultfd. */
    public static final BitField PTE_UFFD_WP = BitField.bit("PTE_UFFD_WP", 58);
    /** POIndex: the protection key, where permission overlays exist. */
    public static final BitField PTE_PO_IDX = BitField.bits("PTE_PO_IDX", 62, 60);
    /** UXNTable of a table descriptor. */
    public static final BitField TABLE_UXN = named("TABLE_UXN", TABLE, DescriptorField.UXN_TABLE);
    /** PXNTable of a table descriptor. */
    public static final BitField TABLE_PXN = named("TABLE_PXN", TABLE, DescriptorField.PXN_TABLE);

    /** Swap entry: the page belongs to this process alone. */
    public static final BitField SWP_EXCLUSIVE = BitField.bit("PTE_SWP_EXCLUSIVE", 2);
    /** Swap entry: write-protected for userfaultfd. */
    public static final BitField SWP_UFFD_WP = BitField.bit("PTE_SWP_UFFD_WP", 3);
    /** Swap entry: which swap area, or which kind of special entry. */
    public static final BitField SWP_TYPE = BitField.bits("type", 10, 6);
    /** Swap entry: where in the swap area. */
    public static final BitField SWP_OFFSET = BitField.bits("offset", 61, 12);
    // spotless:on

    private static final long VALID = PTE_VALID.mask();
    private static final long PRESENT_INVALID = PTE_PRESENT_INVALID.mask();
    private static final long TYPE = VALID | PAGE.mask(DescriptorField.TYPE);
    private static final long CONT = PTE_CONT.mask();
    private static final long UXN = PTE_UXN.mask();
    private static final long VALID_USER_UXN = VALID | PTE_USER.mask() | UXN;

    private LinuxPte() {}

    private static BitField named(String name, WordLayout layout, DescriptorField field) {
        return BitField.of(name, layout.field(field).runs());
    }

    /** One bit of a field, counted from its least significant. */
    private static BitField part(String name, DescriptorField field, int bit) {
        return BitField.bit(name, PAGE.field(field).runs().get(0).low() + bit);
    }

    /** {@code p?d_none}: nothing at all. */
    public static boolean none(long word) {
        return word == 0;
    }

    /** {@code pte_valid}: the Valid bit. */
    public static boolean valid(long word) {
        return (word & VALID) != 0;
    }

    /** {@code pte_present_invalid}: mapped, but hidden from hardware. */
    public static boolean presentInvalid(long word) {
        return (word & (VALID | PRESENT_INVALID)) == PRESENT_INVALID;
    }

    /** {@code pte_present}, {@code pmd_present}, {@code pud_present}: valid or present-invalid. */
    public static boolean present(long word) {
        return valid(word) || presentInvalid(word);
    }

    /**
     * {@code pmd_table}, and {@code pud_table} where PUDs can be leaves (4K and 16K pages with more than two levels). Elsewhere the
     * kernel's {@code pud_table} is constantly true.
     */
    public static boolean table(long word) {
        return (word & TYPE) == TYPE;
    }

    /** {@code pmd_leaf}, {@code pud_leaf}: present and not a table. */
    public static boolean leaf(long word) {
        return present(word) && !table(word);
    }

    /** {@code pte_cont}: the Contiguous bit, valid or not. */
    public static boolean cont(long word) {
        return (word & CONT) != 0;
    }

    /** {@code pte_valid_cont}. */
    public static boolean validCont(long word) {
        return valid(word) && cont(word);
    }

    /** {@code pte_valid_not_user}: whether a store of it needs the barriers of kernel mappings. */
    public static boolean validNotUser(long word) {
        return (word & VALID_USER_UXN) == (VALID | UXN);
    }

    /** {@code pte_mknoncont}. */
    public static long makeNonContiguous(long word) {
        return word & ~CONT;
    }

    /** {@code pte_mkinvalid}: hidden from hardware; the type bit stays. */
    public static long makeInvalid(long word) {
        return word & ~VALID | PRESENT_INVALID;
    }

    /**
     * {@code pte_mkvalid_k}: valid again, as a kernel mapping.
     *
     * @param notGlobal whether kernel mappings are nG (KPTI)
     */
    public static long makeValidKernel(long word, boolean notGlobal) {
        return word & ~PRESENT_INVALID | VALID | (notGlobal ? PTE_NG.mask() : 0);
    }

    /** A not present word that has the form of a swap entry: bits 1:0 are 0, it is not 0 and not present-invalid. */
    public static boolean swapEntry(long word) {
        return !none(word) && (word & TYPE) == 0 && !presentInvalid(word);
    }

    /**
     * Linux's name of a table level.
     *
     * @param level the architecture's level, −1 to 3
     * @param levels how many levels the tables have, 2 to 5
     */
    public static String levelName(int level, int levels) {
        int root = Place.LAST_LEVEL + 1 - levels;
        if (level < root || level > Place.LAST_LEVEL || levels < 2 || levels > 5) {
            throw new IllegalArgumentException("no such level: level=" + level + ", levels=" + levels);
        }
        if (level == root) {
            return "PGD";
        }
        return switch (level) {
            case 3 -> "PTE";
            case 2 -> "PMD";
            case 1 -> "PUD";
            default -> "P4D";
        };
    }
}
