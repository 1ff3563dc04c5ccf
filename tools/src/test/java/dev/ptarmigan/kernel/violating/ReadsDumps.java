package dev.ptarmigan.kernel.violating;

import dev.ptarmigan.dump.violating.Loaded;

/** Breaks: emulator and fixtures do not know each other. */
final class ReadsDumps {
    private ReadsDumps() {}

    static int words() {
        return Loaded.words();
    }
}
