package dev.ptarmigan.explorer;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the smallest change of a program, or else of the hardware, after which a scenario breaks nothing: an invalidation
 * that names more, a stronger barrier, one more barrier, two operations the other way round, a flush, an atomic store. Each
 * candidate is explored in full.
 */
public final class Repair {
    /** Larger scenarios are not changed and explored hundreds of times. */
    private static final int MOST_STATES = 6_000;

    private static final long BYTES = 16L << 20;
    /** States that all candidates together may have, with what it takes to set one up. */
    private static final long MOST_WORK = 3_000_000;

    private static final int EACH = 1_000;
    private static final List<String> BARRIERS = List.of("dsb ishst", "dsb ish", "isb");

    private final Scenario scenario;
    private final Set<Invariant> before;
    private final Invariant invariant;
    private long work;
    private @Nullable String partly;
    private @Nullable String fully;

    private Repair(Exploration exploration, Invariant invariant) {
        this.scenario = exploration.scenario();
        this.invariant = invariant;
        this.before = EnumSet.noneOf(Invariant.class);
        before.addAll(exploration.violations());
    }

    /**
     * What repairs a violation: one sentence, or null if nothing was found or the scenario is too large to look. It says so if
     * other violations remain.
     */
    public static @Nullable String of(Exploration exploration, Invariant invariant) {
        if (exploration.states() > MOST_STATES || !exploration.exhausted()) {
            return null;
        }
        Repair repair = new Repair(exploration, invariant);
        if (invariant == Invariant.I11) {
            repair.atomics();
        }
        repair.replacements();
        repair.insertions();
        repair.pairs();
        repair.moves();
        repair.flushes();
        repair.locks();
        repair.atomics();
        repair.breaks();
        repair.hardware();
        return repair.fully != null ? repair.fully : repair.partly;
    }

    private void each(BiConsumer<Integer, OperationList> work) {
        for (int pe = 0; pe < scenario.programs().size() && fully == null; pe++) {
            if (scenario.programs().get(pe) instanceof OperationList list) {
                work.accept(pe, list);
            }
        }
    }

    private void consider(int pe, OperationList changed, String text) {
        if (fully != null) {
            return;
        }
        List<Program> programs = new ArrayList<>(scenario.programs());
        programs.set(pe, changed);
        consider(scenario.hardware(), programs, text);
    }

    private void consider(Hardware hardware, List<Program> programs, String text) {
        Exploration result = explore(hardware, programs);
        if (result == null) {
            return;
        }
        List<Invariant> left = result.violations();
        if (!result.exhausted() || left.contains(invariant) || !before.containsAll(left)) {
            return;
        }
        if (left.isEmpty()) {
            fully = text;
        } else if (partly == null) {
            partly = text + " (" + result.violationText() + " remains)";
        }
    }

    private @Nullable Exploration explore(Hardware hardware, List<Program> programs) {
        Scenario changed = new Scenario(
                scenario.id(),
                scenario.title(),
                hardware,
                scenario.initial(),
                programs,
                scenario.live(),
                scenario.invariants(),
                null,
                scenario.same());
        if (work > MOST_WORK) {
            return null;
        }
        try {
            Exploration result = new Explorer().memory(BYTES).stories(false).explore(changed);
            work += EACH + result.states();
            return result;
        } catch (ScenarioException e) {
            return null;
        }
    }

    // --- candidates ---

    private void replacements() {
        each((pe, list) -> {
            for (int i = 0; i < list.operations().size(); i++) {
                Operation old = list.operations().get(i);
                for (Operation other : instead(old)) {
                    consider(pe, list.with(i, other), "PE" + pe + ": '" + other + "' in place of '" + old + "'");
                }
            }
        });
    }

    private List<Operation> instead(Operation old) {
        List<Operation> others = new ArrayList<>();
        if (old instanceof Operation.Tlbi tlbi) {
            invalidations(tlbi, others);
        } else if (old instanceof Operation.Fence fence) {
            barriers(fence.barrier(), others);
        }
        others.remove(old);
        return others;
    }

