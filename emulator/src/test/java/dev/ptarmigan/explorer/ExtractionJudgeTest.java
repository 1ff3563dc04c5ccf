package dev.ptarmigan.explorer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.trace.Event;
import dev.ptarmigan.trace.EventKind;
import dev.ptarmigan.trace.EventLog;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExtractionJudgeTest {
    private static final RecordedKernel.Recording RECORDING = new RecordedKernel(
                    "linux", "ro", 1, RecordedKernel.Place.BLOCK_2M, 5, false, null)
            .record(Map.of("bbml", "2", "noabort", "true"));

    /** The log with notes around it, without one event. */
    private static EventLog without(int dropped) {
        Call call = RECORDING.call();
        Call.Range range = call.ranges().get(0);
        EventLog log = new EventLog();
        log.text(
                0,
                EventKind.NOTE,
                "op-begin call va=" + Hex.word(range.first()) + "-" + Hex.word(range.last()) + " set="
                        + Hex.word(call.set()) + " clear=" + Hex.word(call.clear()));
        for (int i = 0; i < RECORDING.log().size(); i++) {
            Event event = RECORDING.log().get(i);
            if (i == dropped) {
                continue;
            }
            switch (event.kind()) {
                case STORE -> log.store(0, event.address(), event.before(), event.after());
                case BARRIER -> log.barrier(0, Objects.requireNonNull(event.barrier()));
                case TLBI -> log.tlbi(0, Objects.requireNonNull(event.name()), event.address());
                case ALLOCATE -> log.allocate(0, event.address(), (int) event.after(), event.before());
                default -> {}
            }
        }
        log.text(0, EventKind.NOTE, "op-end call");
        return log;
    }

    /** The index of the n-th event from the end with a text. */
    private static int fromEnd(String text, int n) {
        int left = n;
        for (int i = RECORDING.log().size() - 1; i >= 0; i--) {
            if (RECORDING.log().get(i).toString().contains(text) && --left == 0) {
                return i;
            }
        }
        throw new IllegalArgumentException(text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            the flush                                    | tlbi      | 1 | VIOLATION  | I4: not so
            the barrier that completes it                | dsb ish   | 1 | VIOLATION  | I4: not so
            one of two barriers between store and flush  | dsb ishst | 1 | EQUIVALENT | no invariant breaks
            the barrier before the table is published    | dsb ishst | 4 | VIOLATION  | I1: not so
            the store that was asked for                 | store     | 1 | VIOLATION  | wrong result
            """)
    void a_dropped_event_is_judged(String why, String event, int n, EquivalenceJudge.Outcome outcome, String reason) {
        EquivalenceJudge judge = RECORDING.judge().apply(without(-1));
        // "dsb ish" is in "dsb ishst" too: from the end it is the first.
        EquivalenceJudge.Verdict verdict = judge.judge(without(fromEnd(event, n)));
        assertThat(verdict.outcome()).as(why + ": " + verdict.reason()).isEqualTo(outcome);
        assertThat(verdict.reason()).contains(reason);
    }

    @Test
    void a_log_that_is_no_mutant_is_not_judged() {
        EquivalenceJudge judge = RECORDING.judge().apply(without(-1));
        assertThat(judge.judge(without(-1)).outcome()).isEqualTo(EquivalenceJudge.Outcome.UNDECIDED);
        assertThat(judge.judge(new EventLog()).outcome()).isEqualTo(EquivalenceJudge.Outcome.UNDECIDED);
    }
}
