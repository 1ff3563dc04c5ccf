package dev.ptarmigan.walker;

import dev.ptarmigan.bits.BitField;
import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.descriptors.DescriptorField;
import dev.ptarmigan.descriptors.DescriptorKind;
import dev.ptarmigan.descriptors.Feature;
import dev.ptarmigan.descriptors.Features;
import dev.ptarmigan.descriptors.Format;
import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.descriptors.Layouts;
import dev.ptarmigan.descriptors.Place;
import dev.ptarmigan.descriptors.TranslationStage;
import dev.ptarmigan.descriptors.WordLayout;
import dev.ptarmigan.registers.Ttbr;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything a walk of one table tree needs, worked out once from the registers: geometry, base, masks. Masks come from
 * the field tables; the walker's loop only uses what stands here.
 *
 * <p>Immutable.
 */
public final class WalkParameters {
    /** Levels run from −2; arrays by level are indexed by {@code level + LEVEL_OFFSET}. */
    static final int LEVEL_OFFSET = 2;

    /** Every access has it when it is tested against {@link #refusedAccess}. */
    static final int ALWAYS_REFUSED = 1 << 30;

    private static final int LEVELS = Place.LAST_LEVEL + LEVEL_OFFSET + 1;
    private static final int TOP_BYTE_TOP = 55;
    private static final long EXTENDED_TAG = 0xFL << 56;

    final TranslationStage stage;
    final boolean stage2;
    final boolean upper;
    final Format format;
    /** 128-bit descriptors. */
    final boolean wide;
    /** The greatest SKL that is not reserved. */
    final int mostSkipped;

    final Granule granule;
    final Features features;
    /** IA size in bits, 64 − TxSZ. */
    final int inputBits;
    /** OA size in bits after all limits. */
    final int outputBits;
    /** Address bits above the output size. */
    final long beyondOutput;
    /** What is not defined in the registers that these were made from. */
    final List<String> findings;
    /** Why no walk can start, or null: then every address is a Translation fault at level 0. */
    final @Nullable String unusable;

    final int startLevel;
    final int stride;
    final int startShift;
    final long base;
    /** Index of the start table before the shift to bytes. */
    final long startIndexMask;

    final long indexMask;
    final int entryShift;

    /** Input address bits that must all equal VA[55] (two ranges) or be 0, for data and for instruction fetches. */
    final long canonicalMaskData;

    final long canonicalMaskFetch;

    /** All ones in the upper range: turns {@link #canonicalMaskData} into a test for 0. */
    final long flip;
    /** An access with one of these bits is refused; see {@link #ALWAYS_REFUSED}. */
    final int refusedAccess;

    final boolean walkDisabled;
    final boolean unprivilegedFaults;
    final boolean nonFaultDisabled;
    final boolean accessFlagManaged;
    final boolean dirtyManaged;
    final boolean tableAccessFlagManaged;
    final boolean contiguousDisabled;
    final boolean bigEndian;
    final boolean hierarchical;
    final boolean indirect;
    final boolean overlay;
    final int shareability;
    final boolean shareabilityFromControl;
    final int topByteTop;

    private final Place[] places = new Place[LEVELS];
    private final boolean[] blockAllowed = new boolean[LEVELS];
    private final long[] leafInPlace = new long[LEVELS];
    private final int[] contiguousShift = new int[LEVELS];
    final long leafMoved;
    final int movedShift;
    final long tableInPlace;
    /** Output address bits of a page, in place. */
    final long pageInPlace;

    /** Protected of tables and leaves (FEAT_THE), AssuredOnly of stage 2 leaves, AMEC that faults; 0 without. */
    final long protectedLow;

    final long protectedHigh;
    final long assuredOnlyLow;
    final long assuredOnlyHigh;
    final long alternateContextLow;
    final long alternateContextHigh;
    final boolean topLevel0Checked;
    final boolean topLevel1Checked;
    final boolean gcsAssured;
    /** Where the walk of stage 1 must tell how it came to a stage 2 page. */
    final boolean hardened;
    /** Contiguous changes nothing but what a TLB may hold. */
    final boolean contiguousIsHint;
    /** A leaf of level 3 can fault for its Contiguous bit or AMEC, or take address bits from the input. */
    final boolean special;
    /** Without overlays and dirty state of their own, permissions are a look-up. */
    final boolean simplePermissions;