    private void invalidations(Operation.Tlbi tlbi, List<Operation> others) {
        String name = tlbi.name();
        String shared = name.endsWith("IS") ? name : name.endsWith("OS") ? name.replaceFirst("OS$", "IS") : name + "IS";
        String anyAsid = shared.replaceFirst("^(R?)VA(L?)E1", "$1VAA$2E1");
        String anyLevel = anyAsid.replaceFirst("LE1", "E1");
        int most = scenario.hardware().fanOut();
        int first = tlbi.page() < 0 ? -1 : tlbi.page() / most * most;
        others.add(new Operation.Tlbi(name, tlbi.page(), tlbi.pages(), tlbi.asid(), tlbi.vmid(), 0, false));
        others.add(new Operation.Tlbi(name, tlbi.page(), tlbi.pages(), tlbi.asid(), -1, tlbi.ttl(), false));
        others.add(new Operation.Tlbi(name, tlbi.page(), tlbi.pages(), -1, tlbi.vmid(), tlbi.ttl(), false));
        others.add(new Operation.Tlbi(
                shared, tlbi.page(), tlbi.pages(), tlbi.asid(), tlbi.vmid(), tlbi.ttl(), tlbi.wrongGranule()));
        for (String wider : List.of(anyAsid, anyLevel)) {
            if (isOperation(wider)) {
                others.add(new Operation.Tlbi(wider, tlbi.page(), tlbi.pages(), -1, -1, tlbi.ttl(), false));
                others.add(new Operation.Tlbi(wider, tlbi.page(), tlbi.pages(), -1, -1, 0, false));
            }
        }
        String range = shared.startsWith("R") ? shared : "R" + shared;
        if (first >= 0 && isOperation(range)) {
            int group = scenario.hardware().group();
            int end = tlbi.page() + tlbi.pages();
            others.add(new Operation.Tlbi(range, tlbi.page() & -group, group, tlbi.asid(), -1, 0, false));
            for (int pages = tlbi.pages() + 1; tlbi.page() + pages <= first + most; pages++) {
                others.add(new Operation.Tlbi(range, tlbi.page(), pages, tlbi.asid(), -1, 0, false));
            }
            others.add(new Operation.Tlbi(range, first, end - first, tlbi.asid(), -1, 0, false));
            others.add(new Operation.Tlbi(range, first, most, tlbi.asid(), -1, 0, false));
        }
        others.add(everything());
    }

    private Operation.Tlbi everything() {
        String name = scenario.hardware().stage2() ? "VMALLS12E1IS" : "VMALLE1IS";
        return new Operation.Tlbi(name, -1, 1, -1, -1, 0, false);
    }

    private static boolean isOperation(String name) {
        try {
            Geometry.operation(name);
            return true;
        } catch (ScenarioException e) {
            return false;
        }
    }

    private static void barriers(Barrier old, List<Operation> others) {
        if (old.type() == Barrier.Type.ISB) {
            return;
        }
        for (Barrier.Domain domain : List.of(Barrier.Domain.ISH, Barrier.Domain.SY)) {
            for (Barrier.Accesses accesses : List.of(Barrier.Accesses.STORES, Barrier.Accesses.ALL)) {
                others.add(new Operation.Fence(new Barrier(Barrier.Type.DSB, domain, accesses)));
            }
        }
    }

    private void insertions() {
        for (String barrier : BARRIERS) {
            Operation added = new Operation.Fence(Barrier.named(barrier));
            each((pe, list) -> {
                for (int i = 1; i <= list.operations().size(); i++) {
                    Operation last = list.operations().get(i - 1);
                    consider(pe, list.plus(i, List.of(added)), "PE" + pe + ": '" + added + "' after '" + last + "'");
                }
            });
        }
    }

    /** A local invalidation made broadcast, with the DSB after it; a DSB and an ISB. */
    private void pairs() {
        Operation dsb = new Operation.Fence(Barrier.named("dsb ish"));
        Operation isb = new Operation.Fence(Barrier.named("isb"));
        each((pe, list) -> {
            for (int i = 0; i < list.operations().size(); i++) {
                if (!(list.operations().get(i) instanceof Operation.Tlbi tlbi) || !isOperation(tlbi.name() + "IS")) {
                    continue;
                }
                Operation.Tlbi shared = new Operation.Tlbi(
                        tlbi.name() + "IS",
                        tlbi.page(),
                        tlbi.pages(),
                        tlbi.asid(),
                        tlbi.vmid(),
                        tlbi.ttl(),
                        tlbi.wrongGranule());
                for (int j = i + 1; j < list.operations().size(); j++) {
                    if (list.operations().get(j) instanceof Operation.Fence fence) {
                        consider(
                                pe,
                                list.with(i, shared).with(j, dsb),
                                "PE" + pe + ": '" + shared + "' and '" + dsb + "' in place of '" + tlbi + "' and '"
                                        + fence + "'");
                        break;
                    }
                }
            }
        });
        each((pe, list) -> {
            for (int i = 1; i <= list.operations().size(); i++) {
                Operation last = list.operations().get(i - 1);
                consider(pe, list.plus(i, List.of(dsb, isb)), "PE" + pe + ": 'dsb ish' and 'isb' after '" + last + "'");
            }
        });
    }

    /** What may change places: the rest are marks that the invariants go by, and how PEs wait for each other. */
    private static boolean isMovable(Operation operation) {
        return operation instanceof Operation.Store
                || operation instanceof Operation.Fence
                || operation instanceof Operation.Tlbi
                || operation instanceof Operation.SetFlag
                || operation instanceof Operation.FreeTable
                || operation instanceof Operation.FreePage;
    }

