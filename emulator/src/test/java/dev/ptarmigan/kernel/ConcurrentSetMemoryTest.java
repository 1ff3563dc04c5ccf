package dev.ptarmigan.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.descriptors.LinuxPte;
import dev.ptarmigan.kernel.mapping.KernelWorld;
import dev.ptarmigan.kernel.mapping.TableAccount;
import dev.ptarmigan.kernel.mapping.Vmalloc;
import dev.ptarmigan.machine.PlainPort;
import dev.ptarmigan.mutation.Mutation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * set_memory on several threads at once, each a PE with a port of its own onto the same words, with Linux's locks.
 *
 * <p>Linux asks of its callers that a page has one owner at a time. Here too: a thread owns the pages it changes while it
 * changes them. What it does not own are the leaves: blocks and groups hold pages of several owners, and that is what the
 * locks are for.
 */
class ConcurrentSetMemoryTest {
    private static final int THREADS = 4;
    private static final long RAM = 0x4000_0000L;
    private static final long RAM_BYTES = 4L << 30;
    /** Where pages are changed: across the border of two gigabytes. */
    private static final long PLAYGROUND = 0xbf00_0000L;

    private enum State {
        WRITABLE,
        READ_ONLY,
        INVALID
    }

    /** Legacy and the page walk cannot split and are safe only where the linear map is pages; a CPU without BBML2 makes it so. */
    private static KernelWorld world(Granule granule, String strategy) {
        return KernelWorld.builder()
                .granule(granule)
                .options(KernelOptions.modern()
                        .withBbml2NoAbort(!strategy.equals("legacy") && !strategy.equals("pagewalk")))
                .ram(RAM, RAM_BYTES)
                .tablePool(RAM + RAM_BYTES - (256L << 20), 256L << 20)
                .build();
    }

