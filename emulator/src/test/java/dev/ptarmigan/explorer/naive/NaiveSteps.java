package dev.ptarmigan.explorer.naive;

import dev.ptarmigan.explorer.naive.NaiveScenario.Op;
import dev.ptarmigan.explorer.naive.NaiveState.Lingering;
import dev.ptarmigan.explorer.naive.NaiveState.Pe;
import dev.ptarmigan.explorer.naive.NaiveState.Pending;
import dev.ptarmigan.explorer.naive.NaiveState.Store;
import dev.ptarmigan.explorer.naive.NaiveState.Want;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Everything that can happen next. */
final class NaiveSteps {
    /** A step. */
    record Step(String what, NaiveState next) {}

    private final NaiveScenario scenario;
    private final NaiveWalks walks;

    NaiveSteps(NaiveScenario scenario, NaiveWalks walks) {
        this.scenario = scenario;
        this.walks = walks;
    }

    List<Step> from(NaiveState state) {
        List<Step> steps = new ArrayList<>();
        for (int pe = 0; pe < scenario.pes(); pe++) {
            if (state.pes.get(pe).at < scenario.programs.get(pe).size()) {
                operation(steps, state, pe);
            }
            drains(steps, state, pe);
        }
        effects(steps, state);
        hardwareUpdates(steps, state);
        return steps;
    }

    private void add(List<Step> steps, String what, NaiveState state, Consumer<NaiveState> change) {
        NaiveState next = state.copy();
        change.accept(next);
        next.pes.forEach(Pe::renumberEpochs);
        walks.close(next);
        steps.add(new Step(what, next));
    }

    // ---- a PE's next operation

    private void operation(List<Step> steps, NaiveState state, int number) {
        Pe pe = state.pes.get(number);
        Op op = scenario.programs.get(number).get(pe.at);
        if (isEnabled(state, number, op)) {
            add(steps, "PE" + number + ": " + op.operands(), state, next -> {
                Pe mine = next.pes.get(number);
                mine.at++;
                perform(next, number, mine, op);
            });
        }
    }

    private boolean isEnabled(NaiveState state, int number, Op op) {
        Pe pe = state.pes.get(number);
        boolean fenced = pe.buffer.stream().anyMatch(Store::fenced);
        return switch (op.name()) {
            case "W" ->
                !op.flag("atomic", false)
                        || pe.buffer.stream()
                                .noneMatch(store -> store.slot().equals(op.text("loc")) || store.epoch() < pe.epoch);
            case "WAIT" -> !fenced && readsFlag(state, pe, "!" + op.text("flag"));
            case "ACC", "SKIPIF" -> !fenced;
            case "LOCK" -> !fenced && state.owner < 0;
            case "UNLOCK" -> pe.buffer.isEmpty();
            case "DSB" -> dsbEnds(state, number, op.text("kind").toLowerCase(Locale.ROOT));
            default -> true;
        };
    }

    private static boolean readsFlag(NaiveState state, Pe pe, String flag) {
        return state.flags.contains(flag)
                || pe.buffer.stream().anyMatch(store -> store.slot().equals(flag));
    }

    private static boolean isStoresOnly(String kind) {
        return kind.endsWith("st");
    }

    private static boolean isLoadsOnly(String kind) {
        return kind.endsWith("ld");
    }

    private static int domain(String kind) {
        return kind.startsWith("nsh") ? 0 : kind.startsWith("ish") ? 1 : 2;
    }

    private boolean dsbEnds(NaiveState state, int number, String kind) {
        if (isLoadsOnly(kind)) {
            return true;
        }
        if (domain(kind) > 0 && !state.pes.get(number).buffer.isEmpty()) {
            return false;
        }
        if (isStoresOnly(kind)) {
            return true;
        }
        for (Pending pending : state.pending) {
            if (pending.issuer() == number) {
                boolean wideEnough = domain(kind) >= tlbi(pending).domain;
                if (wideEnough || pending.recipients().contains(number)) {
                    return false;
                }
            }
        }
        return true;
    }

