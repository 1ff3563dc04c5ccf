package dev.ptarmigan.explorer;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The accesses of a litmus test's threads: how they are translated, what they read, when they fault. */
final class LitmusAccess {
    private static final long ABORT = 0x24L << 26;
    private static final int TRANSLATION = 4;
    private static final int PERMISSION = 12;

    private final LitmusControl control;
    private final LitmusTlb tlb;
    private final Ets ets;
    private final List<LitmusState> found;
    private final Map<List<Object>, List<LitmusTlb.Moment>> known = new HashMap<>();

    LitmusAccess(LitmusControl control) {
        this.control = control;
        tlb = control.tlb;
        ets = control.ets;
        found = control.found;
    }

    private List<LitmusTlb.Moment> moments(LitmusState state, int thread) {
        List<Object> key = List.of(thread, List.copyOf(state.history));
        return known.computeIfAbsent(key, k -> tlb.moments(state, thread));
    }

    private int dependency(LitmusState.ThreadState thread, JsonObject op, String kind) {
        int view = 0;
        for (int index : op.numbers(kind)) {
            LitmusState.Register result = thread.registers.get("#" + index);
            view = Math.max(view, result == null ? 0 : result.view());
        }
        return view;
    }

    void access(LitmusState state, int tid, JsonObject op, boolean write) {
        LitmusState.ThreadState thread = state.threads[tid];
        LitmusState.Register place = control.read(thread, op.text("loc"));
        int address = Math.max(place.view(), dependency(thread, op, "addr_dep"));
        String name = place.value();
        String descriptor = LitmusValues.descriptor(name, LitmusTest.ROOT);
        if (!write && blocked(thread)) {
            return;
        }
        if (!descriptor.isEmpty()) {
            perform(state, tid, op, write, descriptor, -1, address, 0);
            return;
        }
        String page = name.replaceFirst("\\+\\d+$", "");
        if (!tlb.isVirtual(page)) {
            throw new ScenarioException("access to '" + name + "' is not modelled");
        }
        if (thread.exceptionLevel == 2) {
            perform(state, tid, op, write, control.fixedOutput(page), -1, address, 0);
            return;
        }
        translated(state, tid, op, write, page, address);
    }

    /** Loads wait for older stores that a full barrier has fenced. */
    private static boolean blocked(LitmusState.ThreadState thread) {
        return thread.buffer.stream().anyMatch(store -> store.number() < thread.fenced);
    }

    private void translated(LitmusState state, int tid, JsonObject op, boolean write, String page, int address) {
        LitmusState.ThreadState thread = state.threads[tid];
        List<LitmusTlb.Moment> moments = moments(state, tid);
        int from = Math.max(thread.translation, address);
        int fromFault = Math.max(from, faultView(thread, op, write));
        Set<LitmusTlb.Result> taken = new HashSet<>();
        Set<Integer> used = new HashSet<>();
        for (int time = from; time <= state.now(); time++) {
            // An older walk allows more, but what an invalidation has removed since is out of reach.
            if (time > 0 && state.history.get(time - 1).kind() == LitmusState.Event.Kind.EFFECT) {
                used.clear();
            }
            for (LitmusTlb.Result result :
                    tlb.results(moments.get(time), page, thread.context, thread.exceptionLevel == 0, write)) {
                if (!result.isFault()) {
                    if (!used.add(result.entry())) {
                        continue;
                    }
                    perform(state, tid, op, write, result.output(), result.entry(), address, time);
                    continue;
                }
                if (!thread.deferred.isEmpty()) {
                    // Exceptions are precise: what is older comes first.
                    continue;
                }
                boolean ordered = !result.permission() || ets == Ets.ETS3 || ets == Ets.V1;
                if (time >= (ordered ? fromFault : from)
                        && !faultCrosses(state, tid, page, time)
                        && !(ordered && ets.ordersFaults() && blocked(thread) && ets == Ets.V1)
                        && taken.add(result)) {
                    fault(state, tid, op, result, time);
                }
            }
        }
    }