    WalkParameters(TableSettings s, Profile profile) {
        stage = s.stage;
        stage2 = stage.isStage2();
        upper = s.upper;
        granule = s.granule;
        boolean dsEffective = s.ds && s.lpa2 && granule != Granule.K64 && !s.d128;
        int wanted = Math.min(s.requestedOutputBits, s.peOutputBits);
        boolean wideOutput = wanted >= 52;
        if (s.d128) {
            format = Format.VMSA128;
        } else if (dsEffective) {
            format = Format.VMSA64_LPA2;
        } else if (granule == Granule.K64
                && s.peOutputBits >= 52
                && (wideOutput || !profile.has(Knob.LPA_HIGH_BITS_DROPPED))) {
            format = Format.VMSA64_LPA;
        } else {
            format = Format.VMSA64;
        }
        wide = format == Format.VMSA128;
        mostSkipped = granule == Granule.K4 ? 3 : 2;
        outputBits = Math.min(wanted, format.addressBits());
        beyondOutput = -1L << outputBits;
        Features all = s.features.with(Feature.LARGE_PA, s.peOutputBits >= 52).with(Feature.HPD, s.hierarchyDisabled);
        stride = granule.stride(format);
        entryShift = format.descriptorShift();
        features = all;
        indirect = all.has(Feature.PIE) || s.d128;
        overlay = all.has(Feature.POE);
        hierarchical = !stage.isStage2()
                && !s.hierarchyDisabled
                && !indirect
                && !(overlay && !profile.has(Knob.POE_KEEPS_HIERARCHY));

        SizeOffset size = SizeOffset.of(s, dsEffective, profile);
        inputBits = 64 - size.effective();
        StartLevel start = StartLevel.of(s, format, inputBits, profile);
        unusable = size.fault() != null ? size.fault() : start.fault();
        startLevel = start.level();
        startShift = granule.levelShift(format, startLevel);
        int firstIndexBits = Math.max(1, inputBits - startShift);
        startIndexMask = (1L << firstIndexBits) - 1;
        indexMask = (1L << stride) - 1;
        base = base(s, wideOutput, dsEffective, firstIndexBits, profile);
        findings = List.copyOf(s.findings);

        topByteTop = s.topByteIgnored ? TOP_BYTE_TOP : 63;
        boolean ignoredForFetch = s.topByteIgnored && !s.topByteIgnoredForDataOnly;
        canonicalMaskData = canonicalMask(s, s.topByteIgnored);
        canonicalMaskFetch = canonicalMask(s, ignoredForFetch);

        walkDisabled = s.walkDisabled;
        unprivilegedFaults = s.unprivilegedFaults;
        nonFaultDisabled = s.nonFaultDisabled;
        accessFlagManaged = s.hardwareAccessFlag;
        dirtyManaged = s.hardwareAccessFlag && s.hardwareDirtyState;
        tableAccessFlagManaged = s.hardwareAccessFlag && s.hardwareTableAccessFlag;
        contiguousDisabled = s.contiguousDisabled;
        bigEndian = s.bigEndian;
        shareability = s.shareability;
        shareabilityFromControl =
                format == Format.VMSA64_LPA2 || (format == Format.VMSA128 && stage.isStage2() && s.ds);

        Place pagePlace = new Place(format, granule, stage, Place.LAST_LEVEL, all);
        int lowest = format.lowestLevel(granule);
        for (int level = lowest; level <= Place.LAST_LEVEL; level++) {
            int i = level + LEVEL_OFFSET;
            Place place = pagePlace.atLevel(level);
            places[i] = place;
            contiguousShift[i] = granule.contiguousShift(format, level);
            boolean leaf = level == Place.LAST_LEVEL || place.leafAboveLastLevelAllowed();
            blockAllowed[i] = level < Place.LAST_LEVEL && leaf;
            if (leaf) {
                DescriptorKind kind = level == Place.LAST_LEVEL ? DescriptorKind.PAGE : DescriptorKind.BLOCK;
                leafInPlace[i] =
                        inPlace(Layouts.of(place, kind).field(DescriptorField.OA), granule.levelShift(format, level));
            }
        }
        WordLayout page = Layouts.of(pagePlace, DescriptorKind.PAGE);
        BitField pageAddress = page.field(DescriptorField.OA);
        long moved = moved(pageAddress, granule.pageShift());
        movedShift = movedShift(pageAddress, granule.pageShift());
        boolean dropped =
                format == Format.VMSA64_LPA2 && outputBits < 52 && profile.has(Knob.LPA2_HIGHEST_BITS_DROPPED);
        leafMoved = dropped ? 0 : moved;
        BitField tableAddress = startLevelHasTables(lowest)
                ? Layouts.of(pagePlace.atLevel(Place.LAST_LEVEL - 1), DescriptorKind.TABLE)
                        .field(DescriptorField.TA)
                : pageAddress;
        tableInPlace = inPlace(tableAddress, granule.pageShift());
        pageInPlace = inPlace(pageAddress, granule.pageShift());

        flip = upper ? -1 : 0;
        refusedAccess = (unusable != null || walkDisabled ? ALWAYS_REFUSED : 0)
                | (unprivilegedFaults ? Access.UNPRIVILEGED : 0)
                | (nonFaultDisabled ? Access.NON_FAULT : 0);
        contiguousIsHint = !profile.has(Knob.CONTIGUOUS_SPAN_FAULTS) && !profile.has(Knob.CONTIGUOUS_TAKES_INPUT_BITS);

        BitField protection = page.find(DescriptorField.PROTECTED);
        protectedLow = low(protection);
        protectedHigh = high(protection);
        BitField assured = page.find(DescriptorField.ASSURED_ONLY);
        assuredOnlyLow = low(assured);
        assuredOnlyHigh = high(assured);
        BitField alternate = s.alternateContextFaults ? page.find(DescriptorField.AMEC) : null;
        alternateContextLow = low(alternate);
        alternateContextHigh = high(alternate);
        special = !contiguousIsHint || alternateContextLow != 0 || alternateContextHigh != 0;
        simplePermissions = !overlay && !indirect;
        topLevel0Checked = s.topLevel0Checked;
        topLevel1Checked = s.topLevel1Checked;
        gcsAssured = s.gcsAssured;
        hardened = topLevel0Checked || topLevel1Checked || s.assuredOnly || gcsAssured;
    }

