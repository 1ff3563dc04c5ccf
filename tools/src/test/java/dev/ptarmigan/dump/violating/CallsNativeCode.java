package dev.ptarmigan.dump.violating;

import com.sun.jna.Pointer;

/** Breaks: only host uses JNA. */
final class CallsNativeCode {
    private CallsNativeCode() {}

    static long word(Pointer memory) {
        return memory.getLong(0);
    }
}
