package dev.ptarmigan.report;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.listing.PtdumpLine;
import dev.ptarmigan.listing.PtdumpMarkers;
import dev.ptarmigan.listing.PtdumpSink;
import dev.ptarmigan.listing.PtdumpSummary;
import dev.ptarmigan.listing.ScanReport;
import java.util.List;

/** The kernel's listing for scripts, line by line. */
public final class PtdumpJson implements PtdumpSink {
    /** Takes a listing of which only the summary is wanted. */
    public static final PtdumpSink NOTHING = new PtdumpSink() {
        @Override
        public void marker(PtdumpMarkers.Marker marker) {}

        @Override
        public void line(PtdumpLine line) {}
    };

    private final Json json;
    private String area = "";

    /** Writes objects into the array that was started in the document. */
    public PtdumpJson(Json json) {
        this.json = json;
    }

    @Override
    public void marker(PtdumpMarkers.Marker marker) {
        area = marker.name();
    }

    @Override
    public void line(PtdumpLine line) {
        json.object()
                .text("area", area)
                .text("start", Hex.word(line.start()))
                .text("end", Hex.word(line.end()))
                .number("sizeBytes", line.end() - line.start())
                .text("level", line.levelName())
                .flag("hole", line.isHole())
                .text("bits", Hex.word(line.attributes()))
                .text("text", line.toString())
                .endObject();
    }

    /** The verdict of the check and what could not be read, as properties of the document. */
    public static void check(Json json, PtdumpSummary summary) {
        json.object("checkWx")
                .flag("passed", summary.check().passed())
                .number("writableExecutablePages", summary.check().writableExecutablePages())
                .number("userExecutablePages", summary.check().userExecutablePages())
                .endObject();
        problems(json, summary.problems());
    }

    /** What could not be read, as a property of the document. */
    public static void problems(Json json, List<ScanReport> problems) {
        json.array("problems");
        for (ScanReport problem : problems) {
            json.object()
                    .text("problem", problem.problem().toString())
                    .text("start", Hex.word(problem.range().first()))
                    .text("last", Hex.word(problem.range().last()))
                    .number("level", problem.level())
                    .text("descriptorAddress", Hex.address(problem.descriptorAddress()))
                    .text("tableAddress", Hex.address(problem.tableAddress()))
                    .endObject();
        }
        json.endArray();
    }
}
