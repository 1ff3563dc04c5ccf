package dev.ptarmigan.explorer;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says how a story came to its end: when the entries that matter got into the TLB and from which descriptors, why no
 * invalidation removed them, which stores were not visible.
 */
final class Account {
    private final Model model;
    private final StateLayout layout;
    private final List<long[]> states;
    private final List<Integer> moves;
    private final List<Story.Note> notes = new ArrayList<>();
    private final List<String> sentences = new ArrayList<>();

    /**
     * An account.
     *
     * @param states the state before each move, and the last one
     */
    Account(Model model, StateLayout layout, List<long[]> states, List<Integer> moves) {
        this.model = model;
        this.layout = layout;
        this.states = states;
        this.moves = moves;
    }

    List<Story.Note> notes() {
        return notes;
    }

    List<String> sentences() {
        return sentences;
    }

    void explain(Invariant invariant, Reason.Finding finding) {
        for (int entry : finding.entries()) {
            entry(finding.pe(), entry);
        }
        if (finding.page() >= 0) {
            String read = fault(last(), finding.pe(), finding.page());
            if (!read.isEmpty()) {
                say("a walk of PE" + finding.pe() + " reads " + read);
            }
        }
        if (!moves.isEmpty()) {
            lastMove(invariant, finding, moves.size() - 1);
        }
        for (int i = 0; i < moves.size(); i++) {
            Operation operation = operation(i);
            if (invariant == Invariant.I4 && operation instanceof Operation.Return end) {
                Operation.Begin goal = model.goals.get(model.programs.goal(end.id()));
                say("step " + (i + 1) + " promises '" + goal.toString().replaceFirst("^goal \\S+", "pages")
                        + "' at every PE");
            } else if (invariant == Invariant.I7
                    && (operation instanceof Operation.FreeTable || operation instanceof Operation.FreePage)) {
                say("step " + (i + 1) + " gives the memory back");
            } else if (invariant == Invariant.I11 && Move.kind(moves.get(i)) == Move.DIRTY) {
                say("hardware has changed the descriptor at step " + (i + 1)
                        + "; the value that is stored after it was made up before");
            }
        }
    }

    /** What the last move itself does wrong, and who is left waiting. */
    private void lastMove(Invariant invariant, Reason.Finding finding, int step) {
        Operation operation = operation(step);
        int move = moves.get(step);
        if (invariant == Invariant.I1 && operation instanceof Operation.Access access) {
            early(Move.pe(move), access.page());
        } else if (invariant == Invariant.I7 && operation instanceof Operation.Store store && finding.pe() < 0) {
            say("step " + (step + 1) + " writes " + store.slot() + ", which may be somebody else's by now");
        } else if (invariant == Invariant.I12 && Move.kind(move) == Move.DRAIN) {
            Node.Stored stored = node(states.get(step), Move.pe(move)).stores[Move.number(move)];
            int before = layout.memory(states.get(step), stored.location());
            say("step " + (step + 1) + " changes " + text(stored.location(), before) + " to "
                    + model.values[stored.location()][stored.value()]);
        } else if (invariant == Invariant.I10) {
            for (int pe = 0; pe < model.hardware.pes(); pe++) {
                waits(pe);
            }
        }
    }

    private void waits(int pe) {
        Operation at = node(last(), pe).operation;
        if (at instanceof Operation.WaitFlag wait) {
            boolean set = false;
            for (Node node : model.nodes) {
                set |= node.operation instanceof Operation.SetFlag flag
                        && flag.flag().equals(wait.flag());
            }
            say(set ? "whoever sets " + wait.flag() + " waits too, or has not come by" : "nobody sets " + wait.flag());
        } else if (at instanceof Operation.Lock && layout.lockOwner(last(), node(last(), pe).location) > 0) {
            int owner = layout.lockOwner(last(), node(last(), pe).location) - 1;
            boolean ended = node(last(), owner).operation == null;
            say("PE" + owner + " has the lock and " + (ended ? "has ended without giving it back" : "waits itself"));
        }
    }

    /** An access whose walk failed before it was its turn. */
    private void early(int pe, int page) {
        for (int i = moves.size() - 1; i >= 0; i--) {
            if ((states.get(i)[layout.pe(pe).faults()] & 1L << page) != 0) {
                String read = fault(states.get(i), pe, page);
                if (i == moves.size() - 1) {
                    say("the walk reads " + read);
                } else {
                    boolean none = !model.hardware.ets().ordersFaults();
                    say("up to step " + i + " a walk of PE" + pe + " may have read " + read);
                    say("the access may take the fault of such an early walk: "
                            + (none
                                    ? "without FEAT_ETS2 only a DSB and then an ISB rule that out"
                                    : "only an older access of PE" + pe + " in between rules that out"));
                }
                return;
            }
        }
    }

