package dev.ptarmigan.checker.tarmac;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The descriptors that one walk read, in order: of stage 1, and of stage 2 for its tables and its result. */
final class TarmacWalk {
    private final List<TarmacDescriptor> steps = new ArrayList<>();
    private @Nullable TarmacDescriptor leaf;
    private @Nullable TarmacDescriptor lastOfStage1;
    private @Nullable TarmacDescriptor leafOfStage2;
    private boolean failed;

    /** Whether a descriptor can be the next of this walk; if not, it begins another one. */
    boolean continues(TarmacDescriptor next) {
        if (failed || steps.isEmpty()) {
            return steps.isEmpty();
        }
        TarmacDescriptor last = lastOfStage1;
        if (next.stage() == 2) {
            // Stage 2 of the result comes after the leaf of stage 1, if there was stage 2 at all.
            return leaf == null || hasStage2() && (leafOfStage2 == null || leafOfStage2.line() < leaf.line());
        }
        return leaf == null && (last == null || next.level() == last.level() + 1);
    }

    void add(TarmacDescriptor next) {
        steps.add(next);
        if (next.stage() == 2) {
            leafOfStage2 = next.isLeaf() ? next : leafOfStage2;
        } else {
            lastOfStage1 = next;
            leaf = next.isLeaf() ? next : leaf;
        }
        failed |= !next.isLeaf() && !next.isTable();
    }

    private boolean hasStage2() {
        return steps.stream().anyMatch(step -> step.stage() == 2);
    }

    /** Whether it has a result. */
    boolean isComplete() {
        if (failed) {
            return false;
        }
        TarmacDescriptor first = leaf;
        TarmacDescriptor second = leafOfStage2;
        if (first == null) {
            return second != null && lastOfStage1 == null;
        }
        return !hasStage2() || second != null && second.line() > first.line();
    }

    /** The descriptor that gives the output address: of stage 2 where there is one. */
    @Nullable
    TarmacDescriptor result() {
        return leafOfStage2 != null ? leafOfStage2 : leaf;
    }

    /** The leaves that an entry of a TLB is made of. */
    List<TarmacDescriptor> leaves() {
        List<TarmacDescriptor> leaves = new ArrayList<>();
        if (leaf != null) {
            leaves.add(leaf);
        }
        if (leafOfStage2 != null) {
            leaves.add(leafOfStage2);
        }
        return leaves;
    }

    /** The table descriptors that it read. */
    List<TarmacDescriptor> tables() {
        return steps.stream().filter(TarmacDescriptor::isTable).toList();
    }

    /** Where its stage 1 leaf was, or its stage 2 leaf. */
    String text() {
        TarmacDescriptor last = steps.get(steps.size() - 1);
        return "the walk of line " + last.line() + ", " + last.side();
    }
}
