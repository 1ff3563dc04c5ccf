package dev.ptarmigan.cli;

import dev.ptarmigan.pe.ArrayGeometry;
import dev.ptarmigan.pe.TlbGeometry;
import dev.ptarmigan.pe.TlbPresets;
import dev.ptarmigan.report.Json;
import org.jspecify.annotations.Nullable;

/** The TLBs of parts, as text and as JSON. */
final class TlbPresetList {
    private TlbPresetList() {}

    static void write(Given given, Console console) {
        if (given.has(Options.JSON)) {
            json(console);
        } else {
            text(console);
        }
    }

    private static void text(Console console) {
        StringBuilder out = new StringBuilder();
        for (TlbPresets.Preset preset : TlbPresets.all()) {
            TlbGeometry geometry = preset.geometry();
            out.append(preset.id()).append("  ").append(preset.title()).append('\n');
            out.append("  L1I ").append(geometry.l1i()).append(", L1D ").append(geometry.l1d());
            out.append(", L2 ").append(array(geometry.l2(), false));
            out.append(", tables ").append(array(geometry.walk(), geometry.walkInL2()));
            out.append(", stage 2 ")
                    .append(array(geometry.ipa(), geometry.ipaInL2()))
                    .append('\n');
            out.append("  ").append(preset.confidence());
            out.append(preset.sources().equals("-") ? "" : ": " + preset.sources());
            out.append(preset.notes().equals("-") ? "" : "; " + preset.notes());
            out.append(preset.neverAborts() ? "; Linux: never aborts on a change of size" : "")
                    .append('\n');
        }
        console.out().print(out);
    }

    private static String array(@Nullable ArrayGeometry array, boolean inL2) {
        return inL2 ? "in L2" : array == null ? "none" : array.toString();
    }

    private static void json(Console console) {
        try (Json json = new Json(console.out())) {
            json.object().array("presets");
            for (TlbPresets.Preset preset : TlbPresets.all()) {
                TlbGeometry geometry = preset.geometry();
                json.object()
                        .text("id", preset.id())
                        .text("name", preset.title())
                        .text("l1i", geometry.l1i().toString())
                        .text("l1d", geometry.l1d().toString())
                        .text("l2", array(geometry.l2(), false))
                        .text("walkCache", array(geometry.walk(), geometry.walkInL2()))
                        .text("ipaCache", array(geometry.ipa(), geometry.ipaInL2()))
                        .flag("neverAborts", preset.neverAborts())
                        .text("confidence", preset.confidence())
                        .text("sources", preset.sources())
                        .text("notes", preset.notes())
                        .endObject();
            }
            json.endArray().endObject();
        }
    }
}
