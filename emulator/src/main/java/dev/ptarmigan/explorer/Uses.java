package dev.ptarmigan.explorer;

import dev.ptarmigan.tlb.BbmLevel;

/** What a PE may still use in a state: its TLB, and what invalidations removed whose end it has not waited for. */
final class Uses {
    private final Model model;
    private final StateLayout layout;
    private final long[] all;
    private final long[] now;
    private final long[] withNt;

    Uses(Model model, StateLayout layout) {
        this.model = model;
        this.layout = layout;
        all = new long[layout.setWords];
        now = new long[layout.setWords];
        withNt = model.entries.set();
        for (int e = 0; e < model.entries.size(); e++) {
            if (model.entries.get(e).cached().nT()) {
                Entries.add(withNt, e);
            }
        }
    }

    void load(long[] state, int pe, Node node) {
        StateLayout.Part part = layout.pe(pe);
        for (int w = 0; w < all.length; w++) {
            all[w] = state[part.tlb() + w];
            if (part.left() >= 0) {
                all[w] |= state[part.left() + w];
            }
            if (part.linger() >= 0) {
                all[w] |= state[part.linger() + w] | state[part.lingerNew() + w];
            }
            now[w] = all[w] & usable(node, w);
        }
    }

    /** The entries that the contexts of a node may use, as a word of a set. */
    long usable(Node node, int word) {
        long usable = 0;
        for (int contexts = node.contexts; contexts != 0; contexts &= contexts - 1) {
            usable |= model.contextEntries[Integer.numberOfTrailingZeros(contexts)][word];
        }
        return usable;
    }

    /** All of it, as a set. */
    long[] all() {
        return all;
    }

    /** What translates under the tables and ASID of the moment, as a set. */
    long[] now() {
        return now;
    }

    /** Pages at which an access may fault because of nT: at level 1 it may, where an entry has the bit. */
    long ntFaults(int pe) {
        long pages = 0;
        if (model.hardware.levels().get(pe) == BbmLevel.LEVEL1) {
            for (int w = 0; w < now.length; w++) {
                for (long found = now[w] & withNt[w]; found != 0; found &= found - 1) {
                    pages |= model.entries
                            .get((w << 6) + Long.numberOfTrailingZeros(found))
                            .pages();
                }
            }
        }
        return pages;
    }
}
