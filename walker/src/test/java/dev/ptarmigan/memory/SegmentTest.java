package dev.ptarmigan.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SegmentTest {
    private static final long BASE = 0x00ff_ffff_ffff_0000L;

    @Test
    void words_are_little_endian() {
        ByteBuf buffer = Segment.zeroed(64);
        try (Segment segment = Segment.wrap(BASE, buffer)) {
            segment.write(BASE + 8, 0x0102_0304_0506_0708L);
            assertThat(buffer.getByte(8)).isEqualTo((byte) 8);
            assertThat(buffer.getByte(15)).isEqualTo((byte) 1);
            assertThat(segment.read(BASE + 8)).isEqualTo(0x0102_0304_0506_0708L);
        }
    }

    @Test
    void a_new_segment_is_zero_even_where_a_freed_one_was() {
        for (int round = 0; round < 8; round++) {
            try (Segment segment = Segment.allocate(BASE, 4096)) {
                for (long pa = BASE; pa < BASE + 4096; pa += 8) {
                    assertThat(segment.read(pa)).isZero();
                    segment.write(pa, -1);
                }
            }
        }
    }

    @Test
    void every_store_is_seen_by_every_load() {
        try (Segment segment = Segment.allocate(BASE, 16)) {
            segment.write(BASE, 1);
            assertThat(segment.readAcquire(BASE)).isEqualTo(1);
            segment.writeRelease(BASE, 2);
            assertThat(segment.read(BASE)).isEqualTo(2);
            assertThat(segment.read(BASE + 8)).isZero();
        }
    }

    @Test
    void compare_and_set_stores_only_over_the_expected_word() {
        try (Segment segment = Segment.allocate(BASE, 8)) {
            assertThat(segment.compareAndSet(BASE, 1, 2)).isFalse();
            assertThat(segment.read(BASE)).isZero();
            assertThat(segment.compareAndSet(BASE, 0, 2)).isTrue();
            assertThat(segment.compareAndExchange(BASE, 5, 6)).isEqualTo(2);
            assertThat(segment.compareAndExchange(BASE, 2, 6)).isEqualTo(2);
            assertThat(segment.read(BASE)).isEqualTo(6);
        }
    }

    @Test
    void a_pair_has_bits_63_to_0_first() {
        try (Segment segment = Segment.allocate(BASE, 32)) {
            segment.write(BASE + 16, 3);
            segment.write(BASE + 24, 4);
            long[] halves = new long[2];
            segment.readPair(BASE + 16, halves);
            assertThat(halves).containsExactly(3, 4);
        }
    }

    @Test
    void it_contains_its_addresses_and_no_others() {
        try (Segment segment = Segment.allocate(BASE, 0x1000)) {
            assertThat(segment.contains(BASE)).isTrue();
            assertThat(segment.contains(BASE + 0xfff)).isTrue();
            assertThat(segment.contains(BASE - 1)).isFalse();
            assertThat(segment.contains(BASE + 0x1000)).isFalse();
            assertThat(segment.contains(BASE + (1L << 32))).isFalse();
            assertThat(segment.contains(BASE | 1L << 63)).isFalse();
            assertThat(segment.contains(-1)).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 8, 0x4000_0000, Long.MAX_VALUE, Long.MIN_VALUE, -1})
    void absent_contains_nothing(long pa) {
        assertThat(Segment.ABSENT.contains(pa)).isFalse();
    }

    @Test
    void a_closed_segment_contains_nothing_and_reads_no_freed_memory() {
        Segment segment = Segment.allocate(BASE, 64);
        segment.close();
        segment.close();
        assertThat(segment.contains(BASE)).isFalse();
        assertThat(segment.sizeBytes()).isZero();
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> segment.read(BASE));
    }

    @Test
    void closing_releases_the_buffer_once() {
        ByteBuf buffer = Segment.zeroed(64).retain();
        Segment segment = Segment.wrap(BASE, buffer);
        segment.close();
        segment.close();
        assertThat(buffer.refCnt()).isEqualTo(1);
        buffer.release();
    }

    @Test
    void a_misaligned_access_is_an_error_and_not_two_accesses() {
        try (Segment segment = Segment.allocate(BASE, 64)) {
            assertThatIllegalStateException().isThrownBy(() -> segment.read(BASE + 4));
        }
    }

    @Test
    void unfit_buffers_are_refused_and_stay_the_callers() {
        assertRefused(BASE, Unpooled.buffer(64).writeZero(64));
        assertRefused(BASE, Unpooled.directBuffer(64));
        assertRefused(BASE, Unpooled.directBuffer(64).writeZero(12));
        assertRefused(BASE + 4, Unpooled.directBuffer(64).writeZero(64));
        assertRefused(BASE, Unpooled.directBuffer(64).writeZero(64).asReadOnly());
        assertRefused(BASE, Unpooled.directBuffer(64).writeZero(12).skipBytes(4));
        assertRefused(
                BASE,
                Unpooled.wrappedBuffer(
                        Unpooled.directBuffer(8).writeZero(8),
                        Unpooled.directBuffer(8).writeZero(8)));
    }

    private static void assertRefused(long base, ByteBuf buffer) {
        assertThatIllegalArgumentException().isThrownBy(() -> Segment.wrap(base, buffer));
        assertThat(buffer.release()).isTrue();
    }

    @Test
    void a_slice_of_a_buffer_is_memory_too() {
        ByteBuf whole = Segment.zeroed(64);
        whole.setLongLE(16, 7);
        try (Segment segment = Segment.wrap(BASE, whole.slice(16, 32))) {
            assertThat(segment.sizeBytes()).isEqualTo(32);
            assertThat(segment.read(BASE)).isEqualTo(7);
        }
        assertThat(whole.refCnt()).isZero();
    }
}
