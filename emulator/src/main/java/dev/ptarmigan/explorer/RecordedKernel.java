package dev.ptarmigan.explorer;

import dev.ptarmigan.descriptors.Format;
import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.descriptors.LinuxPte;
import dev.ptarmigan.kernel.Collapse;
import dev.ptarmigan.kernel.Kernel;
import dev.ptarmigan.kernel.KernelLayout;
import dev.ptarmigan.kernel.KernelOptions;
import dev.ptarmigan.kernel.KernelTables;
import dev.ptarmigan.kernel.KernelTask;
import dev.ptarmigan.kernel.SetMemory;
import dev.ptarmigan.kernel.Strategies;
import dev.ptarmigan.kernel.UnknownNameException;
import dev.ptarmigan.kernel.ValidEncoding;
import dev.ptarmigan.machine.FrameAllocator;
import dev.ptarmigan.machine.PlainPort;
import dev.ptarmigan.machine.RecordingPort;
import dev.ptarmigan.memory.PhysicalMemory;
import dev.ptarmigan.mutation.Mutation;
import dev.ptarmigan.trace.EventLog;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One call of a strategy on a small kernel, as scenarios: 4K pages, 48 bits, 16 GiB of memory in 1G blocks, but for one gigabyte
 * of 2M blocks of which the first is mapped by pages (the upper half one page further on).
 */
public final class RecordedKernel {
    /**
     * What a call was.
     *
     * @param scenarios its events, one scenario for each two levels of tables that it concerns
     * @param wrongResult what its words say at the end that was not asked for, or null
     * @param log its events
     * @param call what was asked for
     * @param judge makes a judge of mutants of a log with the same start
     */
    public record Recording(
            List<Scenario> scenarios,
            @Nullable String wrongResult,
            EventLog log,
            Call call,
            Function<EventLog, EquivalenceJudge> judge) {
        /** Fixes the list. */
        public Recording {
            scenarios = List.copyOf(scenarios);
        }
    }

    /** Where the pages of the call lie. */
    public enum Place {
        /** Mapped by pages. */
        PAGES,
        /** In a 2M block. */
        BLOCK_2M,
        /** In a 1G block. */
        BLOCK_1G
    }

    /** What can be called. */
    public static final String OPERATIONS = "ro, rw, nx, x, invalid, valid, collapse, collapse-bbm";

    private static final long LINEAR = 0xFFFF_0000_0000_0000L;
    private static final long LINEAR_END = 0xFFFF_8000_0000_0000L;
    private static final long MEMORY = 0x4000_0000L;
    private static final long ROOT = 0x41F3_F000L;
    private static final long GIGABYTES = 0x4800_0000L;
    private static final long BLOCKS = GIGABYTES + 0x80_0000;
    private static final long PAGES = BLOCKS + 0x1000;
    private static final long TABLE = 0x0000_0000_0000_0403L;
    private static final long BLOCK = 0x0060_0000_0000_0701L;
    private static final long PAGE = 0x0060_0000_0000_0703L;
    private static final long JUDGE_BYTES = 64L << 20;
    private static final int ENTRIES = 512;
    private static final int HALF = 256;
    private static final long SPLIT_GIGABYTE = 8L << 30;

    /** Frames in order, each used once. */
    private static final class Frames implements FrameAllocator {
        private long next = GIGABYTES + 0x1000;

        @Override
        public long allocate(int level, long va) {
            long page = next;
            next += 0x1000;
            return page;
        }

        @Override
        public void free(long pa) {}
    }

    private final KernelTables tables = new KernelTables(Granule.K4, Format.VMSA64, 48, ROOT);
    private final KernelOptions options;
    private final String strategy;
    private final String operation;
    private final int pages;
    private final Place place;
    private final int firstPage;
    private final @Nullable Mutation bug;

