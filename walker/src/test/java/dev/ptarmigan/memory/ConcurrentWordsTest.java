package dev.ptarmigan.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several threads over the same words: what the package promises about order and atomicity. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConcurrentWordsTest {
    private static final long BASE = 0x4000_0000;
    private static final int THREADS = 4;

    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final PhysicalMemory memory =
            new PhysicalMemory(48, NettyRegions.INSTANCE).allocate(BASE, 0x1000).reserve(1L << 40, 1L << 30);

    @AfterEach
    void close() throws InterruptedException {
        threads.shutdownNow();
        assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        memory.close();
    }

    @Test
    void compare_and_set_loses_no_increment() throws Exception {
        int each = 50_000;
        for (long pa : new long[] {BASE + 8, (1L << 40) + 8}) {
            inParallel(() -> {
                for (int i = 0; i < each; i++) {
                    long before = memory.read(pa);
                    while (!memory.compareAndSet(pa, before, before + 1)) {
                        before = memory.read(pa);
                    }
                }
                return null;
            });
            assertThat(memory.read(pa)).isEqualTo((long) THREADS * each);
        }
    }

    @Test
    void compare_and_exchange_loses_no_increment() throws Exception {
        int each = 50_000;
        inParallel(() -> {
            long expected = 0;
            for (int done = 0; done < each; ) {
                long found = memory.compareAndExchange(BASE, expected, expected + 1);
                done += found == expected ? 1 : 0;
                expected = found == expected ? expected + 1 : found;
            }
            return null;
        });
        assertThat(memory.read(BASE)).isEqualTo((long) THREADS * each);
    }

    @Test
    void a_message_written_before_a_release_is_read_after_the_acquire() throws Exception {
        int messages = 200_000;
        long flag = BASE;
        long payload = BASE + 0x800;
        Future<?> writer = threads.submit(() -> {
            Segment segment = memory.at(BASE);
            for (long i = 1; i <= messages; i++) {
                segment.write(payload, i);
                segment.write(payload + 8, ~i);
                segment.writeRelease(flag, i);
            }
        });
        Segment segment = memory.at(BASE);
        for (long seen = 0; seen < messages; ) {
            seen = segment.readAcquire(flag);
            if (seen != 0) {
                assertThat(segment.read(payload)).isGreaterThanOrEqualTo(seen);
                assertThat(segment.read(payload + 8)).isLessThanOrEqualTo(~seen);
            }
        }
        writer.get();
    }

    @Test
    void a_word_is_never_seen_half_written() throws Exception {
        long pa = BASE + 0x10;
        Future<?> writer = threads.submit(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                memory.write(pa, -1);
                memory.write(pa, 0);
            }
        });
        for (int i = 0; i < 500_000; i++) {
            long seen = memory.read(pa);
            assertThat(seen == 0 || seen == -1).isTrue();
        }
        writer.cancel(true);
    }

    @Test
    void a_pair_made_low_half_last_and_unmade_low_half_first_is_never_mixed() throws Exception {
        long pa = BASE + 0x20;
        Future<?> writer = threads.submit(() -> {
            Segment segment = memory.at(pa);
            for (long i = 1; !Thread.currentThread().isInterrupted(); i++) {
                segment.writeRelease(pa + 8, i);
                segment.writeRelease(pa, i);
                segment.writeRelease(pa, 0);
            }
        });
        long[] halves = new long[2];
        for (int i = 0; i < 500_000; i++) {
            memory.readPair(pa, halves);
            assertThat(halves[0] == 0 || halves[0] == halves[1]).isTrue();
        }
        writer.cancel(true);
    }

    private void inParallel(Callable<?> task) throws Exception {
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            running.add(threads.submit(task));
        }
        for (Future<?> one : running) {
            one.get();
        }
    }
}
