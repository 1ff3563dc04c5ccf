package dev.ptarmigan.study;

import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.dump.Capture;
import dev.ptarmigan.kernel.KernelWords;
import dev.ptarmigan.kernel.SetMemory;
import dev.ptarmigan.kernel.Strategies;
import dev.ptarmigan.pe.AccessRun;
import dev.ptarmigan.pe.AccessStream;
import dev.ptarmigan.pe.AccessStream.Range;
import dev.ptarmigan.pe.Machine;
import dev.ptarmigan.pe.MachineOptions;
import dev.ptarmigan.pe.ProcessingElement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One question: what do these accesses cost on each kind of mapping, and what after so many calls? */
public final class TlbStudy {
    private static final long SPLIT_SEED = 0x5eed;

    private final StudyPlan plan;
    private final Consumer<StudyRow> rows;

    private TlbStudy(StudyPlan plan, Consumer<StudyRow> rows) {
        this.plan = plan;
        this.rows = rows;
    }

    /** Answers the question for a capture's kernel, and for kernels from nothing with as much memory. */
    public static List<StudyRow> of(StudyPlan plan, Capture capture) {
        List<StudyRow> rows = new ArrayList<>();
        TlbStudy study = new TlbStudy(plan, rows::add);
        long bytes;
        Granule granule;
        try (Mapped mapped = Mapped.captured(capture)) {
            List<Range> linear = mapped.linearMap();
            if (linear.isEmpty()) {
                throw new StudyException(capture.name() + ": nothing of the linear map can be read");
            }
            bytes = MappedRanges.bytes(linear);
            granule = mapped.granule();
            study.row("as captured", mapped, linear, null, 0, 0);
        }
        long whole = Long.highestOneBit(bytes) == bytes ? bytes : Long.highestOneBit(bytes) << 1;
        if (!plan.ownAddresses()) {
            study.kinds(granule, whole);
        }
        for (SetMemory strategy : study.strategies()) {
            for (int splits : plan.splits()) {
                try (Mapped mapped = Mapped.captured(capture)) {
                    study.split("as captured", mapped, strategy, splits);
                }
            }
        }
        return rows;
    }

    /** Answers the question for kernels from nothing. */
    public static List<StudyRow> of(StudyPlan plan, Granule granule, long bytes) {
        List<StudyRow> rows = new ArrayList<>();
        TlbStudy study = new TlbStudy(plan, rows::add);
        study.kinds(granule, bytes);
        for (SetMemory strategy : study.strategies()) {
            for (int splits : plan.splits()) {
                try (Mapped mapped = Mapped.built(granule, bytes, true)) {
                    study.split("blocks", mapped, strategy, splits);
                }
            }
        }
        return rows;
    }

    private List<SetMemory> strategies() {
        return plan.strategies().stream().map(Strategies::named).toList();
    }

    private void kinds(Granule granule, long bytes) {
        try (Mapped mapped = Mapped.built(granule, bytes, false)) {
            List<Range> linear = mapped.linearMap();
            row("pages", mapped, linear, null, 0, 0);
            mapped.makeContiguous();
            row("contiguous", mapped, linear, null, 0, 0);
        }
        try (Mapped mapped = Mapped.built(granule, bytes, true)) {
            row("blocks", mapped, mapped.linearMap(), null, 0, 0);
        }
    }

    /** Makes single pages read-only, each somewhere else, and then measures. */
    private void split(String mapping, Mapped mapped, SetMemory strategy, int count) {
        List<Range> linear = mapped.linearMap();
        long page = mapped.task().tables().pageBytes();
        AccessStream places = AccessStream.random(linear, (int) page, SPLIT_SEED);
        Set<Long> changed = new HashSet<>();
        int refused = 0;
        long possible = MappedRanges.bytes(linear) / page;
        while (changed.size() < count && changed.size() < possible) {
            long va = places.next();
            if (changed.add(va)
                    && strategy.change(mapped.task(), va, page, KernelWords.RDONLY, KernelWords.WRITE) != 0) {
                refused++;
            }
        }
        row(mapping, mapped, linear, strategy.name(), changed.size(), refused);
    }

    private void row(
            String mapping, Mapped mapped, List<Range> linear, @Nullable String strategy, int splits, int refused) {
        MachineOptions options = MachineOptions.of(plan.geometry());
        Machine machine = new Machine(mapped.memory(), mapped.registers(), 1, options);
        ProcessingElement element = machine.pe(0);
        element.setExceptionLevel(mapped.exceptionLevel());
        AccessStream stream = plan.accesses(linear);
        AccessRun.warm(element, stream, plan.warmUp());
        AccessRun.Cost cost = AccessRun.measure(element, stream, plan.count());
        LeafCount leaves = LeafCount.of(mapped.memory(), mapped.context(), linear);
        rows.accept(new StudyRow(mapping, strategy, splits, refused, MappedRanges.bytes(linear), leaves, cost));
    }
}
