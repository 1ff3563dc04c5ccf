package dev.ptarmigan.walker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ptarmigan.descriptors.DescriptorKind;
import dev.ptarmigan.memory.PhysicalMemory;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Hardware updates of descriptors that somebody else changes meanwhile. */
class HardwareUpdateRaceTest {
    private static final int VERSIONS = 20_000;

    /** Turns a descriptor into another once, after it was read and before it is updated. */
    private static final class Interloper implements WalkObserver {
        private final PhysicalMemory memory;
        private final long address;
        private final long word;
        private boolean done;

        Interloper(PhysicalMemory memory, long address, long word) {
            this.memory = memory;
            this.address = address;
            this.word = word;
        }

        @Override
        public void read(WalkParameters p, int level, long table, long index, long pa, long low, long high) {
            if (pa == address && !done) {
                done = true;
                memory.write(address, word);
            }
        }

        @Override
        public void updated(WalkParameters p, int level, long pa, long before, long after) {
            assertThat(done || pa != address).as("the first update must lose").isTrue();
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    another page                     | 50000343      | 60000343      | ok          | 60000743
                    its Access flag was just set     | 50000343      | 50000743      | ok          | 50000743
                    it has become clean and old      | 50000743      | 8000050000383 | ok          | 8000050000703
                    it was unmapped                  | 50000343      | 0             | TRANSLATION | 0
                    it has become read-only          | 50000343      | 50000383      | PERMISSION  | 50000383
                    """)
    void a_lost_race_repeats_the_walk(String reason, String word, String other, String result, String finalWord) {
        try (WalkBench bench = WalkScript.bench("A TCR_EL1.HA=1 TCR_EL1.HD=1 leaf=" + word, Profile.ARM)) {
            long address = bench.address("leaf");
            Walker walker = new Walker(bench.memory());
            walker.observe(new Interloper(bench.memory(), address, Long.parseLong(other, 16)));
            Walk walk = new Walk();
            walker.walk(bench.context(), bench.va(), Access.WRITE, walk);
            boolean updates = (Long.parseLong(word, 16) & 0x400) == 0;
            if (!updates) {
                // Nothing to update, so nothing can be lost: this walk saw the word of before.
                walker.walk(bench.context(), bench.va(), Access.WRITE, walk);
            }
            assertThat(walk.fault == null ? "ok" : walk.fault.name()).isEqualTo(result);
            assertThat(bench.word("leaf")).isEqualTo(Long.parseLong(finalWord, 16));
            if (walk.ok()) {
                assertThat(walk.descriptor).isEqualTo(bench.word("leaf"));
                assertThat(walk.outputAddress).isEqualTo(bench.word("leaf") & 0xFFFF_FFFF_F000L);
            }
        }
    }

    @Test
    void a_lost_race_for_the_access_flag_of_a_table_repeats_the_walk() {
        String setup = "A cpu=armv9.4 TCR_EL1.HA=1 TCR2_EL1.HAFT=1 leaf=50000743";
        try (WalkBench bench = WalkScript.bench(setup, Profile.ARM)) {
            long address = bench.address("l1");
            Walker walker = new Walker(bench.memory());
            walker.observe(new Interloper(bench.memory(), address, 0x60000_0341L | 1L << 54));
            Walk walk = new Walk();
            assertThat(walker.walk(bench.context(), bench.va(), Access.READ, walk))
                    .isTrue();
            assertThat(walk.level).as("the table has become a block").isEqualTo(1);
            assertThat(bench.word("l0") & 0x400).isEqualTo(0x400);
            assertThat(bench.word("l1")).isEqualTo(0x60000_0741L | 1L << 54);
        }
    }

    @Test
    void a_stage_2_update_that_loses_repeats_the_walk() {
        try (WalkBench bench = WalkScript.bench("B VTCR_EL2.HA=1 s2leaf=500003ff", Profile.ARM)) {
            Walker walker = new Walker(bench.memory());
            walker.observe(new Interloper(bench.memory(), bench.address("s2leaf"), 0x6000_03FFL));
            Walk walk = new Walk();
            assertThat(walker.walk(bench.context(), bench.va(), Access.READ, walk))
                    .isTrue();
            assertThat(walk.outputAddress).isEqualTo(0x6000_0000L);
            assertThat(bench.word("s2leaf")).isEqualTo(0x6000_07FFL);
        }
    }

    /**
     * One thread maps page after page in the same descriptor, old and clean; another writes through it all the time. No
     * update of an older descriptor may overwrite a newer one.
     */
    @Test
    void no_update_is_lost_or_comes_late() throws InterruptedException {
        try (WalkBench bench = WalkScript.bench("A TCR_EL1.HA=1 TCR_EL1.HD=1 leaf=8000050000383", Profile.ARM)) {
            PhysicalMemory memory = bench.memory();
            long address = bench.address("leaf");
            TranslationContext context = bench.context();
            long va = bench.va();
            AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
            Thread hardware = new Thread(() -> {
                Walker walker = new Walker(memory);
                Walk walk = new Walk();
                try {
                    while (!Thread.currentThread().isInterrupted()) {
                        assertThat(walker.walk(context, va, Access.WRITE, walk)).isTrue();
                        assertThat(walk.descriptor & 0x480).as("AF and AP[2]").isEqualTo(0x400);
                        assertThat(walk.outputAddress).isEqualTo(walk.descriptor & 0xFFFF_FFFF_F000L);
                    }
                } catch (Throwable e) {
                    failure.set(e);
                }
            });
            hardware.start();
            int marked = 0;
            for (long version = 1; version <= VERSIONS && failure.get() == null; version++) {
                long word = 0x8_0000_0000_0383L | version << 12;
                long made = word & ~0x80L | 0x400;
                memory.write(address, word);
                for (int spin = 0; spin < 50; spin++) {
                    long now = memory.read(address);
                    assertThat(now == word || now == made)
                            .as("version %d, found %x", version, now)
                            .isTrue();
                    marked += now == made ? 1 : 0;
                }
            }
            hardware.interrupt();
            hardware.join();
            assertThat(failure.get()).isNull();
            assertThat(marked).as("the two threads did meet").isPositive();
            assertThat(bench.walk(Access.WRITE).steps().get(3).kind()).isEqualTo(DescriptorKind.PAGE);
        }
    }
}
