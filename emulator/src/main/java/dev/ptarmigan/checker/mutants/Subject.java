package dev.ptarmigan.checker.mutants;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.checker.CheckerOptions;
import dev.ptarmigan.checker.Finding;
import dev.ptarmigan.checker.OnlineChecker;
import dev.ptarmigan.checker.Operation;
import dev.ptarmigan.descriptors.LinuxPte;
import dev.ptarmigan.explorer.EquivalenceJudge;
import dev.ptarmigan.explorer.ExtractionJudge;
import dev.ptarmigan.kernel.Collapse;
import dev.ptarmigan.kernel.KernelOptions;
import dev.ptarmigan.kernel.KernelTask;
import dev.ptarmigan.kernel.SetMemory;
import dev.ptarmigan.kernel.Strategies;
import dev.ptarmigan.kernel.UnknownNameException;
import dev.ptarmigan.kernel.ValidEncoding;
import dev.ptarmigan.machine.RecordingPort;
import dev.ptarmigan.mutation.Mutation;
import dev.ptarmigan.tlb.BbmLevel;
import dev.ptarmigan.trace.EventLog;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** A strategy with the operations that are asked of it on a small kernel, and with what it takes for granted of PEs. */
public final class Subject {
    private static final long RDONLY = LinuxPte.PTE_RDONLY.mask();
    private static final long WRITE = LinuxPte.PTE_WRITE.mask();
    private static final long VALID = LinuxPte.PTE_VALID.mask();
    private static final long INVALID = LinuxPte.PTE_PRESENT_INVALID.mask();
    private static final int CPUS = 4;
    private static final long JUDGE_BYTES = 512L << 20;
    private static final String COLLAPSE = "collapse";

    /** Some operations, one after the other. */
    private interface Script {
        void run(SmallKernel world, KernelTask task, Caller caller);
    }

    /** Calls a strategy, and says before what is asked of it. */
    private static final class Caller {
        private final SetMemory strategy;
        private final KernelTask task;
        private int number;

        Caller(SetMemory strategy, KernelTask task) {
            this.strategy = strategy;
            this.task = task;
        }

        private Operation operation(long va, long pages, long set, long clear) {
            number++;
            return new Operation(
                    "call" + number, List.of(new Operation.Range(va, va + pages * 0x1000 - 1)), set, clear, true);
        }

        void change(long va, int pages, long set, long clear) {
            Operation operation = operation(va, pages, set, clear);
            task.port().note(operation.beginText());
            int result = strategy.change(task, va, pages * 0x1000L, set, clear);
            task.port().note(operation.endText(result != 0));
        }

        void valid(long va, int pages, boolean valid) {
            boolean pair = strategy.encoding() == ValidEncoding.PRESENT_INVALID;
            long whenInvalid = pair ? INVALID : 0;
            long whenValid = pair && task.options().notGlobal() ? VALID | LinuxPte.PTE_NG.mask() : VALID;
            Operation operation =
                    valid ? operation(va, pages, whenValid, whenInvalid) : operation(va, pages, whenInvalid, whenValid);
            task.port().note(operation.beginText());
            int result = strategy.setValid(task, va, pages, valid);
            task.port().note(operation.endText(result != 0));
        }

        void collapse(long start, long end, Collapse.Method method) {
            Operation operation = operation(start, (end - start) / 0x1000, 0, 0);
            task.port().note(operation.beginText());
            Collapse.Result result = Collapse.range(task, start, end, method);
            task.port().note(operation.endText(result.result() != 0));
        }
    }

    /**
     * What a run left.
     *
     * @param log its events, operations marked
     * @param before the kernel's tables before the first event
     */
    record Run(EventLog log, SmallKernel before) implements AutoCloseable {
        @Override
        public void close() {
            before.close();
        }
    }

    private final String name;
    private final String strategy;
    private final Script script;
    private final Script preparation;
    private final KernelOptions kernelOptions;
    private final CheckerOptions options;

    private Subject(
            String name,
            String strategy,
            Script preparation,
            Script script,
            KernelOptions kernelOptions,
            CheckerOptions options) {
        this.name = name;
        this.strategy = strategy;
        this.preparation = preparation;
        this.script = script;
        this.kernelOptions = kernelOptions;
        this.options = options;
    }

