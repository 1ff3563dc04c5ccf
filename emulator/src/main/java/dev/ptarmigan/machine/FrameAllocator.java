package dev.ptarmigan.machine;

/** Where page-table pages come from. */
public interface FrameAllocator {
    /**
     * A page for a table.
     *
     * @param level the level it will serve
     * @param va the first address it will translate
     * @return its physical address, or {@link Port#NO_PAGE}
     */
    long allocate(int level, long va);

    /** Takes a page back. */
    void free(long pa);
}
