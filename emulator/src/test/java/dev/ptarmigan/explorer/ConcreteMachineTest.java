package dev.ptarmigan.explorer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ptarmigan.memory.PhysicalMemory;
import dev.ptarmigan.pe.Machine;
import dev.ptarmigan.pe.MachineOptions;
import dev.ptarmigan.pe.ProcessingElement;
import dev.ptarmigan.pe.TlbGeometry;
import dev.ptarmigan.pe.TlbiTiming;
import dev.ptarmigan.registers.Register;
import dev.ptarmigan.registers.RegisterFile;
import dev.ptarmigan.walker.Access;
import dev.ptarmigan.walker.Walk;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Programs made by chance, run on the concrete machine of {@code dev.ptarmigan.pe} with accesses in between: whatever goes wrong
 * there must be possible on the adversarial machine. A page of a scenario is a page here, a root slot a 2M slot of which the first
 * four pages are used.
 */
class ConcreteMachineTest {
    private static final long RAM = 0x4000_0000L;
    private static final long LEVEL2 = RAM + 0x1000;
    private static final long TABLES = RAM + 0x2000;
    private static final long DATA = 0x8000_0000L;
    private static final long FIRST_VA = 0xffff_ff80_0000_0000L;
    private static final int PAGES = 4;
    private static final long BLOCK_BYTES = 2L << 20;
    private static final long ATTRIBUTES = 0x0060_0000_0000_0701L;
    private static final long READ_ONLY = 0x80;
    private static final long TABLE_OR_PAGE = 2;

    /** Splits a block and makes page 1 read-only, as Linux does. */
    private static final List<String> FLOW = List.of(
            "store T0.0 pg:0,rw",
            "store T0.1 pg:1,rw",
            "store T0.2 pg:2,rw",
            "store T0.3 pg:3,rw",
            "dsb ishst",
            "store L2.0 tbl:T0",
            "dsb ishst",
            "isb",
            "store T0.1 pg:1,r",
            "dsb ishst",
            "tlbi vaale1is page=1",
            "dsb ish",
            "isb");

    private static final String[] BARRIERS = {"dsb ish", "dsb ishst", "dsb nsh", "dmb ishst", "dmb ish", "isb"};
    private static final String[] TLBIS = {
        "vaale1is page=1 ttl=3",
        "vaale1 page=1",
        "vaale1is page=2",
        "vaae1is page=1",
        "vmalle1is",
        "rvaale1is page=0 n=2"
    };

    private final Map<String, Set<Invariant>> explored = new HashMap<>();
    private int seen;

    /** The flow, with steps left out, weakened and swapped. */
    private static String program(SplittableRandom random) {
        List<String> steps = new ArrayList<>();
        for (String step : FLOW) {
            int fate = random.nextInt(14);
            boolean store = step.startsWith("store");
            if (fate == 0) {
                continue;
            }
            if (fate < 3 && !store) {
                String[] others = step.startsWith("tlbi") ? TLBIS : BARRIERS;
                String other = others[random.nextInt(others.length)];
                steps.add(step.startsWith("tlbi") ? "tlbi " + other : other);
            } else {
                steps.add(step);
            }
        }
        if (random.nextInt(4) == 0) {
            int at = random.nextInt(steps.size() - 1);
            steps.add(at, steps.remove(at + 1));
        }
        StringBuilder text = new StringBuilder("scenario chance\nhardware bbml=2 noabort fan-out=4 pes=2\ntables T0\n");
        text.append("init L2.0 blk:0,rw\n0: goal a 1 perm=r\n");
        steps.forEach(step -> text.append("0: ").append(step).append('\n'));
        return text.append("0: return a\n").toString();
    }

    private Set<Invariant> possible(String text) {
        return explored.computeIfAbsent(text, unknown -> {
            Exploration exploration = new Explorer()
                    .explore(ScenarioText.readAll(unknown, "chance").get(0));
            assertThat(exploration.exhausted()).as(unknown).isTrue();
            return Set.copyOf(exploration.violations());
        });
    }

    /** What goes wrong in one run. */
    private static Set<Invariant> run(String text, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Set<Invariant> wrong = EnumSet.noneOf(Invariant.class);
        try (PhysicalMemory memory = new PhysicalMemory().allocate(RAM, 1 << 16)) {
            memory.write(RAM, LEVEL2 | 3);
            memory.write(LEVEL2, DATA | ATTRIBUTES);
            TlbiTiming timing = TlbiTiming.values()[random.nextInt(TlbiTiming.values().length)];
            MachineOptions options = MachineOptions.of(TlbGeometry.named("spec-tiny"))
                    .with(timing, random.nextInt(4) != 0)
                    .withSeed(seed);
            Machine machine = new Machine(memory, registers(), 2, options);
            boolean returned = false;
            Scenario scenario = ScenarioText.readAll(text, "chance").get(0);
            for (Operation operation : ((OperationList) scenario.programs().get(0)).operations()) {
                perform(machine.pe(0), operation);
                returned |= operation instanceof Operation.Return;
                int accesses = returned ? 12 : random.nextInt(6);
                for (int i = 0; i < accesses; i++) {
                    access(machine.pe(random.nextInt(2)), random.nextInt(PAGES), random.nextBoolean(), returned, wrong);
                }
            }
        }
        return wrong;
    }

