package dev.ptarmigan.report;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.bits.Word128;
import dev.ptarmigan.descriptors.Descriptor;
import dev.ptarmigan.descriptors.Explanation;
import dev.ptarmigan.descriptors.Feature;
import dev.ptarmigan.descriptors.FieldMeaning;
import dev.ptarmigan.descriptors.LinuxOverlay;
import dev.ptarmigan.descriptors.LinuxProtection;
import dev.ptarmigan.descriptors.Place;
import dev.ptarmigan.descriptors.Problem;
import dev.ptarmigan.descriptors.Reading;
import dev.ptarmigan.registers.RegisterFile;
import java.util.ArrayList;
import java.util.List;

/** Descriptor words for scripts. The names of the properties are documented in tools/README.md and do not change. */
public final class DescriptorJson {
    private final Json json;
    private final RegisterFile registers;

    private final LinuxReading linux;

    /** Writes into a document. */
    public DescriptorJson(Json json, RegisterFile registers) {
        this(json, registers, LinuxReading.OFF);
    }

    /** Writes also how Linux reads the words. */
    public DescriptorJson(Json json, RegisterFile registers, LinuxReading linux) {
        this.json = json;
        this.registers = registers;
        this.linux = linux;
    }

    /** An object for a word and its readings. */
    public void word(Word128 word, List<Reading> readings) {
        Reading first = readings.get(0);
        json.object()
                .text(
                        "word",
                        DescriptorText.wordText(word, first.descriptor().place().format()))
                .flag("legal", first.isLegal())
                .array("readings");
        for (Reading reading : readings) {
            json.object();
            body(reading.descriptor());
            json.array("places");
            for (Place place : reading.places()) {
                json.object();
                place(place);
                json.endObject();
            }
            json.endArray().endObject();
        }
        json.endArray().endObject();
    }

    /** Properties that say what the word is and where it stands. */
    public void wordAndPlace(Descriptor descriptor) {
        json.text(
                "word",
                DescriptorText.wordText(descriptor.word(), descriptor.place().format()));
        place(descriptor.place());
    }

    private void place(Place place) {
        json.text("granule", place.granule().toString())
                .number("level", place.level())
                .text("stage", place.stage().token())
                .text("format", place.format().token());
    }

    /** Properties of a word at a place: kind, addresses, fields, effect, problems. */
    public void body(Descriptor descriptor) {
        json.text("kind", descriptor.kind().toString());
        switch (descriptor.kind()) {
            case TABLE ->
                json.text("nextTable", Hex.address(descriptor.nextTable())).number("nextLevel", descriptor.nextLevel());
            case BLOCK, PAGE ->
                json.text("outputAddress", Hex.address(descriptor.outputAddress()))
                        .number("sizeBytes", 1L << descriptor.outputShift())
                        .number("contiguousEntries", descriptor.contiguousEntries());
            case INVALID, RESERVED -> {}
        }
        List<String> features = new ArrayList<>();
        for (Feature feature : Feature.values()) {
            if (descriptor.place().has(feature)) {
                features.add(feature.token());
            }
        }
        json.texts("features", features);
        Explanation explanation = Explanation.of(descriptor, registers);
        json.array("fields");
        for (FieldMeaning field : explanation.fields()) {
            json.object()
                    .text("field", field.field().label())
                    .text("name", field.name())
                    .text("bits", field.bits().positions())
                    .text("value", Hex.address(field.value()))
                    .text("meaning", field.text())
                    .endObject();
        }
        json.endArray()
                .text("effect", explanation.effect().text())
                .texts("restsOn", explanation.effect().restsOn())
                .texts("missing", explanation.effect().missing());
        json.array("problems");
        for (Problem problem : explanation.problems()) {
            json.object()
                    .text("code", problem.code().token())
                    .flag("faults", problem.code().faults())
                    .text("field", problem.field().label())
                    .text("bits", problem.bits())
                    .text("sentence", problem.sentence())
                    .endObject();
        }
        json.endArray();
        LinuxOverlay overlay = linux.of(descriptor);
        if (overlay != null) {
            linux(overlay);
        }
    }

    private void linux(LinuxOverlay overlay) {
        LinuxProtection protection = overlay.protection();
        json.object("linux")
                .text("level", overlay.level())
                .text("summary", overlay.summary())
                .text("protection", protection == null ? null : protection.name())
                .texts("predicates", overlay.predicates())
                .array("fields");
        for (LinuxOverlay.Row row : overlay.rows()) {
            json.object()
                    .text("field", row.bits().name())
                    .text("bits", row.bits().positions())
                    .text("value", Hex.address(row.value()))
                    .text("meaning", row.text())
                    .endObject();
        }
        json.endArray().endObject();
    }
}
