package dev.ptarmigan.kernel.mapping;

import dev.ptarmigan.machine.Port;

/** Where pages of data come from: the page allocator, as vmalloc uses it. */
public interface PageSource {
    /**
     * Takes 2<sup>order</sup> pages that lie together, aligned to their size.
     *
     * @return the physical address of the first, or {@link Port#NO_PAGE}
     */
    long allocate(int order);

    /** Gives pages back, each on its own. */
    void free(long pa);
}
