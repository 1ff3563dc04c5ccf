package dev.ptarmigan.explorer;

/** Linux's own rule for live entries of kernel tables ({@code pgattr_change_is_safe}), on the descriptors of scenarios. */
final class PgattrRule {
    private PgattrRule() {}

    /** Whether a store keeps to it: creation, destruction, permissions, DBM and nG (but not to global) are free. */
    static boolean isSafe(SlotValue before, SlotValue after) {
        if (before.kind() == SlotValue.Kind.FLAG
                || before.kind() == SlotValue.Kind.INVALID
                || after.kind() == SlotValue.Kind.INVALID) {
            return true;
        }
        if (before.kind() != after.kind()
                || before.page() != after.page()
                || !before.table().equals(after.table())) {
            return false;
        }
        return before.memory() == after.memory()
                && before.contiguous() == after.contiguous()
                && !before.contiguous()
                && before.nT() == after.nT()
                && before.accessFlagClear() == after.accessFlagClear()
                && !(before.nonGlobal() && !after.nonGlobal());
    }
}
