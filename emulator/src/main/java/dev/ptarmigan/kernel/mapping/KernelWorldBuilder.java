package dev.ptarmigan.kernel.mapping;

import dev.ptarmigan.descriptors.Format;
import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.kernel.KernelOptions;
import dev.ptarmigan.listing.KernelVaLayout;
import dev.ptarmigan.memory.MemoryRange;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The plan of a {@link KernelWorld}. */
public final class KernelWorldBuilder {
    private static final long USUAL_RAM_BASE = 0x4000_0000L;
    private static final long USUAL_RAM_BYTES = 1L << 30;
    private static final long TEXT_OFFSET = 2L << 20;
    private static final int LARGE_VA_BITS = 52;
    /** KFENCE_POOL_SIZE with the default of 255 objects: two pages for each, and two more. */
    private static final int KFENCE_PAGES = 512;

    private static final long LEAST_POOL_BYTES = 32L << 20;
    private static final int POOL_SHARE = 8;

    Granule granule = Granule.K4;
    int vaBits = 48;
    int actualVaBits = 48;
    boolean fixmap = true;
    boolean finishBoot = true;
    long kaslrOffset;
    private final List<MemoryRange> ram = new ArrayList<>();
    private KernelOptions options = KernelOptions.modern();
    private @Nullable KernelImage image;
    private @Nullable MemoryRange tablePool;
    private @Nullable MemoryRange kfencePool;

    KernelWorldBuilder() {}

    /** Page size. */
    public KernelWorldBuilder granule(Granule size) {
        granule = size;
        return this;
    }

    /** CONFIG_ARM64_VA_BITS, on hardware that has as many. */
    public KernelWorldBuilder vaBits(int bits) {
        return vaBits(bits, bits);
    }

    /** CONFIG_ARM64_VA_BITS, and the bits found at boot. */
    public KernelWorldBuilder vaBits(int built, int actual) {
        vaBits = built;
        actualVaBits = actual;
        return this;
    }

    /** Adds a bank of memory, above those that are there. The image lies 2 MiB into the first. */
    public KernelWorldBuilder ram(long base, long sizeBytes) {
        ram.add(new MemoryRange(base, sizeBytes));
        return this;
    }

    /** The configuration; LPA2 follows from page size and address bits. */
    public KernelWorldBuilder options(KernelOptions chosen) {
        options = chosen;
        return this;
    }

    /** How far KASLR moved the image from KIMAGE_VADDR, in bytes: a multiple of 2 MiB below 4 GiB or more. */
    public KernelWorldBuilder kaslrOffset(long bytes) {
        kaslrOffset = bytes;
        return this;
    }

    /** An image of one's own; KASLR's offset is then part of its addresses. */
    public KernelWorldBuilder image(KernelImage own) {
        image = own;
        return this;
    }

    /** Where table pages come from; by default the end of the last bank. */
    public KernelWorldBuilder tablePool(long base, long sizeBytes) {
        tablePool = new MemoryRange(base, sizeBytes);
        return this;
    }

    /** Where KFENCE's pool is; by default before the tables. It is mapped early if the options say so. */
    public KernelWorldBuilder kfencePool(long base, long sizeBytes) {
        kfencePool = new MemoryRange(base, sizeBytes);
        return this;
    }

    /** Whether tables are written through fixmap slots, with the maintenance of those. On by default. */
    public KernelWorldBuilder fixmap(boolean used) {
        fixmap = used;
        return this;
    }

    /** Whether to go on to the end of boot: text alias and read-only data read-only, init section unmapped. On by default. */
    public KernelWorldBuilder finishBoot(boolean wanted) {
        finishBoot = wanted;
        return this;
    }

    /**
     * Makes the world.
     *
     * @throws IllegalArgumentException if the parts do not fit together
     */
    public KernelWorld build() {
        return new KernelWorld(this);
    }

    List<MemoryRange> banks() {
        if (ram.isEmpty()) {
            return List.of(new MemoryRange(USUAL_RAM_BASE, USUAL_RAM_BYTES));
        }
        for (int i = 1; i < ram.size(); i++) {
            if (ram.get(i).base() <= ram.get(i - 1).last()) {
                throw new IllegalArgumentException("bank " + ram.get(i) + " does not lie above bank " + ram.get(i - 1));
            }
        }
        return List.copyOf(ram);
    }

    private MemoryRange lastBank() {
        List<MemoryRange> banks = banks();
        return banks.get(banks.size() - 1);
    }

    KernelOptions options() {
        return options.withLpa2(format() == Format.VMSA64_LPA2);
    }

    Format format() {
        if (granule == Granule.K64) {
            return vaBits == LARGE_VA_BITS ? Format.VMSA64_LPA : Format.VMSA64;
        }
        return actualVaBits == LARGE_VA_BITS ? Format.VMSA64_LPA2 : Format.VMSA64;
    }

    /** TTBR1_BADDR_4852_OFFSET: a 64K kernel built for 52 bits uses the end of its root table on less. */
    long rootOffset() {
        if (granule != Granule.K64 || vaBits == actualVaBits) {
            return 0;
        }
        int shift = granule.levelShift(format(), 1);
        return (1L << vaBits - shift) - (1L << actualVaBits - shift) << format().descriptorShift();
    }

    KernelImage image(KernelVaLayout regions) {
        KernelImage own = image;
        return own != null
                ? own
                : KernelImage.usual(
                        regions.modulesEnd() + kaslrOffset, banks().get(0).base() + TEXT_OFFSET);
    }

    MemoryRange tablePool() {
        MemoryRange own = tablePool;
        if (own != null) {
            return own;
        }
        MemoryRange bank = lastBank();
        long size = Math.max(bank.sizeBytes() / POOL_SHARE, LEAST_POOL_BYTES) & -granule.pageBytes();
        return new MemoryRange((bank.base() + bank.sizeBytes() & -granule.pageBytes()) - size, size);
    }

    @Nullable
    MemoryRange kfencePool() {
        MemoryRange own = kfencePool;
        if (own != null || options.kfence() == KernelOptions.Kfence.OFF) {
            return own;
        }
        long size = (long) KFENCE_PAGES * granule.pageBytes();
        return new MemoryRange((tablePool().base() & -size) - size, size);
    }

    /** What vmalloc may take: behind the image, before KFENCE's pool and the tables. */
    MemoryRange freeRam(KernelImage placed) {
        MemoryRange bank = lastBank();
        MemoryRange occupied = placed.memory();
        long page = granule.pageBytes();
        long start = bank.contains(occupied.base()) ? occupied.last() + page & -page : bank.base();
        MemoryRange kfence = kfencePool();
        long end = bank.last() + 1;
        for (MemoryRange range : kfence == null ? List.of(tablePool()) : List.of(kfence, tablePool())) {
            if (bank.contains(range.base()) && range.base() > start) {
                end = Math.min(end, range.base());
            }
        }
        if (start >= end) {
            throw new IllegalArgumentException("no memory is left in bank " + bank + " beside the image " + occupied
                    + " and the tables " + tablePool());
        }
        return new MemoryRange(start, end - start);
    }
}
