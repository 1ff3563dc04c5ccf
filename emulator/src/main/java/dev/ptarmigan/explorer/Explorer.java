package dev.ptarmigan.explorer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Explores a scenario breadth first: every reachable state once, in an order that depends on nothing but the scenario. The
 * first state that breaks an invariant is reached by a shortest way.
 */
public final class Explorer {
    private static final int REPORT_EVERY = 1 << 16;
    private static final long DEFAULT_BYTES = 256L << 20;

    private long mostBytes = DEFAULT_BYTES;
    private boolean reduced = true;
    private boolean tellsStories = true;
    private Listener listener = (states, waiting) -> {};

    /** Is told how far an exploration is. */
    @FunctionalInterface
    public interface Listener {
        /**
         * Called now and then.
         *
         * @param states how many were found
         * @param waiting how many of them have not been expanded
         */
        void progress(int states, int waiting);
    }

    /** Bytes that states may take; beyond them the verdict is "not exhausted". */
    public Explorer memory(long bytes) {
        mostBytes = bytes;
        return this;
    }

    /** Whether interleavings that show nothing new are left out; they are by default. */
    public Explorer reductions(boolean on) {
        reduced = on;
        return this;
    }

    /** Whether violations come with stories that are made small and explained; they do by default. */
    Explorer stories(boolean told) {
        tellsStories = told;
        return this;
    }

    /** Who is told about progress. */
    public Explorer listener(Listener newListener) {
        listener = newListener;
        return this;
    }

    /** Explores a scenario. */
    public Exploration explore(Scenario scenario) {
        return explore(scenario, run -> null);
    }

    /**
     * Explores what was made of a recording, and collects how it may end.
     *
     * @param endings gets them
     */
    Exploration explore(ScenarioExtractor.Extracted extracted, Set<Ending> endings) {
        Representatives chosen = extracted.chosen();
        return explore(extracted.scenario(), run -> run.endings(chosen, endings));
    }

    private Exploration explore(Scenario scenario, Function<Run, Ending.@Nullable Collector> collector) {
        try {
            Growth growth = new Growth(scenario);
            for (; ; ) {
                Run run = new Run(scenario, growth);
                run.collector = collector.apply(run);
                boolean exhausted = run.expandAll();
                // Without all states there is no end of what programs may load, so what was found until then is told.
                if (!growth.gather(run.model) || !exhausted) {
                    return run.exploration(exhausted);
                }
            }
        } catch (ScenarioException e) {
            String message = String.valueOf(e.getMessage());
            throw message.startsWith(scenario.id() + ": ") ? e : new ScenarioException(scenario.id() + ": " + message);
        }
    }

    private final class Run implements Machine.Successors {
        private final Scenario scenario;
        private final Growth growth;
        private final Model model;
        private final StateLayout layout;
        private final Machine machine;
        private final Checks checks;
        private final Ghosts ghosts;
        private final Entries.Pairs[] pairs;
        private final StateTable table;
        private final long[] current;
        /** Successors of the current state that have not been looked up yet: their words, hashes, moves, broken invariants. */
        private long[] batch;

        private long[] batchHashes = new long[16];
        private int[] batchMoves = new int[16];
        private int[] batchBroken = new int[16];
        private int batched;
        private final int[] found = new int[Invariant.values().length];
        private final int[] foundMove = new int[found.length];
        private int broken;
        private int expanding = -1;
        private Ending.@Nullable Collector collector;
        private long transitions;
        private long nanos;

        Run(Scenario scenario, Growth growth) {
            this.scenario = scenario;
            this.growth = growth;
            model = new Model(scenario, growth);
            layout = new StateLayout(model);
            pairs = new Entries.Pairs[model.hardware.pes()];
            for (int pe = 0; pe < pairs.length; pe++) {
                var level = model.hardware.levels().get(pe);
                int same = model.hardware.levels().indexOf(level);
                pairs[pe] = same < pe
                        ? pairs[same]
                        : model.entries.pairs(level, model.hardware.permAmalgam(), scenario.same(), model.geometry);
            }
            ghosts = new Ghosts(model, layout);
            machine = new Machine(model, layout, ghosts, new Reductions(model, layout, reduced), pairs);
            checks = new Checks(model, layout, ghosts, pairs, scenario.invariants());
            table = new StateTable(layout.size(), mostBytes);
            current = new long[layout.size()];
            batch = new long[batchHashes.length * layout.size()];
            start();
        }

        /** The first state: what its pages are is what they must stay until an operation changes them. */
        private void start() {
            long[] state = machine.initial();
            int tlb = layout.pe(0).tlb();
            // What a neighbour of its Contiguous group says of a page counts only where the page's own descriptor is
            // valid.
            long faults = state[layout.pe(0).faults()];
            long mapped = 0;
            for (int e = 0; e < model.entries.size(); e++) {
                Entries.Entry entry = model.entries.get(e);
                boolean held = (state[tlb + (e >>> 6)] & 1L << e) != 0;
                if (held && entry.isFinal(model.hardware.stage2())) {
                    for (long pages = entry.pages() & ~faults; pages != 0; pages &= pages - 1) {
                        int page = Long.numberOfTrailingZeros(pages);
                        if ((mapped & 1L << page) == 0 || entry.value().equals(ownLeaf(page))) {
                            ghosts.setInitial(
                                    page,
                                    new Ghosts.Base(
                                            entry.permissions(),
                                            entry.outputOf(page),
                                            entry.value().memory(),
                                            false,
                                            0));
                        }
                        mapped |= 1L << page;
                    }
                }
            }
            long live = mapped;
            if (scenario.live() != null) {
                live = 0;
                for (int page : scenario.live()) {
                    live |= 1L << page;
                }
            }
            layout.setLive(state, live);
            accept(0, state, 0);
            lookUp();
            transitions = 0;
        }

