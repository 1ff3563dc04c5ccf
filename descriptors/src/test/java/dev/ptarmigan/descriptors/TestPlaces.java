package dev.ptarmigan.descriptors;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.bits.Word128;

/** Places and words from short texts, for tables of cases. */
final class TestPlaces {
    private TestPlaces() {}

    /**
     * {@code 4K 3 el1 lpa2 pie,-bbm}: granule, level, stage, and optionally the format and the features to add to, or with a minus
     * to take from, {@link Features#COMMON}.
     */
    static Place place(String text) {
        String[] words = text.strip().split(" +");
        Granule granule = Granule.named(words[0]);
        if (granule == null) {
            throw new IllegalArgumentException("no granule " + words[0]);
        }
        TranslationStage stage = null;
        for (TranslationStage candidate : TranslationStage.values()) {
            if (candidate.token().equals(words[2])) {
                stage = candidate;
            }
        }
        if (stage == null) {
            throw new IllegalArgumentException("no stage " + words[2]);
        }
        Format format = Format.VMSA64;
        Features features = Features.COMMON;
        for (int i = 3; i < words.length; i++) {
            boolean isFormat = false;
            for (Format candidate : Format.values()) {
                if (candidate.token().equals(words[i])) {
                    format = candidate;
                    isFormat = true;
                }
            }
            if (!isFormat) {
                for (String token : words[i].split(",")) {
                    features = with(features, token);
                }
            }
        }
        return new Place(format, granule, stage, Integer.parseInt(words[1]), features);
    }

    private static Features with(Features features, String token) {
        boolean add = !token.startsWith("-");
        String name = add ? token : token.substring(1);
        for (Feature feature : Feature.values()) {
            if (feature.token().equals(name)) {
                return features.with(feature, add);
            }
        }
        throw new IllegalArgumentException("no feature " + name);
    }

    static Descriptor decode(String word, String place) {
        Word128 value = Hex.parse128("0x" + word.strip(), "a word");
        return Descriptor.decode(value, place(place));
    }
}
