package dev.ptarmigan.descriptors;

import java.util.ArrayList;
import java.util.List;

/** Says why a descriptor has no such field where it stands, and what would bring it: the row of the field table that is nearest. */
final class AbsentField {
    private AbsentField() {}

    static String reason(DescriptorField field, Place place, DescriptorKind kind) {
        String subject = kind + " descriptors have no " + field + " at " + place;
        if (field == DescriptorField.OA || field == DescriptorField.TA) {
            return subject + (field == DescriptorField.OA ? ": only blocks and pages have" : ": only tables have");
        }
        FieldRow nearest = null;
        int fewest = Integer.MAX_VALUE;
        for (FieldRow row : Layouts.rows(place.format(), place.stage().isStage2(), kind)) {
            if (row.field() == field) {
                int differences = differences(row.where(), place, kind);
                if (differences < fewest) {
                    fewest = differences;
                    nearest = row;
                }
            }
        }
        if (nearest == null) {
            return subject + elsewhere(field, place, kind);
        }
        return subject + ": " + String.join(", and ", conditions(nearest.where(), place, kind));
    }

    private static int differences(Where where, Place place, DescriptorKind kind) {
        long features = place.features().bits();
        return Long.bitCount(where.required() & ~features)
                + Long.bitCount(where.forbidden() & features)
                + (where.allows(place.stage()) ? 0 : 10)
                + (where.allows(place.format()) ? 0 : 5)
                + (where.allows(kind) ? 0 : 3)
                + (where.contiguousLevels() && place.contiguousEntries() == 0 ? 1 : 0);
    }

    private static List<String> conditions(Where where, Place place, DescriptorKind kind) {
        List<String> conditions = new ArrayList<>();
        if (!where.allows(place.stage())) {
            List<String> stages = new ArrayList<>();
            for (TranslationStage stage : TranslationStage.values()) {
                if (where.allows(stage)) {
                    stages.add(stage.toString());
                }
            }
            conditions.add("only " + String.join(", ", stages) + " has it");
        }
        if (!where.allows(place.format())) {
            conditions.add("these bits belong to the address (" + place.format().description() + ")");
        }
        if (!where.allows(kind)) {
            List<String> kinds = new ArrayList<>();
            for (DescriptorKind other : DescriptorKind.values()) {
                if (where.allows(other)) {
                    kinds.add(other.toString());
                }
            }
            conditions.add("only a " + String.join(" or ", kinds) + " has it");
        }
        for (Feature feature : Feature.values()) {
            if ((where.required() & feature.bit()) != 0 && !place.has(feature)) {
                conditions.add("it needs feature " + feature.token() + " (" + feature.description() + ")");
            }
            if ((where.forbidden() & feature.bit()) != 0 && place.has(feature)) {
                conditions.add("feature " + feature.token() + " takes it away (" + feature.description() + ")");
            }
        }
        if (where.contiguousLevels() && place.contiguousEntries() == 0) {
            conditions.add("level " + place.level() + " has no contiguous groups, " + contiguousLevels(place));
        }
        return conditions;
    }

    private static String contiguousLevels(Place place) {
        List<String> levels = new ArrayList<>();
        for (int level = place.format().lowestLevel(place.granule()); level <= Place.LAST_LEVEL; level++) {
            if (place.atLevel(level).contiguousEntries() > 0) {
                levels.add(Integer.toString(level));
            }
        }
        return "levels " + String.join(", ", levels) + " have";
    }

    private static String elsewhere(DescriptorField field, Place place, DescriptorKind kind) {
        for (DescriptorKind other : DescriptorKind.values()) {
            if (isIn(field, place.format(), place.stage().isStage2(), other)) {
                return ": " + (kind.isLeaf() ? other + " descriptors have" : "only " + leaves(field, place) + " have");
            }
        }
        if (isAnywhere(field, place.format(), !place.stage().isStage2())) {
            return place.stage().isStage2() ? ": it belongs to stage 1" : ": it belongs to stage 2";
        }
        boolean wide = place.format() == Format.VMSA128;
        return wide ? ": it belongs to 64-bit descriptors" : ": it belongs to 128-bit descriptors (FEAT_D128)";
    }

    private static String leaves(DescriptorField field, Place place) {
        return isIn(field, place.format(), place.stage().isStage2(), DescriptorKind.TABLE)
                ? "tables"
                : "blocks and pages";
    }

    private static boolean isAnywhere(DescriptorField field, Format format, boolean stage2) {
        for (DescriptorKind kind : DescriptorKind.values()) {
            if (isIn(field, format, stage2, kind)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isIn(DescriptorField field, Format format, boolean stage2, DescriptorKind kind) {
        for (FieldRow row : Layouts.rows(format, stage2, kind)) {
            if (row.field() == field) {
                return true;
            }
        }
        return false;
    }
}
