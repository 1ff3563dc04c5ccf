package dev.ptarmigan.kernel;

/** How a live leaf gives way to finer ones of the same translation: in one store, or by break-before-make. */
interface LeafReplacement {
    /**
     * Puts a table, whose entries are written, in the place of a block.
     *
     * @param slot where the block is
     * @param level its level
     * @param block the block as it was read
     * @param table the address of the new table
     * @param word the table descriptor
     * @param va an address in the block
     */
    void block(KernelTask task, long slot, int level, long block, long table, long word, long va);

    /**
     * Takes the Contiguous bit from every member of a group.
     *
     * @param slot one of its members
     * @param va an address in that member
     */
    void group(KernelTask task, long slot, int level, long va);
}