    private static void runAll(List<? extends Callable<?>> tasks) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
        try {
            List<Future<?>> results = new ArrayList<>();
            for (Callable<?> task : tasks) {
                results.add(threads.submit(task));
            }
            for (Future<?> result : results) {
                result.get(10, TimeUnit.MINUTES);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** What a page must be in the end, and who owns it meanwhile. */
    private static final class Pages {
        private static final int STRIPE = 16;

        private final State[] states;
        private final ReentrantLock[] owners;

        Pages(int count) {
            states = new State[count];
            Arrays.fill(states, State.WRITABLE);
            owners = new ReentrantLock[(count + STRIPE - 1) / STRIPE];
            for (int i = 0; i < owners.length; i++) {
                owners[i] = new ReentrantLock();
            }
        }

        /** Takes the stripes of a range, always upwards. */
        void own(int first, int last) {
            for (int i = first / STRIPE; i <= last / STRIPE; i++) {
                owners[i].lock();
            }
        }

        void disown(int first, int last) {
            for (int i = first / STRIPE; i <= last / STRIPE; i++) {
                owners[i].unlock();
            }
        }
    }

    private static void change(SetMemory strategy, KernelTask task, long va, int pages, State to) {
        long size = pages * task.tables().pageBytes();
        long valid = KernelWords.presentValidKernel(task.options());
        int result = switch (to) {
            case WRITABLE ->
                strategy.change(
                        task, va, size, valid | KernelWords.WRITE, KernelWords.PRESENT_INVALID | KernelWords.RDONLY);
            case READ_ONLY ->
                strategy.change(
                        task, va, size, valid | KernelWords.RDONLY, KernelWords.PRESENT_INVALID | KernelWords.WRITE);
            case INVALID -> strategy.change(task, va, size, KernelWords.PRESENT_INVALID, valid);
        };
        assertThat(result).isZero();
    }

    private static void check(KernelWorld world, Pages pages, long seed) {
        TableAccount account = TableAccount.of(world);
        assertThat(account.tables())
                .as("seed " + seed + ": tables")
                .isEqualTo(world.frames().taken());
        KernelTables tables = world.kernel().tables();
        for (int i = 0; i < pages.states.length; i++) {
            long pa = PLAYGROUND + i * tables.pageBytes();
            long va = world.linear(pa);
            long word = world.entry(va);
            String where = "seed " + seed + ": page " + i + ", " + Hex.word(word) + " must be " + pages.states[i];
            assertThat(SetMemory.frameOf(tables, world.memory()::read, va))
                    .as(where)
                    .isEqualTo(pa);
            boolean hidden = pages.states[i] == State.INVALID;
            assertThat(LinuxPte.valid(word)).as(where).isEqualTo(!hidden);
            if (!hidden) {
                boolean readOnly = pages.states[i] == State.READ_ONLY;
                assertThat(LinuxPte.PTE_RDONLY.isSet(word)).as(where).isEqualTo(readOnly);
                assertThat(LinuxPte.PTE_WRITE.isSet(word)).as(where).isEqualTo(!readOnly);
            }
        }
    }

    /** @param overlapping whether every thread may take any pages, or has pages of its own in every group */
    private static void stress(
            String strategyName, Granule granule, int pageCount, int rounds, boolean overlapping, long seed)
            throws Exception {
        try (KernelWorld world = world(granule, strategyName)) {
            Pages pages = new Pages(pageCount);
            SetMemory strategy = Strategies.named(strategyName);
            CyclicBarrier start = new CyclicBarrier(THREADS);
            long page = granule.pageBytes();
            List<Callable<Boolean>> tasks = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                int number = thread;
                SplittableRandom random = new SplittableRandom(seed * 31 + thread);
                KernelTask task = world.kernel().task(new PlainPort(world.memory(), world.frames()));
                tasks.add(() -> {
                    start.await();
                    for (int i = 0; i < rounds; i++) {
                        State to = State.values()[random.nextInt(3)];
                        int first = random.nextInt(pageCount);
                        int count = 1;
                        if (overlapping) {
                            count = Math.min(pageCount - first, 1 << random.nextInt(10));
                            count = random.nextInt(count) + 1;
                        } else {
                            first = first / THREADS * THREADS + number;
                        }
                        int last = first + count - 1;
                        if (overlapping) {
                            pages.own(first, last);
                        }
                        change(strategy, task, world.linear(PLAYGROUND + first * page), count, to);
                        Arrays.fill(pages.states, first, last + 1, to);
                        if (overlapping) {
                            pages.disown(first, last);
                        }
                    }
                    return true;
                });
            }
            runAll(tasks);
            check(world, pages, seed);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    neighbouring pages of one owner each, 4K    | linux     | K4  | 4096 | 3000 | false | 1
                    ranges that overlap, 4K                     | linux     | K4  | 8192 | 1500 | true  | 2
                    neighbouring pages of one owner each, 16K   | linux     | K16 | 4096 | 1500 | false | 3
                    ranges that overlap, 16K                    | linux     | K16 | 8192 | 800  | true  | 4
                    neighbouring pages of one owner each, 64K   | linux     | K64 | 4096 | 800  | false | 5
                    ranges that overlap, 64K                    | linux     | K64 | 8192 | 400  | true  | 6
                    split-all under mmap_lock, one owner each   | split-all | K4  | 4096 | 2000 | false | 8
                    split-all under mmap_lock, overlapping      | split-all | K4  | 8192 | 1000 | true  | 9
                    legacy on pages, one owner each             | legacy    | K4  | 4096 | 3000 | false | 10
                    legacy on pages, overlapping                | legacy    | K4  | 8192 | 1500 | true  | 11
                    page walk on pages, overlapping             | pagewalk  | K4  | 8192 | 1500 | true  | 12
                    break-before-make, one owner each           | bbm       | K4  | 4096 | 1500 | false | 13
                    a few pages again and again                 | linux     | K4  | 64   | 5000 | false | 7
                    """)
    void no_update_is_lost_and_no_table_leaks(
            String reason, String strategy, Granule granule, int pageCount, int rounds, boolean overlapping, long seed)
            throws Exception {
        stress(strategy, granule, pageCount, rounds, overlapping, seed);
    }

    @Tag("heavy")
    @ParameterizedTest(name = "{0}, seed {6}")
    @CsvSource(delimiter = '|', textBlock = """
                    neighbouring pages of one owner each  | linux     | K4  | 131072 | 200000 | false | 11
                    ranges that overlap                   | linux     | K4  | 131072 | 100000 | true  | 12
                    neighbouring pages of one owner each  | linux     | K16 | 32768  | 100000 | false | 13
                    ranges that overlap                   | linux     | K16 | 32768  | 50000  | true  | 14
                    ranges that overlap                   | linux     | K64 | 16384  | 20000  | true  | 15
                    """)
    void no_update_is_lost_in_long_runs(
            String reason, String strategy, Granule granule, int pageCount, int rounds, boolean overlapping, long seed)
            throws Exception {
        stress(strategy, granule, pageCount, rounds, overlapping, seed);
    }

    /** What the lock protects is leaves that several owners share. Without sharing none is needed. */
    @ParameterizedTest(name = "seed {0}")
    @CsvSource({"31", "32"})
    void without_locks_threads_that_share_no_leaf_do_not_disturb_each_other(long seed) throws Exception {
        long gigabyte = 1L << 30;
        try (KernelWorld world = KernelWorld.builder()
                .ram(RAM, (THREADS + 2) * gigabyte)
                .tablePool(RAM + (THREADS + 1) * gigabyte, gigabyte)
                .build()) {
            LinuxSetMemory strategy = new LinuxSetMemory();
            CyclicBarrier start = new CyclicBarrier(THREADS);
            State[][] states = new State[THREADS][4096];
            List<Callable<Boolean>> tasks = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                State[] mine = states[thread];
                Arrays.fill(mine, State.WRITABLE);
                SplittableRandom random = new SplittableRandom(seed * 31 + thread);
                KernelTask task = world.kernel().task(Mutation.named("no-mutex").over(world.kernel(), world.newPort()));
                long va = world.linear(RAM + (thread + 1) * gigabyte);
                tasks.add(() -> {
                    start.await();
                    for (int i = 0; i < 500; i++) {
                        int first = random.nextInt(mine.length);
                        int count = random.nextInt(mine.length - first) + 1;
                        State to = State.values()[random.nextInt(3)];
                        change(strategy, task, va + first * 4096L, count, to);
                        Arrays.fill(mine, first, first + count, to);
                    }
                    return true;
                });
            }
            runAll(tasks);
            assertThat(TableAccount.of(world).tables()).isEqualTo(world.frames().taken());
            for (int thread = 0; thread < THREADS; thread++) {
                for (int i = 0; i < 4096; i++) {
                    long word = world.entry(world.linear(RAM + (thread + 1) * gigabyte) + i * 4096L);
                    State is = !LinuxPte.valid(word)
                            ? State.INVALID
                            : LinuxPte.PTE_RDONLY.isSet(word) ? State.READ_ONLY : State.WRITABLE;
                    assertThat(is).as("seed " + seed + ", page " + i).isEqualTo(states[thread][i]);
                }
            }
        }
    }

    /** Modules come and go: areas are made, changed, changed through their alias, and freed, on all threads. */
    @ParameterizedTest(name = "seed {0}")
    @CsvSource({"21", "22", "23"})
    void areas_of_several_threads_do_not_disturb_each_other(long seed) throws Exception {
        try (KernelWorld world = world(Granule.K4, "linux")) {
            LinuxSetMemory strategy = new LinuxSetMemory();
            CyclicBarrier start = new CyclicBarrier(THREADS);
            List<Callable<Boolean>> tasks = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                SplittableRandom random = new SplittableRandom(seed * 31 + thread);
                KernelTask task = world.kernel().task(world.newPort());
                Vmalloc vmalloc = world.vmalloc(task);
                tasks.add(() -> {
                    start.await();
                    for (int i = 0; i < 150; i++) {
                        int pages = random.nextInt(20) + 1;
                        VmArea area = Objects.requireNonNull(vmalloc.allocate(pages * 4096L));
                        assertThat(strategy.setReadOnlyExecute(task, area.address(), pages))
                                .isZero();
                        for (int p = 0; p < pages; p++) {
                            long word = task.load(world.slot(area.address() + p * 4096L));
                            assertThat(Hex.word(word)).isEqualTo(Hex.word(0x00c0_0000_0000_0783L | area.page(p)));
                            long alias = world.entry(world.linear(area.page(p)));
                            assertThat(Hex.word(alias)).isEqualTo(Hex.word(0x00e0_0000_0000_0787L | area.page(p)));
                        }
                        assertThat(strategy.setNoExecute(task, area.address(), pages))
                                .isZero();
                        assertThat(strategy.setReadWrite(task, area.address(), pages))
                                .isZero();
                        vmalloc.free(strategy, area);
                    }
                    return true;
                });
            }
            runAll(tasks);
            assertThat(TableAccount.of(world).tables()).isEqualTo(world.frames().taken());
        }
    }
}