    private void moves() {
        each((pe, list) -> {
            List<Operation> operations = list.operations();
            for (int distance = 1; distance < operations.size(); distance++) {
                for (int i = 0; i + distance < operations.size(); i++) {
                    int j = i + distance;
                    Operation moved = operations.get(i);
                    if (isMovable(moved) && isMovable(operations.get(j)) && !list.jumpsOver(i, j)) {
                        OperationList later = list.without(i).plus(j, List.of(moved));
                        consider(pe, later, "PE" + pe + ": '" + moved + "' after '" + operations.get(j) + "'");
                    }
                }
            }
        });
    }

    private void atomics() {
        each((pe, list) -> {
            for (int i = 0; i < list.operations().size(); i++) {
                if (list.operations().get(i) instanceof Operation.Store store && !store.atomic()) {
                    Operation atomic = new Operation.Store(store.slot(), store.value(), true, null);
                    consider(pe, list.with(i, atomic), "PE" + pe + ": '" + atomic + "' in place of '" + store + "'");
                }
            }
        });
    }

    private void breaks() {
        if (invariant == Invariant.I1) {
            return;
        }
        List<Integer> all = new ArrayList<>();
        for (int page = 0; page < Long.SIZE; page++) {
            all.add(page);
        }
        each((pe, list) -> {
            for (int i = 0; i < list.operations().size(); i++) {
                if (list.operations().get(i) instanceof Operation.Store store
                        && store.value().kind() != SlotValue.Kind.INVALID) {
                    List<Operation> broken = new ArrayList<>();
                    broken.add(new Operation.Live(false, all));
                    broken.add(new Operation.Store(store.slot(), SlotValue.INVALID, false, null));
                    broken.add(new Operation.Fence(Barrier.named("dsb ishst")));
                    broken.add(everything());
                    broken.add(new Operation.Fence(Barrier.named("dsb ish")));
                    consider(
                            pe,
                            list.plus(i, broken),
                            "PE" + pe + ": break-before-make ('store " + store.slot() + " inv', 'dsb ishst', '"
                                    + everything() + "', 'dsb ish') before '" + store
                                    + "', nobody using the memory meanwhile" + orHardware());
                }
            }
        });
    }

    private String orHardware() {
        List<Invariant> left = violations(scenario.hardware().withLevels(dev.ptarmigan.tlb.BbmLevel.NO_ABORT));
        return left != null && left.isEmpty() ? "; or by hardware with FEAT_BBM level 2 and no conflict aborts" : "";
    }

    private @Nullable List<Invariant> violations(Hardware hardware) {
        Exploration result = explore(hardware, scenario.programs());
        return result == null || !result.exhausted() ? null : result.violations();
    }

    private void flushes() {
        each((pe, list) -> {
            for (int i = list.operations().size(); i > 0; i--) {
                if (list.operations().get(i - 1) instanceof Operation.Tlbi tlbi) {
                    Operation dsb = new Operation.Fence(Barrier.named("dsb ish"));
                    consider(
                            pe,
                            list.plus(i, List.of(dsb, tlbi, dsb)),
                            "PE" + pe + ": '" + tlbi + "' twice, each with a DSB ISH");
                }
            }
            List<Operation> flush = new ArrayList<>();
            flush.add(new Operation.Fence(Barrier.named("dsb ishst")));
            flush.add(everything());
            flush.add(new Operation.Fence(Barrier.named("dsb ish")));
            flush.add(new Operation.Fence(Barrier.named("isb")));
            for (int i = 1; i <= list.operations().size(); i++) {
                Operation last = list.operations().get(i - 1);
                consider(
                        pe,
                        list.plus(i, flush),
                        "PE" + pe + ": a flush ('dsb ishst', '" + everything() + "', 'dsb ish', 'isb') after '" + last
                                + "'");
            }
        });
    }

    /** All of it under one lock. */
    private void locks() {
        if (fully != null || scenario.programs().size() < 2) {
            return;
        }
        List<Program> locked = new ArrayList<>();
        for (Program program : scenario.programs()) {
            if (!(program instanceof OperationList list)
                    || list.operations().stream().anyMatch(one -> one instanceof Operation.Lock)) {
                return;
            }
            OperationList opened = list.plus(0, List.of(new Operation.Lock(true)));
            locked.add(opened.plus(opened.operations().size(), List.of(new Operation.Lock(false))));
        }
        consider(scenario.hardware(), locked, "the programs under one lock");
    }

    private void hardware() {
        Hardware hardware = scenario.hardware();
        if (fully == null) {
            consider(
                    hardware.withLevels(dev.ptarmigan.tlb.BbmLevel.NO_ABORT),
                    scenario.programs(),
                    "hardware with FEAT_BBM level 2 and no conflict aborts only");
        }
        if (fully == null) {
            consider(hardware.withEts(Ets.ETS2), scenario.programs(), "hardware with FEAT_ETS2 only");
        }
    }
}
