package dev.ptarmigan.explorer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Explores a litmus test. Threads execute in program order, but what an access sees may be as old as its thread's views allow:
 * loads and translations pick a moment between their view and now. Stores wait in a buffer with epochs; invalidations take
 * effect at each PE by themselves.
 *
 * <p>A load may wait for its value while younger stores that do not depend on it become visible ({@link LitmusLate}). What the
 * model leaves out: branches are not speculated past (their loads may still be early).
 */
final class LitmusMachine {
    private static final int MOST_STATES = 150_000;

    private final LitmusTest test;
    private final LitmusControl control;
    private final LitmusAccess accesses;
    private final LitmusTlb tlb;
    private final List<LitmusState> found;

    LitmusMachine(LitmusTest test, Ets ets) {
        this.test = test;
        control = new LitmusControl(test, ets);
        accesses = new LitmusAccess(control);
        tlb = control.tlb;
        found = control.found;
    }

    /** What came of it. */
    record Outcome(String verdict, int states, List<String> witness) {}

    Outcome explore() {
        Deque<LitmusState> queue = new ArrayDeque<>();
        Set<String> seen = new HashSet<>();
        LitmusState first = start();
        queue.add(first);
        seen.add(first.key());
        while (!queue.isEmpty()) {
            LitmusState state = queue.removeLast();
            found.clear();
            expand(state);
            if (isOver(state) && test.asked().holds((thread, place) -> finalValue(state, thread, place))) {
                return new Outcome("allowed", seen.size(), story(state));
            }
            for (LitmusState next : found) {
                if (seen.add(next.key())) {
                    queue.add(next);
                }
            }
            if (seen.size() > MOST_STATES) {
                return new Outcome("not-exhausted", seen.size(), List.of());
            }
        }
        return new Outcome("forbidden", seen.size(), List.of());
    }

    private static List<String> story(LitmusState end) {
        List<String> steps = new ArrayList<>();
        for (LitmusState state = end; state != null && !state.how.isEmpty(); state = state.from) {
            steps.add(0, state.how);
        }
        return steps;
    }

    private LitmusState start() {
        LitmusState.ThreadState[] threads =
                new LitmusState.ThreadState[test.threads().size()];
        for (int i = 0; i < threads.length; i++) {
            LitmusTest.Program program = test.threads().get(i);
            threads[i] = new LitmusState.ThreadState(program.context());
            threads[i].exceptionLevel = program.exceptionLevel();
            LitmusState.ThreadState thread = threads[i];
            program.registers()
                    .forEach((name, value) -> thread.registers.put(
                            name, new LitmusState.Register(test.values().value(value), 0)));
        }
        return new LitmusState(new ArrayList<>(), threads, new ArrayList<>());
    }

    private boolean isOver(LitmusState state) {
        for (LitmusState.ThreadState thread : state.threads) {
            if (!thread.ended || !thread.buffer.isEmpty()) {
                return false;
            }
        }
        return true;
    }

    private String finalValue(LitmusState state, int thread, String place) {
        if (thread >= 0) {
            LitmusState.Register register = state.threads[thread].registers.get(place);
            return register == null ? "0" : register.value();
        }
        String location = tlb.isVirtual(place) ? control.fixedOutput(place) : place;
        return control.memory(state, location, state.now());
    }

    /** Steps that nobody else can see, and that come to the same whenever they are taken. */
    private boolean isLocal(JsonObject op) {
        return switch (op.text("op")) {
            case "MOV", "ALU", "MRS", "CMP", "LABEL", "B", "B.EQ", "CBZ", "CBNZ", "END", "DC", "DMB", "DSB", "TLBI" ->
                true;
            case "ISB" -> !test.hasStage2() && test.contexts().size() == 1;
            default -> false;
        };
    }

    private void expand(LitmusState state) {
        for (int i = 0; i < state.threads.length; i++) {
            LitmusState.ThreadState thread = state.threads[i];
            JsonObject op = thread.ended ? null : test.threads().get(i).code().get(thread.pc);
            if (op != null && isLocal(op) && LitmusLate.mayPass(thread, op)) {
                step(state, i, op);
                if (!found.isEmpty()) {
                    return;
                }
            }
        }
        for (int i = 0; i < state.threads.length; i++) {
            LitmusState.ThreadState thread = state.threads[i];
            drain(state, i, thread);
            accesses.satisfy(state, i);
            LitmusTest.Program program = test.threads().get(i);
            if (!thread.ended && LitmusLate.mayPass(thread, program.code().get(thread.pc))) {
                step(state, i, program.code().get(thread.pc));
            }
        }
        for (int p = 0; p < state.pending.size(); p++) {
            for (int q = 0; q < state.threads.length; q++) {
                effect(state, p, q);
            }
        }
    }

