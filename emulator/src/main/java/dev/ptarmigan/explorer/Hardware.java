package dev.ptarmigan.explorer;

import dev.ptarmigan.tlb.BbmLevel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the machine of a scenario promises.
 *
 * @param levels FEAT_BBM level, one for each PE
 * @param ets enhanced translation synchronization
 * @param asid the ASID that PEs run under
 * @param pseudocodeTtl a level hint is compared with every entry, tables too, as the Arm pseudocode does
 * @param strictMultiHit where several entries serve an address, only whole-context operations are sure to remove them all
 * @param repeatTlbi broadcast invalidations complete too early: an entry hit elsewhere stays in use until a second one
 * @param dirtyByHardware FEAT_HAFDBS: entries with DBM become writable when written
 * @param accessFlagByHardware FEAT_HAFDBS: walks set the Access flag of entries that they use
 * @param permAmalgam permissions of two entries that are equal otherwise may be mixed
 * @param walkCacheByAddress FEAT_nTLBPA is absent: table slots may stay cached by their own address
 * @param formalWalkerOrder barriers that order a PE's stores order them for its own walks too, as in the formal models; otherwise
 *     only a DSB does
 * @param stage2 a second stage of translation is on
 * @param fanOut slots of a table, a multiple of the group
 * @param rootLevel level of the root's descriptors; leaves below it are one level further down
 * @param group descriptors of a Contiguous group of a table
 * @param rootGroup descriptors of a Contiguous group of the root
 */
