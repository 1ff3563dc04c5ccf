package dev.ptarmigan.explorer;

import org.jspecify.annotations.Nullable;

/**
 * The adversarial machine: the transitions of a state. It works on a scratch state that the caller copies from; nothing is
 * allocated on the way.
 */
final class Machine {
    /** Receives each successor; the array is reused. */
    interface Successors {
        /**
         * One successor.
         *
         * @param move the {@link Move}
         * @param state the state after it
         * @param broken invariants that the move itself broke, as a set of ordinals
         */
        void accept(int move, long[] state, int broken);
    }

    private final Model model;
    private final StateLayout layout;
    private final Ghosts ghosts;
    private final Closure closure;
    private final Reductions reductions;
    private final int pes;
    private final boolean none;
    private final boolean repeat;
    private final boolean kernelRule;
    private final Entries.Pairs @Nullable [] several;
    private final Uses uses;
    private final long[] hit;
    private final long[] scratch;

    Machine(Model model, StateLayout layout, Ghosts ghosts, Reductions reductions, Entries.Pairs[] pairs) {
        this.model = model;
        this.layout = layout;
        this.ghosts = ghosts;
        this.reductions = reductions;
        closure = new Closure(model, layout);
        pes = model.hardware.pes();
        none = !model.hardware.ets().ordersFaults();
        repeat = model.hardware.repeatTlbi();
        kernelRule = model.scenario.invariants().contains(Invariant.I12);
        several = model.hardware.strictMultiHit() ? pairs : null;
        uses = new Uses(model, layout);
        hit = new long[layout.setWords];
        scratch = new long[layout.size()];
    }

    /** Emits all successors of a state; returns how many. */
    int successors(long[] state, Successors out) {
        int count = 0;
        for (int pe = 0; pe < pes; pe++) {
            StateLayout.Part part = layout.pe(pe);
            Node node = node(state, pe);
            if (node.operation != null && enabled(state, pe, node, node.operation)) {
                count++;
                if (node.operation instanceof Operation.Load && !node.knows(loaded(state, pe))) {
                    node.want(loaded(state, pe));
                } else {
                    begin(state);
                    int broken = step(pe, node, node.operation);
                    out.accept(Move.of(Move.STEP, pe, 0, 0), scratch, broken);
                }
            }
            if (part.buffer() >= 0 && state[part.buffer()] != 0) {
                count += drains(state, pe, part, node, out);
            }
            if (part.pending() >= 0 && state[part.pending()] != 0) {
                count += effects(state, pe, part, node, out);
            }
        }
        if (model.hardware.dirtyByHardware() || model.hardware.accessFlagByHardware()) {
            count += hardwareUpdates(state, out);
        }
        return count;
    }

    private Node node(long[] state, int pe) {
        return model.nodes[(int) state[layout.pe(pe).node()]];
    }

    private void begin(long[] state) {
        System.arraycopy(state, 0, scratch, 0, scratch.length);
    }

    private int drains(long[] state, int pe, StateLayout.Part part, Node node, Successors out) {
        long buffer = state[part.buffer()];
        long allowed = reductions.drains(state, node, buffer);
        int count = 0;
        for (long pending = allowed; pending != 0; pending &= pending - 1) {
            int ordinal = Long.numberOfTrailingZeros(pending);
            Node.Stored stored = node.stores[ordinal];
            if ((stored.before() & buffer) == 0) {
                begin(state);
                int broken = drain(part, ordinal, stored);
                out.accept(Move.of(Move.DRAIN, pe, 0, ordinal), scratch, broken);
                count++;
            }
        }
        return count;
    }

    private int effects(long[] state, int issuer, StateLayout.Part part, Node node, Successors out) {
        int count = 0;
        long allPending = state[part.pending()];
        for (long pending = allPending; pending != 0; pending &= pending - 1) {
            int bit = Long.numberOfTrailingZeros(pending);
            int at = bit % pes;
            if (!reductions.mayTakeEffect(allPending, bit, issuer)) {
                continue;
            }
            begin(state);
            effect(issuer, at, node.invalidations[bit / pes].effect(), part.pending(), bit);
            out.accept(Move.of(Move.EFFECT, issuer, at, bit / pes), scratch, 0);
            count++;
        }
        return count;
    }

