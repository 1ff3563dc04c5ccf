package dev.ptarmigan.tlb;

import dev.ptarmigan.walker.SecurityState;

/** Knows which places of physical memory hold equal bytes. */
@FunctionalInterface
public interface PageContents {
    /** Nothing is known to be equal. */
    PageContents UNKNOWN = (address, space, otherAddress, otherSpace, bytes) -> false;

    /** Whether the {@code bytes} bytes at two places are equal and stay so. */
    boolean same(long address, SecurityState space, long otherAddress, SecurityState otherSpace, long bytes);
}
