package dev.ptarmigan.pe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ptarmigan.kernel.KernelOptions;
import dev.ptarmigan.kernel.Strategies;
import dev.ptarmigan.kernel.mapping.KernelWorld;
import dev.ptarmigan.machine.ForwardingPort;
import dev.ptarmigan.machine.Port;
import dev.ptarmigan.mutation.Mutation;
import dev.ptarmigan.trace.Barrier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What another PE sees while Linux splits a live 1G block and changes a part of it (T53 to T56 of the scenarios in this module's
 * resources): PE 0 runs the kernel's code, PE 1 accesses at every event of it.
 */
class LargeEntryTest {
    private static final long RAM = 0x1_0000_0000L;
    private static final long SIZE = 4L << 30;
    private static final long READ_ONLY = 0x80;
    private static final long WRITABLE = 1L << 51;
    private static final long PAGE = 4096;
    private static final int GROUP = 16;

    private final KernelWorld world = KernelWorld.builder()
            .ram(RAM, SIZE)
            .options(KernelOptions.modern().withBbml2NoAbort(true))
            .build();
    private final Machine machine =
            new Machine(world.memory(), world.registers(), 2, MachineOptions.of(TlbGeometry.named("neoverse-v3")));
    private final ProcessingElement user = machine.pe(1);
    private final long page = world.linear(0x1_6345_6000L);

    private boolean invalidated;
    private int events;
    private int faults;

    @AfterEach
    void close() {
        world.close();
    }

    /** A port of PE 0 on which something happens after each event that another PE can notice. */
    private Port watched(Runnable each) {
        return new ForwardingPort(new MachinePort(machine, 0, world.frames())) {
            @Override
            public void store(long pa, long word) {
                through.store(pa, word);
                each.run();
            }

            @Override
            public void barrier(Barrier kind) {
                through.barrier(kind);
                each.run();
            }

            @Override
            public void tlbi(String operation, long operand) {
                invalidated = true;
                through.tlbi(operation, operand);
                each.run();
            }
        };
    }

    private int makeReadOnly(Port port, String bug) {
        var task =
                bug.isEmpty() ? world.kernel().task(port) : Mutation.named(bug).task(world.kernel(), port);
        return Strategies.named("linux").change(task, page, PAGE, READ_ONLY, WRITABLE);
    }

    @Test
    void until_the_invalidation_a_cached_1g_entry_lets_another_pe_write_and_then_no_more() {
        assertThat(user.storeAt(page)).isTrue();

        int result = makeReadOnly(
                watched(() -> {
                    events++;
                    if (!invalidated) {
                        assertThat(user.storeAt(page)).as("event %d", events).isTrue();
                    }
                    assertThat(user.load(page)).isTrue();
                    for (long other : new long[] {page - PAGE, page + PAGE, page + (2L << 20), page + (512L << 20)}) {
                        assertThat(user.storeAt(other)).as("event %d", events).isTrue();
                    }
                }),
                "");

        assertThat(result).isZero();
        assertThat(events).isGreaterThan(1024);
        assertThat(user.storeAt(page)).isFalse();
        assertThat(user.load(page)).isTrue();
        assertThat(user.tlb().statistics().conflictAborts).isZero();
    }

    @Test
    void a_level_hint_for_pages_leaves_the_1g_entry_and_with_it_the_old_permission() {
        assertThat(user.storeAt(page)).isTrue();

        assertThat(makeReadOnly(watched(() -> {}), "ttl-3")).isZero();

        assertThat(user.storeAt(page)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "publish-before-fill", "drop-dsb-before-publish"})
    void a_table_that_is_linked_before_its_entries_are_visible_makes_live_addresses_fault(String bug) {
        MachineOptions options =
                MachineOptions.of(TlbGeometry.named("spec-tiny")).with(TlbiTiming.LATE, true);
        for (long seed = 0; seed < 500 && (bug.isEmpty() ? seed < 3 : faults == 0); seed++) {
            try (KernelWorld own = KernelWorld.builder()
                    .ram(RAM, SIZE)
                    .options(KernelOptions.modern().withBbml2NoAbort(true))
                    .build()) {
                Machine buffered = new Machine(own.memory(), own.registers(), 2, options.withSeed(seed));
                ProcessingElement other = buffered.pe(1);
                long neighbour = own.linear(0x1_6345_6000L) + PAGE;
                Port port = new ForwardingPort(new MachinePort(buffered, 0, own.frames())) {
                    @Override
                    public void store(long pa, long word) {
                        through.store(pa, word);
                        other.tlb().clear();
                        faults += other.load(neighbour) ? 0 : 1;
                    }
                };
                var task = bug.isEmpty()
                        ? own.kernel().task(port)
                        : Mutation.named(bug).task(own.kernel(), port);
                assertThat(Strategies.named("linux").change(task, neighbour - PAGE, PAGE, READ_ONLY, WRITABLE))
                        .isZero();
            }
        }
        if (bug.isEmpty()) {
            assertThat(faults).isZero();
        } else {
            assertThat(faults).isPositive();
        }
    }

    @Test
    void while_a_contiguous_group_changes_its_entry_is_the_old_one_or_the_new_one_and_in_the_end_the_new_one() {
        long start = page & -GROUP * PAGE;
        assertThat(Strategies.named("linux").change(world.kernel().task(watched(() -> {})), start, GROUP * PAGE, 0, 0))
                .isZero();
        int[] written = new int[1];
        int[] refused = new int[1];
        Port port = watched(() -> {
            user.tlb().clear();
            for (int member = 0; member < GROUP; member++) {
                assertThat(user.load(start + member * PAGE)).isTrue();
                boolean allowed = user.storeAt(start + member * PAGE);
                written[0] += allowed ? 1 : 0;
                refused[0] += allowed ? 0 : 1;
            }
        });

        assertThat(Strategies.named("linux")
                        .change(world.kernel().task(port), start, GROUP * PAGE, READ_ONLY, WRITABLE))
                .isZero();

        assertThat(written[0]).isPositive();
        assertThat(refused[0]).isPositive();
        for (int member = 0; member < GROUP; member++) {
            assertThat(user.storeAt(start + member * PAGE))
                    .as("member %d", member)
                    .isFalse();
        }
    }
}
