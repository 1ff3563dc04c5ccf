package dev.ptarmigan.explorer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ptarmigan.kernel.Kernel;
import dev.ptarmigan.kernel.KernelTask;
import dev.ptarmigan.machine.ForwardingPort;
import dev.ptarmigan.machine.FrameAllocator;
import dev.ptarmigan.machine.KernelLock;
import dev.ptarmigan.machine.PlainPort;
import dev.ptarmigan.machine.Port;
import dev.ptarmigan.memory.PhysicalMemory;
import dev.ptarmigan.mutation.Mutation;
import dev.ptarmigan.trace.Barrier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The same code on threads, one step of one of them at a time, on memory whose stores are there at once: whatever is in memory
 * when all have ended is among what exploration ends in.
 */
class KernelThreadsTest {
    private static final int RUNS = 400;

    /** What memory can hold when all programs have ended. */
    private static Set<Map<Location, SlotValue>> explored(Scenario scenario, boolean reduced) {
        Growth growth = new Growth(scenario);
        for (; ; ) {
            Model model = new Model(scenario, growth);
            StateLayout layout = new StateLayout(model);
            Ghosts ghosts = new Ghosts(model, layout);
            Machine machine =
                    new Machine(model, layout, ghosts, new Reductions(model, layout, reduced), new Entries.Pairs[0]);
            Set<List<Long>> known = new HashSet<>();
            List<long[]> waiting = new ArrayList<>();
            Set<Map<Location, SlotValue>> ends = new HashSet<>();
            waiting.add(machine.initial());
            while (!waiting.isEmpty()) {
                long[] state = waiting.remove(waiting.size() - 1);
                int count = machine.successors(state, (move, after, broken) -> {
                    if (known.add(Arrays.stream(after).boxed().toList())) {
                        waiting.add(after.clone());
                    }
                });
                if (count == 0) {
                    Map<Location, SlotValue> memory = new HashMap<>();
                    for (int l = 0; l < model.words.size(); l++) {
                        put(memory, model.words.location(l), model.words.value(l, layout.memory(state, l)));
                    }
                    ends.add(memory);
                }
            }
            if (!growth.gather(model)) {
                return ends;
            }
        }
    }

    private static void put(Map<Location, SlotValue> memory, Location slot, SlotValue value) {
        if (!value.equals(SlotValue.INVALID) && slot.kind() != Location.Kind.FLAG) {
            memory.put(slot, value);
        }
    }

    /** Threads that take turns as a seed says. */
    private static final class Threads {
        private final Semaphore arrived = new Semaphore(0);
        private final Semaphore[] go;
        private final @Nullable KernelLock[] wants;
        private final boolean[] ended;
        private final Map<KernelLock, Integer> owners = new HashMap<>();
        private final Map<String, KernelLock> locks = new HashMap<>();

        Threads(int count) {
            go = new Semaphore[count];
            for (int i = 0; i < count; i++) {
                go[i] = new Semaphore(0);
            }
            wants = new KernelLock[count];
            ended = new boolean[count];
        }

        /** Each run has kernels of its own, so locks are found by name. */
        synchronized KernelLock named(KernelLock lock) {
            return locks.computeIfAbsent(lock.name(), any -> lock);
        }

        void turn(int pe) {
            arrived.release();
            go[pe].acquireUninterruptibly();
        }