    private NaiveTlbi tlbi(Pending pending) {
        Op op = scenario.programs.get(pending.issuer()).get(pending.operation());
        return new NaiveTlbi(scenario, op, pending.asid());
    }

    private void perform(NaiveState next, int number, Pe pe, Op op) {
        switch (op.name()) {
            case "W" -> {
                if (op.flag("atomic", false)) {
                    atomic(next, op.text("loc"), Descriptor.parse(op.text("val")));
                } else {
                    pe.buffer.add(new Store(pe.epoch, op.text("loc"), Descriptor.parse(op.text("val")), false, false));
                }
                pe.faultsSinceAccess.clear();
            }
            case "SET" -> {
                pe.buffer.add(new Store(pe.epoch, "!" + op.text("flag"), null, false, false));
                pe.faultsSinceAccess.clear();
            }
            case "WAIT" -> pe.faultsSinceAccess.clear();
            case "ACC" -> {
                access(next, number, pe, op.number("page", 0));
                pe.faultsSinceAccess.clear();
            }
            case "SKIPIF" -> {
                List<Descriptor> seen = NaiveWalks.candidates(next, pe, op.text("loc"));
                if (seen.get(seen.size() - 1).kind().equals(op.text("kind"))) {
                    pe.at += op.number("n", 0);
                }
                pe.faultsSinceAccess.clear();
            }
            case "LOCK" -> {
                next.owner = number;
                pe.faultsSinceAccess.clear();
            }
            case "UNLOCK" -> {
                next.owner = next.owner == number ? -1 : next.owner;
                pe.faultsSinceAccess.clear();
            }
            case "DSB" -> dsb(pe, number, op.text("kind").toLowerCase(Locale.ROOT), next);
            case "DMB" -> dmb(pe, op.text("kind").toLowerCase(Locale.ROOT));
            case "ISB" -> isb(pe);
            case "TLBI" -> {
                Set<Integer> recipients = new HashSet<>(Set.of(number));
                if (new NaiveTlbi(scenario, op, pe.asid).domain > 0) {
                    for (int other = 0; other < scenario.pes(); other++) {
                        recipients.add(other);
                    }
                }
                next.pending.add(new Pending(number, pe.at - 1, pe.asid, Set.copyOf(recipients)));
            }
            case "TTBR" -> {
                pe.on = op.flag("on", true);
                pe.asid = op.number("asid", pe.asid);
                if (pe.on) {
                    pe.contexts.add(pe.asid);
                }
            }
            case "GOAL" -> begin(next, op);
            case "RET" -> end(next, op.text("id"));
            case "LIVE" -> next.live.addAll(op.numbers("pages"));
            case "DEAD" -> next.live.removeAll(op.numbers("pages"));
            case "FREE" -> next.freedTables.add(op.text("table"));
            case "FREEPG" -> next.freedPages.add(op.number("pa", 0));
            default -> throw new IllegalArgumentException("operation " + op.name());
        }
    }

    /** With FEAT_ETS2 a walk that faults is no earlier than the access before and the last DSB; without, than a synchronisation. */
    private void access(NaiveState next, int number, Pe pe, int page) {
        boolean early = scenario.ets
                ? pe.faultsSinceAccess.contains(page) && pe.faultsSinceDsb.contains(page)
                : pe.faultsSinceContext.contains(page);
        if (!pe.contexts.isEmpty() && (early || NaiveChecks.mayFaultByNt(scenario, pe, number, page))) {
            next.brokenByStep.add("I1");
        }
    }

    private static void dmb(Pe pe, String kind) {
        if (isLoadsOnly(kind)) {
            return;
        }
        pe.epoch++;
        if (!isStoresOnly(kind)) {
            List<Store> fenced = new ArrayList<>();
            for (Store store : pe.buffer) {
                fenced.add(new Store(store.epoch(), store.slot(), store.value(), store.ownWalks(), true));
            }
            pe.buffer = fenced;
        }
    }

