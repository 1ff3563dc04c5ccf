/**
 * What translation caches may hold, what removes it, and what two entries may do together. No machine and no time: the
 * concrete TLB, the trace checker and the explorer share these rules, and none of them writes one a second time.
 *
 * <p>A {@link dev.ptarmigan.tlb.CachedEntry} is anything a cache of translations can hold, with its tags.
 * {@link dev.ptarmigan.tlb.PairRule} tells what two entries for one address mean, for each level of FEAT_BBM
 * ({@link dev.ptarmigan.tlb.BbmLevel}).
 */
@NullMarked
package dev.ptarmigan.tlb;

import org.jspecify.annotations.NullMarked;
