package dev.ptarmigan.explorer;

import dev.ptarmigan.descriptors.LinuxPte;
import dev.ptarmigan.kernel.Errno;
import dev.ptarmigan.kernel.Kernel;
import dev.ptarmigan.kernel.KernelBugException;
import dev.ptarmigan.kernel.KernelTask;
import dev.ptarmigan.kernel.KernelWords;
import dev.ptarmigan.mutation.Mutation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A program with calls of the kernel's own code between operations that are written down. The code is unchanged: it runs from
 * its start over a {@link KernelPort}, once for each surprise of a load.
 *
 * <p>Goals go with calls: what a call is to change begins before it and is reached when it has returned 0. A call that fails
 * promises nothing.
 */
final class KernelProgram implements Program {
    private static final String CRASHED = "kernel_crashed";
    private static final int PAGES = Long.SIZE;

    /**
     * An operation as it is written down, and what goes with it.
     *
     * @param before what is done before it
     * @param after what is done after it if it succeeds
     */
    private record Step(
            List<Operation> before,
            Operation operation,
            @Nullable KernelCall call,
            List<Operation> after) {}

    private final int pe;
    private final int pes;
    private final List<Operation> operations;
    private final KernelMemory memory;
    private final Map<Location, SlotValue> initial;
    private final List<Step> steps = new ArrayList<>();

    /**
     * A program.
     *
     * @param operations as they are written down
     * @param tables names of the scenario's tables
     * @param revived pages that some program makes valid
     */
    KernelProgram(
            int pe,
            List<Operation> operations,
            Hardware hardware,
            Map<Location, SlotValue> initial,
            Set<String> tables,
            Set<Integer> revived) {
        this.pe = pe;
        this.pes = hardware.pes();
        this.operations = List.copyOf(operations);
        this.initial = Map.copyOf(initial);
        memory = new KernelMemory(hardware, tables);
        boolean notGlobal = false;
        for (Map.Entry<Location, SlotValue> entry : initial.entrySet()) {
            memory.word(entry.getKey(), entry.getValue());
            notGlobal |= entry.getValue().nonGlobal();
        }
        long[] words = leaves(hardware.fanOut());
        for (Operation operation : operations) {
            steps.add(
                    operation instanceof Operation.Call call
                            ? step(call, new KernelCall(call, pes, notGlobal), words, revived)
                            : new Step(List.of(), operation, null, List.of()));
        }
    }

    /** The word that maps each page at the start, with what its table takes away. */
    private long[] leaves(int fanOut) {
        long[] words = new long[PAGES];
        for (int page = 0; page < PAGES; page++) {
            Location root = new Location(Location.Kind.ROOT, "L2", page / fanOut);
            SlotValue value = initial.getOrDefault(root, SlotValue.INVALID);
            if (value.kind() == SlotValue.Kind.TABLE) {
                Location slot = new Location(Location.Kind.TABLE, value.table(), page % fanOut);
                words[page] = memory.word(slot, initial.getOrDefault(slot, SlotValue.INVALID));
                words[page] |= words[page] == 0 || value.denied() == 0 ? 0 : KernelWords.PXN;
            } else {
                words[page] = memory.word(root, value);
            }
        }
        return words;
    }

    private Step step(Operation.Call call, KernelCall code, long[] words, Set<Integer> revived) {
        Map<Integer, List<Integer>> goals = new TreeMap<>();
        List<Integer> dead = new ArrayList<>();
        List<Integer> born = new ArrayList<>();
        for (int page = call.page(); page < call.page() + call.pages() && code.changes(); page++) {
            long before = words[page];
            long word = code.changed(before);
            if (LinuxPte.none(before)) {
                continue;
            }
            words[page] = word;
            if (LinuxPte.valid(word)) {
                int wanted = call.permissions() < 0 ? Shape.permissions(word) : call.permissions();
                goals.computeIfAbsent(wanted, any -> new ArrayList<>()).add(page);
                if (!LinuxPte.valid(before)) {
                    born.add(page);
                }
            } else if (LinuxPte.valid(before)) {
                dead.add(page);
            }
        }
        List<Operation> begin = new ArrayList<>();
        List<Operation> end = new ArrayList<>();
        if (!dead.isEmpty()) {
            begin.add(new Operation.Live(false, dead));
        }
        goals.forEach((wanted, pages) -> {
            String id = "pe" + pe + "-" + call.what() + steps.size() + "-" + SlotValue.permissionText(wanted);
            begin.add(new Operation.Begin(id, pages, wanted, -1, null));
            end.add(new Operation.Return(id));
        });
        for (int page : dead) {
            // As if it were given back: nothing may reach it until somebody makes it valid again.
            if (!revived.contains(page)) {
                end.add(new Operation.FreePage(page));
            }
        }
        if (!born.isEmpty()) {
            end.add(new Operation.Live(true, born));
        }
        return new Step(begin, call, code, end);
    }

