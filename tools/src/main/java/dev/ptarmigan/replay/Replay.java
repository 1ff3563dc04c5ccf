package dev.ptarmigan.replay;

import dev.ptarmigan.kernel.Kernel;
import dev.ptarmigan.kernel.KernelTables;
import dev.ptarmigan.kernel.KernelTask;
import dev.ptarmigan.kernel.LinuxSetMemory;
import dev.ptarmigan.kernel.SetMemory;
import dev.ptarmigan.kernel.VmArea;
import dev.ptarmigan.kernel.mapping.Protections;
import dev.ptarmigan.kernel.mapping.TextPoke;
import dev.ptarmigan.kernel.mapping.Vmap;
import dev.ptarmigan.machine.PlainPort;
import dev.ptarmigan.machine.RecordingPort;
import dev.ptarmigan.mutation.Mutation;
import dev.ptarmigan.trace.EventLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Runs calls of an {@link Operations} file on a captured kernel with a strategy and records every event. */
public final class Replay {
    private static final Set<String> ON_AREAS = Set.of("ro", "rw", "nx", "x", "rox", "vunmap_free");

    private final CapturedKernel captured;
    private final SetMemory strategy;
    private final @Nullable Mutation bug;
    private final EventLog log = new EventLog();
    private final List<Integer> results = new ArrayList<>();
    private final List<Integer> starts = new ArrayList<>();

    /**
     * A replay that has not run yet.
     *
     * @param bug what is got wrong on purpose, or null
     */
    public Replay(CapturedKernel captured, SetMemory strategy, @Nullable Mutation bug) {
        this.captured = captured;
        this.strategy = strategy;
        this.bug = bug;
    }

    /**
     * Runs all calls in order.
     *
     * @param cpu the PE to record
     * @throws ReplayException if an operation is not known or needs what the capture lacks
     */
    public void run(Operations operations, TablePages pages, int cpu, String source) {
        for (Operations.Area area : operations.areas()) {
            captured.addArea(area, source + ":" + area.line() + ": ");
        }
        for (Operations.Call call : operations.calls()) {
            captured.addAreaOf(call);
            boolean told =
                    operations.areas().stream().anyMatch(area -> area.name().equals(call.area()));
            if (ON_AREAS.contains(call.operation())
                    && !call.area().isEmpty()
                    && !told
                    && captured.kernel().areaOf(call.va()) == null) {
                throw new ReplayException(source + ":" + call.line() + ": " + call.operation() + " needs the vm area "
                        + call.area() + ", of which there is neither an alloc line nor a page in the tables");
            }
        }
        PlainPort plain = new PlainPort(captured.memory(), pages);
        RecordingPort port = new RecordingPort(plain, log, cpu);
        Kernel kernel = captured.kernel();
        KernelTask task = bug == null ? kernel.task(port) : bug.task(kernel, port);
        for (Operations.Call call : operations.calls()) {
            starts.add(log.size());
            results.add(run(task, call, source + ":" + call.line() + ": "));
        }
    }

    /** Runs one call. */
    int run(KernelTask task, Operations.Call call, String where) {
        long page = task.kernel().tables().pageBytes();
        int n = call.pages();
        long va = call.va();
        return switch (call.operation()) {
            case "ro" -> strategy.setReadOnly(task, va, n);
            case "rw" -> strategy.setReadWrite(task, va, n);
            case "nx" -> strategy.setNoExecute(task, va, n);
            case "x" -> strategy.setExecute(task, va, n);
            case "rox" -> strategy.setReadOnlyExecute(task, va, n);
            case "valid" -> strategy.setValid(task, va, n, true);
            case "invalid" -> strategy.setValid(task, va, n, false);
            case "dm_invalid" -> strategy.setDirectMapInvalid(task, va);
            case "dm_default" -> strategy.setDirectMapDefault(task, va);
            case "dm_valid" -> strategy.setDirectMapValid(task, va, n, true);
            case "dm_notvalid" -> strategy.setDirectMapValid(task, va, n, false);
            case "change" -> strategy.change(task, va, n * page, call.set(), call.clear());
            case "update" -> strategy.update(task, va, n * page, call.set(), call.clear());
            case "split" -> {
                if (!(strategy instanceof LinuxSetMemory linux)) {
                    throw new ReplayException(where + "strategy " + strategy.name() + " has no split of its own");
                }
                yield linux.splitOnly(task, va, va + n * page);
            }
            case "vmalloc" -> map(task, call);
            case "text_poke" -> {
                TextPoke.page(task, va, call.frames().get(0));
                yield 0;
            }
            case "vunmap_free" -> {
                VmArea area = task.kernel().areaOf(va);
                if (area == null) {
                    throw new ReplayException(where + "no vm area holds 0x" + Long.toHexString(va));
                }
                strategy.free(task, area);
                yield 0;
            }
            default ->
                throw new ReplayException(where + "unknown operation " + call.operation()
                        + "; known are ro rw nx x rox valid invalid dm_invalid dm_default dm_valid dm_notvalid change update"
                        + " split vunmap_free");
        };
    }

    /** vmalloc of pages that are known; those of module space get their permissions back when they are freed. */
    private static int map(KernelTask task, Operations.Call call) {
        KernelTables tables = task.tables();
        long[] frames = call.frames().stream().mapToLong(Long::longValue).toArray();
        int result = new Vmap(task).pages(call.va(), frames, new Protections(task.options()).kernel());
        int flags = VmArea.ALLOC | (task.kernel().layout().isModules(call.va()) ? VmArea.FLUSH_RESET_PERMS : 0);
        task.kernel().add(new VmArea(call.va(), (frames.length + 1) * tables.pageBytes(), flags, frames));
        return result;
    }

    /** The number of events before each call. */
    public List<Integer> starts() {
        return List.copyOf(starts);
    }

    /** What happened. */
    public EventLog log() {
        return log;
    }

    /** What each call returned, in order. */
    public List<Integer> results() {
        return List.copyOf(results);
    }
}
