package dev.ptarmigan.descriptors;

import dev.ptarmigan.bits.Hex;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * One way to read a bare word: what it then is, and all the places where it reads so.
 *
 * @param descriptor the word at the first of the places
 * @param places every place at which its fields have the same values and it maps the same
 * @param problems what is wrong with the reading; empty for a legal one
 */
public record Reading(Descriptor descriptor, List<Place> places, List<Problem> problems) {
    /** Whether nothing in the word is reserved when it is read so. */
    public boolean isLegal() {
        return problems.isEmpty();
    }

    /** For example {@code block of 2M at 0x40000000: 4K level 2, EL1&0 stage 1}. */
    @Override
    public String toString() {
        return what() + ": " + where();
    }

    /** What the word is: {@code block of 2M at 0x40000000}. */
    public String what() {
        return switch (descriptor.kind()) {
            case TABLE -> "table, next at " + Hex.address(descriptor.nextTable());
            case BLOCK, PAGE ->
                descriptor.kind() + " of "
                        + Hex.size(1L << descriptor.outputShift()) + " at "
                        + Hex.address(descriptor.outputAddress());
            case INVALID -> "invalid";
            case RESERVED -> "reserved";
        };
    }

    /** The places, those of the same levels and granules put together: {@code 4K, 16K level 0 to 2; EL1&0 stage 1; format 48}. */
    public String where() {
        Map<Granule, TreeSet<Integer>> levels = new EnumMap<>(Granule.class);
        TreeSet<TranslationStage> stages = new TreeSet<>();
        TreeSet<Format> formats = new TreeSet<>();
        for (Place place : places) {
            levels.computeIfAbsent(place.granule(), granule -> new TreeSet<>()).add(place.level());
            stages.add(place.stage());
            formats.add(place.format());
        }
        List<String> parts = new ArrayList<>();
        Map<String, List<String>> granulesByLevels = new LinkedHashMap<>();
        for (Map.Entry<Granule, TreeSet<Integer>> entry : levels.entrySet()) {
            granulesByLevels
                    .computeIfAbsent(levelText(entry.getValue()), text -> new ArrayList<>())
                    .add(entry.getKey().toString());
        }
        for (Map.Entry<String, List<String>> entry : granulesByLevels.entrySet()) {
            parts.add(String.join(" or ", entry.getValue()) + " " + entry.getKey());
        }
        List<String> stageNames = new ArrayList<>();
        for (TranslationStage stage : stages) {
            stageNames.add(stage.toString());
        }
        List<String> formatNames = new ArrayList<>();
        for (Format format : formats) {
            formatNames.add(format.token());
        }
        return String.join(", ", parts) + "; " + String.join(" or ", stageNames) + "; format "
                + String.join(" or ", formatNames);
    }

    private static String levelText(TreeSet<Integer> levels) {
        int first = levels.first();
        int last = levels.last();
        if (first == last) {
            return "level " + first;
        }
        if (last - first + 1 == levels.size()) {
            return "levels " + first + " to " + last;
        }
        List<String> all = new ArrayList<>();
        for (int level : levels) {
            all.add(Integer.toString(level));
        }
        return "levels " + String.join(", ", all);
    }
}
