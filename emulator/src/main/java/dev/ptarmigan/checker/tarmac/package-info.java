/**
 * Tarmac traces of Arm's models, as far as they tell of TLBs: lines {@code TLB FILL}, {@code TLB EVICT},
 * {@code WALKCACHE FILL}, {@code WALKCACHE EVICT} and {@code TTW}. What a TLB holds is known there, so no rule has to be
 * assumed: a fill is compared with what the same PE holds already and with the descriptors that the walk before it read, and a
 * descriptor with what was read at its place before.
 */
@NullMarked
package dev.ptarmigan.checker.tarmac;

import org.jspecify.annotations.NullMarked;
