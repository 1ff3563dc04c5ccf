package dev.ptarmigan.memory;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Memory in chunks of 2 MiB, each allocated and zeroed when somebody first asks for an address in it. Works everywhere;
 * costs 2 MiB for each part of 2 MiB that is touched, and all of it counts against the JVM's limit of direct memory.
 */
public final class NettyRegions implements RegionSource {
    /** The one instance; it holds no state. */
    public static final NettyRegions INSTANCE = new NettyRegions();

    private static final int CHUNK_BYTES = 2 << 20;

    private NettyRegions() {}

    @Override
    public String name() {
        return "netty chunks";
    }

    @Override
    public @Nullable String unavailableReason() {
        return null;
    }

    @Override
    public int pieceBytes() {
        return CHUNK_BYTES;
    }

    @Override
    public Region reserve(long sizeBytes) {
        return new Chunks();
    }

    /** Each chunk is a buffer of its own, so there is nothing to hold. */
    private static final class Chunks implements Region {
        @Override
        public ByteBuf piece(long offsetBytes, int sizeBytes) {
            return Segment.zeroed(sizeBytes);
        }

        @Override
        public void close() {}
    }
}
