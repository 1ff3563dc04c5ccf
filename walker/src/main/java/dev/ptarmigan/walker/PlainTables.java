package dev.ptarmigan.walker;

import dev.ptarmigan.descriptors.Format;
import dev.ptarmigan.descriptors.Permissions;
import dev.ptarmigan.descriptors.Place;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One range's tables, and which walks of them are plain: 64-bit little-endian descriptors of Non-secure stage 1 alone that
 * hardware does not write, down to a leaf that allows the access and about which no rule has anything to say. It is made with
 * the context, from the same {@link WalkParameters} and the same {@link Stage1Rules}.
 *
 * <p>Immutable.
 */
final class PlainTables {
    /** From the index of a descriptor to its offset in the table. */
    static final int ENTRY_SHIFT = Format.VMSA64.descriptorShift();

    /** Descriptor bits that decide permissions stand at two places: {UXN, PXN, Contiguous, DBM} and AP[2:1]. */
    private static final int HIGH_SHIFT = Long.numberOfTrailingZeros(DescriptorBits.DBM);

    private static final int HIGH_BITS = DescriptorBits.XN_SHIFT + 2 - HIGH_SHIFT;
    private static final int HIGH_MASK = (1 << HIGH_BITS) - 1;
    private static final int AP_DOWN = DescriptorBits.AP_SHIFT - HIGH_BITS;
    private static final int AP_MASK = 3 << HIGH_BITS;
    private static final int ABOVE_SHIFT = HIGH_BITS + 2;
    private static final int ABOVE_DOWN = DescriptorBits.TABLE_ATTRIBUTES_SHIFT - ABOVE_SHIFT;
    private static final int ABOVE_MASK = 15 << ABOVE_SHIFT;
    private static final int PAN = 16 << ABOVE_SHIFT;

    /** In an entry of the table, above the {@link #PERMISSIONS} themselves: those whose use changes no descriptor. */
    static final int PLAINLY = 16;

    static final int PERMISSIONS = (1 << PLAINLY) - 1;

    final WalkParameters parameters;
    /** All ones in the upper range: turns {@link #canonicalMask} into a test for 0. */
    final long flip;
    /** Input address bits that must be equal. */
    final long canonicalMask;
    /** Accesses that are not plain. */
    final int fullAccess;

    /** What an entry maps, as a binary logarithm of bytes, less {@link #ENTRY_SHIFT}: at the start and at the end. */
    final int startShift;

    final int pageShift;
    final int stride;
    final long base;
    /** Masks of byte offsets in a table. */
    final long startOffsetMask;

    final long offsetMask;
    final long addressInPlace;
    /** Bits of a table descriptor that are tested: its type, and address bits it cannot have. */
    final long tableTest;
    /** By shift, as above. */
    final PlainLeaf[] leaves = new PlainLeaf[Long.SIZE];

    private final long aboveMask;
    /** The access bits to look at for PAN. */
    private final int panMask;

    private final int[] permissions;

    private PlainTables(TranslationContext context, WalkParameters p) {
        Profile profile = context.profile;
        parameters = p;
        flip = p.upper ? -1 : 0;
        canonicalMask = p.canonicalMaskData;
        boolean fetchesDiffer = p.canonicalMaskFetch != p.canonicalMaskData
                || profile.has(Knob.DEVICE_FETCH_FAULTS)
                || profile.has(Knob.FETCH_IGNORES_DBM);
        fullAccess = Access.UNALIGNED
                | Access.CACHE
                | Access.GCS
                | (fetchesDiffer ? Access.EXECUTE : 0)
                | (p.dirtyManaged && profile.has(Knob.AT_WRITE_IGNORES_DBM) ? Access.AT : 0)
                | (p.unprivilegedFaults ? Access.UNPRIVILEGED : 0)
                | (p.nonFaultDisabled ? Access.NON_FAULT : 0);
        startShift = p.startShift;
        pageShift = p.granule.pageShift();
        stride = p.stride;
        base = p.base;
        startOffsetMask = p.startIndexMask << ENTRY_SHIFT;
        offsetMask = p.indexMask << ENTRY_SHIFT;
        addressInPlace = p.tableInPlace;
        tableTest = DescriptorBits.TABLE_OR_PAGE | p.tableInPlace & p.beyondOutput | p.leafMoved;
        prepareLeaves(p, profile.has(Knob.NT_FAULTS));
        aboveMask = p.hierarchical ? ABOVE_MASK : 0;
        panMask = Access.PAN | Access.UNPRIVILEGED | (profile.has(Knob.WXN_AFTER_PAN) ? 0 : Access.EXECUTE);
        permissions = permissions(context, p);
    }

