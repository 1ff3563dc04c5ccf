/**
 * Processing elements with TLBs: what CPUs see of tables through caches that may hold old, partial and oversized entries.
 *
 * <p>A {@link dev.ptarmigan.pe.Machine} is any number of {@link dev.ptarmigan.pe.ProcessingElement}s on one memory. Each
 * translates through a {@link dev.ptarmigan.pe.Tlb} of a {@link dev.ptarmigan.pe.TlbGeometry}; those of real parts are in
 * {@link dev.ptarmigan.pe.TlbPresets}. Which entry an invalidation removes and what two entries for one address may do together is
 * decided in {@code dev.ptarmigan.tlb}; every rule of translation itself is the walker's, also for what comes out of the TLB.
 */
@NullMarked
package dev.ptarmigan.pe;

import org.jspecify.annotations.NullMarked;
