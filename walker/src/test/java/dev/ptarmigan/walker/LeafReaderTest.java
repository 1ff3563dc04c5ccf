package dev.ptarmigan.walker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ptarmigan.descriptors.TranslationStage;
import dev.ptarmigan.memory.PhysicalMemory;
import dev.ptarmigan.registers.Register;
import dev.ptarmigan.registers.RegisterFile;
import dev.ptarmigan.registers.Sctlr;
import dev.ptarmigan.registers.Tcr2;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeafReaderTest {
    private static final long TABLE = 0x4000_0000L;
    private static final long TCR_48_BITS_4K = 0x0000_0005_b010_3010L;

    @ParameterizedTest(name = "indirect permissions: {0}")
    @ValueSource(booleans = {false, true})
    void a_leaf_allows_what_a_walk_to_it_reports(boolean indirect) {
        RegisterFile registers = new RegisterFile();
        registers.set(Register.SCTLR_EL1, Sctlr.M.mask() | Sctlr.C.mask() | Sctlr.I.mask());
        registers.set(Register.TCR_EL1, TCR_48_BITS_4K);
        registers.set(Register.TTBR0_EL1, TABLE);
        registers.set(Register.MAIR_EL1, 0x0000_0004_0044_f0ffL);
        registers.set(Register.ID_AA64MMFR0_EL1, 5);
        registers.set(Register.ID_AA64MMFR2_EL1, 0);
        registers.set(Register.TCR2_EL1, indirect ? Tcr2.PIE.mask() : 0);
        registers.set(Register.PIR_EL1, 0x0123_4567_89ab_cdefL);
        registers.set(Register.PIRE0_EL1, 0x8421_fedc_ba98_7650L);
        TranslationContext context =
                ContextBuilder.of(registers, TranslationStage.EL10, SecurityState.NON_SECURE, Profile.ARM);
        LeafReader reader = new LeafReader(context, Objects.requireNonNull(context.lower()));
        assertThat(reader.isHierarchical()).isEqualTo(!indirect);
        long seed = 20261122;
        SplittableRandom random = new SplittableRandom(seed);
        Walk walk = new Walk();
        try (PhysicalMemory memory = new PhysicalMemory().allocate(TABLE, 0x4000)) {
            Walker walker = new Walker(memory);
            for (int i = 0; i < 2000; i++) {
                long tables = 0;
                for (int level = 0; level < 3; level++) {
                    long attributes = random.nextLong() & 0x7800_0000_0000_0000L;
                    tables |= attributes;
                    memory.write(TABLE + level * 0x1000L, TABLE + (level + 1) * 0x1000L | attributes | 3);
                }
                long word = random.nextLong() & 0xfff0_0000_0000_0ffcL | 0x8000_0403L;
                memory.write(TABLE + 0x3000, word);
                assertThat(walker.walk(context, 0, Access.AT, walk))
                        .as(walk.toString())
                        .isTrue();
                assertThat(reader.permissions(word, 0, tables, 0))
                        .as("seed %d, word %#x, tables %#x", seed, word, tables)
                        .isEqualTo(walk.permissions);
                MemoryAttributes memoryType = Objects.requireNonNull(reader.memory(word, 0));
                assertThat(memoryType.attribute())
                        .isEqualTo(MemoryAttributes.of(context, walk).attribute());
            }
        }
    }
}
