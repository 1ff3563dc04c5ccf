package dev.ptarmigan.bench;

import dev.ptarmigan.memory.PhysicalMemory;
import java.util.SplittableRandom;

/**
 * Four levels of 4K tables, one page each, whose last maps 512 pages: small enough for the first-level cache. The C program
 * chase.c lays out the same words and asks for the same addresses.
 */
final class FourLevelTables {
    static final long BASE = 0x4000_0000L;
    static final int TABLE_BYTES = 4096;
    static final int LEVELS = 4;
    static final int ADDRESSES = 256;
    private static final long SEED = 20261122;
    private static final long TABLE = 3;
    private static final long PAGE = 0x703;

    final PhysicalMemory memory = new PhysicalMemory().allocate(BASE, (long) LEVELS * TABLE_BYTES);
    final long[] addresses = new long[ADDRESSES];

    FourLevelTables() {
        for (int level = 0; level < LEVELS - 1; level++) {
            memory.write(BASE + (long) level * TABLE_BYTES, BASE + (level + 1L) * TABLE_BYTES | TABLE);
        }
        for (int i = 0; i < TABLE_BYTES / Long.BYTES; i++) {
            memory.write(BASE + 3L * TABLE_BYTES + 8L * i, 0x8000_0000L + (long) i * TABLE_BYTES | PAGE);
        }
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < ADDRESSES; i++) {
            addresses[i] = random.nextLong(512L * TABLE_BYTES) & ~7L;
        }
    }
}
