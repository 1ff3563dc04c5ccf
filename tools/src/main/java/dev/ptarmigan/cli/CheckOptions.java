package dev.ptarmigan.cli;

import dev.ptarmigan.checker.CheckerOptions;

/** What a checker is told about PEs beyond their BBM level. */
final class CheckOptions {
    private static final String ETS = "--ets";
    private static final String DMB = "--dmb-orders-walks";
    private static final String STRICT = "--strict-conflicts";
    private static final String CPUS = "--cpus";
    private static final String LOCK = "--lock";
    private static final String SPLIT_LOCK = "--split-lock";

    private CheckOptions() {}

    static void add(Options options) {
        options.value(ETS, "none|ets2", "whether FEAT_ETS2 is implemented: no ISB is asked for then; none by default")
                .flag(DMB, "a DMB orders stores for the PE's own table walks, as formal models have it")
                .flag(STRICT, "only operations for a whole regime remove one of several entries of an address")
                .value(CPUS, "N", "how many PEs there are; by default others than those of the trace may be")
                .value(LOCK, "NAME", "the lock of '# cpu=N lock NAME' under which two PEs change the same word")
                .value(SPLIT_LOCK, "NAME", "the lock under which entries change their size: table, block, Contiguous");
    }

    static CheckerOptions apply(Given given, CheckerOptions defaults) {
        CheckerOptions options = defaults;
        String ets = given.value(ETS);
        if (ets != null) {
            options = options.withEts2(
                    switch (ets) {
                        case "none" -> false;
                        case "ets2" -> true;
                        default -> throw new CliException(ETS + " " + ets + ", expected none or ets2");
                    });
        }
        if (given.has(DMB)) {
            options = options.withDmbOrdersWalks(true);
        }
        if (given.has(STRICT)) {
            options = options.withStrictConflicts(true);
        }
        if (given.has(LOCK)) {
            options = options.withWordLock(given.value(LOCK));
        }
        if (given.has(SPLIT_LOCK)) {
            options = options.withSplitLock(given.value(SPLIT_LOCK));
        }
        String cpus = given.value(CPUS);
        if (cpus != null) {
            try {
                options = options.withCpus(Integer.parseInt(cpus));
            } catch (IllegalArgumentException e) {
                throw new CliException(CPUS + " " + cpus + ", expected a number from 1 to 62");
            }
        }
        return options;
    }
}
