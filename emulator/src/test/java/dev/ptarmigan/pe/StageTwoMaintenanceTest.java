package dev.ptarmigan.pe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ptarmigan.registers.Register;
import dev.ptarmigan.trace.Barrier;
import dev.ptarmigan.walker.Access;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a hypervisor must do after a change of stage 2, and what becomes of each omission. */
class StageTwoMaintenanceTest {
    private static final int SEEDS = 40;

    @ParameterizedTest(name = "{0}: {1}, combined={2}")
    @CsvSource(delimiter = '|', textBlock = """
            the reference order                   | ipas2e1is dsb vmalle1is dsb          | true  | false
            the reference order, separate entries | ipas2e1is dsb vmalle1is dsb          | false | false
            both stages at once                   | vmalls12e1is dsb                     | true  | false
            every VMID                            | alle1is dsb                          | true  | false
            nothing                               | dsb                                  | true  | true
            combined entries stay                 | ipas2e1is dsb                        | true  | true
            stage 2 entries stay                  | vmalle1is dsb                        | true  | true
            a combined entry is made again        | vmalle1is dsb ipas2e1is dsb          | true  | true
            in either order without the DSB       | ipas2e1is vmalle1is dsb              | true  | true
            another VMID                          | vmid2 vmalls12e1is dsb vmid1         | true  | true
            this PE only                          | vmalls12e1 dsb                       | true  | true
            no DSB in the end                     | ipas2e1is dsb vmalle1is              | true  | true
            """)
    void a_stale_result_is_there_if_and_only_if_a_step_is_missing(
            String reason, String steps, boolean combined, boolean stale) {
        boolean found = false;
        for (long seed = 0; seed < SEEDS; seed++) {
            found |= isStaleAfter(steps, combined, seed);
        }
        assertThat(found).isEqualTo(stale);
    }

    private static boolean isStaleAfter(String steps, boolean combined, long seed) {
        TlbGeometry geometry =
                TlbGeometry.named(seed % 2 == 0 ? "cortex-a55" : "neoverse-n1").withCombined(combined);
        MachineOptions options =
                MachineOptions.of(geometry).with(TlbiTiming.RANDOM, false).withSeed(seed);
        SplittableRandom random = new SplittableRandom(seed);
        try (TwoStages world = new TwoStages(options)) {
            ProcessingElement first = world.machine.pe(0);
            ProcessingElement second = world.machine.pe(1);
            stir(world, random);
            first.store(world.leaf, 0);
            first.barrier(Barrier.DSB_ISHST);
            for (String step : steps.split(" ")) {
                switch (step) {
                    case "dsb" -> first.barrier(Barrier.DSB_ISH);
                    case "vmid1", "vmid2" -> {
                        long base = first.register(Register.VTTBR_EL2) << 16 >>> 16;
                        first.writeRegister(Register.VTTBR_EL2, (long) (step.charAt(4) - '0') << 48 | base);
                        first.barrier(Barrier.ISB);
                    }
                    case "ipas2e1is" -> first.tlbi(step, TwoStages.IPA >>> 12);
                    default -> first.tlbi(step, 0);
                }
                if (first.register(Register.VTTBR_EL2) >>> 48 == 1) {
                    stir(world, random);
                }
            }
            return first.load(TwoStages.VA) || second.load(TwoStages.VA);
        }
    }

    /** Accesses of both PEs at any time. */
    private static void stir(TwoStages world, SplittableRandom random) {
        for (int i = random.nextInt(5); i > 0; i--) {
            world.machine.pe(random.nextInt(2)).translate(TwoStages.VA, Access.READ);
        }
    }
}