        Ending.Collector endings(Representatives chosen, Set<Ending> to) {
            return new Ending.Collector(model, layout, machine, chosen, to);
        }

        /** The leaf that a page's own slot holds at the start. */
        private SlotValue ownLeaf(int page) {
            int fanOut = model.hardware.fanOut();
            Location slot = model.identityStage1
                    ? new Location(Location.Kind.STAGE2, "S2", page)
                    : new Location(Location.Kind.ROOT, "L2", page / fanOut);
            SlotValue value = scenario.initial().getOrDefault(slot, SlotValue.INVALID);
            return value.kind() == SlotValue.Kind.TABLE
                    ? scenario.initial()
                            .getOrDefault(
                                    new Location(Location.Kind.TABLE, value.table(), page % fanOut), SlotValue.INVALID)
                    : value;
        }

        /** Expands every state; whether that is all of them. */
        boolean expandAll() {
            long from = System.nanoTime();
            boolean exhausted = true;
            for (expanding = 0; expanding < table.size(); expanding++) {
                if (table.isFull()) {
                    exhausted = false;
                    break;
                }
                table.load(expanding, current);
                if (collector != null) {
                    collector.look(current);
                }
                if (machine.successors(current, this) == 0) {
                    note(checks.brokenAtEnd(current), expanding, -1);
                }
                lookUp();
                if (expanding % REPORT_EVERY == REPORT_EVERY - 1) {
                    listener.progress(table.size(), table.size() - expanding);
                }
            }
            nanos = System.nanoTime() - from;
            return exhausted;
        }

        Exploration exploration(boolean exhausted) {
            Map<Invariant, Story> stories = new EnumMap<>(Invariant.class);
            for (Invariant invariant : Invariant.values()) {
                if ((broken & 1 << invariant.ordinal()) != 0) {
                    stories.put(invariant, story(invariant));
                }
            }
            KernelWork work =
                    new KernelWork(growth.runs(), growth.rounds(), model.programs.size(), model.programs.notes());
            return new Exploration(
                    scenario,
                    table.size(),
                    transitions,
                    exhausted,
                    nanos,
                    layout.bytes(),
                    table.bytes(),
                    stories,
                    work);
        }

        @Override
        public void accept(int move, long[] state, int brokenByMove) {
            if (batched == batchHashes.length) {
                batch = Arrays.copyOf(batch, 2 * batch.length);
                batchHashes = Arrays.copyOf(batchHashes, 2 * batched);
                batchMoves = Arrays.copyOf(batchMoves, 2 * batched);
                batchBroken = Arrays.copyOf(batchBroken, 2 * batched);
            }
            int words = layout.size();
            System.arraycopy(state, 0, batch, batched * words, words);
            batchHashes[batched] = table.hash(state);
            batchMoves[batched] = move;
            batchBroken[batched] = brokenByMove;
            batched++;
        }

        private void lookUp() {
            transitions += batched;
            table.touch(batchHashes, batched);
            int words = layout.size();
            for (int i = 0; i < batched; i++) {
                note(batchBroken[i], expanding, batchMoves[i]);
                if (table.add(batch, i * words, batchHashes[i], expanding, batchMoves[i])) {
                    System.arraycopy(batch, i * words, current, 0, words);
                    note(checks.broken(current), table.size() - 1, -1);
                }
            }
            batched = 0;
        }

        private void note(int newlyBroken, int state, int move) {
            int fresh = newlyBroken & checks.checked() & ~broken;
            if (fresh == 0) {
                return;
            }
            broken |= fresh;
            for (int bits = fresh; bits != 0; bits &= bits - 1) {
                int invariant = Integer.numberOfTrailingZeros(bits);
                found[invariant] = state;
                foundMove[invariant] = move;
            }
        }

        private Story story(Invariant invariant) {
            if (!tellsStories) {
                return new Story(scenario, invariant, List.of(), "", List.of(), List.of());
            }
            List<Integer> moves = new ArrayList<>();
            int state = found[invariant.ordinal()];
            if (foundMove[invariant.ordinal()] >= 0) {
                moves.add(foundMove[invariant.ordinal()]);
            }
            while (state > 0) {
                moves.add(0, table.move(state));
                state = table.parent(state);
            }
            Machine every = new Machine(model, layout, ghosts, new Reductions(model, layout, false), pairs);
            return new StoryTeller(model, layout, every, checks).tell(invariant, first(), moves);
        }

        private long[] first() {
            long[] state = new long[layout.size()];
            table.load(0, state);
            return state;
        }
    }
}
