package dev.ptarmigan.explorer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ReductionsTest {
    private static final int SCENARIOS = 300;
    private static final long MOST_BYTES = 512L << 20;
    private static final String[] VALUES = {"inv", "pg:0,rw", "pg:0,r", "pg:1,rw", "pg:1,r,nG", "pg:2,rw,cont"};
    private static final String[] ROOTS = {"inv", "tbl:T0", "tbl:T1", "blk:0,rw", "blk:0,r"};
    private static final String[] BARRIERS = {"dsb ish", "dsb ishst", "dsb nsh", "dmb ishst", "dmb ish", "isb"};
    private static final String[] TLBIS = {
        "vaale1is page=0", "vaae1is page=1", "vmalle1is", "vaale1 page=0", "rvaae1is page=0 n=2", "vae1is page=1"
    };
    private static final String[] HARDWARE = {
        "bbml=0", "bbml=1", "bbml=2", "bbml=2 noabort", "bbml=2 noabort multihit=strict", "bbml=0 repeat-tlbi"
    };

    /** A scenario of two or three PEs that do anything. */
    static Scenario random(long seed) {
        Random random = new Random(seed);
        int pes = 2 + random.nextInt(2);
        StringBuilder text = new StringBuilder("scenario seed-" + seed + "\nhardware ");
        text.append(pick(random, HARDWARE)).append(random.nextBoolean() ? " ets=none" : "");
        text.append(" fan-out=2 pes=").append(pes).append("\ntables T0 T1\n");
        text.append("init L2.0 ").append(pick(random, ROOTS)).append('\n');
        for (int slot = 0; slot < 2; slot++) {
            text.append("init T0." + slot + " pg:" + slot + ",rw\n");
        }
        int freed = random.nextInt(4);
        for (int pe = 0; pe < 2; pe++) {
            if (random.nextBoolean()) {
                text.append(pe + ": goal g" + pe + " 0,1 perm=r\n");
            }
            boolean goal = text.indexOf(pe + ": goal g" + pe) >= 0;
            int operations = 2 + random.nextInt(3);
            for (int i = 0; i < operations; i++) {
                text.append(pe).append(": ").append(operation(random)).append('\n');
            }
            if (freed == pe) {
                text.append(pe + ": free-table T0\n");
            }
            if (goal) {
                text.append(pe + ": return g" + pe + "\n");
            }
        }
        return ScenarioText.readAll(text.toString(), "random").get(0);
    }

    private static String operation(Random random) {
        return switch (random.nextInt(8)) {
            case 0, 1 -> "store T" + random.nextInt(2) + "." + random.nextInt(2) + " " + pick(random, VALUES);
            case 2 -> "store L2.0 " + pick(random, ROOTS);
            case 3, 4 -> pick(random, BARRIERS);
            case 5 -> "tlbi " + pick(random, TLBIS);
            case 6 -> "access " + random.nextInt(2);
            default -> "skip-if L2.0 tbl 0";
        };
    }

    private static String pick(Random random, String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    @Test
    void random_scenarios_have_the_same_violations_with_and_without() {
        int failing = 0;
        int saved = 0;
        for (long seed = 0; seed < SCENARIOS; seed++) {
            Scenario scenario = random(seed);
            Exploration full =
                    new Explorer().memory(MOST_BYTES).reductions(false).explore(scenario);
            Exploration reduced = new Explorer().reductions(true).explore(scenario);
            assertThat(full.exhausted()).as("seed %d", seed).isTrue();
            assertThat(reduced.violations())
                    .as("seed %d\n%s", seed, Catalogue.write(scenario))
                    .isEqualTo(full.violations());
            failing += full.violations().isEmpty() ? 0 : 1;
            saved += full.states() - reduced.states();
        }
        assertThat(failing).as("scenarios that fail").isBetween(SCENARIOS / 4, SCENARIOS - 1);
        assertThat(saved).as("states that were left out").isPositive();
    }
}
