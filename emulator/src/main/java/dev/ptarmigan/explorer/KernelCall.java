package dev.ptarmigan.explorer;

import dev.ptarmigan.descriptors.LinuxPte;
import dev.ptarmigan.kernel.Collapse;
import dev.ptarmigan.kernel.KernelOptions;
import dev.ptarmigan.kernel.KernelTask;
import dev.ptarmigan.kernel.KernelWords;
import dev.ptarmigan.kernel.LinuxSetMemory;
import dev.ptarmigan.kernel.SetMemory;
import dev.ptarmigan.kernel.Strategies;
import dev.ptarmigan.kernel.UnknownNameException;
import dev.ptarmigan.kernel.ValidEncoding;
import dev.ptarmigan.mutation.Mutation;
import dev.ptarmigan.mutation.Mutations;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A call of the kernel's code as scenarios have it: what it is to do, and the strategy that does it. */
final class KernelCall {
    /** What can be called. */
    static final String OPERATIONS = "ro, rw, nx, x, invalid, valid, split, collapse or collapse-bbm";

    private final Operation.Call call;
    private final SetMemory strategy;
    private final KernelOptions options;
    private final @Nullable Mutation bug;
    private final long set;
    private final long clear;

    KernelCall(Operation.Call call, int pes, boolean notGlobal) {
        this.call = call;
        try {
            strategy = Strategies.named(call.strategy());
            bug = call.bug().isEmpty() ? null : bug(call.bug());
        } catch (UnknownNameException e) {
            throw new ScenarioException(String.valueOf(e.getMessage()));
        }
        KernelOptions all = KernelOptions.modern().withNotGlobal(notGlobal);
        if (call.strategy().startsWith("bbm")) {
            all = all.withBbml2NoAbort(false).withBootState(false, true, true, pes);
        }
        options = all;
        boolean pair = strategy.encoding() == ValidEncoding.PRESENT_INVALID;
        long whenInvalid = pair ? KernelWords.PRESENT_INVALID : 0;
        long whenValid = pair ? KernelWords.presentValidKernel(options) : KernelWords.VALID;
        switch (call.what()) {
            case "ro" -> {
                set = KernelWords.RDONLY;
                clear = KernelWords.WRITE;
            }
            case "rw" -> {
                set = KernelWords.WRITE;
                clear = KernelWords.RDONLY;
            }
            case "nx" -> {
                set = KernelWords.PXN;
                clear = 0;
            }
            case "x" -> {
                set = 0;
                clear = KernelWords.PXN;
            }
            case "invalid" -> {
                set = whenInvalid;
                clear = whenValid;
            }
            case "valid" -> {
                set = whenValid;
                clear = whenInvalid;
            }
            case "split", "collapse", "collapse-bbm" -> {
                set = 0;
                clear = 0;
                if (call.what().equals("split") && !(strategy instanceof LinuxSetMemory)) {
                    throw new ScenarioException("'" + call + "': split is a call of strategy linux");
                }
            }
            default -> throw new ScenarioException("unknown call '" + call.what() + "', expected " + OPERATIONS);
        }
    }

    /** A bug by its name or by its number in the list of mutants: {@code M15}. */
    private static Mutation bug(String text) {
        if (!text.matches("M\\d+")) {
            return Mutation.named(text);
        }
        List<Mutation> meant = Mutations.all().stream()
                .filter(one -> one.description().startsWith(text + ":"))
                .toList();
        if (meant.size() != 1) {
            String found = String.join(", ", meant.stream().map(Mutation::name).toList());
            throw new ScenarioException("bug=" + text
                    + (meant.isEmpty() ? " is no bug with a number" : " is one of several; name it: " + found));
        }
        return meant.get(0);
    }

    KernelOptions options() {
        return options;
    }

    @Nullable
    Mutation bug() {
        return bug;
    }

    /** Whether descriptors say something else afterwards. */
    boolean changes() {
        return set != 0 || clear != 0;
    }

    /** What becomes of the word of a leaf. */
    long changed(long word) {
        return word & ~clear | set;
    }

    boolean makesInvalid() {
        return LinuxPte.PTE_VALID.isSet(clear);
    }

    boolean makesValid() {
        return LinuxPte.PTE_VALID.isSet(set);
    }

    /** Runs the code; 0 or a negative error number. */
    int run(KernelTask task, long va) {
        long bytes = call.pages() * task.tables().pageBytes();
        return switch (call.what()) {
            case "split" -> ((LinuxSetMemory) strategy).splitOnly(task, va, va + bytes);
            case "collapse" ->
                Collapse.range(task, va, va + bytes, Collapse.Method.IN_PLACE).result();
            case "collapse-bbm" ->
                Collapse.range(task, va, va + bytes, Collapse.Method.BREAK_BEFORE_MAKE)
                        .result();
            case "invalid" -> strategy.setValid(task, va, call.pages(), false);
            case "valid" -> strategy.setValid(task, va, call.pages(), true);
            default -> strategy.change(task, va, bytes, set, clear);
        };
    }
}
