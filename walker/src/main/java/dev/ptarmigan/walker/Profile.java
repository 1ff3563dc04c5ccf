package dev.ptarmigan.walker;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The behaviour of one machine wherever the architecture leaves a choice or the machine departs from it. Immutable. */
public final class Profile {
    /** The architecture. */
    public static final Profile ARM = new Profile("ARM", 0);

    /** QEMU 11.1.3, {@code -cpu max}, as measured. */
    public static final Profile QEMU_11_1 = new Profile("QEMU_11_1", qemu());

    private final String name;
    /** Bit n is the knob of ordinal n. */
    private final long on;

    private Profile(String name, long on) {
        this.name = name;
        this.on = on;
    }

    private static long qemu() {
        long on = 0;
        for (Knob knob : Knob.values()) {
            if (knob.inQemu()) {
                on |= 1L << knob.ordinal();
            }
        }
        return on;
    }

    /** A predefined profile by name, case ignored, or null. */
    public static @Nullable Profile named(String name) {
        return switch (name.toUpperCase(Locale.ROOT)) {
            case "ARM" -> ARM;
            case "QEMU_11_1" -> QEMU_11_1;
            default -> null;
        };
    }

    /** Whether the knob is on. */
    public boolean has(Knob knob) {
        return (on >>> knob.ordinal() & 1) != 0;
    }

    /** This profile with one knob turned. */
    public Profile with(Knob knob, boolean value) {
        if (has(knob) == value) {
            return this;
        }
        return new Profile(name + (value ? "+" : "-") + knob, on ^ 1L << knob.ordinal());
    }

    /** The name; a changed profile lists its changes. */
    @Override
    public String toString() {
        return name;
    }
}
