package dev.ptarmigan.descriptors;

/**
 * An immutable set of {@link Feature}s.
 *
 * @param bits one bit a feature, by ordinal
 */
public record Features(long bits) {
    /** The base architecture: direct permissions, no extension, Non-secure state. */
    public static final Features NONE = new Features(0);

    /**
     * What a descriptor is read with when nothing is known of the machine: the extensions that only give a name to bits
     * which have no other function. Those that change the meaning of a bit (PIE, POE, AIE, FWB, NV1, a Security state …)
     * must be asked for.
     */
    public static final Features COMMON = NONE.with(Feature.BTI)
            .with(Feature.BBM)
            .with(Feature.HPDS2)
            .with(Feature.XNX)
            .with(Feature.XS)
            .with(Feature.LARGE_PA);

    /** Whether the feature is in the set. */
    public boolean has(Feature feature) {
        return (bits & feature.bit()) != 0;
    }

    /** The set with one more feature. */
    public Features with(Feature feature) {
        return new Features(bits | feature.bit());
    }

    /** The set without a feature. */
    public Features without(Feature feature) {
        return new Features(bits & ~feature.bit());
    }

    /** The set with a feature present or absent. */
    public Features with(Feature feature, boolean present) {
        return present ? with(feature) : without(feature);
    }

    /** The tokens, separated by commas. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Feature feature : Feature.values()) {
            if (has(feature)) {
                text.append(text.length() > 0 ? "," : "").append(feature.token());
            }
        }
        return text.toString();
    }
}
