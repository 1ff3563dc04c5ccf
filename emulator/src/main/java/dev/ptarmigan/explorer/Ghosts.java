package dev.ptarmigan.explorer;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What pages may be at a moment: from their start, the operations that run on them, and those that have returned. */
final class Ghosts {
    /**
     * What a page is when no operation runs on it.
     *
     * @param permissions −1 if anything goes
     * @param output −1 if anything goes
     * @param memory null if anything goes
     * @param permissionsReturned an operation that set the permissions has returned
     * @param before permissions that operations which still run have found, as a set of 3-bit numbers
     */
    record Base(
            int permissions, int output, SlotValue.@Nullable Memory memory, boolean permissionsReturned, int before) {
        static final Base ANYTHING = new Base(-1, -1, null, false, 0);
    }

    /**
     * Entries that must not be used, by invariant; each a set.
     *
     * <p>{@code runningAllows}: for each page the permissions that do not break I3, as a set of 3-bit numbers
     * <p>{@code returnedAllows}: those that do not break I4
     */
    static final class Forbidden {
        private final long[] i2;
        private final long[] i3;
        private final long[] i4;
        private final long[] i5;
        private final long[] any;
        private final int[] runningAllows;
        private final int[] returnedAllows;

        Forbidden(long[] i2, long[] i3, long[] i4, long[] i5, long[] any, int[] runningAllows, int[] returnedAllows) {
            this.i2 = i2;
            this.i3 = i3;
            this.i4 = i4;
            this.i5 = i5;
            this.any = any;
            this.runningAllows = runningAllows;
            this.returnedAllows = returnedAllows;
        }

        long[] i2() {
            return i2;
        }

        long[] i3() {
            return i3;
        }

        long[] i4() {
            return i4;
        }

        long[] i5() {
            return i5;
        }

        long[] any() {
            return any;
        }

        int[] runningAllows() {
            return runningAllows;
        }

        int[] returnedAllows() {
            return returnedAllows;
        }
    }

    private static final int CACHE_BITS = 8;

    private final Model model;
    private final StateLayout layout;
    private final List<List<Base>> bases = new ArrayList<>();
    private final long[][] cacheKeys;
    private final @Nullable Forbidden[] cache = new Forbidden[1 << CACHE_BITS];

    Ghosts(Model model, StateLayout layout) {
        this.model = model;
        this.layout = layout;
        cacheKeys = new long[1 << CACHE_BITS][layout.baseWords() + 1];
        for (int page = 0; page < Long.SIZE; page++) {
            bases.add(new ArrayList<>(List.of(Base.ANYTHING)));
        }
    }

    /** What a page is at the start. */
    void setInitial(int page, Base base) {
        bases.get(page).set(0, base);
    }

    /** A goal has been reached: its pages must be so from now on. */
    void complete(long[] state, Operation.Begin goal) {
        long others = activeGoals(state);
        for (int i = 0; i < goal.pages().size(); i++) {
            int page = goal.pages().get(i);
            Base old = bases.get(page).get(layout.base(state, page));
            Base now = new Base(
                    goal.permissions() < 0 ? old.permissions() : goal.permissions(),
                    goal.output() < 0 ? old.output() : goal.output() + i,
                    goal.memory() == null ? old.memory() : goal.memory(),
                    goal.permissions() >= 0 || old.permissionsReturned(),
                    isActive(others, page) ? old.before() | permissionSet(old) : 0);
            List<Base> list = bases.get(page);
            int number = list.indexOf(now);
            if (number < 0) {
                number = list.size();
                list.add(now);
                if (number >= StateLayout.MOST_BASES) {
                    throw new ScenarioException("page " + page + " is changed by more than 15 operations");
                }
            }
            layout.setBase(state, page, number);
        }
    }

    private static int permissionSet(Base base) {
        return base.permissions() < 0 ? 0xFF : 1 << base.permissions();
    }

