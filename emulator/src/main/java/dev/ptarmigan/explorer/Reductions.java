package dev.ptarmigan.explorer;

/**
 * Partial-order reductions: interleavings that are left out because others show the same. Each keeps verdict and violations;
 * tests run scenarios with and without.
 */
final class Reductions {
    private final Model model;
    private final StateLayout layout;
    private final boolean on;
    private final boolean effectsInOrder;

    Reductions(Model model, StateLayout layout, boolean on) {
        this.model = model;
        this.layout = layout;
        this.on = on;
        // Hardware updates are made by walks, so there PEs' TLBs act on memory and their order counts.
        effectsInOrder = on && !model.hardware.dirtyByHardware() && !model.hardware.accessFlagByHardware();
    }

    /**
     * Effects of one invalidation at different PEs commute, and no invariant speaks of two PEs' TLBs at once. So they are taken
     * in one order: the issuer first (its own barrier may wait for that alone), then the others by number.
     */
    boolean mayTakeEffect(long pending, int bit, int issuer) {
        if (!effectsInOrder) {
            return true;
        }
        int pes = model.hardware.pes();
        int at = bit % pes;
        if (at == issuer) {
            return true;
        }
        int first = bit - at;
        long lower = (1L << at) - 1 | 1L << issuer;
        return (pending >>> first & lower & (1L << pes) - 1) == 0;
    }

    /**
     * Stores to a table that nothing points to yet, neither memory nor a store buffer nor a TLB, are seen by nobody. They are
     * drained only when a barrier waits for them, and then the oldest first.
     */
    long drains(long[] state, Node node, long buffer) {
        if (!on) {
            return buffer;
        }
        long hidden = 0;
        long seen = 0;
        int lastTable = -1;
        boolean lastHidden = false;
        for (long pending = buffer; pending != 0; pending &= pending - 1) {
            int ordinal = Long.numberOfTrailingZeros(pending);
            int location = node.stores[ordinal].location();
            int table = model.tableOfSlot[location];
            if (table < 0 || table != lastTable) {
                lastTable = table;
                lastHidden = isHidden(state, table);
            }
            boolean ownAlone = table >= 0 && (node.privateTables & 1L << table) != 0;
            if (lastHidden && (ownAlone || !model.loadedLocations.contains(location))) {
                hidden |= 1L << ordinal;
            } else {
                seen |= 1L << ordinal;
            }
        }
        if (hidden == 0) {
            return buffer;
        }
        // Stores that others see may have to wait for hidden ones.
        boolean needed = seen != 0
                || node.operation == null
                || waits(node.operation)
                || node.operation instanceof Operation.Load && (buffer & node.fencedStores) != 0;
        return needed ? seen | Long.lowestOneBit(hidden) : 0;
    }

    private static boolean waits(Operation operation) {
        return operation instanceof Operation.Fence fence
                        && (fence.barrier().publishesStores() || fence.barrier().completesInvalidations())
                || operation instanceof Operation.Lock
                || operation instanceof Operation.Access
                || operation instanceof Operation.WaitFlag
                || operation instanceof Operation.SkipIf
                || operation instanceof Operation.FreeTable
                || operation instanceof Operation.Store store && store.atomic();
    }

    private boolean isHidden(long[] state, int table) {
        if (table < 0) {
            return false;
        }
        for (int root : model.roots) {
            if (model.tableOfValue[root][layout.memory(state, root)] == table) {
                return false;
            }
        }
        long[] leading = model.entriesOfTable[table];
        for (int q = 0; q < model.hardware.pes(); q++) {
            StateLayout.Part part = layout.pe(q);
            Node node = model.nodes[(int) state[part.node()]];
            if ((node.freedTables & 1L << table) != 0) {
                return false;
            }
            for (long pending = part.buffer() < 0 ? 0 : state[part.buffer()]; pending != 0; pending &= pending - 1) {
                Node.Stored stored = node.stores[Long.numberOfTrailingZeros(pending)];
                if (model.tableOfValue[stored.location()][stored.value()] == table) {
                    return false;
                }
            }
            for (int w = 0; w < layout.setWords; w++) {
                if ((state[part.tlb() + w] & leading[w]) != 0) {
                    return false;
                }
            }
        }
        return true;
    }
}
