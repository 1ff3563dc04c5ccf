package dev.ptarmigan.walker;

import dev.ptarmigan.bits.Word128;
import dev.ptarmigan.descriptors.DescriptorKind;
import dev.ptarmigan.descriptors.Place;
import dev.ptarmigan.memory.PhysicalMemory;

/**
 * One descriptor that a walk read.
 *
 * @param parameters the tables it belongs to; their stage tells stage 1 from stage 2
 * @param level its level
 * @param table address of its table, as the stage uses it
 * @param index its index in the table
 * @param physicalAddress where it was read
 * @param word what was read
 * @param updated what hardware made of it; equal to {@code word} if nothing
 */
public record WalkStep(
        WalkParameters parameters,
        int level,
        long table,
        long index,
        long physicalAddress,
        Word128 word,
        Word128 updated) {

    /** Where it lies, which decides what it means. */
    public Place place() {
        return parameters.place(level);
    }

    /** What it is. */
    public DescriptorKind kind() {
        return DescriptorKind.of(word, place());
    }

    /** Its address as the stage uses it: an intermediate physical address under stage 2. */
    public long descriptorAddress() {
        return table + (index << parameters.entryShift);
    }

    /** Whether it is a stage 2 descriptor. */
    public boolean isStage2() {
        return parameters.stage2;
    }

    /**
     * Writes another descriptor where this one was read, in the byte order of its regime.
     *
     * @param memory the memory that was walked
     */
    public void write(PhysicalMemory memory, Word128 other) {
        boolean reversed = parameters.bigEndian;
        long low = reversed ? Long.reverseBytes(other.low()) : other.low();
        if (!parameters.wide) {
            memory.write(physicalAddress, low);
            return;
        }
        long high = reversed ? Long.reverseBytes(other.high()) : other.high();
        memory.write(physicalAddress, reversed ? high : low);
        memory.write(physicalAddress + Long.BYTES, reversed ? low : high);
    }
}
