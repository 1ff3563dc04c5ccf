package dev.ptarmigan.report;

import dev.ptarmigan.bits.Word128;
import dev.ptarmigan.memory.PhysicalMemory;
import dev.ptarmigan.walker.ExplainedWalk;
import dev.ptarmigan.walker.WalkStep;

/** Descriptors in a memory that is asked about: every question finds them as they were captured. */
final class TableWords {
    private TableWords() {}

    /** Writes a descriptor where a walk has read one, in the byte order of its regime. */
    static void write(PhysicalMemory memory, WalkStep step, Word128 word) {
        long address = step.physicalAddress();
        boolean reversed = step.parameters().isBigEndian();
        long low = reversed ? Long.reverseBytes(word.low()) : word.low();
        if (step.parameters().format().descriptorShift() == 3) {
            memory.write(address, low);
            return;
        }
        long high = reversed ? Long.reverseBytes(word.high()) : word.high();
        memory.write(address, reversed ? high : low);
        memory.write(address + Long.BYTES, reversed ? low : high);
    }

    /** Takes back what a walk has updated. */
    static void restore(PhysicalMemory memory, ExplainedWalk walk) {
        for (WalkStep step : walk.steps()) {
            if (!step.updated().equals(step.word())) {
                write(memory, step, step.word());
            }
        }
    }
}
