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
                .number("table_pages_taken", run.log().count(EventKind.ALLOCATE))
                .number("fault_windows", run.faultWindows())
                .number("largest_leaf_bytes", run.largestLeaf());
        extent(json, "before", run.before());
        extent(json, "after", run.after());
    }

    static void extent(Json json, String name, OperationRun.Extent extent) {
        json.object(name)
                .number("tables", extent.tables())
                .number("leaves", extent.leaves())
                .number("mapped_bytes", extent.mappedBytes())
                .number("tlb_entries", extent.tlbEntries())
                .number("reach_bytes", extent.reachBytes())
                .endObject();
    }
}
