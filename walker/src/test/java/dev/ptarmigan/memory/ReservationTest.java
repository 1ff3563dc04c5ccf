package dev.ptarmigan.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReservationTest {
    @Test
    void only_touched_pieces_are_asked_for_and_all_are_given_back_before_the_region() {
        Recording source = new Recording();
        try (PhysicalMemory memory = new PhysicalMemory(56, source)) {
            memory.reserve(0x1800, 0x2_0000_0000L);
            assertThat(memory.regionSource().name()).isEqualTo("recording");
            assertThat(memory.read(0x1800)).isZero();
            assertThat(memory.read(0x1ff8)).isZero();
            memory.write(0x3_0000, 5);
            memory.write(0x2_0000_17f8L, 6);
            assertThat(memory.read(0x3_0000)).isEqualTo(5);
            assertThat(memory.read(0x2_0000_17f8L)).isEqualTo(6);
        }
        assertThat(source.log)
                .containsExactly(
                        "reserve 0x200000000",
                        "0x0+0xe800",
                        "0x2e800+0x10000",
                        "0x1ffffe800+0x1800",
                        "close, 0 leaked");
    }

    @Test
    void pieces_lie_at_multiples_of_their_size_whatever_the_base() {
        try (PhysicalMemory memory = new PhysicalMemory(48, NettyRegions.INSTANCE)) {
            memory.reserve(0x4010_0008, 0x60_0000);
            assertThat(memory.at(0x4010_0008).range()).isEqualTo(new MemoryRange(0x4010_0008, 0xf_fff8));
            assertThat(memory.at(0x4020_0000).range()).isEqualTo(new MemoryRange(0x4020_0000, 0x20_0000));
            assertThat(memory.at(0x4070_0000).range()).isEqualTo(new MemoryRange(0x4060_0000, 0x10_0008));
            assertThat(memory.at(0x4070_0008)).isSameAs(Segment.ABSENT);
            assertThat(memory.ranges()).containsExactly(new MemoryRange(0x4010_0008, 0x60_0000));
        }
    }

    @Test
    void allocated_and_reserved_memory_live_side_by_side() {
        try (PhysicalMemory memory = new PhysicalMemory(48, NettyRegions.INSTANCE)) {
            memory.allocate(0x4000_0000, 0x1000).reserve(0x4000_1000, 1L << 32).allocate(0x3fff_f000, 0x1000);
            for (long pa = 0x3fff_f000; pa < 0x4000_3000; pa += 8) {
                memory.write(pa, pa);
            }
            for (long pa = 0x3fff_f000; pa < 0x4000_3000; pa += 8) {
                assertThat(memory.read(pa)).isEqualTo(pa);
            }
            assertThat(memory.ranges()).containsExactly(new MemoryRange(0x3fff_f000, (1L << 32) + 0x2000));
        }
    }

    @Test
    void many_ranges_share_one_region() {
        Recording source = new Recording();
        try (PhysicalMemory memory = new PhysicalMemory(48, source)) {
            memory.reserve(List.of(
                    new MemoryRange(0x8000, 0x1000), new MemoryRange(0x1000, 0x80), new MemoryRange(0x1080, 0x40)));
            memory.write(0x10b8, 1);
            memory.write(0x8ff8, 2);
            assertThat(memory.read(0x10b8)).isEqualTo(1);
            assertThat(memory.at(0x10c0)).isSameAs(Segment.ABSENT);
            assertThat(memory.ranges()).containsExactly(new MemoryRange(0x1000, 0xc0), new MemoryRange(0x8000, 0x1000));
        }
        assertThat(source.log)
                .containsExactly("reserve 0x10c0", "0x0+0x1000", "0x1000+0x80", "0x1080+0x40", "close, 0 leaked");
    }

    @Test
    void ranges_that_overlap_each_other_are_refused_and_everything_is_given_back() {
        Recording source = new Recording();
        try (PhysicalMemory memory = new PhysicalMemory(48, source)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() ->
                            memory.reserve(List.of(new MemoryRange(0x1000, 0x1000), new MemoryRange(0x1800, 0x1000))))
                    .withMessage("range=0x1800-0x27ff (4K) overlaps 0x1000-0x1fff (4K)");
            assertThat(memory.ranges()).isEmpty();
        }
        assertThat(source.log).endsWith("close, 0 leaked");
    }

    @Test
    void a_region_of_too_many_pieces_is_refused() {
        try (PhysicalMemory memory = new PhysicalMemory(56, NettyRegions.INSTANCE)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> memory.reserve(0, 1L << 50))
                    .withMessage("range=0x0-0x3ffffffffffff (1P) is more than 1048576 pieces of 2097152 bytes"
                            + " (netty chunks)");
        }
    }

    @Test
    void threads_that_touch_one_piece_first_get_the_same_segment() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (PhysicalMemory memory = new PhysicalMemory(48, NettyRegions.INSTANCE)) {
            memory.reserve(0, 1L << 34);
            for (int round = 0; round < 40; round++) {
                long pa = (long) round << 21;
                CountDownLatch start = new CountDownLatch(1);
                List<Future<Segment>> seen = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    seen.add(threads.submit(() -> {
                        start.await();
                        return memory.at(pa);
                    }));
                }
                start.countDown();
                for (Future<Segment> segment : seen) {
                    assertThat(segment.get()).isSameAs(memory.at(pa));
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** A source of pages that writes down what it is asked. */
    private static final class Recording implements RegionSource {
        final List<String> log = new ArrayList<>();

        @Override
        public String name() {
            return "recording";
        }

        @Override
        public @Nullable String unavailableReason() {
            return null;
        }

        @Override
        public int pieceBytes() {

            return 1 << 16;
        }

        @Override
        public Region reserve(long sizeBytes) {
            log.add("reserve 0x" + Long.toHexString(sizeBytes));
            return new Region() {
                private final List<ByteBuf> given = new ArrayList<>();

                @Override
                public ByteBuf piece(long offsetBytes, int size) {
                    log.add("0x" + Long.toHexString(offsetBytes) + "+0x" + Integer.toHexString(size));
                    ByteBuf buffer = Unpooled.directBuffer(size).writeZero(size);
                    given.add(buffer);
                    return buffer;
                }

                @Override
                public void close() {
                    log.add("close, "
                            + given.stream().filter(b -> b.refCnt() > 0).count() + " leaked");
                }
            };
        }
    }
}
