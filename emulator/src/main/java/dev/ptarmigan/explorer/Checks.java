package dev.ptarmigan.explorer;

import dev.ptarmigan.tlb.BbmLevel;
import java.util.Set;

/** The invariants as predicates of states: which of them a state breaks. */
final class Checks {
    private final Model model;
    private final StateLayout layout;
    private final Ghosts ghosts;
    private final Entries.Pairs[] pairs;
    private final BbmLevel[] levels;
    private final int checked;
    private final Uses uses;

    Checks(Model model, StateLayout layout, Ghosts ghosts, Entries.Pairs[] pairs, Set<Invariant> invariants) {
        this.model = model;
        this.layout = layout;
        this.ghosts = ghosts;
        this.pairs = pairs;
        levels = model.hardware.levels().toArray(new BbmLevel[0]);
        int set = 0;
        for (Invariant invariant : invariants) {
            set |= 1 << invariant.ordinal();
        }
        checked = set;
        uses = new Uses(model, layout);
    }

    /** Which of the invariants are checked, as a set of ordinals. */
    int checked() {
        return checked;
    }

    Entries.Pairs pairs(int pe) {
        return pairs[pe];
    }

    /** The entries whose use breaks I2, I3, I4 or I5 in a state. */
    long[] forbidden(long[] state, Invariant invariant) {
        Ghosts.Forbidden forbidden = ghosts.forbidden(state, ghosts.activeGoals(state));
        return switch (invariant) {
            case I2 -> forbidden.i2();
            case I3 -> forbidden.i3();
            case I4 -> forbidden.i4();
            case I5 -> forbidden.i5();
            default -> throw new IllegalArgumentException("invariant=" + invariant);
        };
    }

    private static int bit(Invariant invariant) {
        return 1 << invariant.ordinal();
    }

    /** The invariants that a state breaks, as a set of ordinals; not all of them are checked. */
    int broken(long[] state) {
        int broken = 0;
        long freedTables = 0;
        long freedPages = 0;
        for (int pe = 0; pe < levels.length; pe++) {
            Node node = node(state, pe);
            freedTables |= node.freedTables;
            freedPages |= node.freedPages;
        }
        Ghosts.Forbidden forbidden = ghosts.forbidden(state, ghosts.activeGoals(state));
        long live = layout.live(state);
        for (int pe = 0; pe < levels.length; pe++) {
            StateLayout.Part part = layout.pe(pe);
            Node node = node(state, pe);
            uses.load(state, pe, node);
            if ((freedTables | freedPages) != 0) {
                broken |= reachesFreed(freedTables, freedPages);
            }
            if (node.contexts != 0) {
                broken |= outcomes(forbidden);
                broken |= faults(state, part, pe, live);
            }
            broken |= conflicts(state, part, pairs[pe], forbidden, node);
        }
        if (freedTables != 0 && memoryPointsTo(state, freedTables)) {
            broken |= bit(Invariant.I7);
        }
        return broken;
    }

    private Node node(long[] state, int pe) {
        return model.nodes[(int) state[layout.pe(pe).node()]];
    }

    private int outcomes(Ghosts.Forbidden forbidden) {
        int broken = 0;
        long[] now = uses.now();
        for (int w = 0; w < now.length; w++) {
            if ((now[w] & forbidden.any()[w]) != 0) {
                broken |= (now[w] & forbidden.i2()[w]) != 0 ? bit(Invariant.I2) : 0;
                broken |= (now[w] & forbidden.i3()[w]) != 0 ? bit(Invariant.I3) : 0;
                broken |= (now[w] & forbidden.i4()[w]) != 0 ? bit(Invariant.I4) : 0;
                broken |= (now[w] & forbidden.i5()[w]) != 0 ? bit(Invariant.I5) : 0;
            }
        }
        return broken;
    }

