package dev.ptarmigan.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ptarmigan.memory.MemoryAccessException.Kind;
import io.netty.buffer.ByteBuf;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PhysicalMemoryTest {
    private final PhysicalMemory memory = new PhysicalMemory(48, NettyRegions.INSTANCE);

    @AfterEach
    void close() {
        memory.close();
    }

    @Test
    void what_is_written_is_read() {
        memory.allocate(0x4000_0000, 0x2000);
        memory.write(0x4000_0008, 1);
        memory.writeRelease(0x4000_1ff8, 2);
        assertThat(memory.read(0x4000_0008)).isEqualTo(1);
        assertThat(memory.readAcquire(0x4000_1ff8)).isEqualTo(2);
        assertThat(memory.compareAndSet(0x4000_0008, 1, 3)).isTrue();
        assertThat(memory.compareAndExchange(0x4000_0008, 1, 4)).isEqualTo(3);
        long[] halves = new long[2];
        memory.readPair(0x4000_1ff0, halves);
        assertThat(halves).containsExactly(0, 2);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    below the lowest            | 0              | UNMAPPED             | there is no memory at physical address 0x0; there is 0x1000-0x1fff (4K), 0x3000-0x3fff (4K)
                    in a gap                    | 2000           | UNMAPPED             | there is no memory at physical address 0x2000; there is 0x1000-0x1fff (4K), 0x3000-0x3fff (4K)
                    just above the highest      | 4000           | UNMAPPED             | there is no memory at physical address 0x4000; there is 0x1000-0x1fff (4K), 0x3000-0x3fff (4K)
                    not a multiple of 8         | 1004           | UNALIGNED            | physical address 0x1004 is not aligned to 8 bytes
                    absent and odd              | 2001           | UNALIGNED            | physical address 0x2001 is not aligned to 8 bytes
                    bit 48                      | 1000000001000  | BEYOND_ADDRESS_SPACE | physical address 0x1000000001000 is beyond the 48 address bits of this memory
                    bit 63                      | 8000000000001000 | BEYOND_ADDRESS_SPACE | physical address 0x8000000000001000 is beyond the 48 address bits of this memory
                    """)
    void a_refused_access_says_why(String reason, String address, Kind kind, String message) {
        memory.allocate(0x1000, 0x1000).allocate(0x3000, 0x1000);
        long pa = Long.parseUnsignedLong(address, 16);
        assertRefused(pa, kind, message, (m, a) -> m.read(a));
        assertRefused(pa, kind, message, (m, a) -> m.readAcquire(a));
        assertRefused(pa, kind, message, (m, a) -> m.write(a, 1));
        assertRefused(pa, kind, message, (m, a) -> m.writeRelease(a, 1));
        assertRefused(pa, kind, message, (m, a) -> m.compareAndSet(a, 0, 1));
        assertRefused(pa, kind, message, (m, a) -> m.compareAndExchange(a, 0, 1));
    }

    @Test
    void a_pair_is_aligned_to_sixteen_bytes() {
        memory.allocate(0x1000, 0x1008);
        assertRefused(
                0x1008,
                Kind.UNALIGNED,
                "physical address 0x1008 is not aligned to 16 bytes",
                (m, a) -> m.readPair(a, new long[2]));
        assertRefused(
                0x2000,
                Kind.UNMAPPED,
                "there is no memory at physical address 0x2008; there is 0x1000-0x2007 (4104)",
                (m, a) -> m.readPair(a, new long[2]));
    }

    private void assertRefused(long pa, Kind kind, String message, BiConsumer<PhysicalMemory, Long> access) {
        MemoryAccessException refused =
                catchThrowableOfType(MemoryAccessException.class, () -> access.accept(memory, pa));
        assertThat(refused).hasMessage(message);
        assertThat(refused.kind()).isEqualTo(kind);
        assertThat(refused.address() & -16).isEqualTo(pa & -16);
    }

    @Test
    void at_answers_absent_where_nothing_is() {
        assertThat(memory.at(0)).isSameAs(Segment.ABSENT);
        memory.allocate(0x1000, 0x1000);
        assertThat(memory.at(0x1000).contains(0x1fff)).isTrue();
        assertThat(memory.at(0xfff)).isSameAs(Segment.ABSENT);
        assertThat(memory.at(0x2000)).isSameAs(Segment.ABSENT);
        assertThat(memory.at(1L << 48 | 0x1000)).isSameAs(Segment.ABSENT);
        assertThat(memory.at(-1)).isSameAs(Segment.ABSENT);
    }

    @Test
    void the_last_word_of_the_widest_address_space_exists() {
        try (PhysicalMemory widest = new PhysicalMemory(56, NettyRegions.INSTANCE)) {
            widest.allocate((1L << 56) - 0x1000, 0x1000);
            widest.write((1L << 56) - 8, 5);
            assertThat(widest.read((1L << 56) - 8)).isEqualTo(5);
            assertThat(widest.at(1L << 56)).isSameAs(Segment.ABSENT);
        }
    }

    @Test
    void a_large_allocation_is_cut_into_segments_without_a_gap() {
        memory.allocate(0x1000, 0x2800, 0x1000);
        assertThat(memory.at(0x1ff8).range()).isEqualTo(new MemoryRange(0x1000, 0x1000));
        assertThat(memory.at(0x2000).range()).isEqualTo(new MemoryRange(0x2000, 0x1000));
        assertThat(memory.at(0x37f8).range()).isEqualTo(new MemoryRange(0x3000, 0x800));
        assertThat(memory.at(0x3800)).isSameAs(Segment.ABSENT);
        assertThat(memory.ranges()).containsExactly(new MemoryRange(0x1000, 0x2800));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    the same                | 40000000 | 1000 | range=0x40000000-0x40000fff (4K) overlaps 0x40000000-0x40001fff (8K)
                    its last word           | 40001ff8 | 1000 | range=0x40001ff8-0x40002ff7 (4K) overlaps 0x40000000-0x40001fff (8K)
                    its first word          | 3ffff008 | 1000 | range=0x3ffff008-0x40000007 (4K) overlaps 0x40000000-0x40001fff (8K)
                    around it               | 3ffff000 | 4000 | range=0x3ffff000-0x40002fff (16K) overlaps 0x40000000-0x40001fff (8K)
                    beyond the address size | ffffffffe000 | 4000 | range=0xffffffffe000-0x1000000001fff (16K) ends beyond the 48 address bits of this memory
                    part of a word          | 1000     | 1004 | memory comes in words of 8 bytes: base=0x1000, sizeBytes=4100
                    """)
    void memory_that_cannot_be_there_is_refused(String reason, String address, String size, String message) {
        memory.allocate(0x4000_0000, 0x2000);
        long base = Long.parseLong(address, 16);
        long sizeBytes = Long.parseLong(size, 16);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> memory.allocate(base, sizeBytes))
                .withMessage(message);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> memory.reserve(base, sizeBytes))
                .withMessage(message);
        assertThat(memory.ranges()).containsExactly(new MemoryRange(0x4000_0000, 0x2000));
    }

    @Test
    void segments_are_added_all_or_none() {
        Segment good = Segment.allocate(0x1000, 0x1000);
        Segment overlapping = Segment.allocate(0x1800, 0x1000);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> memory.add(good, overlapping))
                .withMessage("range=0x1800-0x27ff (4K) overlaps 0x1000-0x1fff (4K)");
        assertThat(memory.ranges()).isEmpty();
        overlapping.close();
        memory.add(good);
        assertThat(memory.at(0x1ff8)).isSameAs(good);
    }

    @Test
    void a_segment_belongs_to_one_memory() {
        Segment segment = Segment.allocate(0x1000, 0x1000);
        memory.add(segment);
        assertThatIllegalStateException().isThrownBy(segment::close);
        try (PhysicalMemory other = new PhysicalMemory()) {
            assertThatIllegalStateException().isThrownBy(() -> other.add(segment));
        }
        assertThat(memory.at(0x1000)).isSameAs(segment);
    }

    @Test
    void ranges_without_a_gap_are_one() {
        memory.allocate(0x3000, 0x1000)
                .allocate(0x1000, 0x1000)
                .allocate(0x2000, 0x1000)
                .allocate(0x8000, 8);
        assertThat(memory.ranges()).containsExactly(new MemoryRange(0x1000, 0x3000), new MemoryRange(0x8000, 8));
        assertThat(memory).hasToString("memory [0x1000-0x3fff (12K), 0x8000-0x8007 (8)]");
    }

    @Test
    void after_closing_every_access_is_refused_and_remembered_segments_are_empty() {
        memory.allocate(0x1000, 0x1000);
        Segment remembered = memory.at(0x1000);
        memory.close();
        assertThat(remembered.contains(0x1000)).isFalse();
        String message = "physical address 0x1000 was accessed after its memory was closed";
        assertRefused(0x1000, Kind.CLOSED, message, (m, a) -> m.read(a));
        assertRefused(0x1000, Kind.CLOSED, message, (m, a) -> m.write(a, 1));
        assertRefused(0x1000, Kind.CLOSED, message, (m, a) -> m.at(a));
        assertRefused(
                0x1001,
                Kind.CLOSED,
                "physical address 0x1001 was accessed after its memory was closed",
                (m, a) -> m.compareAndSet(a, 0, 1));
        assertThat(memory.ranges()).isEmpty();
        assertThat(memory).hasToString("closed memory");
        assertThatIllegalStateException().isThrownBy(() -> memory.allocate(0x1000, 8));
        assertThatIllegalStateException().isThrownBy(() -> memory.reserve(0x1000, 8));
    }

    @Test
    void buffers_are_released_once_with_the_last_reference() {
        ByteBuf buffer = Segment.zeroed(64).retain();
        memory.add(Segment.wrap(0x1000, buffer));
        assertThat(memory.retain()).isSameAs(memory);
        memory.close();
        memory.close();
        assertThat(buffer.refCnt()).as("one reference was retained").isEqualTo(2);
        assertThat(memory.read(0x1000)).isZero();
        assertThat(memory.release()).isTrue();
        assertThat(buffer.refCnt()).isEqualTo(1);
        assertThatIllegalStateException().isThrownBy(memory::release);
        assertThatIllegalStateException().isThrownBy(memory::retain);
        assertThat(buffer.release()).isTrue();
    }

    @Test
    void the_address_size_is_32_to_56_bits() {
        assertThatIllegalArgumentException().isThrownBy(() -> new PhysicalMemory(57));
        assertThatIllegalArgumentException().isThrownBy(() -> new PhysicalMemory(31));
        assertThat(memory.addressBits()).isEqualTo(48);
    }
}
