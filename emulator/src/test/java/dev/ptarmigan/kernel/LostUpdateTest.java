package dev.ptarmigan.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.kernel.mapping.KernelWorld;
import dev.ptarmigan.machine.ForwardingPort;
import dev.ptarmigan.machine.Port;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * T51, hazard R1: task A un-CONTs a group, task B changes a member of it in the moment between A's load and A's store of
 * that member. Without the lock A puts the old permission back. With it B cannot even begin.
 */
class LostUpdateTest {
    /** In a gigabyte of its own. */
    private static final long PA = 0x8020_0000L;

    private static final int MEMBER = 6;
    private static final long READ_ONLY = 0x00e0_0000_8020_6787L;
    private static final long WRITABLE = 0x00e8_0000_8020_6707L;

    private final KernelWorld world =
            KernelWorld.builder().ram(0x4000_0000L, 4L << 30).build();
    private final LinuxSetMemory strategy = new LinuxSetMemory();
    private final long group = world.linear(PA);
    private final long member = group + MEMBER * 4096L;

    LostUpdateTest() {
        // The pages exist and the group is contiguous: an edge beside it was split before.
        strategy.splitOnly(world.task(), group - 4096, group - 4096 + 4096);
        strategy.splitOnly(world.task(), group + 0x10000, group + 0x11000);
        assertThat(Hex.word(world.entry(member))).isEqualTo(Hex.word(WRITABLE | KernelWords.CONT));
    }

    @AfterEach
    void close() {
        world.close();
    }

    /** Runs something once, right after a word has been loaded the second time: the load that un-CONTs it. */
    private static final class Interrupted extends ForwardingPort {
        private final long slot;
        private final Runnable other;
        private boolean done;

        Interrupted(Port through, long slot, Runnable other) {
            super(through);
            this.slot = slot;
            this.other = other;
        }

        @Override
        public long load(long pa) {
            long word = super.load(pa);
            if (pa == slot && !done) {
                done = true;
                other.run();
            }
            return word;
        }
    }

    private int readOnly(KernelTask task, long va) {
        return strategy.change(task, va, 4096, KernelWords.RDONLY, KernelWords.WRITE);
    }

    @Test
    void without_the_lock_the_splitter_undoes_a_neighbours_change() {
        KernelTask b = world.kernel().task(new LocklessPort(world.newPort()));
        Runnable change = () -> assertThat(readOnly(b, member)).isZero();
        KernelTask a = world.kernel().task(new Interrupted(new LocklessPort(world.port()), world.slot(member), change));

        assertThat(readOnly(a, group + 3 * 4096)).isZero();

        // B was told that the page is read-only. It is not.
        assertThat(Hex.word(world.entry(member))).isEqualTo(Hex.word(WRITABLE));
        assertThat(Hex.word(world.entry(group + 3 * 4096))).isEqualTo("0x00e0000080203787");
    }

    @Test
    void with_the_lock_the_neighbour_waits() throws InterruptedException {
        KernelTask b = world.kernel().task(world.newPort());
        Thread neighbour = new Thread(() -> readOnly(b, member), "b");
        Runnable start = () -> {
            neighbour.start();
            while (neighbour.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            assertThat(Hex.word(world.entry(member))).isEqualTo(Hex.word(WRITABLE | KernelWords.CONT));
        };
        KernelTask a = world.kernel().task(new Interrupted(world.port(), world.slot(member), start));

        assertThat(readOnly(a, group + 3 * 4096)).isZero();
        neighbour.join(10_000);

        assertThat(neighbour.isAlive()).isFalse();
        assertThat(Hex.word(world.entry(member))).isEqualTo(Hex.word(READ_ONLY));
        assertThat(Hex.word(world.entry(group + 3 * 4096))).isEqualTo("0x00e0000080203787");
        assertThat(Hex.word(world.entry(group))).isEqualTo("0x00e8000080200707");
    }
}
