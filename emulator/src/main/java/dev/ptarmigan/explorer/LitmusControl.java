package dev.ptarmigan.explorer;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The steps of a litmus test's threads that are no accesses: barriers, branches, exceptions, registers, invalidations. */
final class LitmusControl {
    private static final long SUPERVISOR_CALL = 0x15L << 26;
    private static final long HYPERVISOR_CALL = 0x16L << 26;

    final LitmusTest test;
    final Ets ets;
    final LitmusTlb tlb;
    /** The successors of the state that is expanded. */
    final List<LitmusState> found = new ArrayList<>();

    private final LitmusValues values;

    LitmusControl(LitmusTest test, Ets ets) {
        this.test = test;
        this.ets = ets;
        tlb = new LitmusTlb(test);
        values = test.values();
    }

    /** The value of an operand: a register, a comparison's choice, the syndrome, or an expression. */
    LitmusState.Register read(LitmusState.ThreadState thread, String text) {
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

    void msr(LitmusState state, int tid, JsonObject op) {
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

    void branch(LitmusState state, int tid, JsonObject op) {
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

    int label(int tid, int from, String name) {
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

    void call(LitmusState state, int tid, String name) {
        LitmusState next = simple(state, tid, name.toLowerCase(Locale.ROOT));
        next.threads[tid].syndrome = name.equals("HVC") ? HYPERVISOR_CALL : SUPERVISOR_CALL;
        enter(next, tid, name.equals("HVC") ? 2 : 1, next.threads[tid].pc);
        found.add(next);
    }

    /** Exception entry, a context synchronisation. */
    void enter(LitmusState next, int tid, int level, int returnTo) {
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

    void exceptionReturn(LitmusState state, int tid) {
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

    static void synchronise(LitmusState.ThreadState thread) {
        int view = Math.max(Math.max(thread.dsb, thread.control), thread.address);
        thread.translation = Math.max(thread.translation, view);
        thread.barrier = Math.max(thread.barrier, view);
    }

    /** After a context synchronisation: another context, or none at EL2, may be in use. */
    void change(LitmusState next, int tid) {
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

    LitmusTest.@Nullable Context lastContext(LitmusState state, int tid) {
        for (int t = state.now(); t > 0; t--) {
            LitmusState.Event event = state.history.get(t - 1);
            if (event.kind() == LitmusState.Event.Kind.CONTEXT && event.thread() == tid) {
                return event.context();
            }
        }
        LitmusTest.Program program = test.threads().get(tid);
        return program.exceptionLevel() < 2 ? program.context() : null;
    }

    void barrier(LitmusState state, int tid, Barrier barrier) {
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

    void invalidate(LitmusState state, int tid, JsonObject op) {
        LitmusState next = simple(state, tid, "tlbi " + op.text("kind"));
        LitmusState.ThreadState thread = next.threads[tid];
        String argument = op.has("arg") ? read(thread, op.text("arg")).value() : null;
        LitmusTlb.Operation operation = tlb.operation(op.text("kind"), argument, thread.context);
        boolean all = operation.invalidation().recipients().isBroadcast();
        int recipients = all ? (1 << next.threads.length) - 1 : 1 << tid;
        next.pending.add(new LitmusState.Pending(tid, operation, recipients));
        found.add(next);
    }

    static LitmusState simple(LitmusState state, int tid, String text) {
        LitmusState next = state.copy("P" + tid + ": " + text);
        next.threads[tid].pc++;
        return next;
    }

    /** Where an address is mapped to at the start: for threads of EL2, whose tables do not change. */
    String fixedOutput(String address) {
        for (Map.Entry<String, String> word : test.initial().entrySet()) {
            if (word.getKey().startsWith("3:" + address + "@") && LitmusValues.isLeaf(word.getValue())) {
                String output = LitmusValues.output(word.getValue());
                return LitmusTest.isIntermediate(output) ? fixedOutput(output) : output;
            }
        }
        throw new ScenarioException("'" + address + "' is not mapped at the start: such tests are not modelled");
    }

    String memory(LitmusState state, String location, int time) {
        int write = lastWrite(state, location, time);
        return write == 0
                ? test.initial().getOrDefault(location, "0")
                : state.history.get(write - 1).value();
    }

    /** The time of the write that a read at a time sees, 0 for the initial value. */
    static int lastWrite(LitmusState state, String location, int time) {
        for (int t = time; t > 0; t--) {
            LitmusState.Event event = state.history.get(t - 1);
            if (event.kind() == LitmusState.Event.Kind.WRITE && event.location().equals(location)) {
                return t;
            }
        }
        return 0;
    }
}