    private void dsb(Pe pe, int number, String kind, NaiveState next) {
        if (isLoadsOnly(kind)) {
            return;
        }
        pe.epoch++;
        List<Store> seen = new ArrayList<>();
        for (Store store : pe.buffer) {
            boolean fenced = store.fenced() || !isStoresOnly(kind);
            seen.add(new Store(store.epoch(), store.slot(), store.value(), true, fenced));
        }
        pe.buffer = seen;
        pe.faultsSinceDsb.clear();
        if (isStoresOnly(kind)) {
            return;
        }
        pe.leftAfterDsb.addAll(pe.left);
        pe.left.clear();
        if (scenario.ets) {
            pe.leftAfterDsb.clear();
        }
        if (domain(kind) > 0) {
            for (Pe other : next.pes) {
                Set<Lingering> synced = new HashSet<>();
                for (Lingering one : other.lingering) {
                    synced.add(one.issuer() == number ? new Lingering(one.entry(), number, true) : one);
                }
                other.lingering = synced;
            }
        }
    }

    private static void isb(Pe pe) {
        pe.leftAfterDsb.clear();
        pe.faultsSinceContext.retainAll(pe.faultsSinceDsb);
        pe.faultsSinceContext.retainAll(pe.faultsSinceAccess);
        pe.contexts.clear();
        if (pe.on) {
            pe.contexts.add(pe.asid);
        }
    }

    private static Map<Integer, Want> goal(Op op) {
        Map<Integer, Want> goal = new HashMap<>();
        int index = 0;
        for (int page : op.numbers("pages")) {
            Object pa = op.operands().get("pa");
            Object perm = op.operands().get("perm");
            Object type = op.operands().get("mt");
            goal.put(
                    page,
                    new Want(
                            pa == null ? null : Integer.valueOf(PlainJson.number(pa) + index++),
                            perm == null ? null : Descriptor.letters((String) perm),
                            type == null ? null : (String) type));
        }
        return goal;
    }

    /** An operation that has returned before it began, by a RET of another PE, stays so. */
    private static void begin(NaiveState next, Op op) {
        if (!next.returned.contains(op.text("id"))) {
            next.running.put(op.text("id"), goal(op));
            Map<Integer, String> found = new HashMap<>();
            for (int page : op.numbers("pages")) {
                Want old = next.old.get(page);
                found.put(page, old == null || old.perm() == null ? "anything" : old.perm());
            }
            next.found.put(op.text("id"), found);
        }
    }

    private void end(NaiveState next, String id) {
        next.returned.add(id);
        next.running.remove(id);
        next.found.remove(id);
        for (List<Op> program : scenario.programs) {
            for (Op op : program) {
                if (op.name().equals("GOAL") && op.text("id").equals(id)) {
                    goal(op).forEach((page, want) -> {
                        Want old = next.old.getOrDefault(page, new Want(null, null, null));
                        next.old.put(page, want.orElse(old));
                        if (want.perm() != null) {
                            next.completed.add(page);
                        }
                    });
                }
            }
        }
    }

    // ---- stores become visible

    private void drains(List<Step> steps, NaiveState state, int number) {
        List<Store> buffer = state.pes.get(number).buffer;
        for (int i = 0; i < buffer.size(); i++) {
            Store store = buffer.get(i);
            boolean mayGo = true;
            for (int j = 0; j < buffer.size(); j++) {
                Store other = buffer.get(j);
                mayGo &=
                        !(other.epoch() < store.epoch() || j < i && other.slot().equals(store.slot()));
            }
            if (mayGo) {
                int index = i;
                add(steps, "PE" + number + ": store " + store.slot() + " becomes visible", state, next -> {
                    next.pes.get(number).buffer.remove(index);
                    if (store.value() == null) {
                        next.flags.add(store.slot());
                    } else {
                        arrives(next, store.slot(), store.value());
                    }
                });
            }
        }
    }

    private void arrives(NaiveState next, String slot, Descriptor value) {
        Descriptor before = next.memory.getOrDefault(slot, Descriptor.INVALID);
        if (scenario.hwDirty && before.dirty() && !value.dirty()) {
            next.brokenByStep.add("I11");
        }
        if (next.accessedByHardware.remove(slot) && !value.accessed()) {
            next.brokenByStep.add("I11");
        }
        stored(next, slot, value);
    }

