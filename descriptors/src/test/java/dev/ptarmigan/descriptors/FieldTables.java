package dev.ptarmigan.descriptors;

import dev.ptarmigan.bits.Hex;
import java.util.ArrayList;
import java.util.List;

/** Writes the field tables as a page of documentation, from the rows that decode the words. */
final class FieldTables {
    private final StringBuilder text = new StringBuilder();

    static String markdown() {
        FieldTables page = new FieldTables();
        page.introduction();
        page.levels();
        page.addresses();
        page.rows();
        page.features();
        page.problems();
        page.rulers();
        return page.text.toString();
    }

    private void line(String line) {
        text.append(line).append('\n');
    }

    private void introduction() {
        line("# Fields of translation table descriptors");
        line("");
        line(
                "Made by `FieldTablesTest` from the tables in `src/main/java/dev/ptarmigan/descriptors`; do not edit. After a change");
        line(
                "there, run `mvn -q -pl descriptors test -Dtest=FieldTablesTest -Dgolden.update=true` and read the difference.");
        line("");
        line("A row holds under its condition: stages by their short names (" + tokens(TranslationStage.values())
                + "), formats by theirs,");
        line(
                "`with` and `without` name [features](#features). Rows of a table whose conditions hold at a place never overlap; the");
        line("last rows of each table say what the bits are that no field above them claims.");
        line("");
        line("| format | what it is |");
        line("| --- | --- |");
        for (Format format : Format.values()) {
            line("| `" + format.token() + "` | " + format.description() + " |");
        }
        line("");
    }

    private static String tokens(TranslationStage[] stages) {
        List<String> tokens = new ArrayList<>();
        for (TranslationStage stage : stages) {
            tokens.add("`" + stage.token() + "`");
        }
        return String.join(", ", tokens);
    }

    private void levels() {
        line("## Levels");
        line("");
        line(
                "What one entry maps, whether it can be a leaf, and how many entries a Contiguous group has. A 4T block (64K, level 1)");
        line("needs a PE with 52-bit physical addresses.");
        line("");
        line("| format | granule | level | entry maps | leaf | Contiguous group |");
        line("| --- | --- | --- | --- | --- | --- |");
        for (Format format : Format.values()) {
            for (Granule granule : Granule.values()) {
                if (!format.supports(granule)) {
                    continue;
                }
                for (int level = Place.LAST_LEVEL; level >= format.lowestLevel(granule); level--) {
                    Place place = place(format, granule, TranslationStage.EL10, level);
                    String leaf =
                            level == Place.LAST_LEVEL ? "page" : place.leafAboveLastLevelAllowed() ? "block" : "–";
                    int entries = place.contiguousEntries();
                    String size = place.shift() < 63 ? Hex.size(1L << place.shift()) : "2^" + place.shift();
                    String group =
                            entries == 0 ? "–" : entries + " entries, " + Hex.size((long) entries << place.shift());
                    line("| `" + format.token() + "` | " + granule + " | " + level + " | " + size + " | " + leaf + " | "
                            + group + " |");
                }
            }
        }
        line("");
    }

    private static Place place(Format format, Granule granule, TranslationStage stage, int level) {
        return new Place(format, granule, stage, level, Features.COMMON);
    }

    private void addresses() {
        line("## Addresses");
        line("");
        line(
                "Bits that hold the output address (OA) of a leaf and the next table's address (TA), the most significant first.");
        line("");
        line("| format | granule | TA | OA at level 3 | OA at level 2 | OA at level 1 | OA at level 0 |");
        line("| --- | --- | --- | --- | --- | --- | --- |");
        for (Format format : Format.values()) {
            for (Granule granule : Granule.values()) {
                if (format.supports(granule)) {
                    addressRow(format, granule);
                }
            }
        }
        line("");
    }

