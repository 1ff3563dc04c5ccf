package dev.ptarmigan.dump.violating;

/** A class of fixtures that others must not see. */
public final class Loaded {
    private Loaded() {}

    public static int words() {
        return 0;
    }
}
