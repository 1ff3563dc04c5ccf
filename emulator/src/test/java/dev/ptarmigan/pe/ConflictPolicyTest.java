package dev.ptarmigan.pe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ptarmigan.faults.FaultType;
import dev.ptarmigan.memory.PhysicalMemory;
import dev.ptarmigan.registers.Register;
import dev.ptarmigan.registers.RegisterFile;
import dev.ptarmigan.tlb.BbmLevel;
import dev.ptarmigan.tlb.PairClass;
import dev.ptarmigan.walker.Access;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A page is cached, then its table becomes a block without a flush, and another page brings the block in: both translate it. */
class ConflictPolicyTest {
    private static final long RAM = 0x4000_0000L;
    private static final long VA = 0x4000_0000L;
    private static final long OUTPUT = 0x8000_0000L;
    private static final long ELSEWHERE = 0x9000_0000L;
    private static final long PAGE = 0x0060_0000_0000_0703L;
    private static final long BLOCK = 0x0060_0000_0000_0701L;
    private static final long NT = 1L << 16;

    private static final int ATTEMPTS = 200;

    private static RegisterFile registers() {
        RegisterFile registers = new RegisterFile();
        registers.set(Register.TCR_EL1, 0x5_b519_3519L);
        registers.set(Register.TTBR0_EL1, RAM);
        registers.set(Register.TTBR1_EL1, RAM);
        registers.set(Register.SCTLR_EL1, 0x30d0_1805L);
        registers.set(Register.MAIR_EL1, 0xffL);
        registers.set(Register.ID_AA64MMFR0_EL1, 0x2100_0322_0010_1126L);
        registers.set(Register.ID_AA64PFR0_EL1, 0x11L);
        return registers;
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            level 2 uses either                       | LEVEL2   | NO_ABORT | 80000000   |     | SIZE | old
            level 2 may abort                         | LEVEL2   | ABORT    | 80000000   |     | SIZE | abort
            level 2 at random                         | LEVEL2   | RANDOM   | 80000000   |     | SIZE | abort old
            a part that never aborts                  | NO_ABORT | ABORT    | 80000000   |     | SIZE | old
            no level: anything, an abort in any case  | LEVEL0   | ABORT    | 80000000   |     | SIZE | abort
            level 1 with nT may fault or abort        | LEVEL1   | RANDOM   | 80000000   | nT  | SIZE | abort fault old
            another place: a part that never aborts   | NO_ABORT | NO_ABORT | 90000000   |     | OA   | new old
            another place: an abort is allowed always | NO_ABORT | ABORT    | 90000000   |     | OA   | abort
            """)
    void an_access_has_one_of_the_outcomes_that_are_allowed(
            String reason,
            BbmLevel level,
            ConflictPolicy policy,
            String output,
            String nT,
            PairClass pair,
            String outcomes) {
        long place = output.startsWith("9") ? ELSEWHERE : OUTPUT;
        Set<String> seen = new TreeSet<>();
        for (int seed = 0; seed < ATTEMPTS; seed++) {
            seen.add(attempt(level, policy, place, nT != null, pair, seed));
        }
        assertThat(String.join(" ", seen)).isEqualTo(outcomes);
    }

    private static String attempt(
            BbmLevel level, ConflictPolicy policy, long place, boolean nT, PairClass pair, int seed) {
        try (PhysicalMemory memory = new PhysicalMemory().allocate(RAM, 1 << 16)) {
            memory.write(RAM + 8, RAM + 0x1000 | 3);
            memory.write(RAM + 0x1000, RAM + 0x2000 | 3);
            for (int i = 0; i < 512; i++) {
                memory.write(RAM + 0x2000 + i * 8L, OUTPUT + i * 4096L | PAGE);
            }
            MachineOptions options = MachineOptions.of(TlbGeometry.named("l1d=16:full"))
                    .with(level, policy)
                    .withSeed(seed);
            ProcessingElement pe = new Machine(memory, registers(), 1, options).pe(0);
            assertThat(pe.load(VA)).isTrue();
            memory.write(RAM + 0x1000, place | BLOCK | (nT ? NT : 0));
            assertThat(pe.load(VA + 0x5000)).isTrue();
            assertThat(pe.tlb().statistics().pairs(pair)).isPositive();
            long pa = pe.translate(VA, Access.READ);
            if (pa == ProcessingElement.FAULT) {
                if (pe.result().fault == FaultType.TLB_CONFLICT) {
                    assertThat(pe.abort().esr().word() & 0x3f).isEqualTo(0x30);
                    return "abort";
                }
                return "fault";
            }
            return pa == OUTPUT ? "old" : pa == ELSEWHERE ? "new" : "mixed";
        }
    }
}