    private static void access(ProcessingElement pe, int page, boolean write, boolean returned, Set<Invariant> wrong) {
        Walk walk = new Walk();
        long va = FIRST_VA + page * 4096L;
        boolean changed = page == 1;
        boolean allowed = pe.access(va, write ? Access.WRITE : Access.READ, walk);
        if (allowed && walk.outputAddress != DATA + page * 4096L) {
            wrong.add(Invariant.I2);
        }
        if (!allowed && !(write && changed)) {
            wrong.add(Invariant.I1);
        }
        if (returned && write && changed && allowed) {
            wrong.add(Invariant.I4);
        }
    }

    private static void perform(ProcessingElement pe, Operation operation) {
        if (operation instanceof Operation.Store store) {
            pe.store(slot(store.slot()), word(store.value()));
        } else if (operation instanceof Operation.Fence fence) {
            pe.barrier(dev.ptarmigan.trace.Barrier.valueOf(
                    fence.toString().toUpperCase(Locale.ROOT).replace(' ', '_')));
        } else if (operation instanceof Operation.Tlbi tlbi) {
            pe.tlbi(tlbi.name().toLowerCase(Locale.ROOT), operand(tlbi));
        }
    }

    private static long slot(Location location) {
        return (location.kind() == Location.Kind.ROOT ? LEVEL2 : TABLES) + location.index() * 8L;
    }

    private static long word(SlotValue value) {
        long address = DATA + value.page() / PAGES * BLOCK_BYTES + value.page() % PAGES * 4096L;
        long access = (value.permissions() & SlotValue.WRITE) == 0 ? READ_ONLY : 0;
        return switch (value.kind()) {
            case INVALID -> 0;
            case TABLE -> TABLES | 3;
            case BLOCK -> address | ATTRIBUTES | access;
            case PAGE -> address | ATTRIBUTES | TABLE_OR_PAGE | access;
            case FLAG -> throw new IllegalArgumentException("no descriptor: " + value);
        };
    }

    private static long operand(Operation.Tlbi tlbi) {
        if (tlbi.page() < 0) {
            return 0;
        }
        long number = FIRST_VA + tlbi.page() * 4096L >>> 12;
        return tlbi.pages() == 1
                ? number & (1L << 44) - 1 | (tlbi.ttl() == 0 ? 0 : 4L + tlbi.ttl() << 44)
                : 1L << 46 | (tlbi.pages() / 2 - 1L) << 39 | number & (1L << 37) - 1;
    }

    private static RegisterFile registers() {
        RegisterFile registers = new RegisterFile();
        registers.set(Register.TCR_EL1, 0x5_b519_3510L);
        registers.set(Register.TTBR0_EL1, RAM + 0x8000);
        registers.set(Register.TTBR1_EL1, RAM);
        registers.set(Register.SCTLR_EL1, 0x30d0_1805L);
        registers.set(Register.MAIR_EL1, 0xffL);
        registers.set(Register.ID_AA64MMFR0_EL1, 0x2100_0322_0010_1126L);
        registers.set(Register.ID_AA64PFR0_EL1, 0x11L);
        return registers;
    }

    private void compare(long firstSeed, int programs) {
        for (long seed = firstSeed; seed < firstSeed + programs; seed++) {
            String text = program(new SplittableRandom(seed));
            Set<Invariant> concrete = run(text, seed);
            seen += concrete.isEmpty() ? 0 : 1;
            assertThat(possible(text)).as("seed %d\n%s", seed, text).containsAll(concrete);
        }
    }

    @Test
    void what_goes_wrong_on_a_concrete_machine_is_possible_on_the_adversarial_one() {
        compare(0, 3000);

        assertThat(seen).as("runs in which something goes wrong").isGreaterThan(300);
        assertThat(explored.values().stream().filter(Set::isEmpty).count())
                .as("programs in which nothing can go wrong")
                .isGreaterThan(20);
    }

    @Test
    @Tag("heavy")
    void nor_in_a_hundred_thousand_programs() {
        compare(1_000_000, 100_000);

        assertThat(seen).isGreaterThan(10_000);
    }
}
