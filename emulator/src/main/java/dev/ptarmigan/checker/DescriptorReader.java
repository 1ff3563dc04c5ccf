package dev.ptarmigan.checker;

import dev.ptarmigan.bits.BitField;
import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.descriptors.DescriptorField;
import dev.ptarmigan.descriptors.DescriptorKind;
import dev.ptarmigan.descriptors.Feature;
import dev.ptarmigan.descriptors.Features;
import dev.ptarmigan.descriptors.Format;
import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.descriptors.Layouts;
import dev.ptarmigan.descriptors.LinuxPte;
import dev.ptarmigan.descriptors.Place;
import dev.ptarmigan.descriptors.TranslationStage;
import dev.ptarmigan.descriptors.WordLayout;
import dev.ptarmigan.kernel.KernelTables;
import dev.ptarmigan.registers.Mair;
import org.jspecify.annotations.Nullable;

/** Reads descriptors of one regime's tables by masks. Nothing allocates. */
final class DescriptorReader {
    private static final int LOWEST = -2;
    private static final int LEVELS = 6;
    private static final int LAST = Place.LAST_LEVEL;
    private static final int ANY_VA_BITS = 48;
    private static final int OUTER_WRITE_BACK = 0xF0;

    /** Permission bits, the guard bit among them: what may change without break-before-make. */
    private static final long PERMISSIONS = LinuxPte.PTE_USER.mask()
            | LinuxPte.PTE_RDONLY.mask()
            | LinuxPte.PTE_PXN.mask()
            | LinuxPte.PTE_UXN.mask()
            | LinuxPte.PTE_PO_IDX.mask()
            | LinuxPte.PTE_GP.mask();

    private static final long VALID = LinuxPte.PTE_VALID.mask();
    private static final long CONTIGUOUS = LinuxPte.PTE_CONT.mask();
    private static final long NOT_GLOBAL = LinuxPte.PTE_NG.mask();
    private static final long ACCESS_FLAG = LinuxPte.PTE_AF.mask();
    private static final long READ_ONLY = LinuxPte.PTE_RDONLY.mask();
    private static final long MODIFIER = LinuxPte.PTE_WRITE.mask();

    final CheckedRegime regime;
    private final KernelTables addresses;
    private final long type;
    private final long nT;
    private final @Nullable BitField apTable;
    private final boolean stage2;
    private final long notGlobal;
    private final BitField typeIndex;
    private final boolean[] blocks = new boolean[LEVELS];
    private final long[] bytes = new long[LEVELS];
    private final int[] shifts = new int[LEVELS];
    private final int[] groups = new int[LEVELS];
    private final int entries;
    private final long shareability;
    private final long permissions;
    /** Everything that makes a translation what it is, but for the output address. */
    private final long meaning;

    private static final Mair NO_TYPES = new Mair(0);
    private final Mair mair;
    private final boolean knowsTypes;

    DescriptorReader(CheckedRegime regime) {
        this.regime = regime;
        Granule granule = regime.granule();
        TranslationStage stage = regime.stage();
        stage2 = stage.isStage2();
        notGlobal = stage.twoRanges() ? NOT_GLOBAL : 0;
        Format format = regime.format();
        addresses = new KernelTables(granule, format, ANY_VA_BITS, 0);
        for (int level = LOWEST; level <= LAST; level++) {
            int at = level - LOWEST;
            if (level < format.lowestLevel(granule)) {
                continue;
            }
            Place place = new Place(format, granule, stage, level, Features.NONE);
            blocks[at] = place.blockAllowed();
            bytes[at] = granule.levelBytes(format, level);
            shifts[at] = granule.levelShift(format, level);
            groups[at] = Math.max(1, place.contiguousEntries());
        }
        Place block = new Place(format, granule, stage, LAST - 1, Features.NONE.with(Feature.BBM));
        WordLayout layout = Layouts.of(block, DescriptorKind.BLOCK);
        nT = layout.mask(DescriptorField.NT);
        type = layout.mask(DescriptorField.TYPE);
        apTable = Layouts.of(block, DescriptorKind.TABLE).find(DescriptorField.AP_TABLE);
        typeIndex = stage2 ? layout.field(DescriptorField.MEM_ATTR) : LinuxPte.PTE_ATTRINDX;
        entries = granule.entries(format);
        shareability = format == Format.VMSA64_LPA2 ? 0 : LinuxPte.PTE_SHARED.mask();
        long access = stage2
                ? layout.mask(DescriptorField.S2AP) | layout.mask(DescriptorField.XN)
                : stage.twoRanges()
                        ? PERMISSIONS
                        : READ_ONLY | layout.mask(DescriptorField.XN) | LinuxPte.PTE_GP.mask();
        permissions = access | (regime.dirtyModifier() ? MODIFIER : 0);
        meaning = VALID | permissions | notGlobal | typeIndex.mask() | shareability;
        Mair known = regime.mair();
        knowsTypes = known != null;
        mair = known == null ? NO_TYPES : known;
    }

    long bytes(int level) {
        return bytes[level - LOWEST];
    }

    int shift(int level) {
        return shifts[level - LOWEST];
    }

    int entries() {
        return entries;
    }

    int groupEntries(int level) {
        return groups[level - LOWEST];
    }

    long pageBytes() {
        return regime.granule().pageBytes();
    }

    boolean isTable(long word, int level) {
        return level < LAST && (word & (VALID | type)) == (VALID | type);
    }

