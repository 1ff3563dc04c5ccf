package dev.ptarmigan.walker;

import dev.ptarmigan.bits.Word128;
import dev.ptarmigan.faults.Par;
import dev.ptarmigan.memory.PhysicalMemory;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A walk with all it read and the rules that decided, for people. It is made by the same {@link Walker} that serves machines,
 * watched while it works, so the two cannot disagree.
 */
public final class ExplainedWalk {
    private final TranslationContext context;
    private final Walk result;
    private final List<WalkStep> steps;
    private final List<String> reasons;

    private ExplainedWalk(TranslationContext context, Walk result, List<WalkStep> steps) {
        this.context = context;
        this.result = result;
        this.steps = List.copyOf(steps);
        this.reasons = List.copyOf(new WalkReasons(context, result, this.steps).sentences());
    }

    /**
     * Walks one address. Hardware updates (HA, HD) are made in the memory, as by {@link Walker#walk}.
     *
     * @param access see {@link Access}
     * @throws dev.ptarmigan.registers.MissingRegisterException if the range's table base is not known
     */
    public static ExplainedWalk of(PhysicalMemory memory, TranslationContext context, long va, int access) {
        Walker walker = new Walker(memory);
        Recorder recorder = new Recorder();
        walker.observe(recorder);
        Walk walk = new Walk();
        walker.walk(context, va, access, walk);
        return new ExplainedWalk(context, walk, recorder.steps);
    }

    /** The regime that was walked. */
    public TranslationContext context() {
        return context;
    }

    /** The result. */
    public Walk result() {
        return result;
    }

    /** The descriptors read, in order, those of stage 2 included. */
    public List<WalkStep> steps() {
        return steps;
    }

    /** The rules that decided, one sentence each, in the order they were applied. */
    public List<String> reasons() {
        return reasons;
    }

    /**
     * The value an AT instruction would leave in PAR_EL1.
     *
     * @throws dev.ptarmigan.registers.MissingRegisterException if the memory type rests on a register that is not known
     */
    public Par par() {
        return AddressTranslation.par(context, result);
    }

    /** Memory type and shareability; see {@link MemoryAttributes#of}. */
    public MemoryAttributes attributes() {
        return MemoryAttributes.of(context, result);
    }

    /**
     * Takes back what hardware updates the walk made, so that the memory can be asked again.
     *
     * @param memory the memory that was walked
     */
    public void restore(PhysicalMemory memory) {
        for (WalkStep step : steps) {
            if (!step.updated().equals(step.word())) {
                step.write(memory, step.word());
            }
        }
    }

    /** The descriptor that the walk could not read because no memory is there; null if it met none such. */
    public @Nullable MissingDescriptor missingDescriptor() {
        return MissingDescriptor.of(this);
    }

    private static final class Recorder implements WalkObserver {
        private final List<WalkStep> steps = new ArrayList<>();

        @Override
        public void read(
                WalkParameters parameters,
                int level,
                long table,
                long index,
                long physicalAddress,
                long low,
                long high) {
            Word128 word = new Word128(high, low);
            steps.add(new WalkStep(parameters, level, table, index, physicalAddress, word, word));
        }

        @Override
        public void updated(WalkParameters parameters, int level, long physicalAddress, long before, long after) {
            for (int i = steps.size() - 1; i >= 0; i--) {
                WalkStep step = steps.get(i);
                if (step.physicalAddress() == physicalAddress) {
                    Word128 updated = new Word128(step.word().high(), after);
                    steps.set(
                            i,
                            new WalkStep(
                                    step.parameters(),
                                    step.level(),
                                    step.table(),
                                    step.index(),
                                    physicalAddress,
                                    step.word(),
                                    updated));
                    return;
                }
            }
        }
    }
}