    /** The plain walks of these tables, or null if none is. */
    static @Nullable PlainTables of(TranslationContext context, @Nullable WalkParameters p) {
        if (p == null || p.unusable != null || p.walkDisabled) {
            return null;
        }
        boolean words = !p.wide && !p.bigEndian && !p.tableAccessFlagManaged && !p.overlay;
        boolean baseFits = ((p.base | p.startIndexMask << p.entryShift) & p.beyondOutput) == 0;
        boolean stage1Alone = !p.stage2 && context.stage2 == null && context.stage2Secure == null;
        return words && baseFits && stage1Alone && context.security == SecurityState.NON_SECURE
                ? new PlainTables(context, p)
                : null;
    }

    private void prepareLeaves(WalkParameters p, boolean notTranslatedFaults) {
        Arrays.fill(leaves, PlainLeaf.NONE);
        for (int level = p.format.lowestLevel(p.granule); level <= Place.LAST_LEVEL; level++) {
            boolean page = level == Place.LAST_LEVEL;
            int shift = p.granule.levelShift(p.format, level);
            long offset = (1L << shift) - 1;
            if ((page || p.blockAllowed(level)) && !p.special && (offset & p.beyondOutput) == 0) {
                long address = p.leafInPlace(level);
                long faults = notTranslatedFaults && !page ? DescriptorBits.NT : 0;
                leaves[shift] = new PlainLeaf(
                        level,
                        DescriptorBits.TABLE_OR_PAGE
                                | DescriptorBits.AF
                                | address & p.beyondOutput
                                | p.leafMoved
                                | faults,
                        DescriptorBits.AF | (page ? DescriptorBits.TABLE_OR_PAGE : DescriptorBits.VALID),
                        address,
                        offset);
            }
        }
    }

    /** Asks {@link Stage1Rules} for every combination of bits that plain permissions depend on. */
    private static int[] permissions(TranslationContext context, WalkParameters p) {
        int entries = p.hierarchical ? PAN : 1 << ABOVE_SHIFT;
        int[] table = new int[PAN + entries];
        for (int index = 0; index < entries; index++) {
            long word = (long) (index & HIGH_MASK) << HIGH_SHIFT | (long) (index & AP_MASK) << AP_DOWN;
            long above = (long) (index & ABOVE_MASK) << ABOVE_DOWN;
            table[index] =
                    entry(word, Stage1Rules.permissions(context, p, word, 0, above, 0, SecurityState.NON_SECURE));
            table[PAN + index] = entry(
                    word, Stage1Rules.permissions(context, p, word, 0, above, Access.PAN, SecurityState.NON_SECURE));
        }
        return table;
    }

    /** A write to a page that is read-only or clean is no plain one. */
    private static int entry(long word, int permissions) {
        boolean clean = (word & DescriptorBits.AP2) != 0;
        return permissions | (clean ? permissions & ~(Permissions.PW | Permissions.UW) : permissions) << PLAINLY;
    }

    /**
     * The permissions of a leaf, and those that are {@link #PLAINLY} there.
     *
     * @param above the attributes of all tables passed, ORed
     */
    int permissions(long word, long above, int access) {
        int index = (int) (word >>> HIGH_SHIFT) & HIGH_MASK
                | (int) (word >>> AP_DOWN) & AP_MASK
                | (int) (above >>> ABOVE_DOWN & aboveMask);
        return permissions[(access & panMask) == Access.PAN ? index + PAN : index];
    }
}
