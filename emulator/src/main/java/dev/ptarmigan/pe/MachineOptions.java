package dev.ptarmigan.pe;

import dev.ptarmigan.tlb.BbmLevel;
import dev.ptarmigan.tlb.OverInvalidation;
import dev.ptarmigan.tlb.PageContents;
import dev.ptarmigan.tlb.TtlStyle;
import dev.ptarmigan.walker.Profile;
import dev.ptarmigan.walker.SecurityState;

/**
 * What kind of machine it is.
 *
 * @param geometry the TLB of every PE
 * @param profile the choices of the walker
 * @param security the Security state in which the PEs execute
 * @param bbm what the PEs promise about tables changed without break-before-make
 * @param conflicts what they do where two entries translate one address
 * @param permAmalgam they may mix permissions of two entries that are equal otherwise
 * @param contents which pages hold the same bytes
 * @param timing when invalidations are carried out
 * @param storeBuffers whether stores wait in a buffer of their PE, seen by that PE's loads alone, until a DSB or a moment chosen
 *     by the seed
 * @param more how much more than they must invalidations remove
 * @param ttlStyle how level hints are read
 * @param seed of everything that is chosen at random
 */
public record MachineOptions(
        TlbGeometry geometry,
        Profile profile,
        SecurityState security,
        BbmLevel bbm,
        ConflictPolicy conflicts,
        boolean permAmalgam,
        PageContents contents,
        TlbiTiming timing,
        boolean storeBuffers,
        OverInvalidation more,
        TtlStyle ttlStyle,
        long seed) {

    /**
     * A part that never aborts, whose invalidations are carried out at the last moment, with stores that are visible at once;
     * to be varied.
     */
    public static MachineOptions of(TlbGeometry geometry) {
        return new MachineOptions(
                geometry,
                Profile.ARM,
                SecurityState.NON_SECURE,
                BbmLevel.NO_ABORT,
                ConflictPolicy.NO_ABORT,
                false,
                PageContents.UNKNOWN,
                TlbiTiming.LATE,
                false,
                OverInvalidation.EXACT,
                TtlStyle.LEAF_LEVEL,
                0);
    }

    /** The same with other choices of the walker. */
    public MachineOptions with(Profile other) {
        return new MachineOptions(
                geometry,
                other,
                security,
                bbm,
                conflicts,
                permAmalgam,
                contents,
                timing,
                storeBuffers,
                more,
                ttlStyle,
                seed);
    }

    /** The same in another Security state. */
    public MachineOptions with(SecurityState other) {
        return new MachineOptions(
                geometry,
                profile,
                other,
                bbm,
                conflicts,
                permAmalgam,
                contents,
                timing,
                storeBuffers,
                more,
                ttlStyle,
                seed);
    }

    /** The same with another promise about tables changed in place, and what happens then. */
    public MachineOptions with(BbmLevel otherBbm, ConflictPolicy otherConflicts) {
        return new MachineOptions(
                geometry,
                profile,
                security,
                otherBbm,
                otherConflicts,
                permAmalgam,
                contents,
                timing,
                storeBuffers,
                more,
                ttlStyle,
                seed);
    }

    /** The same with invalidations at other moments, and stores that wait in buffers or not. */
    public MachineOptions with(TlbiTiming otherTiming, boolean otherStoreBuffers) {
        return new MachineOptions(
                geometry,
                profile,
                security,
                bbm,
                conflicts,
                permAmalgam,
                contents,
                otherTiming,
                otherStoreBuffers,
                more,
                ttlStyle,
                seed);
    }

    /** The same with invalidations that remove more, or read hints otherwise. */
    public MachineOptions with(OverInvalidation otherMore, TtlStyle otherStyle) {
        return new MachineOptions(
                geometry,
                profile,
                security,
                bbm,
                conflicts,
                permAmalgam,
                contents,
                timing,
                storeBuffers,
                otherMore,
                otherStyle,
                seed);
    }

    /** The same with permissions mixed or not, and what is known of the contents of pages. */
    public MachineOptions with(boolean otherPermAmalgam, PageContents otherContents) {
        return new MachineOptions(
                geometry,
                profile,
                security,
                bbm,
                conflicts,
                otherPermAmalgam,
                otherContents,
                timing,
                storeBuffers,
                more,
                ttlStyle,
                seed);
    }

    /** The same with another seed. */
    public MachineOptions withSeed(long other) {
        return new MachineOptions(
                geometry,
                profile,
                security,
                bbm,
                conflicts,
                permAmalgam,
                contents,
                timing,
                storeBuffers,
                more,
                ttlStyle,
                other);
    }
}