    private boolean isActive(long goals, int page) {
        for (int g = 0; g < model.goals.size(); g++) {
            if ((goals & 1L << g) != 0 && model.goals.get(g).pages().contains(page)) {
                return true;
            }
        }
        return false;
    }

    /** The goals of operations that run, as a set. */
    long activeGoals(long[] state) {
        long begun = 0;
        long reached = 0;
        for (int pe = 0; pe < model.hardware.pes(); pe++) {
            Node node = model.programs.node((int) state[layout.pe(pe).node()]);
            begun |= node.begunGoals;
            reached |= node.reachedGoals;
        }
        return begun & ~reached;
    }

    /** What must not be used in a state. */
    Forbidden forbidden(long[] state, long activeGoals) {
        int words = layout.baseWords();
        int first = layout.firstBaseWord();
        long hash = activeGoals;
        for (int i = 0; i < words; i++) {
            hash = hash * 0x9E3779B97F4A7C15L ^ state[first + i];
        }
        hash *= 0x9E3779B97F4A7C15L;
        int line = (int) (hash >>> Long.SIZE - CACHE_BITS);
        long[] key = cacheKeys[line];
        Forbidden cached = cache[line];
        boolean same = cached != null && key[words] == activeGoals;
        for (int i = 0; same && i < words; i++) {
            same = key[i] == state[first + i];
        }
        if (same && cached != null) {
            return cached;
        }
        Forbidden computed = compute(state, activeGoals);
        System.arraycopy(state, first, key, 0, words);
        key[words] = activeGoals;
        cache[line] = computed;
        return computed;
    }

    private Forbidden compute(long[] state, long activeGoals) {
        Entries entries = model.entries;
        long[] i2 = entries.set();
        long[] i3 = entries.set();
        long[] i4 = entries.set();
        long[] i5 = entries.set();
        int[] runningAllows = new int[Long.SIZE];
        int[] returnedAllows = new int[Long.SIZE];
        for (int page = 0; page < Long.SIZE; page++) {
            Base base = bases.get(page).get(layout.base(state, page));
            int permissions = permissionSet(base);
            List<Integer> outputs = new ArrayList<>(List.of(base.output()));
            List<SlotValue.Memory> memories = new ArrayList<>();
            if (base.memory() != null) {
                memories.add(base.memory());
            }
            boolean active = false;
            for (int g = 0; g < model.goals.size(); g++) {
                Operation.Begin goal = model.goals.get(g);
                int index = goal.pages().indexOf(page);
                if ((activeGoals & 1L << g) != 0 && index >= 0) {
                    active = true;
                    permissions |= goal.permissions() < 0 ? 0 : 1 << goal.permissions();
                    if (goal.output() >= 0) {
                        outputs.add(goal.output() + index);
                    }
                    if (goal.memory() != null) {
                        memories.add(goal.memory());
                    }
                }
            }
            boolean returned = base.permissionsReturned();
            returnedAllows[page] = returned ? permissions : 0xFF;
            runningAllows[page] = active ? permissions | base.before() : returned ? 0xFF : permissions;
            for (int e = 0; e < entries.size(); e++) {
                Entries.Entry entry = entries.get(e);
                if (!entry.isFinal(model.hardware.stage2()) || (entry.pages() & 1L << page) == 0) {
                    continue;
                }
                if (base.output() >= 0 && !outputs.contains(entry.outputOf(page))) {
                    Entries.add(i2, e);
                }
                if ((returnedAllows[page] & 1 << entry.permissions()) == 0) {
                    Entries.add(i4, e);
                }
                if ((runningAllows[page] & 1 << entry.permissions()) == 0) {
                    Entries.add(i3, e);
                }
                if (base.memory() != null && !memories.contains(entry.value().memory())) {
                    Entries.add(i5, e);
                }
            }
        }
        long[] any = entries.set();
        for (int w = 0; w < any.length; w++) {
            any[w] = i2[w] | i3[w] | i4[w] | i5[w];
        }
        return new Forbidden(i2, i3, i4, i5, any, runningAllows, returnedAllows);
    }
}
