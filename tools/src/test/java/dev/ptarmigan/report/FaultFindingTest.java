package dev.ptarmigan.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ptarmigan.descriptors.TranslationStage;
import dev.ptarmigan.dump.Capture;
import dev.ptarmigan.dump.CaptureTrees;
import dev.ptarmigan.dump.Moment;
import dev.ptarmigan.dump.ShippedCaptures;
import dev.ptarmigan.faults.Esr;
import dev.ptarmigan.faults.FaultStatus;
import dev.ptarmigan.faults.FaultType;
import dev.ptarmigan.memory.PhysicalMemory;
import dev.ptarmigan.registers.RegisterFile;
import dev.ptarmigan.walker.AbortReport;
import dev.ptarmigan.walker.Access;
import dev.ptarmigan.walker.ContextBuilder;
import dev.ptarmigan.walker.ExplainedWalk;
import dev.ptarmigan.walker.Profile;
import dev.ptarmigan.walker.SecurityState;
import dev.ptarmigan.walker.TranslationContext;
import dev.ptarmigan.walker.WalkParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultFindingTest {
    private static final int ADDRESSES = 120;
    private static final int[] KINDS = {Access.READ, Access.WRITE, Access.EXECUTE, Access.READ | Access.WRITE};

    /** A capture's tables, with what reads them. */
    private record Tables(PhysicalMemory memory, RegisterFile registers, TranslationContext context, int ownLevel)
            implements AutoCloseable {
        static Tables of(String name, @Nullable Moment moment) {
            Capture capture = moment == null
                    ? Capture.load(ShippedCaptures.path(name))
                    : Capture.load(ShippedCaptures.path(name), moment);
            TranslationStage regime = new CaptureTrees(capture, Profile.ARM).regime();
            RegisterFile registers = capture.registers(0);
            return new Tables(
                    capture.toMemory(),
                    registers,
                    ContextBuilder.of(registers, regime, SecurityState.NON_SECURE, Profile.ARM),
                    regime == TranslationStage.EL20 ? 2 : 1);
        }

        ExplainedWalk walk(long va, int access) {
            ExplainedWalk walk = ExplainedWalk.of(memory, context, va, access);
            walk.restore(memory);
            return walk;
        }

        /** The fault that an access takes, or null. */
        @Nullable
        Esr fault(long va, int access, int level) {
            ExplainedWalk walk = walk(va, access);
            return walk.result().ok()
                    ? null
                    : AbortReport.of(context, walk.result(), level, false).esr();
        }

        FaultFinding ask(Esr esr, long far) {
            return FaultFinding.of(
                    memory, registers, context, new FaultQuestion(esr, far, null, ownLevel, true, null, false));
        }

        /** Every fault that an instruction may take at an address, whoever executes it. */
        Set<String> possible(long va) {
            Set<String> all = new TreeSet<>();
            for (int kind : KINDS) {
                for (int circumstances : new int[] {0, Access.PAN, Access.UNPRIVILEGED}) {
                    for (int level : new int[] {0, ownLevel}) {
                        boolean unprivileged = circumstances == Access.UNPRIVILEGED;
                        if (level == 0 && !unprivileged || kind == Access.EXECUTE && level > 0 && circumstances != 0) {
                            continue;
                        }
                        Esr esr = fault(va, kind | circumstances, level);
                        if (esr != null) {
                            all.add(esr.toString());
                        }
                    }
                }
            }
            return all;
        }

        /** An address that some chain of descriptors leads to, or one beside it. */
        long address(Random random) {
            WalkParameters p = random.nextInt(3) > 0 || context.lower() == null ? context.upper() : context.lower();
            if (p == null) {
                throw new IllegalStateException("no tables");
            }
            long va = p.lowestAddress();
            long table = p.base();
            long entries = p.startEntries();
            for (int level = p.startLevel(); level <= 3; level++) {
                int shift = p.granule().levelShift(p.format(), level);
                List<Long> used = new ArrayList<>();
                for (long index = 0; index < entries; index++) {
                    if (memory.read(table + 8 * index) != 0) {
                        used.add(index);
                    }
                }
                boolean beside = used.isEmpty() || random.nextInt(12) == 0;
                long index = beside ? (long) (random.nextDouble() * entries) : used.get(random.nextInt(used.size()));
                va += index << shift;
                long word = memory.read(table + 8 * index);
                if ((word & 3) != 3 || level == 3) {
                    return va + (random.nextLong() & (1L << shift) - 1);
                }
                table = dev.ptarmigan.descriptors.Descriptor.decode(word, p.place(level))
                        .nextTable();
                entries = 1L << p.granule().stride(p.format());
            }
            return va;
        }

        @Override
        public void close() {
            memory.close();
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "linux72-4k-bbml2-4g",
        "linux72-16k-bbml2-lpa2-4g-user",
        "linux72-4k-vhe-bbml2-2g",
        "linux72-4k-kpti-a72-2g-user",
        "linux72-4k-n1-2g"
    })
    void every_fault_the_tables_give_is_explained_and_no_other(String capture) {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        int explained = 0;
        int refused = 0;
        try (Tables tables = Tables.of(capture, null)) {
            for (int i = 0; i < ADDRESSES; i++) {
                long va = tables.address(random);
                Set<String> possible = tables.possible(va);
                for (String esr : possible) {
                    FaultFinding finding = tables.ask(new Esr(Long.decode(esr)), va);
                    assertThat(finding.explained())
                            .as("seed %d, address %x, ESR %s: %s", seed, va, esr, finding.sentences())
                            .isTrue();
                    assertThat(finding.causes())
                            .as("seed %d, address %x, ESR %s", seed, va, esr)
                            .isNotEmpty();
                    explained++;
                    Esr altered = altered(new Esr(Long.decode(esr)), random);
                    if (!possible.contains(altered.toString())) {
                        FaultFinding other = tables.ask(altered, va);
                        assertThat(other.explained())
                                .as("seed %d, address %x, ESR %s", seed, va, altered)
                                .isFalse();
                        assertThat(other.sentences().get(0)).startsWith("the tables cannot explain it: ");
                        refused++;
                    }
                }
            }
        }
        assertThat(explained).as("seed %d", seed).isGreaterThan(ADDRESSES / 4);
        assertThat(refused).as("seed %d", seed).isGreaterThan(ADDRESSES / 8);
    }

    private static Esr altered(Esr esr, Random random) {
        FaultType[] types = {FaultType.TRANSLATION, FaultType.PERMISSION, FaultType.ACCESS_FLAG, FaultType.ADDRESS_SIZE
        };
        FaultStatus status = FaultStatus.of(types[random.nextInt(types.length)], random.nextInt(4));
        Esr other = esr.with(Esr.DFSC, status.code());
        return esr.isDataAbort() && random.nextBoolean() ? other.with(Esr.WNR, !esr.isWrite()) : other;
    }

    @Test
    void a_block_that_was_split_after_the_fault_is_said_to_be_split() {
        long va = 0xffff00005abcd000L;
        Esr reported;
        try (Tables before = Tables.of("setmem-01-lm-1page-mid1g-invalid", Moment.BEFORE)) {
            reported = java.util.Objects.requireNonNull(before.fault(va, Access.EXECUTE, 1));
            assertThat(before.ask(reported, va).explained()).isTrue();
        }
        try (Tables after = Tables.of("setmem-01-lm-1page-mid1g-invalid", Moment.AFTER)) {
            FaultFinding finding = after.ask(reported, va);

            assertThat(finding.explained()).isFalse();
            assertThat(finding.sentences())
                    .containsExactly(
                            "the tables cannot explain it: they give another fault, Translation fault, level 3",
                            "the fault was raised by a block at level 1; a table stands there now, and the walk ends at"
                                    + " level 3: the block was split meanwhile",
                            "so a stale TLB entry was used (its invalidation is missing, or had not completed), or the"
                                    + " tables changed between the fault and the capture");
        }
    }

    @Test
    void a_page_that_was_mapped_after_the_fault_is_said_to_be_mapped() {
        long va = 0xffff00005abcd000L;
        Esr reported;
        try (Tables before = Tables.of("setmem-02-lm-1page-mid1g-valid-again", Moment.BEFORE)) {
            reported = java.util.Objects.requireNonNull(before.fault(va, Access.READ, 1));
        }
        try (Tables after = Tables.of("setmem-02-lm-1page-mid1g-valid-again", Moment.AFTER)) {
            assertThat(after.ask(reported, va).sentences())
                    .hasSize(3)
                    .element(1)
                    .asString()
                    .isEqualTo("the level 3 descriptor was not valid then and is valid now: it was mapped meanwhile");
        }
    }

    @Test
    void what_only_ldtr_can_do_is_explained_under_that_condition() {
        try (Tables tables = Tables.of("linux72-4k-bbml2-4g", null)) {
            long kernelText = 0xffff800080000000L;
            Esr reported =
                    java.util.Objects.requireNonNull(tables.fault(kernelText, Access.READ | Access.UNPRIVILEGED, 1));

            FaultFinding finding = tables.ask(reported, kernelText);

            assertThat(finding.explained()).isTrue();
            assertThat(finding.condition()).contains("LDTR");
        }
    }
}