record Hardware(
        List<BbmLevel> levels,
        Ets ets,
        int asid,
        boolean pseudocodeTtl,
        boolean strictMultiHit,
        boolean repeatTlbi,
        boolean dirtyByHardware,
        boolean accessFlagByHardware,
        boolean permAmalgam,
        boolean walkCacheByAddress,
        boolean formalWalkerOrder,
        boolean stage2,
        int fanOut,
        int rootLevel,
        int group,
        int rootGroup) {

    Hardware {
        levels = List.copyOf(levels);
    }

    int pes() {
        return levels.size();
    }

    Hardware withEts(Ets other) {
        return with(levels, other);
    }

    /** The same level at every PE. */
    Hardware withLevels(BbmLevel level) {
        return with(java.util.Collections.nCopies(pes(), level), ets);
    }

    private Hardware with(List<BbmLevel> otherLevels, Ets otherEts) {
        return new Hardware(
                otherLevels,
                otherEts,
                asid,
                pseudocodeTtl,
                strictMultiHit,
                repeatTlbi,
                dirtyByHardware,
                accessFlagByHardware,
                permAmalgam,
                walkCacheByAddress,
                formalWalkerOrder,
                stage2,
                fanOut,
                rootLevel,
                group,
                rootGroup);
    }

    /** Collects options as they are read. */
    static final class Builder {
        private static final int MOST_PES = 8;

        private int bbml;
        private boolean noAbort;
        private final Map<Integer, BbmLevel> own = new TreeMap<>();
        private Ets ets = Ets.ETS2;
        private int pes = 2;
        private int asid = 1;
        private boolean pseudocodeTtl;
        private boolean strictMultiHit;
        private boolean repeatTlbi;
        private boolean dirtyByHardware;
        private boolean accessFlagByHardware;
        private boolean permAmalgam;
        private boolean walkCacheByAddress;
        private boolean formalWalkerOrder;
        private boolean stage2;
        private int fanOut = 4;
        private int rootLevel = 2;
        private int group = 2;
        /** 0: as in tables. */
        private int rootGroup;

        /** Sets an option by the word that scenario files use; the message of the exception names no place. */
        void set(String word, String value) {
            switch (word) {
                case "bbml" -> bbml = small(word, value, 2);
                case "noabort" -> noAbort = flag(word, value);
                case "ets" -> ets = Ets.named(value);
                case "pes" -> pes = between(word, value, 1, MOST_PES);
                case "asid" -> asid = small(word, value, 0xFFFF);
                case "ttl" -> pseudocodeTtl = choice(word, value, "arch", "asl");
                case "multihit" -> strictMultiHit = choice(word, value, "byvaok", "strict");
                case "repeat-tlbi" -> repeatTlbi = flag(word, value);
                case "hwdirty" -> dirtyByHardware = flag(word, value);
                case "hwaf" -> accessFlagByHardware = flag(word, value);
                case "perm-amalgam" -> permAmalgam = flag(word, value);
                case "pa-walk-cache" -> walkCacheByAddress = flag(word, value);
                case "walker-order" -> formalWalkerOrder = choice(word, value, "prose", "formal");
                case "stage" -> stage2 = between(word, value, 1, 2) == 2;
                case "fan-out" -> fanOut = between(word, value, 2, 16);
                case "root-level" -> rootLevel = between(word, value, 0, 2);
                case "group" -> group = powerOfTwo(word, value);
                case "root-group" -> rootGroup = powerOfTwo(word, value);
                default ->
                    throw new ScenarioException(
                            "unknown hardware option '" + word
                                    + "', expected bbml, noabort, ets, pes, asid, ttl, multihit, repeat-tlbi, hwdirty, hwaf,"
                                    + " perm-amalgam, pa-walk-cache, walker-order, stage, fan-out, root-level, group or root-group");
            }
        }

        /** Gives one PE a level of its own. */
        void setLevel(int pe, int level, boolean never) {
            own.put(pe, level(level, never));
        }

        int bbml() {
            return bbml;
        }

        boolean noAbort() {
            return noAbort;
        }

        /** At least as many PEs as programs need. */
        Hardware build(int programs) {
            if (fanOut % group != 0) {
                throw new ScenarioException("fan-out " + fanOut + " is not made of groups of " + group);
            }
            if (stage2 && rootLevel != 2) {
                throw new ScenarioException("stage=2 goes with root-level 2 only");
            }
            if (stage2 && walkCacheByAddress) {
                throw new ScenarioException("pa-walk-cache goes with stage 1 only");
            }
            int count = Math.max(pes, programs);
            for (int pe : own.keySet()) {
                count = Math.max(count, pe + 1);
            }
            if (count > MOST_PES) {
                throw new ScenarioException(count + " PEs are more than " + MOST_PES);
            }
            List<BbmLevel> levels = new ArrayList<>();
            for (int pe = 0; pe < count; pe++) {
                levels.add(own.getOrDefault(pe, level(bbml, noAbort)));
            }
            return new Hardware(
                    levels,
                    ets,
                    asid,
                    pseudocodeTtl,
                    strictMultiHit,
                    repeatTlbi,
                    dirtyByHardware,
                    accessFlagByHardware,
                    permAmalgam,
                    walkCacheByAddress,
                    formalWalkerOrder,
                    stage2,
                    fanOut,
                    rootLevel,
                    group,
                    rootGroup == 0 ? group : rootGroup);
        }

        private static BbmLevel level(int bbml, boolean never) {
            if (never && bbml != 2) {
                throw new ScenarioException("noabort is a promise beyond level 2, not level " + bbml);
            }
            return never ? BbmLevel.NO_ABORT : BbmLevel.values()[bbml];
        }

        private static int small(String word, String value, int most) {
            return between(word, value, 0, most);
        }

        private static int between(String word, String value, int least, int most) {
            try {
                int number = Integer.parseInt(value);
                if (number >= least && number <= most) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // The message below says what was expected.
            }
            throw new ScenarioException(word + " '" + value + "', expected " + least + " to " + most);
        }

        private static int powerOfTwo(String word, String value) {
            int number = between(word, value, 2, 16);
            if (Integer.bitCount(number) != 1) {
                throw new ScenarioException(word + " " + value + " is no power of two");
            }
            return number;
        }

        private static boolean flag(String word, String value) {
            return choice(word, value, "false", "true");
        }

        private static boolean choice(String word, String value, String no, String yes) {
            String lower = value.toLowerCase(Locale.ROOT);
            if (lower.equals(yes) || lower.equals(no)) {
                return lower.equals(yes);
            }
            throw new ScenarioException(word + " '" + value + "', expected " + no + " or " + yes);
        }
    }
}
