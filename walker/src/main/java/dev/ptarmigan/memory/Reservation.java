package dev.ptarmigan.memory;

import java.util.concurrent.atomic.AtomicReferenceArray;

/** A reserved range: a region cut into segments that are made when an address in them is first asked for. */
final class Reservation extends Extent {
    /** So that the array of segments stays small against what it describes. */
    private static final long MAX_PIECES = 1 << 20;

    private final RegionSource.Region region;
    private final int pieceShift;

    /** Pieces end at multiples of the piece size in the address space, so the first and the last can be smaller. */
    private final AtomicReferenceArray<Segment> segments;

    private Reservation(MemoryRange range, RegionSource.Region region, int pieceShift, int pieces) {
        super(range.base(), range.sizeBytes());
        this.region = region;
        this.pieceShift = pieceShift;
        this.segments = new AtomicReferenceArray<>(pieces);
    }

    /** Reserves a range of the physical address space. */
    static Reservation of(MemoryRange range, RegionSource source) {
        int pieceShift = Integer.numberOfTrailingZeros(source.pieceBytes());
        if (source.pieceBytes() != 1 << pieceShift || source.pieceBytes() > Segment.MAX_SIZE_BYTES) {
            throw new IllegalStateException(source.name() + ": pieceBytes=" + source.pieceBytes());
        }
        long pieces = (range.last() >>> pieceShift) - (range.base() >>> pieceShift) + 1;
        if (pieces > MAX_PIECES) {
            throw new IllegalArgumentException("range=" + range + " is more than " + MAX_PIECES + " pieces of "
                    + source.pieceBytes() + " bytes (" + source.name() + ")");
        }
        return new Reservation(range, source.reserve(range.sizeBytes()), pieceShift, (int) pieces);
    }

    @Override
    Segment segmentAt(long pa) {
        int index = (int) ((pa >>> pieceShift) - (base >>> pieceShift));
        Segment segment = segments.get(index);
        return segment != null ? segment : materialise(index);
    }

    private synchronized Segment materialise(int index) {
        Segment present = segments.get(index);
        if (present != null) {
            return present;
        }
        long start = (base >>> pieceShift) + index << pieceShift;
        long first = Math.max(base, start);
        long end = Math.min(base + sizeBytes, start + (1L << pieceShift));
        Segment segment = Segment.wrap(first, region.piece(first - base, (int) (end - first)));
        segment.adopt();
        segments.set(index, segment);
        return segment;
    }

    @Override
    void drop() {
        for (int i = 0; i < segments.length(); i++) {
            Segment segment = segments.get(i);
            if (segment != null) {
                segment.drop();
            }
        }
        sizeBytes = 0;
        region.close();
    }
}