    /** How old a faulting walk may be, beyond what holds for every walk. */
    private int faultView(LitmusState.ThreadState thread, JsonObject op, boolean write) {
        return switch (ets) {
            case NONE -> 0;
            case V1 -> {
                int view = thread.barrier;
                if (write) {
                    view = Math.max(view, Math.max(thread.control, dependency(thread, op, "data_dep")));
                    // A store-release that faults has released nothing: only what it depends on comes first.
                }
                yield view;
            }
            case ETS2, ETS3 -> Math.max(thread.read, thread.own);
        };
    }

    private void fault(LitmusState state, int tid, JsonObject op, LitmusTlb.Result result, int time) {
        String what = result.permission() ? "permission" : "translation";
        LitmusState next = LitmusControl.simple(
                state,
                tid,
                op.text("op") + " " + op.text("loc") + " takes a " + what + " fault of level " + result.level());
        LitmusState.ThreadState thread = next.threads[tid];
        thread.syndrome = ABORT | (result.permission() ? PERMISSION : TRANSLATION) | result.level();
        thread.dsb = Math.max(thread.dsb, time);
        thread.faultAddress = result.address();
        control.enter(next, tid, result.takenTo(), thread.pc - 1);
        found.add(next);
    }

    /** The access itself, after a translation by an entry at a time. */
    private void perform(
            LitmusState state,
            int tid,
            JsonObject op,
            boolean write,
            String location,
            int entry,
            int address,
            int translated) {
        if (write) {
            store(state, tid, op, location, entry, address, translated);
        } else {
            load(state, tid, op, location, entry, address, translated);
        }
    }

