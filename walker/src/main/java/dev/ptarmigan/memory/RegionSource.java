package dev.ptarmigan.memory;

import io.netty.buffer.ByteBuf;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * Where memory comes from that is large and mostly never touched: the RAM of a machine of many GiB.
 *
 * <p>Implementations are found with {@link ServiceLoader}; {@link NettyRegions} is always there. A memory says which one
 * it uses ({@link PhysicalMemory#regionSource}).
 */
public interface RegionSource {
    /** A short name for reports: {@code netty chunks}. */
    String name();

    /** Why this source cannot be used on this host, or {@code null} if it can. */
    @Nullable
    String unavailableReason();

    /**
     * The size in which pieces of a large range are best asked for when they are touched: a power of two, at most
     * {@link Segment#MAX_SIZE_BYTES}.
     */
    int pieceBytes();

    /**
     * Sets aside {@code sizeBytes} bytes of zeros.
     *
     * @param sizeBytes at least 8, a multiple of 8
     * @throws IllegalStateException if the host refuses
     */
    Region reserve(long sizeBytes);

    /** Memory that was set aside. Calls of one region never overlap in time. */
    interface Region {
        /**
         * A writable direct buffer over {@code sizeBytes} bytes, all readable, at an address that is a multiple of 8; the
         * caller owns its reference. No byte is asked for twice. Bytes are zero until the caller writes them.
         *
         * @param offsetBytes a multiple of 8 inside the region
         * @param sizeBytes a multiple of 8, at most {@link Segment#MAX_SIZE_BYTES}
         */
        ByteBuf piece(long offsetBytes, int sizeBytes);

        /** Gives everything back. Called once, after every piece was released. */
        void close();
    }

    /** The first source a service provides that can be used here, or else {@link NettyRegions}. */
    static RegionSource preferred() {
        for (RegionSource source : ServiceLoader.load(RegionSource.class, RegionSource.class.getClassLoader())) {
            if (source.unavailableReason() == null) {
                return source;
            }
        }
        return NettyRegions.INSTANCE;
    }
}
