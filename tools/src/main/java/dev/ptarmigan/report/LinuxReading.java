package dev.ptarmigan.report;

import dev.ptarmigan.descriptors.Descriptor;
import dev.ptarmigan.descriptors.LinuxOverlay;
import dev.ptarmigan.descriptors.Place;
import org.jspecify.annotations.Nullable;

/** Whether a report says how Linux reads words, and for how many table levels. */
public enum LinuxReading {
    /** It does not. */
    OFF(0),
    /** As many levels as the format has at most. */
    MOST_LEVELS(0),
    /** Two levels. */
    TWO_LEVELS(2),
    /** Three levels. */
    THREE_LEVELS(3),
    /** Four levels. */
    FOUR_LEVELS(4),
    /** Five levels. */
    FIVE_LEVELS(5);

    private final int levels;

    LinuxReading(int levels) {
        this.levels = levels;
    }

    /** The reading for tables of that many levels, 2 to 5. */
    public static LinuxReading ofLevels(int levels) {
        for (LinuxReading reading : values()) {
            if (reading.levels == levels && levels > 0) {
                return reading;
            }
        }
        throw new IllegalArgumentException("levels=" + levels + ", expected 2 to 5");
    }

    /** Linux's reading of a word, or null where it is off or Linux has no such table. */
    @Nullable
    LinuxOverlay of(Descriptor descriptor) {
        Place place = descriptor.place();
        if (this == OFF || !LinuxOverlay.appliesTo(place)) {
            return null;
        }
        int count = this == MOST_LEVELS ? Place.LAST_LEVEL + 1 - place.format().lowestLevel(place.granule()) : levels;
        return place.level() <= Place.LAST_LEVEL - count ? null : LinuxOverlay.of(descriptor, count);
    }
}