    private int hardwareUpdates(long[] state, Successors out) {
        int count = 0;
        for (int l = 0; l < model.words.size(); l++) {
            SlotValue value = model.values[l][layout.memory(state, l)];
            boolean dirty = model.hardware.dirtyByHardware() && value.mayBecomeDirty();
            boolean accessed = model.hardware.accessFlagByHardware() && value.mayBeAccessed();
            if ((dirty || accessed) && reachable(state, l)) {
                begin(state);
                layout.setMemory(scratch, l, model.words.value(l, dirty ? value.asDirty() : value.asAccessed()));
                closeAll();
                out.accept(Move.of(Move.DIRTY, 0, 0, l), scratch, 0);
                count++;
            }
        }
        return count;
    }

    /** Whether some walk leads to a location now. */
    private boolean reachable(long[] state, int location) {
        Location place = model.words.location(location);
        int table = place.kind() == Location.Kind.TABLE ? model.tableNumber(place.name()) : -1;
        for (int pe = 0; pe < pes; pe++) {
            Node node = node(state, pe);
            if (node.contexts == 0) {
                continue;
            }
            if (table < 0) {
                return true;
            }
            int tlb = layout.pe(pe).tlb();
            for (int w = 0; w < layout.setWords; w++) {
                for (long found = state[tlb + w] & model.tableEntries[w]; found != 0; found &= found - 1) {
                    int entry = (w << 6) + Long.numberOfTrailingZeros(found);
                    if (model.tableOfEntry[entry] == table && closure.inContext(node, entry)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private boolean enabled(long[] state, int pe, Node node, Operation operation) {
        StateLayout.Part part = layout.pe(pe);
        long buffer = part.buffer() < 0 ? 0 : state[part.buffer()];
        if (operation instanceof Operation.Fence fence) {
            return (buffer == 0 || !fence.barrier().publishesStores())
                    && invalidationsDone(state, pe, part, node, fence.barrier());
        }
        if (operation instanceof Operation.Store store) {
            return !store.atomic() || (buffer & node.olderStores) == 0 && newest(buffer, node, node.location) < 0;
        }
        if (operation instanceof Operation.WaitFlag) {
            int location = node.location;
            return (buffer & node.fencedStores) == 0
                    && model.values[location][loaded(state, buffer, node, location)].equals(SlotValue.FLAG_SET);
        }
        if (operation instanceof Operation.SkipIf
                || operation instanceof Operation.Load
                || operation instanceof Operation.Access) {
            return (buffer & node.fencedStores) == 0;
        }
        if (operation instanceof Operation.Lock lock) {
            return lock.take()
                    ? layout.lockOwner(state, node.location) == 0 && (buffer & node.fencedStores) == 0
                    : buffer == 0;
        }
        return true;
    }

    /** The newest pending store to a location, or −1. */
    private static int newest(long buffer, Node node, int location) {
        for (long pending = buffer; pending != 0; ) {
            int ordinal = Long.SIZE - 1 - Long.numberOfLeadingZeros(pending);
            if (node.stores[ordinal].location() == location) {
                return ordinal;
            }
            pending &= ~(1L << ordinal);
        }
        return -1;
    }

    /** The number of the value that a PE's load gives now. */
    int loaded(long[] state, int pe) {
        StateLayout.Part part = layout.pe(pe);
        Node node = node(state, pe);
        return loaded(state, part.buffer() < 0 ? 0 : state[part.buffer()], node, node.location);
    }

    private int loaded(long[] state, long buffer, Node node, int location) {
        int own = newest(buffer, node, location);
        return own < 0 ? layout.memory(state, location) : node.stores[own].value();
    }

    private boolean invalidationsDone(long[] state, int pe, StateLayout.Part part, Node node, Barrier barrier) {
        if (part.pending() < 0 || !barrier.completesInvalidations()) {
            return true;
        }
        for (long pending = state[part.pending()]; pending != 0; pending &= pending - 1) {
            int bit = Long.numberOfTrailingZeros(pending);
            if (bit % pes == pe || node.invalidations[bit / pes].effect().completedBy(barrier)) {
                return false;
            }
        }
        return true;
    }

    private int step(int pe, Node node, Operation operation) {
        StateLayout.Part part = layout.pe(pe);
        Node next = node.operation instanceof Operation.Load ? node : node.next();
        int broken = 0;
        boolean accessed = false;
        if (operation instanceof Operation.Store store) {
            if (store.atomic()) {
                broken = storeAtomically(node.location, store) | writesFreed(node.location, next);
            } else {
                scratch[part.buffer()] |= 1L << node.stores.length;
                broken = writesFreed(node.location, next);
            }
            accessed = true;
        } else if (operation instanceof Operation.SetFlag) {
            scratch[part.buffer()] |= 1L << node.stores.length;
            accessed = true;
        } else if (operation instanceof Operation.WaitFlag) {
            accessed = true;
        } else if (operation instanceof Operation.SkipIf skip) {
            int location = node.location;
            long buffer = part.buffer() < 0 ? 0 : scratch[part.buffer()];
            SlotValue value = model.values[location][loaded(scratch, buffer, node, location)];
            if (value.kind() == skip.kind() && node.skipped != null) {
                next = node.skipped;
            }
            accessed = true;
        } else if (operation instanceof Operation.Load) {
            next = node.after(loaded(scratch, pe));
            accessed = true;
        } else if (operation instanceof Operation.Note) {
            node.pass();
        } else if (operation instanceof Operation.Tlbi) {
            issue(pe, part, node, next);
        } else if (operation instanceof Operation.Access access) {
            long faults = scratch[part.faults()] | scratch[part.faultsSince()];
            if (node.contexts != 0 && ((faults | ntFaults(pe, node)) & 1L << access.page()) != 0) {
                broken = 1 << Invariant.I1.ordinal();
            }
            accessed = true;
        } else if (operation instanceof Operation.Return end) {
            scratch[part.node()] = next.id;
            ghosts.complete(scratch, model.goals.get(model.programs.goal(end.id())));
        } else if (operation instanceof Operation.Live change) {
            long pages = 0;
            for (int page : change.pages()) {
                pages |= 1L << page;
            }
            long live = layout.live(scratch);
            layout.setLive(scratch, change.live() ? live | pages : live & ~pages);
        } else if (operation instanceof Operation.Lock lock) {
            if (lock.take()) {
                layout.setLockOwner(scratch, node.location, pe + 1);
            } else if (layout.lockOwner(scratch, node.location) == pe + 1) {
                layout.setLockOwner(scratch, node.location, 0);
            }
            accessed = true;
        }
        scratch[part.node()] = next.id;
        if (node.contexts != next.contexts
                || node.visibleStores != next.visibleStores
                || operation instanceof Operation.Store && closure.matters(scratch, pe, node.location)) {
            closure.close(scratch, pe);
        }
        if (operation instanceof Operation.Fence fence) {
            synchronise(part, fence.barrier());
        }
        windows(part, accessed);
        return broken;
    }

    private long ntFaults(int pe, Node node) {
        uses.load(scratch, pe, node);
        return uses.ntFaults(pe);
    }

    private void issue(int pe, StateLayout.Part part, Node node, Node next) {
        int ordinal = node.invalidations.length;
        if ((ordinal + 1) * pes > Long.SIZE) {
            throw new ScenarioException("a program has more than " + Long.SIZE / pes + " TLBIs without a DSB");
        }
        boolean all = next.invalidations[ordinal].effect().isBroadcast();
        long recipients = all ? (1L << pes) - 1 : 1L << pe;
        scratch[part.pending()] |= recipients << ordinal * pes;
    }

    /** What barriers do to translations that are still in use though the TLB has lost them, and to early faults. */
    private void synchronise(StateLayout.Part part, Barrier barrier) {
        if (barrier.completesInvalidations() && part.leftDsb() >= 0) {
            clear(part.leftDsb());
            if (repeat) {
                for (int q = 0; q < pes; q++) {
                    StateLayout.Part other = layout.pe(q);
                    for (int w = 0; w < layout.setWords; w++) {
                        scratch[other.linger() + w] |= scratch[other.lingerNew() + w];
                        scratch[other.lingerNew() + w] = 0;
                    }
                }
            }
        }
        if (barrier.type() == Barrier.Type.ISB && none && part.left() >= 0) {
            System.arraycopy(scratch, part.leftDsb(), scratch, part.left(), layout.setWords);
        }
        if (part.faultsSince() >= 0) {
            if (barrier.type() == Barrier.Type.DSB) {
                scratch[part.faultsDsb()] = 0;
            } else if (barrier.type() == Barrier.Type.ISB && none) {
                scratch[part.faultsSince()] = scratch[part.faultsDsb()] & scratch[part.faultsLoad()];
            }
        }
    }

    private void windows(StateLayout.Part part, boolean accessed) {
        if (part.faultsSince() >= 0) {
            if (accessed && !none) {
                scratch[part.faultsSince()] = 0;
            }
            scratch[part.faultsSince()] |= scratch[part.faults()];
            scratch[part.faultsDsb()] |= scratch[part.faults()];
            if (accessed) {
                scratch[part.faultsLoad()] = 0;
            }
            scratch[part.faultsLoad()] |= scratch[part.faults()];
        }
        if (part.leftDsb() >= 0) {
            withoutTlb(part, part.leftDsb());
            withoutTlb(part, part.left());
        }
        if (repeat) {
            withoutTlb(part, part.lingerNew());
            withoutTlb(part, part.linger());
        }
    }

    private void withoutTlb(StateLayout.Part part, int set) {
        for (int w = 0; w < layout.setWords; w++) {
            scratch[set + w] &= ~scratch[part.tlb() + w];
        }
    }

    private void clear(int set) {
        for (int w = 0; w < layout.setWords; w++) {
            scratch[set + w] = 0;
        }
    }

    private void closeAll() {
        for (int pe = 0; pe < pes; pe++) {
            closure.close(scratch, pe);
            windows(layout.pe(pe), false);
        }
    }

    /** A state with TLBs that have seen nothing but its memory, and nothing pending. */
    long[] withoutHistory(long[] state) {
        begin(state);
        for (int pe = 0; pe < pes; pe++) {
            StateLayout.Part part = layout.pe(pe);
            java.util.Arrays.fill(scratch, part.tlb(), part.tlb() + layout.setWords, 0);
            if (part.buffer() >= 0) {
                scratch[part.buffer()] = 0;
            }
        }
        closeAll();
        return scratch.clone();
    }

    /** After a change of one location. */
    private void closeAll(int location) {
        for (int pe = 0; pe < pes; pe++) {
            if (closure.matters(scratch, pe, location)) {
                closure.close(scratch, pe);
                windows(layout.pe(pe), false);
            }
        }
    }

    private int writesFreed(int location, Node by) {
        int table = model.tableOfSlot[location];
        if (table < 0) {
            return 0;
        }
        long freed = by.freedTables;
        for (int pe = 0; pe < pes; pe++) {
            freed |= node(scratch, pe).freedTables;
        }
        return (freed & 1L << table) != 0 ? 1 << Invariant.I7.ordinal() : 0;
    }

    private int storeAtomically(int location, Operation.Store store) {
        SlotValue before = model.values[location][layout.memory(scratch, location)];
        if (store.expected() != null && !store.expected().equals(before)) {
            return 0;
        }
        boolean kept = model.hardware.dirtyByHardware() && before.dirty();
        SlotValue after =
                kept && store.value().isCacheableLeaf() ? store.value().asDirty() : store.value();
        layout.setMemory(scratch, location, model.words.value(location, after));
        closeAll();
        return !kernelRule || PgattrRule.isSafe(before, after) ? 0 : 1 << Invariant.I12.ordinal();
    }

    private int drain(StateLayout.Part part, int ordinal, Node.Stored stored) {
        int location = stored.location();
        SlotValue before = model.values[location][layout.memory(scratch, location)];
        SlotValue after = model.values[location][stored.value()];
        scratch[part.buffer()] &= ~(1L << ordinal);
        layout.setMemory(scratch, location, stored.value());
        closeAll(location);
        int broken = 0;
        broken |= writesFreed(location, node(scratch, 0));
        if (model.hardware.dirtyByHardware() && before.dirty() && !after.dirty()) {
            broken |= 1 << Invariant.I11.ordinal();
        }
        return !kernelRule || PgattrRule.isSafe(before, after) ? broken : broken | 1 << Invariant.I12.ordinal();
    }

    private void effect(int issuer, int at, TlbiEffect effect, int pending, int bit) {
        scratch[pending] &= ~(1L << bit);
        StateLayout.Part part = layout.pe(at);
        for (int w = 0; w < layout.setWords; w++) {
            hit[w] = effect.hits()[w];
            if (several != null && !effect.removesConflicts()) {
                hit[w] &= ~spared(part.tlb(), several[at], effect, w);
            }
        }
        for (int w = 0; w < layout.setWords; w++) {
            long hits = hit[w];
            long gone = scratch[part.tlb() + w] & hits;
            scratch[part.tlb() + w] &= ~hits;
            if (part.leftDsb() >= 0) {
                if (at == issuer) {
                    scratch[part.leftDsb() + w] |= gone;
                    if (part.left() != part.leftDsb()) {
                        scratch[part.left() + w] |= gone;
                    }
                } else {
                    scratch[part.leftDsb() + w] &= ~hits;
                    scratch[part.left() + w] &= ~hits;
                }
            }
            if (repeat) {
                scratch[part.linger() + w] &= ~hits;
                if (at != issuer) {
                    scratch[part.lingerNew() + w] |= gone;
                }
            }
        }
        for (int w = 0; part.free() >= 0 && w < layout.setWords; w++) {
            scratch[part.free() + w] &= scratch[part.tlb() + w];
        }
        for (int w = 0; w < model.physical.words; w++) {
            scratch[part.physical() + w] &= ~effect.physicalHits()[w];
        }
        closure.close(scratch, at);
        windows(part, false);
    }

    /**
     * Of entries that are hit those that share each address that the operation names with others: only whole-context
     * operations are sure of them.
     */
    private long spared(int tlb, Entries.Pairs pairs, TlbiEffect effect, int word) {
        long spared = 0;
        for (long left = effect.hits()[word] & scratch[tlb + word]; left != 0; left &= left - 1) {
            int bit = Long.numberOfTrailingZeros(left);
            int entry = (word << 6) + bit;
            long alone = model.entries.get(entry).pages() & effect.pages();
            long[] partners = pairs.several()[entry];
            for (int w = 0; w < partners.length; w++) {
                for (long met = partners[w] & scratch[tlb + w]; met != 0; met &= met - 1) {
                    alone &= ~model.entries
                            .get((w << 6) + Long.numberOfTrailingZeros(met))
                            .pages();
                }
            }
            spared |= alone == 0 ? 1L << bit : 0;
        }
        return spared;
    }

    /** The state before anything has happened. */
    long[] initial() {
        java.util.Arrays.fill(scratch, 0);
        for (int l = 0; l < model.words.size(); l++) {
            layout.setMemory(scratch, l, model.initial[l]);
        }
        for (int pe = 0; pe < pes; pe++) {
            scratch[layout.pe(pe).node()] = model.programs.start(pe).id;
        }
        closeAll();
        return scratch.clone();
    }
}