    /**
     * A call.
     *
     * @param strategy as in {@link Strategies}; not used by {@code collapse}
     * @param operation one of {@link #OPERATIONS}
     * @param pages how many pages
     * @param firstPage how far from the beginning of {@code place}, in pages
     * @param notGlobal whether kernel mappings are nG (KPTI)
     */
    public RecordedKernel(
            String strategy,
            String operation,
            int pages,
            Place place,
            int firstPage,
            boolean notGlobal,
            @Nullable Mutation bug) {
        KernelOptions all = KernelOptions.modern().withNotGlobal(notGlobal);
        if (strategy.startsWith("bbm")) {
            all = all.withBbml2NoAbort(false);
        }
        options = strategy.contains("stop-machine") ? all.withBootState(false, true, true, 2) : all;
        this.strategy = strategy;
        this.operation = operation;
        this.pages = pages;
        this.place = place;
        this.firstPage = firstPage;
        this.bug = bug;
    }

    /**
     * Runs it and extracts the scenarios.
     *
     * @param hardware as for {@link ScenarioExtractor}
     * @throws ScenarioException if the call fails, or does not fit into scenarios
     */
    public Recording record(Map<String, String> hardware) {
        try (PhysicalMemory memory = new PhysicalMemory()) {
            build(memory);
            Kernel kernel = new Kernel(
                    options,
                    tables,
                    new KernelLayout(LINEAR, LINEAR_END, MEMORY, 0xFFFF_8000_8000_0000L, 0xFFFF_FDFF_BF80_0000L));
            Frames frames = new Frames();
            PlainPort plain = new PlainPort(memory, frames);
            prepare(kernel.task(plain));
            Map<Long, Long> before = snapshot(memory);
            EventLog log = new EventLog();
            RecordingPort port = new RecordingPort(plain, log, 0);
            Call call = run(bug == null ? kernel.task(port) : bug.task(kernel, port));
            String id = operation.startsWith("collapse") ? operation : strategy + "-" + operation;
            ScenarioExtractor extractor =
                    new ScenarioExtractor(tables, LINEAR, pa -> before.getOrDefault(pa, 0L), hardware);
            List<Scenario> scenarios =
                    extractor.extract(bug == null ? id : id + "+" + bug.name(), log, 0, log.size(), call);
            return new Recording(
                    scenarios,
                    extractor.wrongResult(log, 0, log.size(), call),
                    log,
                    call,
                    marked -> new ExtractionJudge(
                            tables, LINEAR, pa -> before.getOrDefault(pa, 0L), hardware, marked, JUDGE_BYTES));
        }
    }

    private long address() {
        long start = LINEAR
                + switch (place) {
                    case PAGES -> SPLIT_GIGABYTE;
                    case BLOCK_2M -> SPLIT_GIGABYTE + (4L << 21);
                    case BLOCK_1G -> 3L << 30;
                };
        return start + firstPage * 0x1000L;
    }

    private void build(PhysicalMemory memory) {
        memory.allocate(ROOT, 0x1000);
        memory.allocate(GIGABYTES, 0x0100_0000);
        long nG = options.notGlobal() ? LinuxPte.PTE_NG.mask() : 0;
        long block = BLOCK | nG | LinuxPte.PTE_WRITE.mask();
        memory.write(ROOT, TABLE | GIGABYTES);
        for (int k = 0; k < 16; k++) {
            memory.write(GIGABYTES + 8L * k, block | MEMORY + ((long) k << 30));
        }
        memory.write(GIGABYTES + 8 * (SPLIT_GIGABYTE >>> 30), TABLE | BLOCKS);
        memory.write(BLOCKS, TABLE | PAGES);
        for (int i = 1; i < ENTRIES; i++) {
            memory.write(BLOCKS + 8L * i, block | MEMORY + SPLIT_GIGABYTE + ((long) i << 21));
        }
        for (int i = 0; i < ENTRIES; i++) {
            long pa = MEMORY + SPLIT_GIGABYTE + ((long) (i < HALF ? i : i + 1) << 12);
            memory.write(PAGES + 8L * i, PAGE | nG | LinuxPte.PTE_WRITE.mask() | pa);
        }
    }