    /**
     * The subject of a text: a strategy, with switches as in {@link Strategies}; {@code collapse} or {@code collapse:bbm}; with
     * {@code @ng} behind it, in a kernel whose entries are not global (KPTI).
     *
     * @throws UnknownNameException if the text names none
     */
    public static Subject named(String text) {
        boolean notGlobal = text.endsWith("@ng");
        String bare = notGlobal ? text.substring(0, text.length() - 3) : text;
        KernelOptions kernel = KernelOptions.modern().withNotGlobal(notGlobal);
        if (bare.equals(COLLAPSE) || bare.equals(COLLAPSE + ":bbm")) {
            return collapse(
                    text, bare.equals(COLLAPSE) ? Collapse.Method.IN_PLACE : Collapse.Method.BREAK_BEFORE_MAKE, kernel);
        }
        if (bare.startsWith(COLLAPSE)) {
            throw new UnknownNameException("'" + bare + "': collapse has one switch, bbm");
        }
        SetMemory strategy = Strategies.named(bare);
        CheckerOptions options = CheckerOptions.DEFAULT;
        Script script = Subject::pages;
        switch (strategy.name()) {
            case "linux" -> {
                options = options.withBbm(BbmLevel.NO_ABORT).withSplitLock(lockOf(kernel, true));
                script = Subject::splits;
            }
            case "split-all" -> {
                options = options.withBbm(BbmLevel.NO_ABORT)
                        .withSplitLock(lockOf(kernel, false))
                        .withDmbOrdersWalks(true);
                script = Subject::splits;
            }
            case "bbm" -> {
                options = options.withSplitLock(lockOf(kernel, true));
                script = Subject::splits;
            }
            default -> {}
        }
        if (bare.contains("stop-machine")) {
            kernel = kernel.withBootState(false, true, true, CPUS);
            options = options.withCpus(CPUS);
        } else if (strategy.name().equals("bbm")) {
            kernel = kernel.withBbml2NoAbort(false);
        }
        return new Subject(text, bare, (world, task, caller) -> {}, script, kernel, options);
    }

    private static String lockOf(KernelOptions options, boolean split) {
        try (SmallKernel world = new SmallKernel(options)) {
            return (split ? world.kernel().splitLock() : world.kernel().mmapLock()).name();
        }
    }

    private static Subject collapse(String text, Collapse.Method method, KernelOptions kernel) {
        boolean inPlace = method == Collapse.Method.IN_PLACE;
        Script preparation = (world, task, caller) -> {
            caller.change(SmallKernel.LINEAR + 0xE345_6000L, 1, RDONLY, WRITE);
            caller.change(SmallKernel.LINEAR + 0xE345_6000L, 1, WRITE, RDONLY);
        };
        Script script = (world, task, caller) -> {
            caller.collapse(SmallKernel.LINEAR + 0xC000_0000L, SmallKernel.LINEAR + 0x1_0000_0000L, method);
            caller.collapse(SmallKernel.LINEAR + 0x2_0000_0000L, SmallKernel.LINEAR + 0x2_0020_0000L, method);
            // What caches still hold of the smaller leaves meets a change.
            caller.change(SmallKernel.LINEAR + 0xC000_0000L, 1 << 18, RDONLY, WRITE);
            caller.change(SmallKernel.LINEAR + 0x2_0000_0000L, 512, RDONLY, WRITE);
        };
        return new Subject(
                text,
                "linux",
                preparation,
                script,
                kernel,
                CheckerOptions.DEFAULT
                        .withBbm(inPlace ? BbmLevel.NO_ABORT : BbmLevel.LEVEL0)
                        .withSplitLock(lockOf(kernel, true)));
    }

