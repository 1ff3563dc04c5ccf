package dev.ptarmigan.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ptarmigan.trace.Barrier;
import dev.ptarmigan.trace.Event;
import dev.ptarmigan.trace.EventKind;
import dev.ptarmigan.trace.EventLog;
import java.util.List;

/** Invariant V8: DSB before each batch of TLBIs, DSB and ISB after it. */
final class BatchOrder {
    private BatchOrder() {}

    static void check(EventLog log) {
        int i = 0;
        while (i < log.size()) {
            if (log.kind(i) != EventKind.TLBI) {
                i++;
                continue;
            }
            boolean local = !String.valueOf(log.get(i).name()).endsWith("is");
            List<Barrier> before = local ? List.of(Barrier.DSB_NSHST) : List.of(Barrier.DSB_ISHST, Barrier.DSB_ISH);
            assertThat(log.get(i - 1).barrier()).as("before event %d", i).isIn(before);
            while (log.kind(i) == EventKind.TLBI) {
                i++;
            }
            assertThat(log.get(i).barrier()).as("event %d", i).isEqualTo(local ? Barrier.DSB_NSH : Barrier.DSB_ISH);
            Event next = log.get(i + 1);
            if (next.kind() != EventKind.TLBI) {
                assertThat(next.barrier()).as("event %d", i + 1).isEqualTo(Barrier.ISB);
            }
        }
    }
}
