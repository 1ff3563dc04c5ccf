package dev.ptarmigan.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.ptarmigan.memory.MemoryRange;
import dev.ptarmigan.memory.PhysicalMemory;
import dev.ptarmigan.memory.Segment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FramePoolTest {
    private static final long BASE = 0x7000_0000L;

    private final PhysicalMemory memory = new PhysicalMemory();
    private final FramePool pool = new FramePool(memory, new MemoryRange(BASE, 3 * 4096), 4096);

    @AfterEach
    void close() {
        memory.close();
    }

    @Test
    void memory_appears_when_a_page_is_taken() {
        assertThat(memory.at(BASE)).isSameAs(Segment.ABSENT);

        assertThat(pool.allocate(3, 0)).isEqualTo(BASE);

        assertThat(memory.read(BASE)).isZero();
    }

    @Test
    void a_page_that_comes_back_is_zeroed_and_given_again() {
        long pa = pool.allocate(3, 0);
        memory.write(pa + 8, 1);
        pool.free(pa);

        assertThat(pool.allocate(2, 0)).isEqualTo(pa);
        assertThat(memory.read(pa + 8)).isZero();
    }

    @Test
    void an_exhausted_or_limited_pool_refuses() {
        pool.limit(1);
        assertThat(pool.allocate(3, 0)).isEqualTo(BASE);
        assertThat(pool.allocate(3, 0)).isEqualTo(Port.NO_PAGE);
        pool.limit(9);
        pool.allocate(3, 0);
        pool.allocate(3, 0);
        assertThat(pool.allocate(3, 0)).isEqualTo(Port.NO_PAGE);
        assertThat(pool.takenCount()).isEqualTo(3);
        assertThat(pool.taken()).containsExactly(BASE, BASE + 4096, BASE + 8192);
    }

    @Test
    void a_page_is_given_back_once() {
        long pa = pool.allocate(3, 0);
        pool.free(pa);

        assertThatIllegalStateException().isThrownBy(() -> pool.free(pa)).withMessageContaining("0x70000000");
    }

    @Test
    void a_pool_is_made_of_whole_pages() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FramePool(memory, new MemoryRange(BASE, 5000 & ~7), 4096));
    }
}
