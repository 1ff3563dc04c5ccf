package dev.ptarmigan.cli;

import dev.ptarmigan.checker.CheckerOptions;
import dev.ptarmigan.checker.OnlineChecker;
import dev.ptarmigan.checker.Operation;
import dev.ptarmigan.kernel.SetMemory;
import dev.ptarmigan.replay.CapturedCheck;
import dev.ptarmigan.replay.CapturedKernel;
import dev.ptarmigan.replay.OperationRun;
import dev.ptarmigan.report.FindingReport;
import dev.ptarmigan.trace.Event;
import dev.ptarmigan.trace.EventLog;

/** Checks what one call on a captured kernel did. */
final class SetMemoryCheck {
    private SetMemoryCheck() {}

    /**
     * Checks the events of a run.
     *
     * @param operation what was asked for, made before the run
     */
    static FindingReport report(
            CapturedKernel captured, SetMemory strategy, Operation operation, OperationRun run, int cpu) {
        boolean stopped = stops(run.log());
        int cpus = captured.kernel().options().onlineCpus();
        CheckerOptions options = CapturedCheck.options(captured.kernel().options())
                .withSplitLock(CapturedCheck.lock(captured, strategy))
                .withCpus(stopped ? cpus : 0);
        OnlineChecker checker = CapturedCheck.checker(captured.capture(), options);
        EventLog log = run.log();
        checker.begin(cpu, operation);
        for (int i = 0; i < log.size(); i++) {
            checker.event(log, i);
        }
        checker.end(cpu, operation.name(), run.results().get(0) != 0);
        return new FindingReport(
                checker.finish(), checker.more(), index -> index < log.size() ? Integer.toString(index) : "the end");
    }

    /** Whether all other CPUs are parked meanwhile, so that it matters how many there are. */
    private static boolean stops(EventLog log) {
        for (Event event : log) {
            if (String.valueOf(event.name()).startsWith("stop_machine")) {
                return true;
            }
        }
        return false;
    }
}
