package dev.ptarmigan.explorer;

/**
 * The adversary's walks: adds to a PE's TLB everything that walks of the descriptors its walkers may see can leave there, and
 * notes the pages for which a walk may end in a fault. A TLB is kept as large as it can be: losing an entry only takes choices
 * away, so the largest contents stand for all.
 */
final class Closure {
    private final Model model;
    private final StateLayout layout;
    /** Values of each location that are in the PE's store buffer, and whether memory's own is out of sight; scratch. */
    private final long[] own;

    private final boolean[] covers;

    Closure(Model model, StateLayout layout) {
        this.model = model;
        this.layout = layout;
        own = new long[model.words.size()];
        covers = new boolean[model.words.size()];
    }

    /** Whether a change of a location's value can matter to a PE's walks: it is a root, or its table can be reached. */
    boolean matters(long[] state, int pe, int location) {
        int table = model.tableOfSlot[location];
        if (table < 0) {
            return model.words.location(location).kind() != Location.Kind.FLAG;
        }
        int tlb = layout.pe(pe).tlb();
        long[] leading = model.entriesOfTable[table];
        for (int w = 0; w < leading.length; w++) {
            if ((state[tlb + w] & leading[w]) != 0) {
                return true;
            }
        }
        return false;
    }

    /** Closes the TLB of one PE. */
    void close(long[] state, int pe) {
        StateLayout.Part part = layout.pe(pe);
        Node node = model.nodes[(int) state[part.node()]];
        if (node.contexts == 0) {
            state[part.faults()] = 0;
            return;
        }
        boolean buffered = part.buffer() >= 0 && state[part.buffer()] != 0;
        if (buffered) {
            overlay(state, part, node);
        }
        int tlb = part.tlb();
        int words = layout.setWords;
        long faults = 0;
        for (int root : model.roots) {
            for (long values = candidates(state, root); values != 0; values &= values - 1) {
                int value = Long.numberOfTrailingZeros(values);
                faults |= model.rootFaults[root][value];
                for (int contexts = node.contexts; contexts != 0; contexts &= contexts - 1) {
                    add(state, tlb, model.rootAdds[Integer.numberOfTrailingZeros(contexts)][root][value]);
                }
            }
            if (part.free() >= 0 && !covers[root]) {
                int value = layout.memory(state, root);
                for (int contexts = node.contexts; contexts != 0; contexts &= contexts - 1) {
                    add(state, part.free(), model.rootTables[Integer.numberOfTrailingZeros(contexts)][root][value]);
                }
            }
        }
        for (int w = 0; w < words; w++) {
            long found = state[tlb + w] & model.tableEntries[w];
            for (; found != 0; found &= found - 1) {
                int entry = (w << 6) + Long.numberOfTrailingZeros(found);
                if (inContext(node, entry)) {
                    faults |= walkTable(state, part, node, buffered, entry);
                }
            }
        }
        if (model.physical.words > 0) {
            walkByAddress(state, part, node);
        }
        if (model.hardware.stage2()) {
            faults |= stage2(state, tlb);
        }
        state[part.faults()] = faults;
        if (buffered) {
            clearOverlay(state, part, node);
        }
    }

    /** Whether a PE may use an entry now. */
    boolean inContext(Node node, int entry) {
        if (model.asids.size() == 1) {
            return true;
        }
        for (int contexts = node.contexts; contexts != 0; contexts &= contexts - 1) {
            if (Entries.has(model.contextEntries[Integer.numberOfTrailingZeros(contexts)], entry)) {
                return true;
            }
        }
        return false;
    }

    private long walkTable(long[] state, StateLayout.Part part, Node node, boolean buffered, int entry) {
        int first = model.entries.get(entry).firstPage();
        int[] slots = model.tableSlots[model.tableOfEntry[entry]];
        long[][][] adds = model.tableAdds[entry];
        long sure =
                buffered && part.free() >= 0 && !has(state, part.free(), entry) ? sure(state, part, node, entry) : 0;
        long faults = 0;
        for (int s = 0; s < slots.length; s++) {
            long values = sure == 0 ? candidates(state, slots[s]) : candidates(state, part, node, slots[s], sure);
            for (; values != 0; values &= values - 1) {
                int value = Long.numberOfTrailingZeros(values);
                if ((model.cacheable[slots[s]] & 1L << value) != 0) {
                    add(state, part.tlb(), adds[s][value]);
                    if (part.physical() >= 0) {
                        add(state, part.physical(), model.physical.adds[slots[s]][value]);
                    }
                } else {
                    faults |= 1L << first + s;
                }
            }
        }
        return faults;
    }

