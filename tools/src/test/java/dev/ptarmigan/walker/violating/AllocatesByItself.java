package dev.ptarmigan.walker.violating;

import io.netty.buffer.ByteBuf;
import java.lang.invoke.VarHandle;

/** Breaks: only memory uses netty, and only memory uses VarHandles. */
final class AllocatesByItself {
    private AllocatesByItself() {}

    static Object view(ByteBuf bytes, VarHandle words) {
        return words.get(bytes.nioBuffer(), 0);
    }
}