        void run(List<Runnable> bodies, Random random) throws InterruptedException {
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < bodies.size(); i++) {
                int pe = i;
                Thread thread = new Thread(() -> {
                    turn(pe);
                    try {
                        bodies.get(pe).run();
                    } catch (KernelPort.Crash e) {
                        // It stays where it is, with its locks.
                    }
                    ended[pe] = true;
                    arrived.release();
                });
                thread.setDaemon(true);
                thread.start();
                threads.add(thread);
            }
            arrived.acquire(bodies.size());
            for (; ; ) {
                List<Integer> ready = new ArrayList<>();
                for (int pe = 0; pe < bodies.size(); pe++) {
                    if (!ended[pe] && (wants[pe] == null || !owners.containsKey(wants[pe]))) {
                        ready.add(pe);
                    }
                }
                if (ready.isEmpty()) {
                    break;
                }
                go[ready.get(random.nextInt(ready.size()))].release();
                arrived.acquire();
            }
            for (int pe = 0; pe < bodies.size(); pe++) {
                if (ended[pe]) {
                    threads.get(pe).join();
                }
            }
        }
    }

    /** Memory and turns for one PE. */
    private static final class TurnPort extends ForwardingPort {
        private final KernelMemory memory;
        private final Map<Long, Long> words;
        private final Threads threads;
        private final int pe;
        private int taken;

        TurnPort(Port nothing, KernelMemory memory, Map<Long, Long> words, Threads threads, int pe) {
            super(nothing);
            this.memory = memory;
            this.words = words;
            this.threads = threads;
            this.pe = pe;
        }

        @Override
        public long load(long pa) {
            if (memory.isConstant(pa)) {
                return memory.constant(pa);
            }
            threads.turn(pe);
            check(pa);
            return words.getOrDefault(pa, 0L);
        }

        @Override
        public void store(long pa, long word) {
            threads.turn(pe);
            check(pa);
            words.put(pa, word);
        }

        private void check(long pa) {
            if (memory.location(pa) == null) {
                throw new KernelPort.Crash("no table");
            }
        }

        @Override
        public void barrier(Barrier kind) {
            threads.turn(pe);
        }

        @Override
        public long allocateTable(int level, long va) {
            return memory.tableAddress(KernelMemory.takenName(pe, taken++));
        }

        @Override
        public void freeTable(long pa) {}

        @Override
        public void lock(KernelLock lock) {
            KernelLock meant = threads.named(lock);
            threads.wants[pe] = meant;
            threads.turn(pe);
            threads.wants[pe] = null;
            threads.owners.put(meant, pe);
        }

        @Override
        public void unlock(KernelLock lock) {
            threads.turn(pe);
            threads.owners.remove(threads.named(lock));
        }
    }

    /** What memory holds after one run of the threads. */
    private static Map<Location, SlotValue> ended(Scenario scenario, PhysicalMemory none, long seed)
            throws InterruptedException {
        Set<String> tables = new HashSet<>();
        scenario.initial().keySet().stream()
                .filter(slot -> slot.kind() == Location.Kind.TABLE)
                .forEach(slot -> tables.add(slot.name()));
        KernelMemory memory = new KernelMemory(scenario.hardware(), tables);
        Map<Long, Long> words = new HashMap<>();
        scenario.initial().forEach((slot, value) -> words.put(address(memory, slot), memory.word(slot, value)));
        Threads threads = new Threads(scenario.programs().size());
        List<Runnable> bodies = new ArrayList<>();
        for (int pe = 0; pe < scenario.programs().size(); pe++) {
            Operation.Call call =
                    (Operation.Call) scenario.programs().get(pe).operations().get(0);
            KernelCall code = new KernelCall(call, scenario.hardware().pes(), false);
            Kernel kernel = new Kernel(code.options(), memory.tables(), memory.layout());
            Port port = new TurnPort(new PlainPort(none, new NoFrames()), memory, words, threads, pe);
            Mutation bug = code.bug();
            KernelTask task = bug == null ? kernel.task(port) : bug.task(kernel, port);
            bodies.add(() -> code.run(task, memory.address(call.page())));
        }
        threads.run(bodies, new Random(seed));
        Map<Location, SlotValue> end = new HashMap<>();
        words.forEach((pa, word) -> {
            Location slot = Objects.requireNonNull(memory.location(pa));
            put(end, slot, memory.value(slot, word));
        });
        return end;
    }

    private static long address(KernelMemory memory, Location slot) {
        if (slot.kind() == Location.Kind.TABLE) {
            return memory.tableAddress(slot.name()) + 8L * slot.index();
        }
        long va = memory.address(slot.index() * memory.tables().entries());
        long table = memory.tables().root();
        for (int level = 0; level < 2; level++) {
            table = memory.tables().address(memory.constant(memory.tables().slot(table, level, va)));
        }
        return memory.tables().slot(table, 2, va);
    }

    private static final class NoFrames implements FrameAllocator {
        @Override
        public long allocate(int level, long va) {
            throw new IllegalStateException("level=" + level);
        }

        @Override
        public void free(long pa) {
            throw new IllegalStateException("pa=" + pa);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            one order of splits, two of tables        | call-two-writers
            tables are lost                           | call-two-writers-no-mutex
            changes of a group are lost               | call-group-neighbours-no-mutex
            a table is folded under a walk            | call-collapse-writer
            the same, locked                          | call-collapse-writer-locked
            a split and a collapse                    | call-collapse-split
            RISC-V's order                            | call-split-all
            """)
    void threads_end_in_nothing_that_is_not_explored(String why, String id) throws InterruptedException {
        Scenario scenario = Catalogue.named(id);
        assertThat(scenario).isNotNull();
        Set<Map<Location, SlotValue>> explored = explored(scenario, false);
        Set<Map<Location, SlotValue>> seen = new HashSet<>();
        try (PhysicalMemory none = new PhysicalMemory()) {
            for (long seed = 0; seed < RUNS; seed++) {
                Map<Location, SlotValue> end = ended(scenario, none, seed);
                assertThat(explored).as("%s, seed %d", why, seed).contains(end);
                seen.add(end);
            }
        }
        assertThat(seen).as("different ends").hasSizeGreaterThan(1);
    }

    private static final int SCENARIOS = 40;
    private static final String[] STARTS = {
        "init L2.0 blk:0,rw; init L2.1 blk:4,rw",
        "init L2.0 blk:0,rw,cont; init L2.1 blk:4,rw,cont",
        "tables T0; init L2.0 tbl:T0,nx; init T0.0 pg:0,rw,cont; init T0.1 pg:1,rw,cont; init T0.2 pg:2,rw; init T0.3 pg:3,rw",
        "tables T0; init L2.0 tbl:T0,nx; init T0.0 pg:0,rw; init T0.1 pg:1,rw; init T0.2 pg:2,rw; init T0.3 pg:3,rw"
    };
    private static final String[] CALLS = {
        "linux ro",
        "linux nx",
        "linux invalid",
        "linux split",
        "linux:whole-range ro",
        "linux:locked ro",
        "linux:lockless-split ro",
        "bbm ro",
        "split-all ro",
        "pagewalk ro",
        "legacy ro"
    };

    private static String call(Random random) {
        int page = random.nextInt(5);
        if (random.nextInt(5) == 0) {
            return random.nextBoolean() ? "linux collapse page=0 n=4" : "linux collapse-bbm page=0 n=4";
        }
        return CALLS[random.nextInt(CALLS.length)] + " page=" + page + " n=" + (1 + random.nextInt(3))
                + (random.nextInt(4) == 0 ? " bug=no-mutex" : "");
    }

    @Test
    void threads_of_calls_made_by_chance_end_in_nothing_that_is_not_explored() throws InterruptedException {
        int several = 0;
        try (PhysicalMemory none = new PhysicalMemory()) {
            for (long seed = 0; seed < SCENARIOS; seed++) {
                Random random = new Random(seed);
                String text = "scenario random\nhardware bbml=2 noabort\n"
                        + STARTS[random.nextInt(STARTS.length)].replace("; ", "\n") + "\n0: call " + call(random)
                        + "\n1: call " + call(random) + "\n";
                Scenario scenario = ScenarioText.readAll(text, "random").get(0);
                Set<Map<Location, SlotValue>> explored = explored(scenario, true);
                for (long run = 0; run < RUNS / 10; run++) {
                    assertThat(explored)
                            .as("seed %d, run %d%n%s", seed, run, text)
                            .contains(ended(scenario, none, run));
                }
                several += explored.size() > 1 ? 1 : 0;
            }
        }
        assertThat(several).as("scenarios with several ends").isGreaterThan(SCENARIOS / 4);
    }
}