    /** What must be so before the call. */
    private void prepare(KernelTask task) {
        SetMemory linux = Strategies.named("linux");
        long va = address();
        switch (operation) {
            case "rw" -> change(linux, task, va, LinuxPte.PTE_RDONLY.mask(), LinuxPte.PTE_WRITE.mask());
            case "nx" -> change(linux, task, va, 0, LinuxPte.PTE_PXN.mask());
            case "valid" -> {
                SetMemory how = Strategies.named(strategy);
                // All of a block, so that making a part of it valid splits an invalid leaf.
                boolean block = place == Place.BLOCK_2M && pages < ENTRIES;
                how.setValid(task, block ? va & -0x20_0000L : va, block ? ENTRIES : pages, false);
            }
            case "collapse", "collapse-bbm" -> {
                if (place != Place.PAGES) {
                    linux.change(task, va + 0x5000, 0x1000, LinuxPte.PTE_RDONLY.mask(), LinuxPte.PTE_WRITE.mask());
                    linux.change(task, va + 0x5000, 0x1000, LinuxPte.PTE_WRITE.mask(), LinuxPte.PTE_RDONLY.mask());
                }
            }
            default -> {}
        }
    }

    private void change(SetMemory how, KernelTask task, long va, long set, long clear) {
        how.change(task, va, pages * 0x1000L, set, clear);
    }

    private Call call(long set, long clear) {
        long va = address();
        String name = operation + " of " + pages + (pages == 1 ? " page" : " pages");
        return new Call(name, List.of(new Call.Range(va, va + pages * 0x1000L - 1)), set, clear, true);
    }

    private Call run(KernelTask task) {
        long va = address();
        if (operation.startsWith("collapse")) {
            Collapse.Method method =
                    operation.equals("collapse") ? Collapse.Method.IN_PLACE : Collapse.Method.BREAK_BEFORE_MAKE;
            check(Collapse.range(task, va, va + pages * 0x1000L, method).result());
            return call(0, 0);
        }
        SetMemory how = Strategies.named(strategy);
        long readOnly = LinuxPte.PTE_RDONLY.mask();
        long write = LinuxPte.PTE_WRITE.mask();
        long pxn = LinuxPte.PTE_PXN.mask();
        boolean pair = how.encoding() == ValidEncoding.PRESENT_INVALID;
        long whenInvalid = pair ? LinuxPte.PTE_PRESENT_INVALID.mask() : 0;
        long whenValid = LinuxPte.PTE_VALID.mask() | (pair && options.notGlobal() ? LinuxPte.PTE_NG.mask() : 0);
        return switch (operation) {
            case "ro" -> changed(how, task, readOnly, write);
            case "rw" -> changed(how, task, write, readOnly);
            case "nx" -> changed(how, task, pxn, 0);
            case "x" -> changed(how, task, 0, pxn);
            case "invalid" -> {
                check(how.setValid(task, va, pages, false));
                yield call(whenInvalid, whenValid);
            }
            case "valid" -> {
                check(how.setValid(task, va, pages, true));
                yield call(whenValid, whenInvalid);
            }
            default ->
                throw new UnknownNameException("no operation is named '" + operation + "'; there are " + OPERATIONS);
        };
    }

    private Call changed(SetMemory how, KernelTask task, long set, long clear) {
        check(how.change(task, address(), pages * 0x1000L, set, clear));
        return call(set, clear);
    }

    private void check(int result) {
        if (result != 0) {
            throw new ScenarioException(strategy + " " + operation + " of " + pages + " pages fails ("
                    + dev.ptarmigan.kernel.Errno.text(result) + "); only what succeeds is explored");
        }
    }

    private Map<Long, Long> snapshot(PhysicalMemory memory) {
        Map<Long, Long> words = new HashMap<>();
        List<long[]> areas = new ArrayList<>(List.of(new long[] {ROOT, 0x1000}, new long[] {GIGABYTES, 0x0100_0000}));
        for (long[] area : areas) {
            for (long at = area[0]; at < area[0] + area[1]; at += Long.BYTES) {
                long word = memory.read(at);
                if (word != 0) {
                    words.put(at, word);
                }
            }
        }
        return words;
    }
}
