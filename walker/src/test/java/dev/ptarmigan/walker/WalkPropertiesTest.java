package dev.ptarmigan.walker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.bits.Word128;
import dev.ptarmigan.descriptors.Descriptor;
import dev.ptarmigan.descriptors.DescriptorField;
import dev.ptarmigan.descriptors.DescriptorKind;
import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.descriptors.TranslationStage;
import dev.ptarmigan.faults.FaultType;
import dev.ptarmigan.registers.Register;
import dev.ptarmigan.registers.RegisterFile;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What holds of every walk, tried on random trees. A failure names the seed of its tree and the address, so that it can be
 * repeated alone: {@code -Dptarmigan.seed=0x..} tries that tree only.
 */
class WalkPropertiesTest {
    private static final int TREES = 40;
    private static final int MANY_TREES = 4000;
    private static final int WALKS = 100;
    private static final int[] ACCESSES = {
        Access.READ,
        Access.WRITE,
        Access.EXECUTE,
        Access.READ | Access.UNPRIVILEGED,
        Access.WRITE | Access.UNPRIVILEGED,
        Access.EXECUTE | Access.UNPRIVILEGED
    };

    private interface Property {
        void check(RandomTrees trees, String about);
    }

    /** Tries a property on trees of successive seeds, or on the one tree that is asked for. */
    private static void forAll(int trees, Property property) {
        String asked = System.getProperty("ptarmigan.seed");
        long first = asked != null ? Hex.parse(asked, "ptarmigan.seed") : new SplittableRandom().nextLong();
        SplittableRandom seeds = new SplittableRandom(first);
        for (int i = 0; i < (asked != null ? 1 : trees); i++) {
            long seed = i == 0 ? first : seeds.nextLong();
            try (RandomTrees tree = new RandomTrees(new SplittableRandom(seed))) {
                property.check(tree, "ptarmigan.seed=" + Hex.word(seed) + " " + tree);
            }
        }
    }

    private static RegisterFile registers(RandomTrees trees) {
        try (WalkBench bench = WalkSetups.max(new WalkBench(Profile.ARM))) {
            bench.set(Register.HCR_EL2, 1L << 31)
                    .set(Register.SCTLR_EL1, 1)
                    .set(Register.TCR_EL1, 0)
                    .set(Register.MAIR_EL1, 0x4F0C_F0BB_0400_44FFL)
                    .set(Register.TTBR0_EL1, trees.ttbr0)
                    .set(Register.TTBR1_EL1, trees.ttbr1)
                    .set("TCR_EL1.T0SZ", trees.tsz)
                    .set("TCR_EL1.T1SZ", trees.tsz)
                    .set("TCR_EL1.TG0", new int[] {0, 2, 1}[trees.granule.ordinal()])
                    .set("TCR_EL1.TG1", new int[] {2, 1, 3}[trees.granule.ordinal()])
                    .set("TCR_EL1.IPS", trees.ips)
                    .set("TCR_EL1.DS", trees.ds ? 1 : 0);
            return bench.registers().copy();
        }
    }

    private static TranslationContext context(RegisterFile registers) {
        return ContextBuilder.of(registers, TranslationStage.EL10, SecurityState.NON_SECURE, Profile.ARM);
    }

    private static int access(RandomTrees trees) {
        return ACCESSES[trees.random.nextInt(ACCESSES.length)];
    }

    private static String answer(Walk walk) {
        FaultType fault = walk.fault;
        return fault == null ? "pa " + Hex.address(walk.outputAddress) : fault + " " + walk.faultLevel;
    }

    @Test
    void agrees_with_the_naive_walker() {
        forAll(TREES, WalkPropertiesTest::agreesWithNaive);
    }

    @Tag("heavy")
    @Test
    void agrees_with_the_naive_walker_on_many_trees() {
        forAll(MANY_TREES, WalkPropertiesTest::agreesWithNaive);
    }

    private static void agreesWithNaive(RandomTrees trees, String about) {
        TranslationContext context = context(registers(trees));
        Walker walker = new Walker(trees.memory);
        Walk walk = new Walk();
        for (int i = 0; i < WALKS; i++) {
            long va = trees.address();
            int access = access(trees);
            walker.walk(context, va, access, walk);
            String naive = NaiveWalker.walk(
                    trees.memory,
                    trees.setting(),
                    va,
                    (access & Access.WRITE) != 0,
                    (access & Access.EXECUTE) != 0,
                    (access & Access.UNPRIVILEGED) != 0);
            assertThat(answer(walk))
                    .as("%s, %s of %s", about, Access.toString(access), Hex.word(va))
                    .isEqualTo(naive);
        }
    }

    @Test
    void the_trace_of_a_successful_walk_gives_its_address_again() {
        forAll(TREES, WalkPropertiesTest::traceGivesAddress);
    }

    @Tag("heavy")
    @Test
    void the_trace_of_a_successful_walk_gives_its_address_again_on_many_trees() {
        forAll(MANY_TREES, WalkPropertiesTest::traceGivesAddress);
    }