    private static long low(@Nullable BitField field) {
        return field == null ? 0 : field.lowMask();
    }

    private static long high(@Nullable BitField field) {
        return field == null ? 0 : field.highMask();
    }

    private static boolean startLevelHasTables(int lowest) {
        return lowest < Place.LAST_LEVEL;
    }

    /** The bits of an address field that stand in the descriptor where they stand in the address. */
    private static long inPlace(BitField address, int unitShift) {
        long mask = 0;
        int position = unitShift;
        for (int i = address.runs().size() - 1; i >= 0; i--) {
            BitField.Run run = address.runs().get(i);
            if (run.low() == position) {
                mask |= (-1L >>> 64 - run.width()) << run.low();
            }
            position += run.width();
        }
        return mask;
    }

    /** The bits of an address field that stand elsewhere; at most one run in every format. */
    private static long moved(BitField address, int unitShift) {
        return address.mask() & ~inPlace(address, unitShift);
    }

    private static int movedShift(BitField address, int unitShift) {
        int position = unitShift;
        for (int i = address.runs().size() - 1; i >= 0; i--) {
            BitField.Run run = address.runs().get(i);
            if (run.low() != position) {
                return position - run.low();
            }
            position += run.width();
        }
        return 0;
    }

    private long base(TableSettings s, boolean wideOutput, boolean dsEffective, int firstIndexBits, Profile profile) {
        Ttbr ttbr = new Ttbr(s.ttbr);
        int alignment = firstIndexBits + entryShift;
        long address;
        if (s.d128) {
            address = s.narrowTtbr ? ttbr.base56Narrow() : ttbr.base56();
            alignment = Math.max(5, alignment);
        } else if (dsEffective || format == Format.VMSA64_LPA && wideOutput) {
            address = ttbr.base52();
            if (alignment < 6 && profile.has(Knob.SMALL_TABLE_BASE_UNALIGNED)) {
                address |= ttbr.base48() & 0x3F;
            } else {
                alignment = Math.max(6, alignment);
            }
        } else {
            address = ttbr.base48();
        }
        long aligned = alignment >= 64 ? 0 : address & -1L << alignment;
        if (aligned != address) {
            s.findings.add("the table base " + Hex.address(address) + " is not aligned to the "
                    + (1L << Math.min(alignment, 62)) + " bytes of the start table; its low bits are ignored");
        }
        return aligned;
    }

    private long canonicalMask(TableSettings s, boolean topByteIgnored) {
        return highBits(inputBits, topByteIgnored, s.extendedTagCheck);
    }