    private void say(String sentence) {
        if (!sentences.contains(sentence)) {
            sentences.add(sentence);
        }
    }

    private @Nullable Operation operation(int step) {
        int move = moves.get(step);
        return Move.kind(move) == Move.STEP ? node(states.get(step), Move.pe(move)).operation : null;
    }

    private Node node(long[] state, int pe) {
        return model.nodes[(int) state[layout.pe(pe).node()]];
    }

    private static boolean has(long[] state, int set, int entry) {
        return set >= 0 && (state[set + (entry >>> 6)] & 1L << entry) != 0;
    }

    private long[] last() {
        return states.get(moves.size());
    }

    // --- entries ---

    private void entry(int pe, int entry) {
        String name = model.entries.get(entry).text();
        boolean held = has(last(), layout.pe(pe).tlb(), entry);
        int since = -1;
        for (int i = 0; i <= moves.size(); i++) {
            boolean now = has(states.get(i), layout.pe(pe).tlb(), entry);
            boolean before = i > 0 && has(states.get(i - 1), layout.pe(pe).tlb(), entry);
            boolean again = now
                    && i > 0
                    && removes(i - 1, pe, entry)
                    && !sources(states.get(i), pe, entry).isEmpty();
            since = now && !before || again ? i : since;
        }
        if (since >= 0) {
            String from = String.join(", ", sources(states.get(since), pe, entry));
            String reads = from.isEmpty() ? "" : ", from " + from;
            notes.add(new Story.Note(since, pe, "may cache " + name));
            if (since == 0) {
                say("PE" + pe + " may have cached " + name + " from the start" + reads);
            } else if (removes(since - 1, pe, entry)) {
                say("after the invalidation of step " + since + " a walk of PE" + pe + " may cache " + name + " again"
                        + reads);
            } else {
                say("after step " + since + " a walk of PE" + pe + " may cache " + name + reads);
            }
            replaced(entry, since);
            invalidations(pe, entry, since, held);
        }
        if (!held) {
            stillInUse(pe, entry);
        }
    }

    /** Whether a step is the effect of an invalidation that names an entry, at its PE. */
    private boolean removes(int step, int pe, int entry) {
        int move = moves.get(step);
        if (Move.kind(move) != Move.EFFECT || Move.at(move) != pe) {
            return false;
        }
        Node node = node(states.get(step), Move.pe(move));
        return Entries.has(node.invalidations[Move.number(move)].effect().hits(), entry);
    }

    /** The descriptors that a walk reads to make an entry. */
    private List<String> sources(long[] state, int pe, int entry) {
        List<String> found = new ArrayList<>();
        for (int root : model.roots) {
            for (int v = 0; v < model.values[root].length; v++) {
                for (long[][][] adds : model.rootAdds) {
                    if (Entries.has(adds[root][v], entry) && seen(state, pe, root, v) != null) {
                        return List.of(text(root, v) + seen(state, pe, root, v));
                    }
                }
            }
        }
        for (int t = 0; t < model.entries.size(); t++) {
            if (model.tableOfEntry[t] < 0 || !has(state, layout.pe(pe).tlb(), t)) {
                continue;
            }
            int[] slots = model.tableSlots[model.tableOfEntry[t]];
            for (int s = 0; s < slots.length; s++) {
                for (int v = 0; v < model.values[slots[s]].length; v++) {
                    if (Entries.has(model.tableAdds[t][s][v], entry)) {
                        String where = seen(state, pe, slots[s], v);
                        if (where != null) {
                            return List.of(text(slots[s], v) + where + through(state, pe, t));
                        }
                    }
                }
            }
        }
        for (int i = 0; i < model.stage2.length; i++) {
            for (int v = 0; v < model.values[model.stage2[i]].length; v++) {
                String where = seen(state, pe, model.stage2[i], v);
                if (Entries.has(model.stage2Adds[i][v], entry) && where != null) {
                    return List.of(text(model.stage2[i], v) + where);
                }
            }
        }
        for (int[] row : model.combined) {
            if (row[2] == entry
                    && has(state, layout.pe(pe).tlb(), row[0])
                    && has(state, layout.pe(pe).tlb(), row[1])) {
                if (row[0] != row[1]) {
                    found.add("its " + model.entries.get(row[0]).text());
                }
                found.add("its " + model.entries.get(row[1]).text());
                return found;
            }
        }
        for (int n = 0; n < model.physical.leaves.size(); n++) {
            if (has(state, layout.pe(pe).physical(), n) && Entries.has(model.physical.leaves.get(n), entry)) {
                int[] read = model.physical.read.get(n);
                return List.of(text(read[0], read[1]) + ", read before and kept by where it lies");
            }
        }
        return found;
    }

