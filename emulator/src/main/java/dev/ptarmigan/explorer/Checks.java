package dev.ptarmigan.explorer;

import dev.ptarmigan.tlb.BbmLevel;
import dev.ptarmigan.tlb.EntryKind;
import java.util.Set;

/** The invariants as predicates of states: which of them a state breaks. */
final class Checks {
    private final Model model;
    private final StateLayout layout;
    private final Ghosts ghosts;
    private final Entries.Pairs[] pairs;
    private final BbmLevel[] levels;
    private final int checked;
    private final long[] uses;
    private final long[] withoutNt;

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
        uses = new long[layout.setWords];
        withoutNt = model.entries.set();
        for (int e = 0; e < model.entries.size(); e++) {
            if (!model.entries.get(e).cached().nT()) {
                Entries.add(withoutNt, e);
            }
        }
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
        Ghosts.Forbidden forbidden = ghosts.forbidden(state, activeGoals(state));
        return switch (invariant) {
            case I2 -> forbidden.i2();
            case I3 -> forbidden.i3();
            case I4 -> forbidden.i4();
            case I5 -> forbidden.i5();
            default -> throw new IllegalArgumentException("invariant=" + invariant);
        };
    }

    private long activeGoals(long[] state) {
        long begun = 0;
        long reached = 0;
        for (int pe = 0; pe < levels.length; pe++) {
            Node node = node(state, pe);
            begun |= node.begunGoals;
            reached |= node.reachedGoals;
        }
        return begun & ~reached;
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
        Ghosts.Forbidden forbidden = ghosts.forbidden(state, activeGoals(state));
        long live = layout.live(state);
        for (int pe = 0; pe < levels.length; pe++) {
            StateLayout.Part part = layout.pe(pe);
            Node node = node(state, pe);
            uses(state, part, node);
            if ((freedTables | freedPages) != 0) {
                broken |= reachesFreed(freedTables, freedPages);
            }
            if (node.contexts != 0) {
                broken |= outcomes(forbidden);
                broken |= faults(state, part, pe, live);
            }
            broken |= conflicts(state, part, pairs[pe], forbidden);
        }
        if (freedTables != 0 && memoryPointsTo(state, freedTables)) {
            broken |= bit(Invariant.I7);
        }
        return broken;
    }

    private Node node(long[] state, int pe) {
        return model.programs.node((int) state[layout.pe(pe).node()]);
    }

    /** What accesses of a PE may use: its TLB, and what invalidations removed whose end it has not waited for. */
    private void uses(long[] state, StateLayout.Part part, Node node) {
        for (int w = 0; w < uses.length; w++) {
            uses[w] = state[part.tlb() + w];
            if (part.left() >= 0) {
                uses[w] |= state[part.left() + w];
            }
            if (part.linger() >= 0) {
                uses[w] |= state[part.linger() + w] | state[part.lingerNew() + w];
            }
            if (model.asids.size() > 1 && node.contexts != 0) {
                long usable = 0;
                for (int contexts = node.contexts; contexts != 0; contexts &= contexts - 1) {
                    usable |= model.contextEntries[Integer.numberOfTrailingZeros(contexts)][w];
                }
                uses[w] &= usable;
            }
        }
    }

    private int outcomes(Ghosts.Forbidden forbidden) {
        int broken = 0;
        for (int w = 0; w < uses.length; w++) {
            if ((uses[w] & forbidden.any()[w]) != 0) {
                broken |= (uses[w] & forbidden.i2()[w]) != 0 ? bit(Invariant.I2) : 0;
                broken |= (uses[w] & forbidden.i3()[w]) != 0 ? bit(Invariant.I3) : 0;
                broken |= (uses[w] & forbidden.i4()[w]) != 0 ? bit(Invariant.I4) : 0;
                broken |= (uses[w] & forbidden.i5()[w]) != 0 ? bit(Invariant.I5) : 0;
            }
        }
        return broken;
    }

    /** A live page may fault by a walk, or, at level 1, through an entry with nT. */
    private int faults(long[] state, StateLayout.Part part, int pe, long live) {
        if ((state[part.faults()] & live) != 0) {
            return bit(Invariant.I1);
        }
        if (levels[pe] == BbmLevel.LEVEL1) {
            for (int w = 0; w < uses.length; w++) {
                for (long found = uses[w] & ~withoutNt[w]; found != 0; found &= found - 1) {
                    int entry = (w << 6) + Long.numberOfTrailingZeros(found);
                    if (entry < model.entries.size()
                            && (model.entries.get(entry).pages() & live) != 0) {
                        return bit(Invariant.I1);
                    }
                }
            }
        }
        return 0;
    }

    private int conflicts(long[] state, StateLayout.Part part, Entries.Pairs of, Ghosts.Forbidden forbidden) {
        int tlb = part.tlb();
        int broken = 0;
        for (int w = 0; w < uses.length; w++) {
            for (long found = state[tlb + w] & of.anyAbort()[w]; found != 0; found &= found - 1) {
                int entry = (w << 6) + Long.numberOfTrailingZeros(found);
                broken |= meets(state, tlb, of.mayAbort()[entry]) ? bit(Invariant.I6) : 0;
                broken |= meets(state, tlb, of.violates()[entry]) ? bit(Invariant.I8) : 0;
            }
            for (long found = state[tlb + w] & of.anyMix()[w]; found != 0; found &= found - 1) {
                int entry = (w << 6) + Long.numberOfTrailingZeros(found);
                if (mixesTooMuch(state, tlb, entry, of.mixes()[entry], forbidden)) {
                    broken |= bit(Invariant.I3);
                }
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

    /** Whether permissions of two entries together are neither the old nor the new ones of a page of both. */
    private boolean mixesTooMuch(long[] state, int tlb, int entry, long[] partners, Ghosts.Forbidden forbidden) {
        Entries.Entry a = model.entries.get(entry);
        for (int w = 0; w < partners.length; w++) {
            for (long found = state[tlb + w] & partners[w]; found != 0; found &= found - 1) {
                Entries.Entry b = model.entries.get((w << 6) + Long.numberOfTrailingZeros(found));
                int union = a.permissions() | b.permissions();
                for (long pages = a.pages() & b.pages(); pages != 0; pages &= pages - 1) {
                    int page = Long.numberOfTrailingZeros(pages);
                    if ((forbidden.permissionsAllowed()[page] & 1 << union) == 0) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private int reachesFreed(long freedTables, long freedPages) {
        for (int w = 0; w < uses.length; w++) {
            for (long found = uses[w]; found != 0; found &= found - 1) {
                Entries.Entry entry = model.entries.get((w << 6) + Long.numberOfTrailingZeros(found));
                if (entry.isTable()) {
                    if ((freedTables & 1L << entry.output()) != 0) {
                        return bit(Invariant.I7);
                    }
                    continue;
                }
                if (model.hardware.stage2() && entry.cached().kind() == EntryKind.LEAF) {
                    // Its output is an intermediate address.
                    continue;
                }
                int count = Long.bitCount(entry.pages());
                for (int i = 0; i < count && entry.output() + i < Long.SIZE; i++) {
                    if ((freedPages & 1L << entry.output() + i) != 0) {
                        return bit(Invariant.I7);
                    }
                }
            }
        }
        return 0;
    }

    private boolean memoryPointsTo(long[] state, long freedTables) {
        for (int root : model.roots) {
            SlotValue value = model.words.value(root, layout.memory(state, root));
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