    /** A live page may fault by a walk, or, at level 1, through an entry with nT. */
    private int faults(long[] state, StateLayout.Part part, int pe, long live) {
        return ((state[part.faults()] | uses.ntFaults(pe)) & live) != 0 ? bit(Invariant.I1) : 0;
    }

    private int conflicts(
            long[] state, StateLayout.Part part, Entries.Pairs of, Ghosts.Forbidden forbidden, Node node) {
        int tlb = part.tlb();
        int broken = 0;
        for (int w = 0; w < layout.setWords; w++) {
            for (long found = state[tlb + w] & of.anyAbort()[w]; found != 0; found &= found - 1) {
                int entry = (w << 6) + Long.numberOfTrailingZeros(found);
                broken |= meets(state, tlb, of.mayAbort()[entry]) ? bit(Invariant.I6) : 0;
                broken |= meets(state, tlb, of.violates()[entry]) ? bit(Invariant.I8) : 0;
            }
            long mixing = state[tlb + w] & of.anyMix()[w] & uses.usable(node, w);
            for (; mixing != 0; mixing &= mixing - 1) {
                int entry = (w << 6) + Long.numberOfTrailingZeros(mixing);
                broken |= mixed(state, tlb, entry, of.mixes()[entry], forbidden, node);
            }
        }
        return broken;
    }

    private static boolean meets(long[] state, int set, long[] other) {
        for (int w = 0; w < other.length; w++) {
            if ((state[set + w] & other[w]) != 0) {
                return true;
            }
        }
        return false;
    }

    /** What permissions of two entries together break. */
    private int mixed(long[] state, int tlb, int entry, long[] partners, Ghosts.Forbidden forbidden, Node node) {
        Entries.Entry a = model.entries.get(entry);
        int broken = 0;
        for (int w = 0; w < partners.length; w++) {
            for (long found = state[tlb + w] & partners[w] & uses.usable(node, w); found != 0; found &= found - 1) {
                Entries.Entry b = model.entries.get((w << 6) + Long.numberOfTrailingZeros(found));
                int union = a.permissions() | b.permissions();
                for (long pages = a.pages() & b.pages(); pages != 0; pages &= pages - 1) {
                    int page = Long.numberOfTrailingZeros(pages);
                    broken |= (forbidden.runningAllows()[page] & 1 << union) == 0 ? bit(Invariant.I3) : 0;
                    broken |= (forbidden.returnedAllows()[page] & 1 << union) == 0 ? bit(Invariant.I4) : 0;
                }
            }
        }
        return broken;
    }

    private int reachesFreed(long freedTables, long freedPages) {
        long[] all = uses.all();
        for (int w = 0; w < all.length; w++) {
            for (long found = all[w]; found != 0; found &= found - 1) {
                Entries.Entry entry = model.entries.get((w << 6) + Long.numberOfTrailingZeros(found));
                if (model.leadsToFreed(entry, freedTables, freedPages)) {
                    return bit(Invariant.I7);
                }
            }
        }
        return 0;
    }

    private boolean memoryPointsTo(long[] state, long freedTables) {
        for (int root : model.roots) {
            SlotValue value = model.values[root][layout.memory(state, root)];
            if (value.kind() == SlotValue.Kind.TABLE && (freedTables & 1L << model.tableNumber(value.table())) != 0) {
                return true;
            }
        }
        return false;
    }

    /** The invariants that a state without successors breaks: programs that have not ended, and what is left pending. */
    int brokenAtEnd(long[] state) {
        int broken = 0;
        for (int pe = 0; pe < levels.length; pe++) {
            StateLayout.Part part = layout.pe(pe);
            if (node(state, pe).operation != null) {
                broken |= bit(Invariant.I10);
            } else if (part.buffer() >= 0 && state[part.buffer()] != 0
                    || part.pending() >= 0 && state[part.pending()] != 0) {
                broken |= bit(Invariant.I9);
            }
        }
        return broken;
    }
}
