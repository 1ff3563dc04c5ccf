/**
 * Kernel code on captured kernels: takes over the address space found in a capture, runs what the capture's {@code ops.txt}
 * says was run, and compares words, events and results with what the real kernel did.
 */
@NullMarked
package dev.ptarmigan.replay;

import org.jspecify.annotations.NullMarked;
