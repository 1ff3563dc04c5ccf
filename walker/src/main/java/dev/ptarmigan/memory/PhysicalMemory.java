package dev.ptarmigan.memory;

import dev.ptarmigan.bits.Hex;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The physical address space of one machine: segments at any address, sorted, never overlapping.
 *
 * <p>There are two ways in. Code that has one address uses {@link #read}, {@link #write} and their siblings, which
 * check the address and throw {@link MemoryAccessException}. Code that has many uses {@link #at}, keeps the segment
 * while addresses stay in it, and treats {@link Segment#ABSENT} as it must. Nothing here allocates per access.
 *
 * <p>See the package for memory order, threads and lifetime.
 */
public final class PhysicalMemory implements AutoCloseable {
    /** The most address bits any translation format of the architecture can produce (FEAT_D128). */
    public static final int MAX_ADDRESS_BITS = 56;

    private static final Extent[] CLOSED = new Extent[0];

    private static final Comparator<Extent> BY_BASE = Comparator.comparingLong(extent -> extent.base);

    private final int addressBits;
    private final AtomicInteger references = new AtomicInteger(1);
    private final AtomicBoolean creatorClosed = new AtomicBoolean();

    /** In order of their base; replaced as a whole, so readers need no lock; {@link #CLOSED} at the end. */
    private volatile Extent[] extents = {};

    /** Looked up when first needed: loading an implementation can cost more than a short command's whole work. */
    private @Nullable RegionSource regionSource;

    /** Regions whose segments stand in {@link #extents} on their own. */
    private final List<RegionSource.Region> regions = new ArrayList<>();

    /** Empty memory of 56 address bits; reserved ranges come from {@link RegionSource#preferred}. */
    public PhysicalMemory() {
        this(MAX_ADDRESS_BITS);
    }

    /** Empty memory; reserved ranges come from {@link RegionSource#preferred}. */
    public PhysicalMemory(int addressBits) {
        if (addressBits < 32 || addressBits > MAX_ADDRESS_BITS) {
            throw new IllegalArgumentException("addressBits=" + addressBits + ", expected 32 to 56");
        }
        this.addressBits = addressBits;
    }

    /**
     * Empty memory.
     *
     * @param addressBits the physical address size, 32 to 56
     * @param regionSource where {@linkplain #reserve reserved} memory comes from
     */
    public PhysicalMemory(int addressBits, RegionSource regionSource) {
        this(addressBits);
        this.regionSource = regionSource;
    }

    /** The physical address size. */
    public int addressBits() {
        return addressBits;
    }

    /** Where reserved memory comes from. */
    public RegionSource regionSource() {
        RegionSource source = regionSource;
        if (source == null) {
            source = RegionSource.preferred();
            regionSource = source;
        }
        return source;
    }

    /**
     * The segment that contains an address, or {@link Segment#ABSENT} if nothing is there (or the address has bits above
     * the address size). Reserved memory becomes real here.
     *
     * @throws MemoryAccessException of kind {@code CLOSED}
     */
    public Segment at(long pa) {
        Extent[] sorted = extents;
        if (pa >>> addressBits != 0) {
            return absent(sorted, pa);
        }
        // No base has a bit above bit 55 and neither has pa, so signed comparison is right.
        int above = firstAbove(sorted, pa);
        if (above > 0) {
            Extent extent = sorted[above - 1];
            if (pa - extent.base < extent.sizeBytes) {
                return extent.segmentAt(pa);
            }
        }
        return absent(sorted, pa);
    }

    private static Segment absent(Extent[] sorted, long pa) {
        if (sorted == CLOSED) {
            throw MemoryAccessException.closed(pa);
        }
        return Segment.ABSENT;
    }

    /** The segment for a checked access. */
    private Segment checked(long pa, int bytes) {
        Segment segment = at(pa);
        if ((pa & bytes - 1) != 0) {
            throw MemoryAccessException.unaligned(pa, bytes);
        }
        if (segment == Segment.ABSENT) {
            throw pa >>> addressBits != 0
                    ? MemoryAccessException.beyondAddressSpace(pa, addressBits)
                    : MemoryAccessException.unmapped(pa, ranges());
        }
        return segment;
    }

    /** {@link Segment#read}, checked. */
    public long read(long pa) {
        return checked(pa, Long.BYTES).read(pa);
    }

    /** {@link Segment#readAcquire}, checked. */
    public long readAcquire(long pa) {
        return checked(pa, Long.BYTES).readAcquire(pa);
    }

    /** {@link Segment#readPair}, checked; a pair whose halves lie in two segments is refused as unmapped. */
    public void readPair(long pa, long[] halves) {
        Segment segment = checked(pa, 2 * Long.BYTES);
        if (!segment.contains(pa + Long.BYTES)) {
            throw MemoryAccessException.unmapped(pa + Long.BYTES, ranges());
        }
        segment.readPair(pa, halves);
    }

    /** {@link Segment#write}, checked. */
    public void write(long pa, long word) {
        checked(pa, Long.BYTES).write(pa, word);
    }

    /** {@link Segment#writeRelease}, checked. */
    public void writeRelease(long pa, long word) {
        checked(pa, Long.BYTES).writeRelease(pa, word);
    }

    /** {@link Segment#compareAndSet}, checked. */
    public boolean compareAndSet(long pa, long expected, long update) {
        return checked(pa, Long.BYTES).compareAndSet(pa, expected, update);
    }

    /** {@link Segment#compareAndExchange}, checked. */
    public long compareAndExchange(long pa, long expected, long update) {
        return checked(pa, Long.BYTES).compareAndExchange(pa, expected, update);
    }

    /**
     * Adds zeroed memory, allocated now, in segments of at most 1 GiB.
     *
     * @param base physical address of the first byte, a multiple of 8
     * @param sizeBytes a multiple of 8
     * @return this memory
     * @throws IllegalArgumentException if the range overlaps memory that is there, or ends beyond the address size
     */
    public PhysicalMemory allocate(long base, long sizeBytes) {
        return allocate(base, sizeBytes, Segment.MAX_SIZE_BYTES);
    }

    /** Tests cut at less than 1 GiB. */
    PhysicalMemory allocate(long base, long sizeBytes, int segmentBytes) {
        MemoryRange range = newRange(base, sizeBytes);
        List<Segment> segments = new ArrayList<>();
        try {
            for (long offset = 0; offset < sizeBytes; offset += segmentBytes) {
                int size = (int) Math.min(segmentBytes, sizeBytes - offset);
                segments.add(Segment.allocate(range.base() + offset, size));
            }
            return add(segments.toArray(Segment[]::new));
        } catch (RuntimeException | Error e) {
            segments.forEach(Segment::close);
            throw e;
        }
    }

    /**
     * Adds memory that reads as zero and costs only what is touched, from {@link #regionSource}.
     *
     * @param base physical address of the first byte, a multiple of 8
     * @param sizeBytes a multiple of 8
     * @return this memory
     * @throws IllegalArgumentException if the range overlaps memory that is there, or ends beyond the address size
     * @throws IllegalStateException if the host refuses
     */
    public PhysicalMemory reserve(long base, long sizeBytes) {
        MemoryRange range = newRange(base, sizeBytes);
        insert(List.of(Reservation.of(range, regionSource())));
        return this;
    }

    /**
     * Adds several ranges of memory that reads as zero, all from one region of {@link #regionSource}: for many small
     * ranges, such as the table pages of a dump, this costs one reservation and a segment each.
     *
     * @return this memory
     * @throws IllegalArgumentException if a range overlaps memory that is there or another one, or ends beyond the
     *     address size
     * @throws IllegalStateException if the host refuses
     */
    public PhysicalMemory reserve(Collection<MemoryRange> ranges) {
        long total = 0;
        for (MemoryRange range : ranges) {
            newRange(range.base(), range.sizeBytes());
            total += range.sizeBytes();
        }
        if (total == 0) {
            return this;
        }
        RegionSource.Region region = regionSource().reserve(total);
        List<Segment> segments = new ArrayList<>();
        try {
            long offset = 0;
            for (MemoryRange range : ranges) {
                for (long done = 0; done < range.sizeBytes(); done += Segment.MAX_SIZE_BYTES) {
                    int size = (int) Math.min(Segment.MAX_SIZE_BYTES, range.sizeBytes() - done);
                    segments.add(Segment.wrap(range.base() + done, region.piece(offset, size)));
                    offset += size;
                }
            }
            add(segments.toArray(Segment[]::new));
        } catch (RuntimeException | Error e) {
            segments.forEach(Segment::close);
            region.close();
            throw e;
        }
        regions.add(region);
        return this;
    }

    /**
     * Adds segments; this memory owns them from now on. Adds all or, if it throws, none: then they remain the caller's.
     *
     * @return this memory
     * @throws IllegalArgumentException if one overlaps memory that is there or another one, or ends beyond the address
     *     size
     * @throws IllegalStateException if a segment is closed or belongs to a memory already
     */
    public PhysicalMemory add(Segment... segments) {
        Segment[] sorted = segments.clone();
        Arrays.sort(sorted, BY_BASE);
        MemoryRange before = null;
        for (Segment segment : sorted) {
            if (!segment.isFree()) {
                throw new IllegalStateException("segment " + segment + " was closed or belongs to a memory already");
            }
            MemoryRange range = newRange(segment.base, segment.sizeBytes);
            if (before != null) {
                refuseOverlap(range, before);
            }
            before = range;
        }
        insert(List.of(segments));
        for (Segment segment : segments) {
            segment.adopt();
        }
        return this;
    }

    private MemoryRange newRange(long base, long sizeBytes) {
        if ((base & 7) != 0 || (sizeBytes & 7) != 0) {
            throw new IllegalArgumentException(
                    "memory comes in words of 8 bytes: base=" + Hex.address(base) + ", sizeBytes=" + sizeBytes);
        }
        MemoryRange range = new MemoryRange(base, sizeBytes);
        if (range.last() >>> addressBits != 0) {
            throw new IllegalArgumentException(
                    "range=" + range + " ends beyond the " + addressBits + " address bits of this memory");
        }
        Extent[] sorted = opened();
        int above = firstAbove(sorted, base);
        if (above > 0) {
            refuseOverlap(range, new MemoryRange(sorted[above - 1].base, sorted[above - 1].sizeBytes));
        }
        if (above < sorted.length) {
            refuseOverlap(range, new MemoryRange(sorted[above].base, sorted[above].sizeBytes));
        }
        return range;
    }

    /** Index of the first extent whose base is above the address. */
    private static int firstAbove(Extent[] sorted, long pa) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = low + high >>> 1;
            if (sorted[middle].base <= pa) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static void refuseOverlap(MemoryRange range, MemoryRange other) {
        if (range.overlaps(other)) {
            throw new IllegalArgumentException("range=" + range + " overlaps " + other);
        }
    }

    private Extent[] opened() {
        Extent[] sorted = extents;
        if (sorted == CLOSED) {
            throw new IllegalStateException("this memory was closed");
        }
        return sorted;
    }

    private void insert(List<? extends Extent> added) {
        List<Extent> all = new ArrayList<>(List.of(opened()));
        all.addAll(added);
        all.sort(BY_BASE);
        extents = all.toArray(Extent[]::new);
    }

    /** What exists, in ascending order; memory without a gap is one range. Empty once closed. */
    public List<MemoryRange> ranges() {
        List<MemoryRange> ranges = new ArrayList<>();
        for (Extent extent : extents) {
            MemoryRange before = ranges.isEmpty() ? null : ranges.get(ranges.size() - 1);
            if (before != null && before.last() + 1 == extent.base) {
                ranges.set(ranges.size() - 1, new MemoryRange(before.base(), before.sizeBytes() + extent.sizeBytes));
            } else {
                ranges.add(new MemoryRange(extent.base, extent.sizeBytes));
            }
        }
        return List.copyOf(ranges);
    }

    /**
     * Takes a further reference, to be given back with {@link #release}.
     *
     * @return this memory
     * @throws IllegalStateException if it was freed
     */
    public PhysicalMemory retain() {
        int before = references.getAndUpdate(count -> count == 0 ? 0 : count + 1);
        if (before == 0) {
            throw new IllegalStateException("this memory was closed");
        }
        return this;
    }

    /**
     * Gives a reference of {@link #retain} back; the last one frees everything.
     *
     * @return whether this was the last one
     * @throws IllegalStateException if there is no reference left
     */
    public boolean release() {
        int before = references.getAndUpdate(count -> Math.max(0, count - 1));
        if (before == 0) {
            throw new IllegalStateException("this memory was closed");
        }
        if (before > 1) {
            return false;
        }
        Extent[] dropped = extents;
        extents = CLOSED;
        for (Extent extent : dropped) {
            extent.drop();
        }
        regions.forEach(RegionSource.Region::close);
        return true;
    }

    /** Gives back the reference that creating the memory took. Closing twice does nothing. */
    @Override
    public void close() {
        if (creatorClosed.compareAndSet(false, true)) {
            release();
        }
    }

    /** The ranges and where reserved memory comes from. */
    @Override
    public String toString() {
        return extents == CLOSED ? "closed memory" : "memory " + ranges();
    }
}