    private void addressRow(Format format, Granule granule) {
        Place table = place(format, granule, TranslationStage.EL10, 2);
        StringBuilder row = new StringBuilder("| `" + format.token() + "` | " + granule + " | "
                + Layouts.of(table, DescriptorKind.TABLE).addressField().positions() + " |");
        for (int level = Place.LAST_LEVEL; level >= 0; level--) {
            String cell = "–";
            if (level >= format.lowestLevel(granule)) {
                Place place = place(format, granule, TranslationStage.EL10, level);
                if (level == Place.LAST_LEVEL || place.leafAboveLastLevelAllowed()) {
                    DescriptorKind kind = level == Place.LAST_LEVEL ? DescriptorKind.PAGE : DescriptorKind.BLOCK;
                    cell = Layouts.of(place, kind).addressField().positions();
                }
            }
            row.append(' ').append(cell).append(" |");
        }
        line(row.toString());
    }

    private void rows() {
        table("Stage 1 table, 64 bits", Format.VMSA64, false, DescriptorKind.TABLE);
        table("Stage 1 block and page, 64 bits", Format.VMSA64, false, DescriptorKind.PAGE);
        table("Stage 2 table, 64 bits", Format.VMSA64, true, DescriptorKind.TABLE);
        table("Stage 2 block and page, 64 bits", Format.VMSA64, true, DescriptorKind.PAGE);
        table("Table, 128 bits", Format.VMSA128, false, DescriptorKind.TABLE);
        table("Block and page, 128 bits", Format.VMSA128, false, DescriptorKind.PAGE);
    }

    private void table(String title, Format format, boolean stage2, DescriptorKind kind) {
        line("## " + title);
        line("");
        line("| bits | field | condition | meaning |");
        line("| --- | --- | --- | --- |");
        for (FieldRow row : Layouts.rows(format, stage2, kind)) {
            line("| " + row.bits().positions() + " | " + row.bits().name() + " | " + row.where() + " | "
                    + row.field().doc() + " |");
        }
        line("");
    }

    private void features() {
        line("## Features");
        line("");
        line(
                "Circumstances under which a bit has another meaning. Those marked are taken for granted when nothing is known of the");
        line("machine: they only name bits that otherwise have no function.");
        line("");
        line("| feature | holds when | granted |");
        line("| --- | --- | --- |");
        for (Feature feature : Feature.values()) {
            line("| `" + feature.token() + "` | " + feature.description() + " | "
                    + (Features.COMMON.has(feature) ? "yes" : "") + " |");
        }
        line("");
    }

    private void problems() {
        line("## Problems");
        line("");
        line("What is told of a word that holds something reserved.");
        line("");
        line("| code | a walk that meets it |");
        line("| --- | --- |");
        for (Problem.Code code : Problem.Code.values()) {
            line("| `" + code.token() + "` | " + (code.faults() ? "translation fault" : "goes on") + " |");
        }
        line("");
    }

    private void rulers() {
        line("## Pictures");
        line("");
        picture("4K 3 el1", DescriptorKind.PAGE);
        picture("4K 2 el1", DescriptorKind.BLOCK);
        picture("4K 1 el1", DescriptorKind.TABLE);
        picture("16K 2 el1", DescriptorKind.BLOCK);
        picture("64K 3 el1 lpa", DescriptorKind.PAGE);
        picture("4K 3 el1 lpa2", DescriptorKind.PAGE);
        picture("4K 3 el1 pie,poe,aie", DescriptorKind.PAGE);
        picture("4K 3 el2", DescriptorKind.PAGE);
        picture("4K 3 el3 rme", DescriptorKind.PAGE);
        picture("4K 3 stage2", DescriptorKind.PAGE);
        picture("4K 3 stage2 pie,poe", DescriptorKind.PAGE);
        picture("4K 2 stage2", DescriptorKind.TABLE);
        picture("4K 3 el1 d128 poe", DescriptorKind.PAGE);
        picture("4K 2 el1 d128", DescriptorKind.TABLE);
    }

    private void picture(String placeText, DescriptorKind kind) {
        Place place = TestPlaces.place(placeText);
        String features = "";
        for (Feature feature : Feature.values()) {
            if (place.has(feature) && !Features.COMMON.has(feature)) {
                features += (features.isEmpty() ? ", with " : ", ") + feature.token();
            }
        }
        line("### " + kind + ", " + place + features);
        line("");
        line("```text");
        for (String row : BitRuler.of(Layouts.of(place, kind)).picture().lines()) {
            line(row);
        }
        line("```");
        line("");
    }
}