    /** A valid leaf, whatever its Access flag is. */
    boolean isLeaf(long word, int level) {
        return level == LAST
                ? (word & (VALID | type)) == (VALID | type)
                : (word & (VALID | type)) == VALID && blocks[level - LOWEST];
    }

    /** Whether caches may hold a valid leaf. */
    boolean isCacheable(long leaf) {
        return (leaf & ACCESS_FLAG) != 0 || regime.hardwareAccessFlag();
    }

    boolean isContiguous(long leaf) {
        return (leaf & CONTIGUOUS) != 0;
    }

    boolean isNotGlobal(long leaf) {
        return (leaf & notGlobal) != 0;
    }

    boolean hasNt(long leaf, int level) {
        return level < LAST && (leaf & nT) != 0;
    }

    boolean isWritable(long leaf) {
        return mayWrite(leaf) || regime.dirtyModifier() && (leaf & MODIFIER) != 0;
    }

    /** Whether the access bits let somebody write: AP[2] = 0, at stage 2 S2AP[1] = 1, which is the same bit. */
    private boolean mayWrite(long leaf) {
        return (leaf & READ_ONLY) == 0 != stage2;
    }

    boolean isStage2() {
        return stage2;
    }

    /** Whether hardware alone makes the difference of two words: AF and dirty state. */
    boolean isByHardware(long before, long after) {
        return regime.hardwareAccessFlag() && ((before ^ after) & ~(ACCESS_FLAG | READ_ONLY)) == 0;
    }

    /** The output address, or that of the next table; nT of a block lies where pages have an address bit. */
    long address(long word) {
        long address = addresses.address(word);
        return (word & type) == 0 ? address & ~nT : address;
    }

    /** The word that maps {@code offset} bytes further (or, negative, back). */
    long shifted(long leaf, long offset) {
        return addresses.protection(leaf) | addresses.encode(address(leaf) + offset);
    }

    /** A word of a leaf as one of its parts, a level below, would have it. */
    long asLeafOf(long word, boolean wasLeaf, int partLevel) {
        if (partLevel < LAST) {
            return word;
        }
        // Pages have the type bit, blocks have not; an entry that is not valid keeps what it has.
        return wasLeaf ? word | type : word;
    }

    long permissions(long leaf) {
        return leaf & permissions;
    }

    int memoryType(long leaf) {
        int index = (int) typeIndex.of(leaf);
        return knowsTypes ? mair.attribute(index) : index;
    }

    /** Whether the memory may have the XS attribute: Normal Write-Back memory has not. */
    boolean mayHaveXs(long leaf) {
        return stage2
                ? typeIndex.of(leaf) != typeIndex.greatest()
                : !knowsTypes || (memoryType(leaf) & OUTER_WRITE_BACK) != OUTER_WRITE_BACK;
    }

    int shareability(long leaf) {
        return (int) LinuxPte.PTE_SHARED.of(leaf & shareability);
    }

    /** A leaf, valid or not, by what it means for an access: without size, AF, software bits and address. */
    long meaning(long leaf) {
        return leaf & meaning;
    }

    /** Whether two leaves, or what is left of them, give an access the same; {@code b} maps {@code offset} bytes further on. */
    boolean sameTranslation(long a, long b, long offset) {
        return ((a ^ b) & meaning) == 0 && ((a & VALID) == 0 || address(a) + offset == address(b));
    }

    /** The bits that tables on the way add to a leaf. */
    long inheritedBits(long tableWord) {
        if (!regime.hierarchical()) {
            return 0;
        }
        long bits = 0;
        if (LinuxPte.TABLE_PXN.isSet(tableWord)) {
            bits |= LinuxPte.PTE_PXN.mask();
        }
        if (LinuxPte.TABLE_UXN.isSet(tableWord)) {
            bits |= LinuxPte.PTE_UXN.mask();
        }
        return apTable != null && (apTable.of(tableWord) & 2) != 0 ? bits | READ_ONLY : bits;
    }

    /** The bits that tables on the way take from a leaf: access by EL0. */
    long removedBits(long tableWord) {
        return regime.hierarchical() && apTable != null && (apTable.of(tableWord) & 1) != 0
                ? LinuxPte.PTE_USER.mask()
                : 0;
    }

    /** A descriptor for the eye: {@code block of level 2 to 0x80000000 rw nG}. */
    String describe(long word, int level) {
        if (isTable(word, level)) {
            return "table " + Hex.address(address(word));
        }
        if (!isLeaf(word, level)) {
            return word == 0 ? "nothing" : "an invalid entry";
        }
        StringBuilder text = new StringBuilder(level == LAST ? "page" : "block of level " + level);
        text.append(" to ").append(Hex.address(address(word)));
        text.append(mayWrite(word) ? " rw" : " ro");
        text.append(isPrivilegedExecutable(word) ? " x" : "");
        text.append(isContiguous(word) ? " contiguous" : "");
        return text.append(isNotGlobal(word) ? " nG" : "").toString();
    }

    /** Of stage 2 and the regimes with one range XN, or the upper of its bits, is where UXN is in others. */
    private boolean isPrivilegedExecutable(long leaf) {
        return regime.stage().twoRanges() ? !LinuxPte.PTE_PXN.isSet(leaf) : !LinuxPte.PTE_UXN.isSet(leaf);
    }

    static boolean isValid(long word) {
        return (word & VALID) != 0;
    }
}
