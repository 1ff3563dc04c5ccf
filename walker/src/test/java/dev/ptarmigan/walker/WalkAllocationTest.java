package dev.ptarmigan.walker;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A walk allocates nothing, whatever it meets. Not a matter of time: it holds on a loaded machine and without a JIT. */
class WalkAllocationTest {
    private static final int WALKS = 1_000_000;
    private static final int WARM_UP = 20_000;

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    four levels                       | A leaf=50000743                                       | true
                    a block                           | A l2=50000701                                         | true
                    a fault                           | A leaf=0                                              | false
                    no permission                     | A leaf=50000783                                       | false
                    outside the range                 | A va+=1000000000000                                   | false
                    outside memory                    | A l2=80000003                                         | false
                    five levels                       | D leaf=50000443                                       | true
                    64K                               | K leaf=50000743                                       | true
                    both stages                       | B                                                     | true
                    a stage 2 fault                   | B s2leaf=0                                            | false
                    hardware updates                  | A TCR_EL1.HA=1 TCR_EL1.HD=1 leaf=8000050000383        | true
                    indirect permissions              | P PIR_EL1=50 leaf=50000443                            | true
                    overlays                          | A cpu=armv9.4 TCR2_EL1.POE=1 POR_EL1=70 leaf=1000000050000743 | true
                    128-bit descriptors               | W PIR_EL1=5 leaf=50000401                             | true
                    128-bit stage 2                   | B128                                                  | true
                    EL2                               | EL2 leaf=50000703                                     | true
                    Secure EL1&0 with stage 2         | S                                                     | true
                    stage 1 off                       | off48 va=80000000 s2leaf=500007ff                     | true
                    """)
    void a_walk_allocates_nothing(String reason, String setup, boolean success) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        try (WalkBench bench = WalkScript.bench(setup, Profile.QEMU_11_1)) {
            TranslationContext context = bench.context();
            Walker walker = new Walker(bench.memory());
            Walk walk = new Walk();
            int succeeded = walks(walker, context, bench.va(), walk, WARM_UP);
            assertThat(succeeded).isEqualTo(success ? WARM_UP : 0);
            // The first call itself allocates.
            threads.getThreadAllocatedBytes(thread);
            long before = threads.getThreadAllocatedBytes(thread);
            walks(walker, context, bench.va(), walk, WALKS);
            long after = threads.getThreadAllocatedBytes(thread);
            assertThat(after - before).isZero();
        }
    }

    private static int walks(Walker walker, TranslationContext context, long va, Walk walk, int count) {
        int succeeded = 0;
        for (int i = 0; i < count; i++) {
            succeeded += walker.walk(context, va, Access.WRITE, walk) ? 1 : 0;
        }
        return succeeded;
    }
}
