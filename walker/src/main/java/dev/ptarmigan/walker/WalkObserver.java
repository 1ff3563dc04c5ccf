package dev.ptarmigan.walker;

/** Is told what a walker reads and writes, in order: for explanations, traces and statistics. */
public interface WalkObserver {
    /**
     * A descriptor was read.
     *
     * @param parameters the tables it belongs to; their stage tells stage 1 from stage 2
     * @param level its level
     * @param table address of the table, as the stage uses it
     * @param index index of the descriptor in the table
     * @param physicalAddress where it was read, after stage 2 if that is on
     * @param low bits 63:0, after the byte reversal of a big-endian regime
     * @param high bits 127:64, 0 for 64-bit descriptors
     */
    void read(WalkParameters parameters, int level, long table, long index, long physicalAddress, long low, long high);

    /** Hardware changed the low half of a descriptor (Access flag, dirty state). */
    void updated(WalkParameters parameters, int level, long physicalAddress, long before, long after);
}