    private String text(int location, int value) {
        return model.words.location(location) + " = " + model.values[location][value];
    }

    /** A table entry that memory does not lead to any more, or not yet. */
    private String through(long[] state, int pe, int table) {
        int root = rootOf(table);
        if (root < 0) {
            return "";
        }
        boolean inMemory = model.tableOfValue[root][layout.memory(state, root)] == model.tableOfEntry[table];
        String name = model.words.location(root) + " = tbl:" + model.tables.get(model.tableOfEntry[table]);
        if (inMemory) {
            return "";
        }
        boolean own = false;
        Node node = node(state, pe);
        long buffer = layout.pe(pe).buffer() < 0 ? 0 : state[layout.pe(pe).buffer()];
        for (long pending = buffer; pending != 0; pending &= pending - 1) {
            Node.Stored stored = node.stores[Long.numberOfTrailingZeros(pending)];
            own |= stored.location() == root && model.tableOfValue[root][stored.value()] == model.tableOfEntry[table];
        }
        return " below " + name + (own ? " (its own store, which only it sees yet)" : " (cached; memory has another)");
    }

    private int rootOf(int table) {
        int slot = model.entries.get(table).firstPage() / model.hardware.fanOut();
        for (int root : model.roots) {
            if (model.words.location(root).index() == slot) {
                return root;
            }
        }
        return -1;
    }

    /** Where a PE's walks may see a value: nothing for memory, or null if nowhere. */
    private @Nullable String seen(long[] state, int pe, int location, int value) {
        if (layout.memory(state, location) == value) {
            return "";
        }
        Node node = node(state, pe);
        long buffer = layout.pe(pe).buffer() < 0 ? 0 : state[layout.pe(pe).buffer()];
        for (long pending = buffer; pending != 0; pending &= pending - 1) {
            Node.Stored stored = node.stores[Long.numberOfTrailingZeros(pending)];
            if (stored.location() == location && stored.value() == value) {
                return " (its own store, which only it sees yet)";
            }
        }
        return null;
    }

    /** Which stores have taken an entry's descriptor away since. */
    private void replaced(int entry, int since) {
        for (int i = since; i < moves.size(); i++) {
            if (!(operation(i) instanceof Operation.Store store) || !isSource(entry, store)) {
                continue;
            }
            boolean visible = store.atomic();
            int pe = Move.pe(moves.get(i));
            int ordinal = node(states.get(i), pe).stores.length;
            for (int j = i; j < moves.size() && !visible; j++) {
                int move = moves.get(j);
                boolean drains = Move.kind(move) == Move.DRAIN && Move.pe(move) == pe && Move.number(move) == ordinal;
                if (drains) {
                    visible = true;
                    say("step " + (i + 1) + " stores " + store.value() + " to " + store.slot() + ", visible from step "
                            + (j + 1) + " on");
                }
            }
            if (!visible) {
                say("step " + (i + 1) + " stores " + store.value() + " to " + store.slot()
                        + ", which other PEs do not see yet");
            }
        }
    }

    /** Whether a store replaces a descriptor that an entry can come from. */
    private boolean isSource(int entry, Operation.Store store) {
        int location = model.words.find(store.slot());
        for (int v = 0; v < model.values[location].length; v++) {
            if (store.value().equals(model.values[location][v])) {
                continue;
            }
            for (long[][][] adds : model.rootAdds) {
                long[][] ofRoot = adds[location];
                if (ofRoot != null && Entries.has(ofRoot[v], entry)) {
                    return true;
                }
            }
            int table = model.tableOfSlot[location];
            for (int t = 0; t < model.entries.size() && table >= 0; t++) {
                if (model.tableOfEntry[t] == table
                        && Entries.has(model.tableAdds[t][store.slot().index()][v], entry)) {
                    return true;
                }
            }
            for (int i = 0; i < model.stage2.length; i++) {
                if (model.stage2[i] == location && Entries.has(model.stage2Adds[i][v], entry)) {
                    return true;
                }
            }
        }
        return false;
    }

    // --- invalidations ---