    /** Splits of every kind: of a valid and an invalid block, for a page and for many, back and forth. */
    private static void splits(SmallKernel world, KernelTask task, Caller caller) {
        caller.change(SmallKernel.LINEAR + 0xE345_6000L, 1, RDONLY, WRITE);
        caller.change(SmallKernel.LINEAR + 0xE345_6000L, 1, WRITE, RDONLY);
        // The first and the last page of a Contiguous group: only one edge of each is inside.
        caller.change(SmallKernel.LINEAR + 0xE347_0000L, 1, RDONLY, WRITE);
        caller.change(SmallKernel.LINEAR + 0xE348_F000L, 1, RDONLY, WRITE);
        // From the beginning of a group to the middle of the next.
        caller.change(SmallKernel.LINEAR + 0xE34A_0000L, 20, RDONLY, WRITE);
        caller.change(SmallKernel.LINEAR + 0x1_401F_8000L, 35, RDONLY, WRITE);
        caller.valid(SmallKernel.LINEAR + 0x1_8000_0000L, 1 << 18, false);
        caller.valid(SmallKernel.LINEAR + 0x1_8023_3000L, 1, true);
        pages(world, task, caller);
    }

    /** Changes of what is mapped by pages. */
    private static void pages(SmallKernel world, KernelTask task, Caller caller) {
        long va = SmallKernel.LINEAR + 0x2_0000_0000L;
        caller.change(va + 0x1_2000, 3, RDONLY, WRITE);
        caller.change(va + 0x1_2000, 3, WRITE, RDONLY);
        caller.valid(va + 0x4_0000, 1, false);
        caller.valid(va + 0x4_0000, 1, true);
    }

    /** Its text. */
    public String name() {
        return name;
    }

    /** What it takes for granted of PEs and locks. */
    public CheckerOptions options() {
        return options;
    }

    /** Runs it, with a bug or without. The caller closes the result. */
    Run run(@Nullable Mutation bug) {
        EventLog log = new EventLog();
        try (SmallKernel world = prepared()) {
            RecordingPort port = new RecordingPort(world.port(), log, 0);
            KernelTask task = bug == null ? world.kernel().task(port) : bug.task(world.kernel(), port);
            script.run(world, task, new Caller(Strategies.named(strategy), task));
        }
        return new Run(log, prepared());
    }

    /** Its events. */
    public EventLog events() {
        try (Run run = run(null)) {
            return run.log();
        }
    }

    /** The words of its tables before the first event that are not zero, by address; the root is at {@link #root}. */
    public SortedMap<Long, Long> words() {
        try (SmallKernel world = prepared()) {
            return world.words();
        }
    }

    /** Where the root table is: level 0, 4K pages, 48 bits. */
    public long root() {
        try (SmallKernel world = prepared()) {
            return world.kernel().tables().root();
        }
    }

    /** A judge of mutants of {@link #events}: it explores them on the hardware that {@link #options} says. */
    public EquivalenceJudge judge() {
        try (SmallKernel world = prepared()) {
            SortedMap<Long, Long> words = world.words();
            return new ExtractionJudge(
                    world.kernel().tables(),
                    SmallKernel.LINEAR,
                    pa -> words.getOrDefault(pa, 0L),
                    hardware(),
                    events(),
                    JUDGE_BYTES);
        }
    }

    private Map<String, String> hardware() {
        Map<String, String> hardware = new HashMap<>();
        boolean never = options.bbm() == BbmLevel.NO_ABORT;
        hardware.put("bbml", never ? "2" : String.valueOf(options.bbm().ordinal()));
        hardware.put("noabort", String.valueOf(never));
        hardware.put("ets", options.ets2() ? "ets2" : "none");
        hardware.put("walker-order", options.dmbOrdersWalks() ? "formal" : "prose");
        hardware.put("repeat-tlbi", String.valueOf(options.repeatTlbi()));
        return hardware;
    }

    private SmallKernel prepared() {
        SmallKernel world = new SmallKernel(kernelOptions);
        KernelTask task = world.kernel().task(world.port());
        preparation.run(world, task, new Caller(Strategies.named("linux"), task));
        return world;
    }

    /** What the checker finds in a run with a bug, or without. */
    public List<Finding> check(@Nullable Mutation bug) {
        try (Run run = run(bug)) {
            OnlineChecker checker = run.before().checker(options);
            return checker.check(run.log());
        }
    }

    /** The names of the subjects that the documentation has. */
    public static List<String> usual() {
        List<String> names = new ArrayList<>(List.of("linux", "linux@ng", "bbm", "bbm:stop-machine", "split-all"));
        names.addAll(List.of("collapse", "collapse:bbm", "legacy", "pagewalk"));
        return names;
    }

    @Override
    public String toString() {
        return name + " (" + Hex.word(SmallKernel.LINEAR) + ")";
    }
}