    private static void stored(NaiveState next, String slot, Descriptor value) {
        if (next.freedTables.contains(NaiveScenario.tableOf(slot))) {
            next.brokenByStep.add("I7");
        }
        next.memory.put(slot, value);
    }

    /** What hardware has done to the descriptor is seen and kept. */
    private void atomic(NaiveState next, String slot, Descriptor value) {
        Descriptor before = next.memory.getOrDefault(slot, Descriptor.INVALID);
        Descriptor folded = value;
        if (scenario.hwDirty && before.dirty() && value.isLeaf() && value.accessed()) {
            folded = folded.withDirty();
        }
        next.accessedByHardware.remove(slot);
        stored(next, slot, folded);
    }

    // ---- TLBIs take effect

    private void effects(List<Step> steps, NaiveState state) {
        for (int i = 0; i < state.pending.size(); i++) {
            Pending pending = state.pending.get(i);
            NaiveTlbi tlbi = tlbi(pending);
            for (int recipient : pending.recipients()) {
                int index = i;
                add(steps, "PE" + recipient + ": TLBI of PE" + pending.issuer() + " takes effect", state, next -> {
                    next.pending.remove(index);
                    Set<Integer> rest = new HashSet<>(pending.recipients());
                    rest.remove(recipient);
                    if (!rest.isEmpty()) {
                        next.pending.add(
                                new Pending(pending.issuer(), pending.operation(), pending.asid(), Set.copyOf(rest)));
                    }
                    takesEffect(next.pes.get(recipient), pending.issuer(), recipient, tlbi);
                });
            }
        }
    }

    private void takesEffect(Pe pe, int issuer, int recipient, NaiveTlbi tlbi) {
        Set<Entry> tlb = Set.copyOf(pe.tlb);
        Set<Entry> hit = tlbi.hits(tlb, tlb);
        pe.tlb.removeAll(hit);
        if (issuer == recipient) {
            pe.left.addAll(hit);
        } else {
            pe.left.removeAll(tlbi.hits(pe.left));
            pe.leftAfterDsb.removeAll(tlbi.hits(pe.leftAfterDsb));
        }
        if (scenario.repeatTlbi) {
            Set<Lingering> rest = new HashSet<>();
            for (Lingering one : pe.lingering) {
                if (!one.synced() || tlbi.hits(Set.of(one.entry())).isEmpty()) {
                    rest.add(one);
                }
            }
            if (issuer != recipient) {
                hit.forEach(entry -> rest.add(new Lingering(entry, issuer, false)));
            }
            pe.lingering = rest;
        }
    }

    // ---- hardware's own updates

    private void hardwareUpdates(List<Step> steps, NaiveState state) {
        for (Map.Entry<String, Descriptor> one : state.memory.entrySet()) {
            String slot = one.getKey();
            Descriptor value = one.getValue();
            if (!value.isLeaf() || !isReachable(state, slot)) {
                continue;
            }
            if (scenario.hwDirty && value.accessed() && value.dbm() && !value.dirty()) {
                add(steps, "HW: dirty update of " + slot, state, next -> {
                    next.memory.put(slot, value.withDirty());
                });
            }
            if (scenario.hwAf && !value.accessed()) {
                add(steps, "HW: access flag of " + slot, state, next -> {
                    next.memory.put(slot, value.withAccessed());
                    next.accessedByHardware.add(slot);
                });
            }
        }
    }

    private static boolean isReachable(NaiveState state, String slot) {
        for (Pe pe : state.pes) {
            for (int context : pe.contexts) {
                if (slot.startsWith("L2.") || slot.startsWith("S2.")) {
                    return true;
                }
                for (Entry entry : pe.tlb) {
                    if (entry.kind() == Entry.Kind.TABLE
                            && entry.asid() == context
                            && entry.table().equals(NaiveScenario.tableOf(slot))) {
                        return true;
                    }
                }
            }
        }
        return false;
    }
}
