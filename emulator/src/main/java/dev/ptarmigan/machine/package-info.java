/**
 * What a machine offers to kernel code: the {@link dev.ptarmigan.machine.Port}.
 *
 * <p>Every algorithm of {@code dev.ptarmigan.kernel} is written against a port and nothing else. It is a deterministic
 * function of what it loads, allocates and locks through it, so the same code runs on plain memory
 * ({@link dev.ptarmigan.machine.PlainPort}), on a machine that records each step
 * ({@link dev.ptarmigan.machine.RecordingPort}), and on machines that model what other processors see.
 */
@NullMarked
package dev.ptarmigan.machine;

import org.jspecify.annotations.NullMarked;