    /**
     * The stores (by ordinal) that a walk through a table entry is sure to see: the entry comes from a pending store of the PE
     * itself, and barriers have ordered these before it.
     */
    private long sure(long[] state, StateLayout.Part part, Node node, int entry) {
        long sure = -1L;
        for (long pending = state[part.buffer()]; pending != 0; pending &= pending - 1) {
            Node.Stored stored = node.stores[Long.numberOfTrailingZeros(pending)];
            long[][] adds = model.rootTables[model.entries.get(entry).context()][stored.location()];
            if (adds.length > 0 && Entries.has(adds[stored.value()], entry)) {
                sure &= stored.before();
            }
        }
        return sure == -1L ? 0 : sure;
    }

    /** The values of a location that a walk may see which is sure to see some stores. */
    private long candidates(long[] state, StateLayout.Part part, Node node, int location, long sure) {
        long values = 0;
        for (long pending = state[part.buffer()]; pending != 0; ) {
            int ordinal = Long.SIZE - 1 - Long.numberOfLeadingZeros(pending);
            Node.Stored stored = node.stores[ordinal];
            if (stored.location() == location) {
                values |= 1L << stored.value();
                if (((sure | node.visibleStores) & 1L << ordinal) != 0) {
                    return values;
                }
            }
            pending &= ~(1L << ordinal);
        }
        return values | 1L << layout.memory(state, location);
    }

    /** What walks find in the cache of descriptors by their own address. */
    private void walkByAddress(long[] state, StateLayout.Part part, Node node) {
        for (int w = 0; w < layout.setWords; w++) {
            for (long found = state[part.tlb() + w] & model.tableEntries[w]; found != 0; found &= found - 1) {
                int entry = (w << 6) + Long.numberOfTrailingZeros(found);
                for (int p = 0; p < model.physical.words && inContext(node, entry); p++) {
                    long kept = state[part.physical() + p] & model.physical.ofTable[entry][p];
                    for (; kept != 0; kept &= kept - 1) {
                        add(state, part.tlb(), model.physical.leaves.get((p << 6) + Long.numberOfTrailingZeros(kept)));
                    }
                }
            }
        }
    }

    private long stage2(long[] state, int tlb) {
        long faultingIpas = 0;
        for (int i = 0; i < model.stage2.length; i++) {
            int location = model.stage2[i];
            for (long values = candidates(state, location); values != 0; values &= values - 1) {
                int value = Long.numberOfTrailingZeros(values);
                if ((model.cacheable[location] & 1L << value) != 0) {
                    add(state, tlb, model.stage2Adds[i][value]);
                } else {
                    faultingIpas |= 1L << model.words.location(location).index();
                }
            }
        }
        for (int[] row : model.combined) {
            if (has(state, tlb, row[0]) && has(state, tlb, row[1])) {
                state[tlb + (row[2] >>> 6)] |= 1L << row[2];
            }
        }
        if (model.identityStage1) {
            return faultingIpas;
        }
        long faults = 0;
        for (int w = 0; w < layout.setWords; w++) {
            for (long found = state[tlb + w] & model.leafEntries[w]; found != 0; found &= found - 1) {
                Entries.Entry leaf = model.entries.get((w << 6) + Long.numberOfTrailingZeros(found));
                for (long pages = leaf.pages(); pages != 0; pages &= pages - 1) {
                    int page = Long.numberOfTrailingZeros(pages);
                    int ipa = leaf.outputOf(page);
                    if (ipa < Long.SIZE && (faultingIpas & 1L << ipa) != 0) {
                        faults |= 1L << page;
                    }
                }
            }
        }
        return faults;
    }

    private static boolean has(long[] state, int set, int entry) {
        return (state[set + (entry >>> 6)] & 1L << entry) != 0;
    }

    private void add(long[] state, int tlb, long[] adds) {
        for (int w = 0; w < adds.length; w++) {
            state[tlb + w] |= adds[w];
        }
    }

    /** What a PE has stored and not published, from the newest store on that its walks are sure to see. */
    private void overlay(long[] state, StateLayout.Part part, Node node) {
        for (long pending = state[part.buffer()]; pending != 0; pending &= pending - 1) {
            int ordinal = Long.numberOfTrailingZeros(pending);
            Node.Stored stored = node.stores[ordinal];
            int location = stored.location();
            long value = 1L << stored.value();
            if ((node.visibleStores & 1L << ordinal) != 0) {
                own[location] = value;
                covers[location] = true;
            } else {
                own[location] |= value;
            }
        }
    }

    private void clearOverlay(long[] state, StateLayout.Part part, Node node) {
        for (long pending = state[part.buffer()]; pending != 0; pending &= pending - 1) {
            int location = node.stores[Long.numberOfTrailingZeros(pending)].location();
            own[location] = 0;
            covers[location] = false;
        }
    }

    /** The values that walks may see, as a set. */
    private long candidates(long[] state, int location) {
        return covers[location] ? own[location] : own[location] | 1L << layout.memory(state, location);
    }
}
