package dev.ptarmigan.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.machine.PlainPort;
import dev.ptarmigan.machine.Port;
import org.junit.jupiter.api.Test;

/**
 * T51, T52: two tasks, the second stepped in at every event of the first. Which events there are, and in which order, is in
 * the scenarios.
 */
class RaceTest {
    private static final long PAGE = 0x1000;
    private static final long FIRST = 0x1_2345_5000L;
    private static final long SECOND = 0x1_2345_6000L;

    private static int readOnly(SetMemory memory, KernelTask task, long va) {
        return memory.change(task, va, PAGE, KernelWords.RDONLY, KernelWords.WRITE);
    }

    /** How many of the moments at which the second task can step in lose one of the two changes. */
    private static int lostUpdates(SetMemory memory) {
        int lost = 0;
        for (int moment = 0; ; moment++) {
            try (WorldW world = new WorldW()) {
                // The 64K group that both pages are in is whole.
                readOnly(memory, world.task(), world.linear(0x1_2340_0000L));
                Port second = new PlainPort(world.memory, world.frames);
                boolean[] ran = new boolean[1];
                int at = moment;
                WatchingPort first = new WatchingPort(new PlainPort(world.memory, world.frames), event -> {
                    if (event == at) {
                        ran[0] = true;
                        readOnly(memory, world.kernel.task(second), world.linear(SECOND));
                    }
                });
                readOnly(memory, world.kernel.task(first), world.linear(FIRST));
                if (!ran[0]) {
                    return lost;
                }
                boolean bothReadOnly = isReadOnly(world, FIRST) && isReadOnly(world, SECOND);
                lost += bothReadOnly ? 0 : 1;
            }
        }
    }

    private static boolean isReadOnly(WorldW world, long pa) {
        return (world.leaf(world.linear(pa)) & KernelWords.RDONLY) != 0;
    }

    @Test
    void t51_without_the_lock_a_split_can_restore_what_a_neighbour_took_away() {
        // The store of the group's member that the neighbour has changed in between its load and its store.
        assertThat(lostUpdates(Strategies.named("linux:lockless-split"))).isOne();
    }

    @Test
    void t51_with_the_lock_the_neighbour_waits_and_both_changes_stay() throws InterruptedException {
        SetMemory memory = Strategies.named("linux");
        try (WorldW world = new WorldW()) {
            readOnly(memory, world.task(), world.linear(0x1_2340_0000L));
            KernelTask second = world.kernel.task(new PlainPort(world.memory, world.frames));
            Thread neighbour = new Thread(() -> readOnly(memory, second, world.linear(SECOND)), "neighbour");
            // Event 6 is the store of the neighbour's page among those of the group of FIRST that lose their bit.
            WatchingPort first = new WatchingPort(new PlainPort(world.memory, world.frames), event -> {
                if (event == 6) {
                    neighbour.start();
                    while (neighbour.getState() != Thread.State.WAITING) {
                        Thread.onSpinWait();
                    }
                    assertThat(word(world, SECOND)).isEqualTo("0x00f8000123456707");
                }
            });
            readOnly(memory, world.kernel.task(first), world.linear(FIRST));
            neighbour.join(10_000);
            assertThat(neighbour.isAlive()).isFalse();
            assertThat(word(world, FIRST)).isEqualTo("0x00e0000123455787");
            assertThat(word(world, SECOND)).isEqualTo("0x00e0000123456787");
            assertThat(word(world, 0x1_2345_0000L)).isEqualTo("0x00e8000123450707");
        }
    }

    private static String word(WorldW world, long pa) {
        return Hex.word(world.leaf(world.linear(pa)));
    }

    @Test
    void t52_two_pages_of_one_1g_take_one_table_each_level_whoever_is_first() {
        SetMemory memory = Strategies.named("linux");
        for (boolean swapped : new boolean[] {false, true}) {
            try (WorldW world = new WorldW()) {
                readOnly(memory, world.task(), world.linear(swapped ? SECOND : FIRST));
                readOnly(memory, world.task(), world.linear(swapped ? FIRST : SECOND));
                assertThat(world.frames.inUse()).hasSize(2);
                assertThat(isReadOnly(world, FIRST)).isTrue();
                assertThat(isReadOnly(world, SECOND)).isTrue();
            }
        }
    }
}
