package dev.ptarmigan.pe;

import dev.ptarmigan.tlb.BbmLevel;
import dev.ptarmigan.tlb.CachedEntry;
import dev.ptarmigan.tlb.PageContents;
import dev.ptarmigan.tlb.PairClass;
import dev.ptarmigan.tlb.PairRule;
import dev.ptarmigan.tlb.PairVerdict;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Decides what an access has that two entries translate. */
final class Conflicts {
    private final BbmLevel level;
    private final ConflictPolicy policy;
    private final boolean permAmalgam;
    private final PageContents contents;
    private final RandomGenerator random;

    /** What an access has. */
    enum Outcome {
        FIRST,
        SECOND,
        /** Allowed what either entry allows. */
        MIXED_PERMISSIONS,
        /** Address bits of both. */
        AMALGAM,
        FAULT,
        ABORT
    }

    Conflicts(MachineOptions options, long seed) {
        level = options.bbm();
        policy = options.conflicts();
        permAmalgam = options.permAmalgam();
        contents = options.contents();
        random = new SplittableRandom(seed);
    }

    PairClass classify(CachedEntry a, CachedEntry b) {
        return PairRule.classify(a, b, contents);
    }

    Outcome choose(PairClass pair, CachedEntry a, CachedEntry b) {
        PairVerdict verdict = PairRule.judge(pair, a, b, level, permAmalgam);
        if (verdict == PairVerdict.HARMLESS) {
            return Outcome.FIRST;
        }
        return switch (policy) {
            case NO_ABORT -> either();
            case ABORT -> verdict.mayAbort() ? Outcome.ABORT : either();
            case RANDOM -> any(verdict);
        };
    }

    private Outcome either() {
        return random.nextBoolean() ? Outcome.FIRST : Outcome.SECOND;
    }

    private Outcome any(PairVerdict verdict) {
        Outcome[] all = Outcome.values();
        for (; ; ) {
            Outcome outcome = all[random.nextInt(all.length)];
            boolean allowed = switch (outcome) {
                case FIRST, SECOND -> true;
                case MIXED_PERMISSIONS -> verdict.mayMixPermissions();
                case AMALGAM -> verdict.mayAmalgamate();
                case FAULT -> verdict.mayFault();
                case ABORT -> verdict.mayAbort();
            };
            if (allowed) {
                return outcome;
            }
        }
    }

    /** Address bits of which each comes from one of two. */
    long mixture(long a, long b) {
        long mask = random.nextLong();
        return a & mask | b & ~mask;
    }
}
