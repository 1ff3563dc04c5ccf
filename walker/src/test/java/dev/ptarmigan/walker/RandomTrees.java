package dev.ptarmigan.walker;

import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.memory.PhysicalMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Random translation tables in four megabytes of RAM: sparse trees whose descriptors are mostly in order and sometimes broken in
 * one way, and addresses that lie on their paths.
 */
final class RandomTrees implements AutoCloseable {
    static final long RAM = WalkBench.RAM;
    private static final long RAM_BYTES = 4L << 20;
    private static final int ENTRIES_PER_TABLE = 4;

    final SplittableRandom random;
    final Granule granule;
    final boolean ds;
    final int tsz;
    /** TCR_EL1.IPS. */
    final int ips;

    final PhysicalMemory memory = new PhysicalMemory().allocate(RAM, RAM_BYTES);
    final List<Long> addresses = new ArrayList<>();
    final List<Long> descriptors = new ArrayList<>();
    long ttbr0;
    long ttbr1;
    private long next = RAM;

    RandomTrees(SplittableRandom random) {
        this.random = random;
        this.granule = Granule.values()[random.nextInt(3)];
        this.ds = granule != Granule.K64 && random.nextInt(3) == 0;
        int least = granule == Granule.K64 || ds ? 12 : 16;
        int most = granule == Granule.K64 ? 47 : 48;
        this.tsz = least + random.nextInt(most - least + 1);
        this.ips = random.nextInt(8) == 0 ? random.nextInt(6) : ds || granule == Granule.K64 ? 6 : 5;
        ttbr0 = tree(false);
        ttbr1 = tree(true);
    }

    int outputBits() {
        return new int[] {32, 36, 40, 42, 44, 48, 52}[ips];
    }

    NaiveWalker.Setting setting() {
        int most = ds || granule == Granule.K64 ? 52 : 48;
        return new NaiveWalker.Setting(granule, tsz, Math.min(outputBits(), most), ds, ttbr0, ttbr1);
    }

    private long table() {
        long base = next;
        next += granule.pageBytes();
        return next <= RAM + RAM_BYTES ? base : -1;
    }

    private long tree(boolean upper) {
        int iasize = 64 - tsz;
        int stride = granule.pageShift() - 3;
        int level = 3 - (iasize - 1 - granule.pageShift()) / stride;
        int shift = granule.pageShift() + (3 - level) * stride;
        long root = table();
        fill(root, level, shift, iasize - shift, upper ? -1L << iasize : 0);
        return root;
    }

    private void fill(long table, int level, int shift, int indexBits, long base) {
        for (int i = 0; i < ENTRIES_PER_TABLE; i++) {
            long index = random.nextLong(1L << indexBits);
            long va = base | index << shift;
            long slot = table + index * 8;
            if (memory.read(slot) != 0) {
                continue;
            }
            addresses.add(va | random.nextLong(1L << shift));
            descriptors.add(slot);
            boolean leaf = level == 3 || blockAllowed(level) && random.nextInt(3) == 0;
            long child = leaf || random.nextInt(12) == 0 ? -1 : table();
            if (leaf) {
                memory.write(slot, broken(leafWord(level, shift)));
            } else if (child >= 0) {
                memory.write(slot, child | tableAttributes() | 3);
                fill(child, level + 1, shift - (granule.pageShift() - 3), granule.pageShift() - 3, va);
                if (random.nextInt(30) == 0) {
                    memory.write(slot, broken(memory.read(slot)));
                }
            } else {
                memory.write(slot, random.nextLong());
            }
        }
    }

    boolean blockAllowed(int level) {
        return level < 3
                && (level == 2
                        || granule == Granule.K4 && (level == 1 || level == 0 && ds)
                        || level == 1 && ds
                        || level == 1 && granule == Granule.K64);
    }

    private long tableAttributes() {
        return random.nextInt(4) == 0 ? random.nextLong() & 0xFL << 59 : 0;
    }

    private long leafWord(int level, int shift) {
        int bits = Math.min(48, outputBits());
        long address = shift >= bits ? 0 : random.nextLong(1L << bits) >>> shift << shift;
        long word = address | (level == 3 ? 3 : 1) | 1 << 10 | (random.nextLong() & 7L << 52) << 1;
        word |= random.nextLong() & 0xC0;
        if (outputBits() == 52 && random.nextBoolean()) {
            if (granule == Granule.K64) {
                word |= random.nextLong() & 0xF000;
            } else if (ds) {
                word |= random.nextLong() & (3L << 48 | 3L << 8);
            }
        }
        return word;
    }

    /** One bit in ten words is turned, whatever it means. */
    private long broken(long word) {
        return random.nextInt(10) == 0 ? word ^ 1L << random.nextInt(64) : word;
    }

    /** An address on some path, a little off one, or anywhere. */
    long address() {
        long va = addresses.get(random.nextInt(addresses.size()));
        return switch (random.nextInt(8)) {
            case 0 -> va ^ 1L << random.nextInt(64);
            case 1 -> random.nextLong();
            default -> va;
        };
    }

    @Override
    public void close() {
        memory.close();
    }

    @Override
    public String toString() {
        return granule + (ds ? " DS" : "") + " TxSZ=" + tsz + " IPS=" + ips + " TTBR0=" + Long.toHexString(ttbr0)
                + " TTBR1=" + Long.toHexString(ttbr1);
    }
}