    private static void traceGivesAddress(RandomTrees trees, String about) {
        TranslationContext context = context(registers(trees));
        for (int i = 0; i < WALKS; i++) {
            long va = trees.address();
            ExplainedWalk walk = ExplainedWalk.of(trees.memory, context, va, access(trees));
            if (!walk.result().ok()) {
                continue;
            }
            long table = (va >> 55 & 1) == 0 ? trees.ttbr0 : trees.ttbr1;
            for (WalkStep step : walk.steps()) {
                assertThat(step.table()).as("%s, %s", about, Hex.word(va)).isEqualTo(table);
                assertThat(step.physicalAddress()).isEqualTo(table + 8 * step.index());
                Descriptor descriptor = Descriptor.decode(trees.memory.read(step.physicalAddress()), step.place());
                int shift = descriptor.outputShift();
                assertThat(va >>> shift & step.index())
                        .as("the index is the address's bits from %d up", shift)
                        .isEqualTo(step.index());
                if (descriptor.kind() == DescriptorKind.TABLE) {
                    table = descriptor.nextTable();
                } else {
                    long offset = va & (1L << shift) - 1;
                    assertThat(walk.result().outputAddress)
                            .as("%s, %s", about, Hex.word(va))
                            .isEqualTo(descriptor.outputAddress() + offset);
                    assertThat(step).isSameAs(walk.steps().get(walk.steps().size() - 1));
                }
            }
        }
    }

    @Test
    void bits_that_have_no_function_change_nothing() {
        forAll(TREES, WalkPropertiesTest::idleBitsChangeNothing);
    }

    @Tag("heavy")
    @Test
    void bits_that_have_no_function_change_nothing_on_many_trees() {
        forAll(MANY_TREES, WalkPropertiesTest::idleBitsChangeNothing);
    }

    /** Other descriptors, and of those that were read the bits that their layout calls ignored, reserved or software's. */
    private static void idleBitsChangeNothing(RandomTrees trees, String about) {
        TranslationContext context = context(registers(trees));
        for (int i = 0; i < WALKS / 2; i++) {
            long va = trees.address();
            int access = access(trees);
            ExplainedWalk before = ExplainedWalk.of(trees.memory, context, va, access);
            Set<Long> read = new HashSet<>();
            before.steps().forEach(step -> read.add(step.physicalAddress()));
            long slot = trees.descriptors.get(trees.random.nextInt(trees.descriptors.size()));
            long bits = read.contains(slot) ? 0 : trees.random.nextLong();
            if (trees.random.nextBoolean() && !before.steps().isEmpty()) {
                List<WalkStep> steps = before.steps();
                WalkStep step = steps.get(trees.random.nextInt(steps.size()));
                slot = step.physicalAddress();
                Descriptor descriptor = Descriptor.decode(step.word(), step.place());
                bits = trees.random.nextLong() & idle(descriptor);
            }
            long word = trees.memory.read(slot);
            trees.memory.write(slot, word ^ bits);
            ExplainedWalk after = ExplainedWalk.of(trees.memory, context, va, access);
            trees.memory.write(slot, word);
            assertThat(summary(after))
                    .as("%s, %s, word at %s with %s turned", about, Hex.word(va), Hex.address(slot), Hex.word(bits))
                    .isEqualTo(summary(before));
        }
    }

    private static long idle(Descriptor descriptor) {
        if (descriptor.kind() == DescriptorKind.INVALID) {
            return ~1L;
        }
        long idle = 0;
        for (DescriptorField filler : List.of(
                DescriptorField.SOFTWARE, DescriptorField.IGNORED, DescriptorField.RES0, DescriptorField.RES1)) {
            idle |= descriptor.layout().fillerMask(filler).low();
        }
        for (DescriptorField hint : List.of(
                DescriptorField.NG,
                DescriptorField.GP,
                DescriptorField.PBHA,
                DescriptorField.CONTIGUOUS,
                DescriptorField.NT)) {
            idle |= descriptor.layout().mask(hint);
        }
        return idle;
    }

    private static String summary(ExplainedWalk walk) {
        Walk result = walk.result();
        return answer(result) + " " + result.permissions + (result.ok() ? " " + walk.par() : "");
    }

    @Test
    void a_block_and_its_split_are_the_same() {
        forAll(TREES, WalkPropertiesTest::splitIsTheSame);
    }

    @Tag("heavy")
    @Test
    void a_block_and_its_split_are_the_same_on_many_trees() {
        forAll(MANY_TREES, WalkPropertiesTest::splitIsTheSame);
    }

