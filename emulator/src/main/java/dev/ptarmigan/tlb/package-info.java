/**
 * What translation caches may hold, what removes it, and what two entries may do together. No machine and no time: the
 * concrete TLB, the trace checker and the explorer share these rules, and none of them writes one a second time.
 *
 * <p>A {@link dev.ptarmigan.tlb.CachedEntry} is anything a cache of translations can hold, with its tags. A
 * {@link dev.ptarmigan.tlb.TlbiOperation} is one of the 286 TLB maintenance instructions, a
 * {@link dev.ptarmigan.tlb.TlbiOperand} its register decoded, and an {@link dev.ptarmigan.tlb.Invalidation} both together with
 * what counts of the PE that executes it ({@link dev.ptarmigan.tlb.TlbiIssuer}): it answers which entries must go
 * ({@link dev.ptarmigan.tlb.Invalidation#hits}), which may ({@link dev.ptarmigan.tlb.Invalidation#mayHit}), on which PEs, and
 * which barrier waits for it. {@link dev.ptarmigan.tlb.PairRule} tells what two entries for one address mean, for each level of
 * FEAT_BBM ({@link dev.ptarmigan.tlb.BbmLevel}).
 *
 * <pre>
 *   "vaale1is", 0xffff00005abcd  --&gt; TlbiOperation + TlbiOperand --+
 *   VMID, Security state, HCR_EL2 --&gt; TlbiIssuer ------------------+--&gt; Invalidation.hits(CachedEntry)
 * </pre>
 */
@NullMarked
package dev.ptarmigan.tlb;

import org.jspecify.annotations.NullMarked;
