package dev.ptarmigan.cli;

import dev.ptarmigan.replay.OperationRun;
import dev.ptarmigan.report.Json;
import dev.ptarmigan.trace.EventKind;

/** The numbers of a run as JSON. */
final class RunJson {
    private RunJson() {}

    static void counts(Json json, OperationRun run) {
        json.number("stores", run.log().count(EventKind.STORE))
                .number("barriers", run.log().count(EventKind.BARRIER))
                .number("tlbis", run.log().count(EventKind.TLBI))
                .number("tablePagesTaken", run.log().count(EventKind.ALLOCATE))
                .number("faultWindows", run.faultWindows())
                .number("largestLeafBytes", run.largestLeaf());
        extent(json, "before", run.before());
        extent(json, "after", run.after());
    }

    static void extent(Json json, String name, OperationRun.Extent extent) {
        json.object(name)
                .number("tables", extent.tables())
                .number("leaves", extent.leaves())
                .number("mappedBytes", extent.mappedBytes())
                .number("tlbEntries", extent.tlbEntries())
                .number("reachBytes", extent.reachBytes())
                .endObject();
    }
}