    private void drain(LitmusState state, int tid, LitmusState.ThreadState thread) {
        for (int b = 0; b < thread.buffer.size(); b++) {
            LitmusState.Buffered store = thread.buffer.get(b);
            boolean first = true;
            for (int o = 0; o < b; o++) {
                LitmusState.Buffered older = thread.buffer.get(o);
                first &= older.epoch() >= store.epoch() && !older.location().equals(store.location());
            }
            if (!first || waits(thread, store.location())) {
                continue;
            }
            LitmusState next =
                    state.copy("P" + tid + ": store to " + LitmusValues.shown(store.location()) + " becomes visible");
            LitmusState.ThreadState after = next.threads[tid];
            after.buffer.remove(b);
            next.history.add(new LitmusState.Event(
                    LitmusState.Event.Kind.WRITE, tid, store.location(), store.value(), store.number(), 0, null, null));
            int now = next.now();
            after.own = now;
            after.coherence.put(store.location(), now);
            if (store.number() < after.fenced) {
                after.barrier = Math.max(after.barrier, now);
            }
            found.add(next);
        }
    }

    /** A store does not overtake an older load of the same location. */
    private static boolean waits(LitmusState.ThreadState thread, String location) {
        return thread.deferred.stream().anyMatch(load -> load.location().equals(location));
    }

    private void effect(LitmusState state, int index, int at) {
        LitmusState.Pending pending = state.pending.get(index);
        if ((pending.recipients() & 1 << at) == 0) {
            return;
        }
        // It waits for stores that were translated by what it removes.
        for (LitmusState.Buffered store : state.threads[at].buffer) {
            if (store.entry() >= 0
                    && at != pending.issuer()
                    && pending.operation()
                            .invalidation()
                            .hits(tlb.entry(store.entry()).cached())) {
                return;
            }
        }
        LitmusState next = state.copy("P" + at + ": TLBI " + pending.operation().name() + " takes effect");
        next.history.add(new LitmusState.Event(
                LitmusState.Event.Kind.EFFECT, at, "", "", pending.issuer(), 0, pending.operation(), null));
        int rest = pending.recipients() & ~(1 << at);
        if (rest == 0) {
            next.pending.remove(index);
        } else {
            next.pending.set(index, new LitmusState.Pending(pending.issuer(), pending.operation(), rest));
        }
        LitmusState.ThreadState issuer = next.threads[pending.issuer()];
        issuer.own = Math.max(issuer.own, next.now());
        found.add(next);
    }

    private void step(LitmusState state, int tid, JsonObject op) {
        switch (op.text("op")) {
            case "W", "R" -> accesses.access(state, tid, op, op.text("op").equals("W"));
            case "DSB", "DMB" -> control.barrier(state, tid, Barrier.named(op.text("op") + " " + op.text("kind")));
            case "ISB" -> {
                LitmusState next = LitmusControl.simple(state, tid, "isb");
                LitmusControl.synchronise(next.threads[tid]);
                control.change(next, tid);
                found.add(next);
            }
            case "TLBI" -> control.invalidate(state, tid, op);
            case "DC", "LABEL" ->
                found.add(LitmusControl.simple(state, tid, op.text("op").toLowerCase(Locale.ROOT)));
            case "END" -> {
                LitmusState next = LitmusControl.simple(state, tid, "ends");
                next.threads[tid].ended = true;
                found.add(next);
            }
            case "MOV", "ALU" -> {
                LitmusState next = LitmusControl.simple(state, tid, op.text("op") + " " + op.text("dst"));
                LitmusState.ThreadState thread = next.threads[tid];
                String text = op.has("val") ? op.text("val") : op.text("expr");
                thread.registers.put(op.text("dst"), control.read(thread, text));
                found.add(next);
            }
            case "MRS" -> {
                LitmusState next = LitmusControl.simple(state, tid, "mrs " + op.text("reg"));
                LitmusState.ThreadState thread = next.threads[tid];
                if (op.text("reg").startsWith("ESR")) {
                    thread.registers.put(op.text("dst"), new LitmusState.Register(String.valueOf(thread.syndrome), 0));
                }
                found.add(next);
            }
            case "MSR" -> control.msr(state, tid, op);
            case "CMP" -> {
                LitmusState next = LitmusControl.simple(state, tid, "cmp");
                LitmusState.ThreadState thread = next.threads[tid];
                List<String> arguments = op.texts("args");
                LitmusState.Register a = control.read(thread, arguments.get(0));
                thread.equal =
                        a.value().equals(control.read(thread, arguments.get(1)).value());
                found.add(next);
            }
            case "B", "B.EQ", "CBZ", "CBNZ" -> control.branch(state, tid, op);
            case "SVC", "HVC" -> control.call(state, tid, op.text("op"));
            case "ERET" -> control.exceptionReturn(state, tid);
            default -> throw new ScenarioException(op.text("op") + " is not modelled");
        }
    }
}
