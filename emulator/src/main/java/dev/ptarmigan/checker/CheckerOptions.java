package dev.ptarmigan.checker;

import dev.ptarmigan.tlb.BbmLevel;
import org.jspecify.annotations.Nullable;

/**
 * What the checker takes for granted of PEs and of the software.
 *
 * @param bbm what every PE promises for changes without break-before-make
 * @param ets2 whether FEAT_ETS2 is implemented: a DSB then suffices for data accesses of the own PE, without ISB
 * @param dmbOrdersWalks whether a DMB orders stores for the own PE's table walks too, as formal models have it; the manual's
 *     prose asks for a DSB
 * @param repeatTlbi whether parts need a broadcast and its DSB twice (Linux: ARM64_WORKAROUND_REPEAT_TLBI)
 * @param strictConflicts whether only operations for a whole regime remove one of several entries of an address (R_BLRKC)
 * @param permAmalgam whether permissions of two entries may mix until an invalidation completes
 * @param cpus number of PEs, or 0 if there may be more than appear in the trace
 * @param splitLock the lock that guards changes of size of live entries, or null
 * @param wordLock the lock under which any word of a live table is changed, or null
 * @param mostFindings after how many findings the rest is only counted
 */
public record CheckerOptions(
        BbmLevel bbm,
        boolean ets2,
        boolean dmbOrdersWalks,
        boolean repeatTlbi,
        boolean strictConflicts,
        boolean permAmalgam,
        int cpus,
        @Nullable String splitLock,
        @Nullable String wordLock,
        int mostFindings) {
    private static final int MOST_FINDINGS = 1000;

    /** FEAT_BBM level 0, no FEAT_ETS2, the manual's prose, any number of PEs, no lock declared. */
    public static final CheckerOptions DEFAULT =
            new CheckerOptions(BbmLevel.LEVEL0, false, false, false, false, false, 0, null, null, MOST_FINDINGS);

    /** Refuses what the checker cannot keep. */
    public CheckerOptions {
        if (cpus < 0 || cpus > ProcessorState.MOST) {
            throw new IllegalArgumentException("cpus=" + cpus);
        }
    }

    /** The same with another BBM level. */
    public CheckerOptions withBbm(BbmLevel level) {
        return new CheckerOptions(
                level,
                ets2,
                dmbOrdersWalks,
                repeatTlbi,
                strictConflicts,
                permAmalgam,
                cpus,
                splitLock,
                wordLock,
                mostFindings);
    }

    /** The same with or without FEAT_ETS2. */
    public CheckerOptions withEts2(boolean has) {
        return new CheckerOptions(
                bbm,
                has,
                dmbOrdersWalks,
                repeatTlbi,
                strictConflicts,
                permAmalgam,
                cpus,
                splitLock,
                wordLock,
                mostFindings);
    }

    /** The same with another reading of DMB. */
    public CheckerOptions withDmbOrdersWalks(boolean orders) {
        return new CheckerOptions(
                bbm, ets2, orders, repeatTlbi, strictConflicts, permAmalgam, cpus, splitLock, wordLock, mostFindings);
    }

    /** The same for parts that need a broadcast twice, or not. */
    public CheckerOptions withRepeatTlbi(boolean repeat) {
        return new CheckerOptions(
                bbm,
                ets2,
                dmbOrdersWalks,
                repeat,
                strictConflicts,
                permAmalgam,
                cpus,
                splitLock,
                wordLock,
                mostFindings);
    }

    /** The same with the strict reading of conflicts, or without. */
    public CheckerOptions withStrictConflicts(boolean strict) {
        return new CheckerOptions(
                bbm, ets2, dmbOrdersWalks, repeatTlbi, strict, permAmalgam, cpus, splitLock, wordLock, mostFindings);
    }

    /** The same with a number of PEs. */
    public CheckerOptions withCpus(int count) {
        return new CheckerOptions(
                bbm,
                ets2,
                dmbOrdersWalks,
                repeatTlbi,
                strictConflicts,
                permAmalgam,
                count,
                splitLock,
                wordLock,
                mostFindings);
    }

    /** The same with a lock that guards changes of size. */
    public CheckerOptions withSplitLock(@Nullable String lock) {
        return new CheckerOptions(
                bbm,
                ets2,
                dmbOrdersWalks,
                repeatTlbi,
                strictConflicts,
                permAmalgam,
                cpus,
                lock,
                wordLock,
                mostFindings);
    }

    /** The same with a lock for every change of a word that another PE changes too. */
    public CheckerOptions withWordLock(@Nullable String lock) {
        return new CheckerOptions(
                bbm,
                ets2,
                dmbOrdersWalks,
                repeatTlbi,
                strictConflicts,
                permAmalgam,
                cpus,
                splitLock,
                lock,
                mostFindings);
    }
}