    private static void splitIsTheSame(RandomTrees trees, String about) {
        TranslationContext context = context(registers(trees));
        long spare = RandomTrees.RAM + (4L << 20) - trees.granule.pageBytes();
        for (int i = 0; i < WALKS; i++) {
            long va = trees.address();
            ExplainedWalk block = ExplainedWalk.of(trees.memory, context, va, Access.READ);
            Walk result = block.result();
            int level = result.level;
            if (!result.ok() || level == 3 || level < 2 && !trees.blockAllowed(level + 1) && level + 1 < 3) {
                continue;
            }
            split(trees, block, spare);
            for (int sample = 0; sample < 8; sample++) {
                long other = va & -1L << result.leafShift | trees.random.nextLong(1L << result.leafShift);
                int access = access(trees);
                Walk now =
                        ExplainedWalk.of(trees.memory, context, other, access).result();
                trees.memory.write(result.descriptorAddress, result.descriptor);
                ExplainedWalk before = ExplainedWalk.of(trees.memory, context, other, access);
                trees.memory.write(result.descriptorAddress, spare | 3);
                assertThat(now.ok() ? answer(now) : answer(now).replace(" " + (level + 1), " " + level))
                        .as("%s, %s of %s", about, Access.toString(access), Hex.word(other))
                        .isEqualTo(answer(before.result()));
                assertThat(now.permissions).isEqualTo(before.result().permissions);
            }
            trees.memory.write(result.descriptorAddress, result.descriptor);
        }
    }

    private static void split(RandomTrees trees, ExplainedWalk block, long table) {
        Walk result = block.result();
        WalkStep last = block.steps().get(block.steps().size() - 1);
        Descriptor leaf = Descriptor.decode(last.word(), last.place());
        int below = result.leafShift - (trees.granule.pageShift() - 3);
        for (int i = 0; i < trees.granule.pageBytes() / 8; i++) {
            Word128 word = leaf.layout().field(DescriptorField.OA).in(leaf.word(), 0);
            long low = word.low() & ~0x3L | (result.level + 1 == 3 ? 3 : 1);
            // nT of a block is an address bit of a 64K page.
            low &= ~(1L << 16);
            Descriptor child = Descriptor.decode(low, last.place().atLevel(result.level + 1))
                    .withField(DescriptorField.OA, leaf.outputAddress() + ((long) i << below) >>> below);
            trees.memory.write(table + 8L * i, child.word().low());
        }
        trees.memory.write(result.descriptorAddress, table | 3);
    }

    @Test
    void a_stage_2_that_changes_nothing_changes_nothing() {
        forAll(TREES, WalkPropertiesTest::identityChangesNothing);
    }

    @Tag("heavy")
    @Test
    void a_stage_2_that_changes_nothing_changes_nothing_on_many_trees() {
        forAll(MANY_TREES, WalkPropertiesTest::identityChangesNothing);
    }

    private static void identityChangesNothing(RandomTrees trees, String about) {
        RegisterFile registers = registers(trees);
        TranslationContext alone = context(registers);
        long root = 0x8000_0000L;
        int blocks = 1 << 10;
        trees.memory.allocate(root, 8L * blocks);
        for (long i = 0; i < blocks; i++) {
            long high = i >> 6;
            trees.memory.write(root + 8 * i, (i & 63) << 42 | high << 12 | 0x7FD);
        }
        registers.set(Register.HCR_EL2, 1L << 31 | 1);
        registers.set(Register.VTTBR_EL2, root);
        // 64K, T0SZ=12, SL0=2 (level 1), PS=6: a 52-bit identity of 4T blocks.
        registers.set(Register.VTCR_EL2, 1L << 31 | 6L << 16 | 1 << 14 | 2 << 6 | 12);
        TranslationContext under = context(registers);
        Walker walker = new Walker(trees.memory);
        Walk first = new Walk();
        Walk second = new Walk();
        for (int i = 0; i < WALKS; i++) {
            long va = trees.address();
            int access = access(trees);
            walker.walk(alone, va, access, first);
            walker.walk(under, va, access, second);
            assertThat(answer(second))
                    .as("%s, %s of %s", about, Access.toString(access), Hex.word(va))
                    .isEqualTo(answer(first));
            assertThat(second.permissions).isEqualTo(first.permissions);
            assertThat(second.descriptorAddress).isEqualTo(first.descriptorAddress);
            if (first.ok()) {
                assertThat(second.stage2).isTrue();
                assertThat(MemoryAttributes.of(under, second).attribute() & ~1)
                        .isEqualTo(MemoryAttributes.of(alone, first).attribute() & ~1);
            }
        }
    }

    @Test
    void the_trees_are_worth_trying() {
        int[] successes = new int[1];
        int[] walks = new int[1];
        Set<String> seen = new HashSet<>();
        forAll(100, (trees, about) -> {
            TranslationContext context = context(registers(trees));
            Walker walker = new Walker(trees.memory);
            Walk walk = new Walk();
            for (int i = 0; i < 30; i++) {
                walker.walk(context, trees.address(), access(trees), walk);
                walks[0]++;
                successes[0] += walk.ok() ? 1 : 0;
                seen.add(trees.granule + " " + walk.fault);
            }
        });
        if (System.getProperty("ptarmigan.seed") == null) {
            assertThat(successes[0]).isBetween(walks[0] / 5, walks[0] * 4 / 5);
            for (Granule granule : Granule.values()) {
                assertThat(seen).contains(granule + " null", granule + " TRANSLATION", granule + " PERMISSION");
            }
        }
    }
}
