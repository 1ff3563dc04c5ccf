/**
 * A physical address space of up to 56 bits of which some ranges exist.
 *
 * <p>This package knows addresses and 64-bit little-endian words; it knows nothing of descriptors, registers or
 * translation. Dumps, live guests and the tables a test builds differ only in where their segments come from.
 *
 * <pre>
 *   PhysicalMemory            sorted, never overlapping
 *   +-----------+-------------+--------------------------------------+
 *   | Segment   |  (absent)   | reserved range                       |
 *   | &lt;= 1 GiB  |             | Segment | not yet touched | Segment  |
 *   +-----------+-------------+--------------------------------------+
 *        |                          |
 *     ByteBuf                  RegionSource: netty chunks, or an anonymous mapping of the host
 * </pre>
 *
 * <p><b>Where bytes are touched.</b> Only {@link dev.ptarmigan.memory.Segment} reads and writes them, through one
 * {@code VarHandle} over one NIO view of a direct netty buffer. netty owns, counts and frees the buffers; its accessors
 * are not used, so neither its leak-aware wrappers nor a mixture of buffer classes costs anything per word. Whoever
 * walks asks {@link dev.ptarmigan.memory.PhysicalMemory#at} once and keeps the segment until an address leaves it:
 * absent memory is then a comparison that fails, not an exception.
 *
 * <p><b>Memory order.</b> Plain-named accesses are <i>opaque</i>: each is single-copy atomic, none is invented, torn or
 * repeated by the compiler, and accesses to one word are coherent, but accesses to different words are unordered.
 * {@code readAcquire} and {@code writeRelease} order, {@code compareAndSet} and {@code compareAndExchange} do both.
 *
 * <p><b>Threads.</b> Any number of threads may read, write and compare-and-set words and may ask {@code at}, also for
 * reserved memory that nobody touched yet. Adding memory and closing it is for one thread while no other uses the
 * memory: a thread that closes must first have waited for the others.
 *
 * <p><b>Lifetime.</b> A {@code PhysicalMemory} owns its segments. It starts with one reference; the last one given back
 * first takes the bytes away from every segment (a view would otherwise go on reading freed memory) and then frees the
 * buffers and reserved regions, each once.
 */
@NullMarked
package dev.ptarmigan.memory;

import org.jspecify.annotations.NullMarked;
