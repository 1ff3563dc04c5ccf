package dev.ptarmigan.explorer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says what is wrong in the last state of a story. */
final class Reason {
    /**
     * What is wrong.
     *
     * @param text in words
     * @param pe where, −1 if at no PE in particular
     * @param entries the TLB's entries that it is about
     * @param page the page whose walk may fault, −1 for others
     */
    record Finding(String text, int pe, List<Integer> entries, int page) {}

    private final Model model;
    private final StateLayout layout;
    private final Checks checks;

    Reason(Model model, StateLayout layout, Checks checks) {
        this.model = model;
        this.layout = layout;
        this.checks = checks;
    }

    Finding of(Invariant invariant, long[] state, boolean atStart) {
        for (int pe = 0; pe < model.hardware.pes(); pe++) {
            Finding found = switch (invariant) {
                case I1 -> node(state, pe).contexts == 0 ? null : fault(state, pe);
                case I2, I3, I4, I5 -> node(state, pe).contexts == 0 ? null : outcome(invariant, state, pe);
                case I6, I8 -> pair(invariant, state, pe);
                case I7 -> freed(state, pe);
                case I9, I10, I11, I12 -> null;
            };
            if (found != null) {
                return found;
            }
        }
        String text = switch (invariant) {
            case I1 -> "the access may fault";
            case I7 -> "a table that was freed is written, or memory still points to it";
            case I9 -> "stores or invalidations are pending when all programs have ended";
            case I10 -> waiting(state);
            case I11 -> "the store puts an older software value over what hardware wrote";
            case I12 -> "the store changes more of a live descriptor than the kernel allows itself";
            default -> atStart ? "at the start" : "after the last step";
        };
        return new Finding(text, -1, List.of(), -1);
    }

    private static Finding about(String text, int pe, int... entries) {
        return new Finding(text, pe, Arrays.stream(entries).boxed().toList(), -1);
    }

    private Node node(long[] state, int pe) {
        return model.nodes[(int) state[layout.pe(pe).node()]];
    }

    private List<Integer> members(long[] state, int set) {
        List<Integer> members = new ArrayList<>();
        for (int e = 0; e < model.entries.size(); e++) {
            if ((state[set + (e >>> 6)] & 1L << e) != 0) {
                members.add(e);
            }
        }
        return members;
    }

    private @Nullable Finding fault(long[] state, int pe) {
        long faults = state[layout.pe(pe).faults()] & layout.live(state);
        if (faults != 0) {
            int page = Long.numberOfTrailingZeros(faults);
            String text = "PE" + pe + " may take a translation fault on live page " + page;
            return new Finding(text, pe, List.of(), page);
        }
        for (int e : members(state, layout.pe(pe).tlb())) {
            Entries.Entry entry = model.entries.get(e);
            if (entry.cached().nT() && (entry.pages() & layout.live(state)) != 0) {
                return about("PE" + pe + " may take a translation fault through " + entry.text() + " (nT)", pe, e);
            }
        }
        return null;
    }

    private boolean isUsable(long[] state, int pe, int entry) {
        for (int contexts = node(state, pe).contexts; contexts != 0; contexts &= contexts - 1) {
            if (Entries.has(model.contextEntries[Integer.numberOfTrailingZeros(contexts)], entry)) {
                return true;
            }
        }
        return false;
    }

    private @Nullable Finding outcome(Invariant invariant, long[] state, int pe) {
        long[] forbidden = checks.forbidden(state, invariant);
        StateLayout.Part part = layout.pe(pe);
        List<Integer> held = new ArrayList<>(members(state, part.tlb()));
        for (int e : held) {
            if (Entries.has(forbidden, e) && isUsable(state, pe, e)) {
                return about(
                        "PE" + pe + " may still use " + model.entries.get(e).text(), pe, e);
            }
        }
        for (int set : new int[] {part.left(), part.lingerNew(), part.linger()}) {
            for (int e : set < 0 ? List.<Integer>of() : members(state, set)) {
                if (Entries.has(forbidden, e)) {
                    String text = "PE" + pe + " may still use "
                            + model.entries.get(e).text() + ", which an invalidation has removed from its TLB";
                    return about(text, pe, e);
                }
            }
        }
        if (invariant == Invariant.I3) {
            for (int a : held) {
                for (int b : held) {
                    if (Entries.has(checks.pairs(pe).mixes()[a], b)) {
                        String text = "PE" + pe + " may mix the permissions of "
                                + model.entries.get(a).text() + " and "
                                + model.entries.get(b).text();
                        return about(text, pe, a, b);
                    }
                }
            }
        }
        return null;
    }

    private @Nullable Finding pair(Invariant invariant, long[] state, int pe) {
        long[][] partners = invariant == Invariant.I6
                ? checks.pairs(pe).mayAbort()
                : checks.pairs(pe).violates();
        List<Integer> held = members(state, layout.pe(pe).tlb());
        for (int a : held) {
            for (int b : held) {
                if (Entries.has(partners[a], b)) {
                    String text =
                            "PE" + pe + " may hold both " + model.entries.get(a).text() + " and "
                                    + model.entries.get(b).text();
                    return about(text, pe, a, b);
                }
            }
        }
        return null;
    }

    private @Nullable Finding freed(long[] state, int pe) {
        long tables = 0;
        long pages = 0;
        for (int q = 0; q < model.hardware.pes(); q++) {
            tables |= node(state, q).freedTables;
            pages |= node(state, q).freedPages;
        }
        StateLayout.Part part = layout.pe(pe);
        List<Integer> held = new ArrayList<>(members(state, part.tlb()));
        if (part.left() >= 0) {
            held.addAll(members(state, part.left()));
        }
        for (int e : held) {
            Entries.Entry entry = model.entries.get(e);
            if (model.leadsToFreed(entry, tables, pages)) {
                return about("PE" + pe + " may still use " + entry.text() + ", which leads to freed memory", pe, e);
            }
        }
        return null;
    }

    private String waiting(long[] state) {
        for (int pe = 0; pe < model.hardware.pes(); pe++) {
            Node node = node(state, pe);
            if (node.operation != null) {
                return "PE" + pe + " waits forever at '" + node.operation + "'";
            }
        }
        return "somebody waits forever";
    }
}
