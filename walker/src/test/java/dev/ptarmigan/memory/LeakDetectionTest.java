package dev.ptarmigan.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LeakDetectionTest {
    @Test
    void a_segment_that_nobody_closes_is_found() throws InterruptedException {
        LeakDetection.collect();
        forgetSegments(3);
        assertThat(LeakDetection.collect()).isNotEmpty();
    }

    @Test
    void a_memory_that_nobody_closes_is_found() throws InterruptedException {
        LeakDetection.collect();
        forgetMemory();
        assertThat(LeakDetection.collect()).isNotEmpty();
    }

    @Test
    void a_touched_chunk_of_a_reservation_that_nobody_closes_is_found() throws InterruptedException {
        LeakDetection.collect();
        forgetReservation();
        assertThat(LeakDetection.collect()).isNotEmpty();
    }

    @Test
    void closed_memory_leaves_nothing() throws InterruptedException {
        LeakDetection.collect();
        try (PhysicalMemory memory = new PhysicalMemory(48, NettyRegions.INSTANCE)) {
            memory.allocate(0x1000, 0x1000).reserve(1L << 32, 1L << 30);
            memory.write((1L << 32) + 8, 1);
        }
        assertThat(LeakDetection.collect()).isEmpty();
    }

    private static void forgetSegments(int count) {
        for (int i = 0; i < count; i++) {
            Segment.allocate(0, 64).write(0, i);
        }
    }

    private static void forgetMemory() {
        new PhysicalMemory().allocate(0, 64).write(8, 1);
    }

    private static void forgetReservation() {
        new PhysicalMemory(48, NettyRegions.INSTANCE).reserve(0, 1L << 30).write(8, 1);
    }
}