    private void invalidations(int pe, int entry, int since, boolean held) {
        for (int i = 0; i < moves.size(); i++) {
            if (!(operation(i) instanceof Operation.Tlbi tlbi)) {
                continue;
            }
            int issuer = Move.pe(moves.get(i));
            int ordinal = node(states.get(i), issuer).invalidations.length;
            Node.Issued issued = node(states.get(i + 1), issuer).invalidations[ordinal];
            int effect = -1;
            // Numbers begin anew once a barrier has waited for all: the first one that fits is it.
            for (int j = i; j < moves.size() && effect < 0; j++) {
                int move = moves.get(j);
                if (Move.kind(move) == Move.EFFECT
                        && Move.pe(move) == issuer
                        && Move.at(move) == pe
                        && Move.number(move) == ordinal) {
                    effect = j;
                }
            }
            if (effect >= 0 && effect < since - 1) {
                continue;
            }
            String what = "step " + (i + 1) + ", '" + tlbi + "', ";
            if (!Entries.has(issued.effect().hits(), entry)) {
                if (i >= since || effect >= since) {
                    say(what + "does not remove it: " + TlbiMiss.why(model, tlbi, issued.asid, entry));
                }
            } else if (pe != issuer && !issued.effect().isBroadcast()) {
                say(what + "acts on PE" + issuer + " only");
            } else if (effect < 0) {
                say(what + "has not taken effect at PE" + pe + ": " + waiting(i, issuer, issued.effect()));
            } else if (held && effect >= since) {
                say(what + "need not remove it: several entries serve the address, and only an operation for the"
                        + " whole context is sure to remove them all");
            }
        }
    }

    private String waiting(int from, int issuer, TlbiEffect effect) {
        for (int i = from; i < moves.size(); i++) {
            if (Move.pe(moves.get(i)) == issuer
                    && operation(i) instanceof Operation.Fence fence
                    && fence.barrier().type() == Barrier.Type.DSB) {
                return "step " + (i + 1) + ", '" + fence + "', "
                        + (fence.barrier().completesInvalidations() && !effect.completedBy(fence.barrier())
                                ? "waits for effects at PE" + issuer + " only"
                                : "waits for no invalidation");
            }
        }
        return "no DSB has waited for it";
    }

    private void stillInUse(int pe, int entry) {
        for (int i = moves.size() - 1; i >= 0; i--) {
            if (removes(i, pe, entry)) {
                int issuer = Move.pe(moves.get(i));
                if (issuer != pe) {
                    say("step " + (i + 1) + " takes it out of PE" + pe + "'s TLB, but this hardware may go on using it"
                            + " until a second invalidation and DSB");
                } else {
                    boolean none = !model.hardware.ets().ordersFaults();
                    say("step " + (i + 1) + " takes it out of PE" + pe + "'s own TLB, but what PE" + pe
                            + " does next may have been translated before: sure only after a DSB"
                            + (none ? " and, without FEAT_ETS2, an ISB" : ""));
                }
                return;
            }
        }
    }

    // --- faults ---

    private String fault(long[] state, int pe, int page) {
        int fan = model.hardware.fanOut();
        for (int root : model.roots) {
            for (int v = 0; v < model.values[root].length; v++) {
                String where = seen(state, pe, root, v);
                if (where != null
                        && (model.rootFaults[root][v] & 1L << page) != 0
                        && !(where.isEmpty() && isCovered(state, pe, root))) {
                    return text(root, v) + where + late(root, v, pe);
                }
            }
        }
        for (int t = 0; t < model.entries.size(); t++) {
            int table = model.tableOfEntry[t];
            int first = model.entries.get(t).firstPage();
            if (table < 0
                    || page < first
                    || page >= first + fan
                    || !has(state, layout.pe(pe).tlb(), t)) {
                continue;
            }
            int slot = model.tableSlots[table][page - first];
            for (int v = 0; v < model.values[slot].length; v++) {
                String where = seen(state, pe, slot, v);
                if (where != null && (model.cacheable[slot] & 1L << v) == 0) {
                    return text(slot, v) + where + through(state, pe, t) + late(slot, v, pe);
                }
            }
        }
        return "";
    }

    private boolean isCovered(long[] state, int pe, int location) {
        Node node = node(state, pe);
        long buffer = layout.pe(pe).buffer() < 0 ? 0 : state[layout.pe(pe).buffer()];
        for (long pending = buffer & node.visibleStores; pending != 0; pending &= pending - 1) {
            if (node.stores[Long.numberOfTrailingZeros(pending)].location() == location) {
                return true;
            }
        }
        return false;
    }

    /** The store that would make it right and that the walk need not see. */
    private String late(int location, int value, int pe) {
        for (int i = moves.size() - 1; i >= 0; i--) {
            if (operation(i) instanceof Operation.Store store
                    && model.words.find(store.slot()) == location
                    && !store.value().equals(model.values[location][value])) {
                boolean own = Move.pe(moves.get(i)) == pe;
                return ": what step " + (i + 1) + " stores need not be visible to "
                        + (own ? "PE" + pe + "'s own walks before a DSB" : "it yet");
            }
        }
        return "";
    }
}
