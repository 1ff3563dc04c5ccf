package dev.ptarmigan.study;

import dev.ptarmigan.pe.AccessRun;
import org.jspecify.annotations.Nullable;

/**
 * One mapping and what the accesses cost on it.
 *
 * @param mapping pages, contiguous, blocks, or as captured
 * @param strategy how pages were changed; null if none were
 * @param splits how many pages were changed, one call each
 * @param refused how many of the calls were refused
 * @param linearBytes size of the linear map that is readable
 * @param leaves what it is made of
 * @param cost what the accesses cost
 */
public record StudyRow(
        String mapping,
        @Nullable String strategy,
        int splits,
        int refused,
        long linearBytes,
        LeafCount leaves,
        AccessRun.Cost cost) {}