    /** Whether an invalidation from elsewhere took effect in between and removed the entry: it waits for its users. */
    private boolean crosses(LitmusState state, int tid, int entry, int from, int to) {
        for (int t = from; entry >= 0 && t < to; t++) {
            LitmusState.Event event = state.history.get(t);
            if (event.kind() == LitmusState.Event.Kind.EFFECT
                    && event.thread() == tid
                    && event.store() != tid
                    && event.tlbi() != null
                    && event.tlbi().invalidation().hits(tlb.entry(entry).cached())) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether an invalidation from elsewhere took effect between a faulting walk and the translation of an older access: it
     * waits for instructions that used what it removes, and those fault only when everything before them is translated.
     */
    private boolean faultCrosses(LitmusState state, int tid, String page, int from) {
        LitmusState.ThreadState thread = state.threads[tid];
        int older = thread.address;
        for (int t = from; t < older; t++) {
            LitmusState.Event event = state.history.get(t);
            if (event.kind() == LitmusState.Event.Kind.EFFECT
                    && event.thread() == tid
                    && event.store() != tid
                    && event.tlbi() != null
                    && event.tlbi().invalidation().hits(tlb.page(page, thread.context))) {
                return true;
            }
        }
        return false;
    }

    /** What an access by a name acts on, where that is not the same. */
    private static String at(String name, String location) {
        String shown = LitmusValues.shown(location);
        return shown.equals(name) ? "" : " (" + shown + ")";
    }

    private void store(
            LitmusState state, int tid, JsonObject op, String location, int entry, int address, int translated) {
        if (crosses(state, tid, entry, translated, state.now())) {
            return;
        }
        LitmusState next = LitmusControl.simple(
                state, tid, "W " + op.text("loc") + " = " + op.text("val") + at(op.text("loc"), location));
        LitmusState.ThreadState thread = next.threads[tid];
        LitmusState.Register value = control.read(thread, op.text("val"));
        if ("rel".equals(op.text("order", ""))) {
            thread.epoch++;
        }
        int view = Math.max(value.view(), Math.max(address, dependency(thread, op, "data_dep")));
        int number = thread.stores++;
        thread.buffer.add(new LitmusState.Buffered(number, thread.epoch, location, value.value(), view, entry));
        thread.address = Math.max(thread.address, Math.max(address, translated));
        if (location.contains("@")) {
            int sure = ets.ordersFaults() ? Math.max(view, thread.control) : view;
            next.history.add(new LitmusState.Event(
                    LitmusState.Event.Kind.ISSUE,
                    tid,
                    location,
                    value.value(),
                    number,
                    Math.max(sure, thread.barrier),
                    null,
                    null));
        }
        found.add(next);
    }

    private void load(
            LitmusState state, int tid, JsonObject op, String location, int entry, int address, int translated) {
        LitmusState.ThreadState before = state.threads[tid];
        for (LitmusState.Deferred older : before.deferred) {
            if (older.location().equals(location)) {
                return;
            }
        }
        for (int b = before.buffer.size() - 1; b >= 0; b--) {
            LitmusState.Buffered own = before.buffer.get(b);
            if (own.location().equals(location)) {
                if (!crosses(state, tid, entry, translated, state.now())) {
                    loaded(
                            state,
                            tid,
                            op,
                            location,
                            own.value(),
                            Math.max(own.view(), address),
                            -1,
                            Math.max(address, translated));
                }
                return;
            }
        }
        int from = Math.max(Math.max(before.barrier, address), before.coherence.getOrDefault(location, 0));
        from = Math.max(from, translated);
        if (LitmusLate.mayBeLate(control.test.threads().get(tid).code(), before.pc)) {
            LitmusState next = LitmusControl.simple(
                    state, tid, "R " + op.text("loc") + at(op.text("loc"), location) + " is under way");
            next.threads[tid].deferred.add(new LitmusState.Deferred(
                    before.pc, op.text("reg"), location, entry, Math.max(address, translated), translated, from));
            next.threads[tid].address = Math.max(before.address, Math.max(address, translated));
            found.add(next);
        }
        Set<Integer> seen = new HashSet<>();
        for (int time = from; time <= state.now(); time++) {
            if (crosses(state, tid, entry, translated, time)) {
                return;
            }
            int write = LitmusControl.lastWrite(state, location, time);
            if (seen.add(write)) {
                loaded(
                        state,
                        tid,
                        op,
                        location,
                        control.memory(state, location, time),
                        time,
                        write,
                        Math.max(address, translated));
            }
        }
    }

    /** Loads that wait for their values get them. */
    void satisfy(LitmusState state, int tid) {
        LitmusState.ThreadState thread = state.threads[tid];
        for (int d = 0; d < thread.deferred.size(); d++) {
            LitmusState.Deferred load = thread.deferred.get(d);
            Set<Integer> seen = new HashSet<>();
            for (int time = load.from(); time <= state.now(); time++) {
                if (crosses(state, tid, load.entry(), load.translated(), time)) {
                    break;
                }
                int write = LitmusControl.lastWrite(state, load.location(), time);
                if (seen.add(write)) {
                    String value = control.memory(state, load.location(), time);
                    LitmusState next = state.copy("P" + tid + ": its load of " + LitmusValues.shown(load.location())
                            + " gets " + LitmusValues.shown(value) + " at last");
                    next.threads[tid].deferred.remove(d);
                    take(next.threads[tid], load.op(), load.register(), load.location(), value, time, write);
                    found.add(next);
                }
            }
        }
    }

    private static void take(
            LitmusState.ThreadState thread, int op, String name, String location, String value, int view, int write) {
        LitmusState.Register register = new LitmusState.Register(value, view);
        thread.registers.put(name, register);
        thread.registers.put("#" + op, register);
        thread.read = Math.max(thread.read, view);
        if (write >= 0) {
            thread.coherence.merge(location, write, Math::max);
        }
    }

    private void loaded(
            LitmusState state,
            int tid,
            JsonObject op,
            String location,
            String value,
            int view,
            int write,
            int address) {
        int index = state.threads[tid].pc;
        LitmusState next = LitmusControl.simple(
                state, tid, "R " + op.text("loc") + " = " + LitmusValues.shown(value) + at(op.text("loc"), location));
        LitmusState.ThreadState thread = next.threads[tid];
        take(thread, index, op.text("reg"), location, value, view, write);
        thread.address = Math.max(thread.address, address);
        if (op.text("order", "").startsWith("acq")) {
            thread.barrier = Math.max(thread.barrier, view);
        }
        found.add(next);
    }
}
