package dev.ptarmigan.explorer;

import java.util.List;

/**
 * Loads that get their value late: younger stores that nothing orders after them may become visible first. The load has been
 * translated by then, so no fault of an older instruction is left open.
 */
final class LitmusLate {
    private static final List<String> HARMLESS = List.of("R", "W", "MOV", "ALU", "LABEL", "DC");

    private LitmusLate() {}

    /** Whether a store follows that may overtake a load; otherwise a late value would show nothing new. */
    static boolean mayBeLate(List<JsonObject> code, int load) {
        JsonObject op = code.get(load);
        if (op.text("order", "").startsWith("acq")) {
            return false;
        }
        for (int i = load + 1; i < code.size(); i++) {
            JsonObject next = code.get(i);
            if (!mayPass(next, op.text("reg"), load)) {
                return false;
            }
            if (next.text("op").equals("W")) {
                return true;
            }
        }
        return false;
    }

    /** Whether an operation may be executed while loads of its thread wait for their values. */
    static boolean mayPass(LitmusState.ThreadState thread, JsonObject op) {
        for (LitmusState.Deferred load : thread.deferred) {
            if (!mayPass(op, load.register(), load.op())) {
                return false;
            }
        }
        return true;
    }

    private static boolean mayPass(JsonObject op, String register, int load) {
        String name = op.text("op");
        boolean storesBarrier =
                name.equals("DMB") && Barrier.named("DMB " + op.text("kind")).accesses() == Barrier.Accesses.STORES;
        if (!HARMLESS.contains(name) && !storesBarrier || !op.text("order", "").isEmpty()) {
            return false;
        }
        for (String field : List.of("loc", "val", "expr", "reg", "dst")) {
            if (op.text(field, "").matches(".*\\b" + register + "\\b.*")) {
                return false;
            }
        }
        for (String kind : List.of("addr_dep", "data_dep", "ctrl")) {
            if (op.numbers(kind).contains(load)) {
                return false;
            }
        }
        return true;
    }
}
