package dev.ptarmigan.memory;

import dev.ptarmigan.bits.Hex;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * A piece of physical memory of at most 1 GiB, off the Java heap. This is the only class that touches bytes.
 *
 * <p>Addresses are physical and absolute. The accessors do not check what the callers of a hot loop have just checked:
 * the address must be {@linkplain #contains contained} and a multiple of 8. (An address outside gives
 * {@code IndexOutOfBoundsException} or another word of this segment, a misaligned one {@code IllegalStateException};
 * never memory of somebody else.) {@link PhysicalMemory#read} and its siblings check and explain.
 *
 * <p>Every 64-bit access is little-endian and single-copy atomic; see the package for order and threads.
 */
public final class Segment extends Extent implements AutoCloseable {
    /** The greatest size of a segment: what one NIO buffer holds, rounded down to a power of two. */
    public static final int MAX_SIZE_BYTES = 1 << 30;

    private static final VarHandle WORDS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /**
     * With netty's leak detection, at the level netty is told ({@code -Dio.netty.leakDetection.level}). Its wrapper
     * around a tracked buffer costs nothing here because no word is accessed through the buffer.
     */
    private static final UnpooledByteBufAllocator ALLOCATOR = new UnpooledByteBufAllocator(true, false);

    private static final ByteBuffer NO_BYTES = ByteBuffer.allocateDirect(0);

    /** No memory: contains no address. {@link PhysicalMemory#at} answers it instead of {@code null}. */
    public static final Segment ABSENT = new Segment(0, NO_BYTES, null);

    /**
     * In signatures that {@link #WORDS} goes through JDK 17 names a class that nothing loads, as no memory here has a scope;
     * and while it is not loaded, the compiler leaves calls on every word access, which triples its time.
     */
    private static final String SCOPE_OF_JDK_17 = "jdk.internal.misc.ScopedMemoryAccess$Scope";

    static {
        try {
            Class.forName(SCOPE_OF_JDK_17, false, null);
        } catch (ClassNotFoundException e) {
            // Not JDK 17: nothing to load.
        }
    }

    private ByteBuffer bytes;
    private @Nullable ByteBuf owner;
    private boolean adopted;

    private Segment(long base, ByteBuffer bytes, @Nullable ByteBuf owner) {
        super(base, bytes.capacity());
        this.bytes = bytes;
        this.owner = owner;
    }

    /**
     * New memory, all zero.
     *
     * @param base physical address of the first byte, a multiple of 8
     * @param sizeBytes a multiple of 8, from 8 to {@link #MAX_SIZE_BYTES}
     */
    public static Segment allocate(long base, int sizeBytes) {
        check(base, sizeBytes);
        return wrap(base, zeroed(sizeBytes));
    }

    /**
     * The readable bytes of a direct netty buffer as memory at {@code base}; writes go to that buffer. On success the
     * segment takes over the caller's reference and releases it when it is closed.
     *
     * <p>Heap buffers are refused: from Java 25 on they reject opaque access and compare-and-set.
     *
     * @throws IllegalArgumentException if base or size is not a multiple of 8, the size is 0 or above
     *     {@link #MAX_SIZE_BYTES}, the buffer is read-only, not direct, not one piece, or its address is not a multiple
     *     of 8
     */
    public static Segment wrap(long base, ByteBuf buffer) {
        int sizeBytes = buffer.readableBytes();
        check(base, sizeBytes);
        if (!buffer.isDirect() || buffer.isReadOnly() || buffer.nioBufferCount() != 1) {
            throw new IllegalArgumentException("a segment needs one writable direct buffer: buffer=" + buffer);
        }
        ByteBuffer view = buffer.nioBuffer(buffer.readerIndex(), sizeBytes).slice();
        if (view.alignmentOffset(0, Long.BYTES) != 0) {
            throw new IllegalArgumentException("the buffer's address is not a multiple of 8: buffer=" + buffer);
        }
        return new Segment(base, view, buffer);
    }

    /** A zeroed direct buffer that belongs to the caller. */
    static ByteBuf zeroed(int sizeBytes) {
        ByteBuf buffer = ALLOCATOR.directBuffer(sizeBytes, sizeBytes);
        buffer.setZero(0, sizeBytes).writerIndex(sizeBytes);
        return buffer;
    }

    private static void check(long base, long sizeBytes) {
        if ((base & 7) != 0 || (sizeBytes & 7) != 0 || sizeBytes <= 0 || sizeBytes > MAX_SIZE_BYTES) {
            throw new IllegalArgumentException(
                    "a segment starts at a multiple of 8 and has 8 bytes to 1G in words: base=" + Hex.address(base)
                            + ", sizeBytes=" + sizeBytes);
        }
    }

    /** Physical address of the first byte. */
    public long base() {
        return base;
    }

    /** How many bytes; 0 once the segment was closed. */
    public int sizeBytes() {
        return (int) sizeBytes;
    }

    /** Whether the address lies in this segment; false for every address once the segment was closed. */
    public boolean contains(long pa) {
        long offset = pa - base;
        // Neither is negative: in one test, and with fewer registers than an unsigned comparison takes in the walker's
        // loop.
        return (offset | sizeBytes - 1 - offset) >= 0;
    }

    /** The word at {@code pa}, opaque. */
    public long read(long pa) {
        return (long) WORDS.getOpaque(bytes, (int) (pa - base));
    }

    /**
     * The word at {@code pa}, plain: single-copy atomic as every aligned access through a view of a buffer on a 64-bit JVM is,
     * but one the compiler may merge with another plain read of the same word unless {@link #forgetReads} lies between.
     */
    public long readPlain(long pa) {
        return (long) WORDS.get(bytes, (int) (pa - base));
    }

    /** A fence: no word read before stands for one that is read later, as another thread may have written it since. */
    public static void forgetReads() {
        VarHandle.loadLoadFence();
    }

    /** The word at {@code pa}; nothing later in program order is done before. */
    public long readAcquire(long pa) {
        return (long) WORDS.getAcquire(bytes, (int) (pa - base));
    }

    /** Stores a word, opaque. */
    public void write(long pa, long word) {
        WORDS.setOpaque(bytes, (int) (pa - base), word);
    }

    /** Stores a word; nothing earlier in program order is done after. */
    public void writeRelease(long pa, long word) {
        WORDS.setRelease(bytes, (int) (pa - base), word);
    }

    /** Stores {@code update} if the word is {@code expected}, as one step; whether it was. */
    public boolean compareAndSet(long pa, long expected, long update) {
        return WORDS.compareAndSet(bytes, (int) (pa - base), expected, update);
    }

    /** Stores {@code update} if the word is {@code expected}, as one step; the word that was there before. */
    public long compareAndExchange(long pa, long expected, long update) {
        return (long) WORDS.compareAndExchange(bytes, (int) (pa - base), expected, update);
    }

    /**
     * The 128-bit descriptor at {@code pa}, a multiple of 16: {@code halves[0]} is bits 63:0, {@code halves[1]} is bits
     * 127:64.
     *
     * <p>Java has no 128-bit load. The low half is read, then the high half, then the low half again, until both
     * readings of the low half agree. Against a writer that makes a descriptor low half last and unmakes it low half
     * first (the low half holds the valid bit), with release stores, the halves then belong together. What this cannot
     * notice is a writer that replaces one descriptor by another with the same low half.
     */
    public void readPair(long pa, long[] halves) {
        int offset = (int) (pa - base);
        long low = (long) WORDS.getAcquire(bytes, offset);
        for (; ; ) {
            long high = (long) WORDS.getAcquire(bytes, offset + Long.BYTES);
            long again = (long) WORDS.getAcquire(bytes, offset);
            if (again == low) {
                halves[0] = low;
                halves[1] = high;
                return;
            }
            low = again;
        }
    }

    /** The range of addresses. */
    public MemoryRange range() {
        return new MemoryRange(base, sizeBytes);
    }

    /**
     * Frees a segment that no memory took over. Afterwards it contains no address. Closing twice does nothing.
     *
     * @throws IllegalStateException if a {@link PhysicalMemory} owns the segment; close that
     */
    @Override
    public void close() {
        if (adopted && owner != null) {
            throw new IllegalStateException("segment " + range() + " belongs to a memory; close the memory");
        }
        drop();
    }

    /** Marks the segment as owned by a memory. */
    void adopt() {
        adopted = true;
    }

    /** Whether a memory may take the segment over. */
    boolean isFree() {
        return !adopted && owner != null;
    }

    @Override
    Segment segmentAt(long pa) {
        return this;
    }

    @Override
    void drop() {
        ByteBuf buffer = owner;
        sizeBytes = 0;
        bytes = NO_BYTES;
        owner = null;
        if (buffer != null) {
            buffer.release();
        }
    }

    @Override
    public String toString() {
        return sizeBytes == 0 ? "no memory" : range().toString();
    }
}