    @Override
    public List<Operation> operations() {
        return operations;
    }

    @Override
    public List<Operation.Begin> goals() {
        List<Operation.Begin> goals = new ArrayList<>();
        for (Step step : steps) {
            for (Operation operation : step.before()) {
                if (operation instanceof Operation.Begin begin) {
                    goals.add(begin);
                }
            }
            if (step.operation() instanceof Operation.Begin begin) {
                goals.add(begin);
            }
        }
        return goals;
    }

    @Override
    public List<Operation> next(List<SlotValue> loaded) {
        return run(loaded).piece(loaded.size());
    }

    @Override
    public boolean mergesPlaces() {
        return true;
    }

    @Override
    public Program remembering() {
        return new Remembering(this);
    }

    /** Runs the program from its start. */
    KernelTrail run(List<SlotValue> loaded) {
        KernelTrail trail = new KernelTrail(loaded, initial);
        try {
            run(trail);
        } catch (KernelTrail.Stop e) {
            if (trail.isGuessing()) {
                trail.forgetLast();
            }
        } catch (KernelPort.Crash | KernelBugException e) {
            trail.add(new Operation.Note(String.valueOf(e.getMessage())));
            trail.add(new Operation.WaitFlag(CRASHED));
        } catch (ScenarioException e) {
            if (!trail.isGuessing()) {
                throw e;
            }
            trail.forgetLast();
        }
        return trail;
    }

    private void run(KernelTrail trail) {
        KernelPort port = new KernelPort(memory, trail, pe, pes);
        for (int at = 0; at < steps.size(); at++) {
            Step step = steps.get(at);
            step.before().forEach(trail::add);
            KernelCall code = step.call();
            if (code != null && step.operation() instanceof Operation.Call call) {
                // Locks are the machine's, so each run may have a kernel of its own.
                Kernel kernel = new Kernel(code.options(), memory.tables(), memory.layout());
                Mutation bug = code.bug();
                KernelTask task = bug == null ? kernel.task(port) : bug.task(kernel, port);
                int result = code.run(task, memory.address(call.page()));
                if (result != 0) {
                    trail.add(new Operation.Note(call + " fails: " + Errno.text(result)));
                    continue;
                }
            } else if (step.operation() instanceof Operation.SkipIf skip) {
                at += trail.load(skip).kind() == skip.kind() ? skip.operations() : 0;
            } else {
                trail.add(step.operation());
            }
            step.after().forEach(trail::add);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KernelProgram program && pe == program.pe && operations.equals(program.operations);
    }

    @Override
    public int hashCode() {
        return operations.hashCode() * 31 + pe;
    }

    @Override
    public String toString() {
        return operations.toString();
    }

    /** The program with what its runs have shown. */
    private static final class Remembering implements Program {
        /** What follows a history, and what is likely to be loaded then. */
        private record Piece(
                List<Operation> operations, @Nullable SlotValue guess) {}

        private final KernelProgram program;
        private final Map<List<SlotValue>, Piece> pieces = new HashMap<>();
        private int runs;

        Remembering(KernelProgram program) {
            this.program = program;
        }

        private Piece piece(List<SlotValue> loaded) {
            Piece known = pieces.get(loaded);
            if (known != null) {
                return known;
            }
            runs++;
            KernelTrail trail = program.run(loaded);
            for (int i = loaded.size(); i < trail.size(); i++) {
                pieces.put(trail.before(i), new Piece(trail.piece(i), trail.isAnswered(i) ? trail.answer(i) : null));
            }
            Piece found = pieces.get(loaded);
            if (found == null) {
                throw new IllegalStateException("loaded=" + loaded);
            }
            return found;
        }

        @Override
        public List<Operation> next(List<SlotValue> loaded) {
            return piece(loaded).operations();
        }

        @Override
        public @Nullable SlotValue guess(List<SlotValue> loaded) {
            return piece(loaded).guess();
        }

        @Override
        public List<Operation> operations() {
            return program.operations();
        }

        @Override
        public boolean mergesPlaces() {
            return true;
        }

        @Override
        public int runs() {
            return runs;
        }
    }
}
