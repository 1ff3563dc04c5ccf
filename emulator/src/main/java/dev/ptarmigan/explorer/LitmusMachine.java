package dev.ptarmigan.explorer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Explores a litmus test. Threads execute in program order, but what an access sees may be as old as its thread's views allow:
 * loads and translations pick a moment between their view and now. Stores wait in a buffer with epochs; invalidations take
 * effect at each PE by themselves.
 *
 * <p>What the model leaves out: a store never becomes visible before an older load of its thread has been satisfied, and
 * branches are not speculated past (their loads may still be early).
 */
final class LitmusMachine {
    private static final int MOST_STATES = 150_000;
    private static final long SUPERVISOR_CALL = 0x15L << 26;
    private static final long HYPERVISOR_CALL = 0x16L << 26;
    private static final long ABORT = 0x24L << 26;
    private static final int TRANSLATION = 4;
    private static final int PERMISSION = 12;

    private final LitmusTest test;
    private final Ets ets;
    private final LitmusTlb tlb;
    private final LitmusValues values;
    private final Map<List<Object>, List<LitmusTlb.Moment>> known = new LinkedHashMap<>();
    private final List<LitmusState> found = new ArrayList<>();

    LitmusMachine(LitmusTest test, Ets ets) {
        this.test = test;
        this.ets = ets;
        tlb = new LitmusTlb(test);
        values = test.values();
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
        LitmusState.ThreadState[] threads = new LitmusState.ThreadState[test.threads().size()];
        for (int i = 0; i < threads.length; i++) {
            LitmusTest.Program program = test.threads().get(i);
            threads[i] = new LitmusState.ThreadState(program.context());
            threads[i].exceptionLevel = program.exceptionLevel();
            LitmusState.ThreadState thread = threads[i];
            program.registers()
                    .forEach((name, value) ->
                            thread.registers.put(name, new LitmusState.Register(values.value(value), 0)));
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
        String location = tlb.isVirtual(place) ? fixedOutput(place) : place;
        return memory(state, location, state.now());
    }

    /** Where an address is mapped to at the start: for threads of EL2, whose tables do not change. */
    private String fixedOutput(String address) {
        for (Map.Entry<String, String> word : test.initial().entrySet()) {
            if (word.getKey().startsWith("3:" + address + "@") && LitmusValues.isLeaf(word.getValue())) {
                String output = LitmusValues.output(word.getValue());
                return LitmusTest.isIntermediate(output) ? fixedOutput(output) : output;
            }
        }
        throw new ScenarioException("'" + address + "' is not mapped at the start: such tests are not modelled");
    }

    private String memory(LitmusState state, String location, int time) {
        int write = lastWrite(state, location, time);
        return write == 0
                ? test.initial().getOrDefault(location, "0")
                : state.history.get(write - 1).value();
    }

    /** The time of the write that a read at a time sees, 0 for the initial value. */
    private static int lastWrite(LitmusState state, String location, int time) {
        for (int t = time; t > 0; t--) {
            LitmusState.Event event = state.history.get(t - 1);
            if (event.kind() == LitmusState.Event.Kind.WRITE && event.location().equals(location)) {
                return t;
            }
        }
        return 0;
    }

    private List<LitmusTlb.Moment> moments(LitmusState state, int thread) {
        List<Object> key = List.of(thread, List.copyOf(state.history));
        return known.computeIfAbsent(key, k -> tlb.moments(state, thread));
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
            if (op != null && isLocal(op)) {
                step(state, i, op);
                if (!found.isEmpty()) {
                    return;
                }
            }
        }
        for (int i = 0; i < state.threads.length; i++) {
            LitmusState.ThreadState thread = state.threads[i];
            drain(state, i, thread);
            LitmusTest.Program program = test.threads().get(i);
            if (!thread.ended) {
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
            if (!first) {
                continue;
            }
            LitmusState next = state.copy("P" + tid + ": store " + store.location() + " becomes visible");
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
            case "W", "R" -> access(state, tid, op, op.text("op").equals("W"));
            case "DSB", "DMB" -> barrier(state, tid, Barrier.named(op.text("op") + " " + op.text("kind")));
            case "ISB" -> {
                LitmusState next = simple(state, tid, "isb");
                synchronise(next.threads[tid]);
                change(next, tid);
                found.add(next);
            }
            case "TLBI" -> invalidate(state, tid, op);
            case "DC", "LABEL" -> found.add(simple(state, tid, op.text("op").toLowerCase(java.util.Locale.ROOT)));
            case "END" -> {
                LitmusState next = simple(state, tid, "ends");
                next.threads[tid].ended = true;
                found.add(next);
            }
            case "MOV", "ALU" -> {
                LitmusState next = simple(state, tid, op.text("op") + " " + op.text("dst"));
                LitmusState.ThreadState thread = next.threads[tid];
                String text = op.has("val") ? op.text("val") : op.text("expr");
                thread.registers.put(op.text("dst"), read(thread, text));
                found.add(next);
            }
            case "MRS" -> {
                LitmusState next = simple(state, tid, "mrs " + op.text("reg"));
                LitmusState.ThreadState thread = next.threads[tid];
                if (op.text("reg").startsWith("ESR")) {
                    thread.registers.put(op.text("dst"), new LitmusState.Register(String.valueOf(thread.syndrome), 0));
                }
                found.add(next);
            }
            case "MSR" -> msr(state, tid, op);
            case "CMP" -> {
                LitmusState next = simple(state, tid, "cmp");
                LitmusState.ThreadState thread = next.threads[tid];
                List<String> arguments = op.texts("args");
                LitmusState.Register a = read(thread, arguments.get(0));
                thread.equal = a.value().equals(read(thread, arguments.get(1)).value());
                found.add(next);
            }
            case "B", "B.EQ", "CBZ", "CBNZ" -> branch(state, tid, op);
            case "SVC", "HVC" -> call(state, tid, op.text("op"));
            case "ERET" -> exceptionReturn(state, tid);
            default -> throw new ScenarioException(op.text("op") + " is not modelled");
        }
    }

    private static LitmusState simple(LitmusState state, int tid, String text) {
        LitmusState next = state.copy("P" + tid + ": " + text);
        next.threads[tid].pc++;
        return next;
    }

    /** The value of an operand: a register, a comparison's choice, the syndrome, or an expression. */
    private LitmusState.Register read(LitmusState.ThreadState thread, String text) {
        LitmusState.Register register = thread.registers.get(text);
        if (register != null) {
            return register;
        }
        if (text.startsWith("csel(") && text.endsWith(",EQ)")) {
            String[] parts = text.substring(5, text.length() - 1).split(",", -1);
            return new LitmusState.Register(thread.equal ? parts[0] : parts[1], 0);
        }
        if (text.equals("lsl(HPFAR_EL2,8)")) {
            return new LitmusState.Register(thread.faultAddress, 0);
        }
        String syndrome = String.valueOf(thread.syndrome);
        return new LitmusState.Register(values.value(text.replaceAll("ESR_EL[12]", syndrome)), 0);
    }

    private void msr(LitmusState state, int tid, JsonObject op) {
        LitmusState next = simple(state, tid, "msr " + op.text("reg"));
        LitmusState.ThreadState thread = next.threads[tid];
        String register = op.text("reg");
        String value = op.text("val");
        if (register.startsWith("ELR")) {
            if (value.startsWith("add(" + register)) {
                int last = thread.returns.size() - 1;
                thread.returns.set(last, thread.returns.get(last) + 1);
            } else if (!value.equals(register)) {
                throw new ScenarioException("ELR = " + value + " is not modelled");
            }
        } else if (register.contains("TTBR")) {
            thread.nextContext =
                    thread.nextContext.withRoot(register, read(thread, value).value());
        }
        found.add(next);
    }

    private void branch(LitmusState state, int tid, JsonObject op) {
        LitmusState next = simple(state, tid, op.text("op"));
        LitmusState.ThreadState thread = next.threads[tid];
        boolean taken = switch (op.text("op")) {
            case "B" -> true;
            case "B.EQ" -> thread.equal;
            default -> {
                LitmusState.Register register = read(thread, op.text("cond"));
                thread.control = Math.max(thread.control, register.view());
                yield register.value().equals("0") == op.text("op").equals("CBZ");
            }
        };
        if (taken) {
            thread.pc = label(tid, thread.pc, op.text("target"));
        }
        found.add(next);
    }

    private int label(int tid, int from, String name) {
        List<JsonObject> code = test.threads().get(tid).code();
        String wanted = name.replaceFirst("(?<=\\d)[fb]$", "");
        for (int i = 0; i < code.size(); i++) {
            int at = (from + i) % code.size();
            JsonObject op = code.get(at);
            if (op.text("op").equals("LABEL")
                    && (wanted.isEmpty() || op.text("name").equals(wanted))) {
                return at;
            }
        }
        throw new ScenarioException("no label " + name);
    }

    private void call(LitmusState state, int tid, String name) {
        LitmusState next = simple(state, tid, name.toLowerCase(java.util.Locale.ROOT));
        next.threads[tid].syndrome = name.equals("HVC") ? HYPERVISOR_CALL : SUPERVISOR_CALL;
        enter(next, tid, name.equals("HVC") ? 2 : 1, next.threads[tid].pc);
        found.add(next);
    }

    /** Exception entry, a context synchronisation. */
    private void enter(LitmusState next, int tid, int level, int returnTo) {
        LitmusState.ThreadState thread = next.threads[tid];
        LitmusTest.Program program = test.threads().get(tid);
        boolean lower = thread.exceptionLevel < level;
        Integer handler = program.handlers().get(level + (lower ? "lower" : "same"));
        if (handler == null) {
            // Vectors of some tests name the other half of the table.
            handler = program.handlers().get(level + (lower ? "same" : "lower"));
        }
        synchronise(thread);
        if (handler == null) {
            thread.ended = true;
            return;
        }
        thread.returns.add(returnTo);
        thread.levels.add(thread.exceptionLevel);
        thread.pc = handler;
        thread.exceptionLevel = Math.max(level, thread.exceptionLevel);
        change(next, tid);
    }

    private void exceptionReturn(LitmusState state, int tid) {
        LitmusState next = simple(state, tid, "eret");
        LitmusState.ThreadState thread = next.threads[tid];
        LitmusTest.Program program = test.threads().get(tid);
        synchronise(thread);
        if (thread.pc <= program.length()) {
            thread.pc = label(tid, thread.pc, "");
            thread.exceptionLevel = thread.exceptionLevel == 2 ? 1 : 0;
        } else {
            int last = thread.returns.size() - 1;
            thread.pc = thread.returns.remove(last);
            thread.exceptionLevel = thread.levels.remove(last);
        }
        change(next, tid);
        found.add(next);
    }

    private static void synchronise(LitmusState.ThreadState thread) {
        int view = Math.max(Math.max(thread.dsb, thread.control), thread.address);
        thread.translation = Math.max(thread.translation, view);
        thread.barrier = Math.max(thread.barrier, view);
    }

    /** After a context synchronisation: another context, or none at EL2, may be in use. */
    private void change(LitmusState next, int tid) {
        LitmusState.ThreadState thread = next.threads[tid];
        boolean moved = !thread.context.equals(thread.nextContext);
        thread.context = thread.nextContext;
        if (moved || test.hasStage2()) {
            LitmusTest.Context context = thread.exceptionLevel < 2 ? thread.context : null;
            LitmusTest.Context last = lastContext(next, tid);
            if (context == null ? last != null : !context.equals(last)) {
                next.history.add(
                        new LitmusState.Event(LitmusState.Event.Kind.CONTEXT, tid, "", "", 0, 0, null, context));
            }
        }
    }

    private LitmusTest.@Nullable Context lastContext(LitmusState state, int tid) {
        for (int t = state.now(); t > 0; t--) {
            LitmusState.Event event = state.history.get(t - 1);
            if (event.kind() == LitmusState.Event.Kind.CONTEXT && event.thread() == tid) {
                return event.context();
            }
        }
        LitmusTest.Program program = test.threads().get(tid);
        return program.exceptionLevel() < 2 ? program.context() : null;
    }

    private void barrier(LitmusState state, int tid, Barrier barrier) {
        LitmusState.ThreadState before = state.threads[tid];
        if (barrier.showsStoresToOwnWalks() && !before.buffer.isEmpty()) {
            return;
        }
        if (barrier.completesInvalidations()) {
            for (LitmusState.Pending pending : state.pending) {
                if (pending.issuer() == tid
                        && ((pending.recipients() & 1 << tid) != 0 || barrier.domain() != Barrier.Domain.NSH)) {
                    return;
                }
            }
        }
        LitmusState next = simple(state, tid, barrier.text());
        LitmusState.ThreadState thread = next.threads[tid];
        if (barrier.ordersStores()) {
            thread.epoch++;
        }
        if (barrier.accesses() == Barrier.Accesses.ALL) {
            thread.fenced = thread.stores;
            thread.barrier = Math.max(thread.barrier, Math.max(thread.read, thread.own));
        } else if (barrier.accesses() == Barrier.Accesses.LOADS) {
            thread.barrier = Math.max(thread.barrier, thread.read);
        }
        if (barrier.type() == Barrier.Type.DSB) {
            thread.dsb = Math.max(thread.dsb, Math.max(thread.read, thread.own));
            thread.barrier = Math.max(thread.barrier, thread.dsb);
            if (ets.ordersFaults()) {
                thread.translation = Math.max(thread.translation, thread.dsb);
            }
        }
        found.add(next);
    }

    private void invalidate(LitmusState state, int tid, JsonObject op) {
        LitmusState next = simple(state, tid, "tlbi " + op.text("kind"));
        LitmusState.ThreadState thread = next.threads[tid];
        String argument = op.has("arg") ? read(thread, op.text("arg")).value() : null;
        LitmusTlb.Operation operation = tlb.operation(op.text("kind"), argument, thread.context);
        boolean all = operation.invalidation().recipients().isBroadcast();
        int recipients = all ? (1 << next.threads.length) - 1 : 1 << tid;
        next.pending.add(new LitmusState.Pending(tid, operation, recipients));
        found.add(next);
    }

    private int dependency(LitmusState.ThreadState thread, JsonObject op, String kind) {
        int view = 0;
        for (int index : op.numbers(kind)) {
            LitmusState.Register result = thread.registers.get("#" + index);
            view = Math.max(view, result == null ? 0 : result.view());
        }
        return view;
    }

    private void access(LitmusState state, int tid, JsonObject op, boolean write) {
        LitmusState.ThreadState thread = state.threads[tid];
        LitmusState.Register place = read(thread, op.text("loc"));
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
            perform(state, tid, op, write, fixedOutput(page), -1, address, 0);
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
                    view = Math.max(view, "rel".equals(op.text("order", "")) ? thread.read : 0);
                }
                yield view;
            }
            case ETS2, ETS3 -> Math.max(thread.read, thread.own);
        };
    }

    private void fault(LitmusState state, int tid, JsonObject op, LitmusTlb.Result result, int time) {
        String what = result.permission() ? "permission" : "translation";
        LitmusState next = simple(
                state,
                tid,
                op.text("op") + " " + op.text("loc") + " takes a " + what + " fault of level " + result.level());
        LitmusState.ThreadState thread = next.threads[tid];
        thread.syndrome = ABORT | (result.permission() ? PERMISSION : TRANSLATION) | result.level();
        thread.dsb = Math.max(thread.dsb, time);
        thread.faultAddress = result.address();
        enter(next, tid, result.takenTo(), thread.pc - 1);
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

    private void store(
            LitmusState state, int tid, JsonObject op, String location, int entry, int address, int translated) {
        if (crosses(state, tid, entry, translated, state.now())) {
            return;
        }
        LitmusState next = simple(state, tid, "W " + op.text("loc") + " = " + op.text("val") + " (" + location + ")");
        LitmusState.ThreadState thread = next.threads[tid];
        LitmusState.Register value = read(thread, op.text("val"));
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
        Set<Integer> seen = new HashSet<>();
        for (int time = from; time <= state.now(); time++) {
            if (crosses(state, tid, entry, translated, time)) {
                return;
            }
            int write = lastWrite(state, location, time);
            if (seen.add(write)) {
                loaded(
                        state,
                        tid,
                        op,
                        location,
                        memory(state, location, time),
                        time,
                        write,
                        Math.max(address, translated));
            }
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
        LitmusState next = simple(state, tid, "R " + op.text("loc") + " = " + value + " (" + location + ")");
        LitmusState.ThreadState thread = next.threads[tid];
        LitmusState.Register register = new LitmusState.Register(value, view);
        thread.registers.put(op.text("reg"), register);
        thread.registers.put("#" + index, register);
        thread.address = Math.max(thread.address, address);
        thread.read = Math.max(thread.read, view);
        if (write >= 0) {
            thread.coherence.merge(location, write, Math::max);
        }
        if (op.text("order", "").startsWith("acq")) {
            thread.barrier = Math.max(thread.barrier, view);
        }
        found.add(next);
    }
}