    /** The bits of an address from {@code lowest} to its top, without those that TBI and MTX take out. */
    static long highBits(int lowest, boolean topByteIgnored, boolean extendedTag) {
        int top = topByteIgnored ? TOP_BYTE_TOP : 63;
        if (top < lowest) {
            return 0;
        }
        long mask = -1L >>> 63 - top & -1L << lowest;
        return extendedTag ? mask & ~EXTENDED_TAG : mask;
    }

    /**
     * Whether an address of the range can be refused before the walk, and why; null if it can be walked.
     *
     * @param access see {@link Access}
     */
    public @Nullable Refusal refusal(long va, int access) {
        if (unusable != null) {
            return Refusal.UNUSABLE_SIZE;
        }
        long mustMatch = (access & Access.EXECUTE) != 0 ? canonicalMaskFetch : canonicalMaskData;
        if (((upper ? ~va : va) & mustMatch) != 0) {
            return Refusal.NOT_CANONICAL;
        }
        if (unprivilegedFaults && (access & Access.UNPRIVILEGED) != 0) {
            return Refusal.UNPRIVILEGED_DISABLED;
        }
        if (nonFaultDisabled && (access & Access.NON_FAULT) != 0) {
            return Refusal.NON_FAULT_DISABLED;
        }
        return walkDisabled ? Refusal.WALKS_DISABLED : null;
    }

    /** The stage and regime of the tables. */
    public TranslationStage stage() {
        return stage;
    }

    /** Whether these are the tables of the upper VA range (TTBR1). */
    public boolean isUpper() {
        return upper;
    }

    /** The descriptor format in use. */
    public Format format() {
        return format;
    }

    /** The granule in use. */
    public Granule granule() {
        return granule;
    }

    /** Whether descriptors are stored most significant byte first (SCTLR_ELx.EE). */
    public boolean isBigEndian() {
        return bigEndian;
    }

    /** Size of input addresses in bits. */
    public int inputBits() {
        return inputBits;
    }

    /** Size of output addresses in bits, after the limits of the register, the PE and the format. */
    public int outputBits() {
        return outputBits;
    }

    /** The level of the table the walk starts with. */
    public int startLevel() {
        return startLevel;
    }

    /** Address of the start table. */
    public long base() {
        return base;
    }

    /** Entries of the start table. */
    public long startEntries() {
        return startIndexMask + 1;
    }

    /** Why no walk can start, in words, or null. */
    public @Nullable String unusable() {
        return unusable;
    }

    /** The lowest input address: 0, or for the upper range the one with all high bits set. */
    public long lowestAddress() {
        return upper ? -1L << inputBits : 0;
    }

    /** Input address bits above the input size that the walk does not look at (TBI, MTX), for data or for fetches. */
    public long ignoredBits(boolean fetch) {
        long checked = fetch ? canonicalMaskFetch : canonicalMaskData;
        return inputBits >= Long.SIZE ? 0 : -1L << inputBits & ~checked;
    }

    /** Place of the descriptors at a level. */
    public Place place(int level) {
        return places[level + LEVEL_OFFSET];
    }

    /** The layout of a word read at a level. */
    WordLayout layout(int level, long word) {
        return Layouts.of(place(level), word);
    }

    /** Whether a leaf may stand at a level above 3. */
    public boolean blockAllowed(int level) {
        return blockAllowed[level + LEVEL_OFFSET];
    }

    /** Binary logarithm of the entries of a Contiguous group at a level, 0 where the bit has no function. */
    public int contiguousShift(int level) {
        return contiguousShift[level + LEVEL_OFFSET];
    }

    /** Whether the walk refuses an address of the range before it reads anything; {@link #refusal} says why. */
    boolean refuses(long va, int access) {
        long mustBeZero = (access & Access.EXECUTE) != 0 ? canonicalMaskFetch : canonicalMaskData;
        return ((va ^ flip) & mustBeZero) != 0 || ((access | ALWAYS_REFUSED) & refusedAccess) != 0;
    }

    /** Output address field of a leaf, in place. */
    public long leafAddress(int level, long descriptor) {
        if (level == Place.LAST_LEVEL) {
            return descriptor & pageInPlace | (descriptor & leafMoved) << movedShift;
        }
        return descriptor & leafInPlace[level + LEVEL_OFFSET] | (descriptor & leafMoved) << movedShift;
    }

    /** The bits of a block or page descriptor's output address that stand in place. */
    long leafInPlace(int level) {
        return leafInPlace[level + LEVEL_OFFSET];
    }

    /** Next table address of a table descriptor. */
    public long tableAddress(long descriptor) {
        return descriptor & tableInPlace | (descriptor & leafMoved) << movedShift;
    }
}
