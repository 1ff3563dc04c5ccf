package dev.ptarmigan.memory;

/** A range of a {@link PhysicalMemory}: a segment, or a reserved range whose segments come when they are touched. */
abstract sealed class Extent permits Segment, Reservation {
    final long base;

    /** Bytes from {@link #base}; 0 once the bytes were taken away. */
    long sizeBytes;

    Extent(long base, long sizeBytes) {
        this.base = base;
        this.sizeBytes = sizeBytes;
    }

    /** The segment at an address of this extent. */
    abstract Segment segmentAt(long pa);

    /** Takes the bytes away from all segments and frees them. Called once. */
    abstract void drop();
}
