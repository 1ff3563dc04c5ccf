package dev.ptarmigan.explorer;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A scenario while it is read; both forms of text fill it, and it refuses what does not fit together. */
final class ScenarioDraft {
    static final int MOST_PAGES = 64;

    String id = "";
    String title = "";
    final Hardware.Builder hardware = new Hardware.Builder();
    final Set<String> tables = new HashSet<>();
    final Map<Location, SlotValue> initial = new LinkedHashMap<>();
    final List<List<Operation>> programs = new ArrayList<>();

    @Nullable
    List<Integer> live;

    final Set<Invariant> invariants = EnumSet.noneOf(Invariant.class);
    final Set<List<Integer>> same = new HashSet<>();
    Scenario.@Nullable Expectation expected;

    void add(int pe, Operation operation) {
        if (pe > 7) {
            throw new ScenarioException("PE " + pe + ", expected 0 to 7");
        }
        while (programs.size() <= pe) {
            programs.add(new ArrayList<>());
        }
        programs.get(pe).add(operation);
    }

    void init(String slot, String value) {
        Location location = Location.parse(slot);
        if (initial.put(location, SlotValue.parse(value)) != null) {
            throw new ScenarioException(slot + " is initialised twice");
        }
    }

    static Invariant invariant(String word) {
        for (Invariant invariant : Invariant.values()) {
            if (invariant.name().equals(word.toUpperCase(Locale.ROOT))) {
                return invariant;
            }
        }
        throw new ScenarioException("unknown invariant '" + word + "', expected I1 to I12");
    }

    static SlotValue.Kind kind(String word) {
        for (SlotValue.Kind kind : SlotValue.Kind.values()) {
            if (kind != SlotValue.Kind.FLAG && Operation.kindWord(kind).equals(word)) {
                return kind;
            }
        }
        throw new ScenarioException("unknown kind of descriptor '" + word + "', expected inv, tbl, blk or pg");
    }

    /** The scenario, checked. The message of an exception names no place. */
    Scenario build() {
        Hardware built = hardware.build(programs.size());
        int pages = 0;
        Set<String> begun = new HashSet<>();
        for (Map.Entry<Location, SlotValue> entry : initial.entrySet()) {
            check(entry.getKey(), entry.getValue(), built);
        }
        for (List<Operation> program : programs) {
            for (Operation operation : program) {
                if (operation instanceof Operation.Store store) {
                    check(store.slot(), store.value(), built);
                } else if (operation instanceof Operation.Begin begin && !begun.add(begin.id())) {
                    throw new ScenarioException("goal " + begin.id() + " begins twice");
                } else if (operation instanceof Operation.FreeTable free && !tables.contains(free.table())) {
                    throw new ScenarioException("no table " + free.table());
                } else if (operation instanceof Operation.SkipIf skip) {
                    check(skip.slot(), SlotValue.INVALID, built);
                }
                pages = Math.max(pages, highestPage(operation) + 1);
            }
        }
        for (List<Operation> program : programs) {
            for (Operation operation : program) {
                if (operation instanceof Operation.Return end && !begun.contains(end.id())) {
                    throw new ScenarioException("'" + end + "' ends no goal");
                }
            }
        }
        for (int page : live == null ? List.<Integer>of() : live) {
            pages = Math.max(pages, page + 1);
        }
        if (pages > MOST_PAGES) {
            throw new ScenarioException("page " + (pages - 1) + " is beyond the last page " + (MOST_PAGES - 1));
        }
        Set<Invariant> checked = invariants;
        if (checked.isEmpty()) {
            checked = EnumSet.allOf(Invariant.class);
            checked.remove(Invariant.I12);
        }
        return new Scenario(id, title, built, initial, programs(built), live, checked, expected, same);
    }

    private List<Program> programs(Hardware built) {
        Set<Integer> revived = new HashSet<>();
        for (List<Operation> program : programs) {
            for (Operation operation : program) {
                if (operation instanceof Operation.Call call && call.what().equals("valid")) {
                    for (int page = call.page(); page < call.page() + call.pages(); page++) {
                        revived.add(page);
                    }
                }
            }
        }
        List<Program> result = new ArrayList<>();
        for (List<Operation> program : programs) {
            boolean code = program.stream().anyMatch(Operation.Call.class::isInstance);
            result.add(
                    code
                            ? new KernelProgram(result.size(), program, built, initial, tables, revived)
                            : new OperationList(program));
        }
        return result;
    }

    private static int highestPage(Operation operation) {
        if (operation instanceof Operation.Call call) {
            return call.page() + call.pages() - 1;
        }
        if (operation instanceof Operation.Access access) {
            return access.page();
        }
        List<Integer> pages = operation instanceof Operation.Begin begin
                ? begin.pages()
                : operation instanceof Operation.Live change ? change.pages() : List.of();
        return pages.stream().mapToInt(Integer::intValue).max().orElse(-1);
    }

    private void check(Location slot, SlotValue value, Hardware built) {
        switch (slot.kind()) {
            case ROOT, STAGE2 -> {
                if (slot.index() >= MOST_PAGES / built.fanOut()) {
                    throw new ScenarioException(slot + " is beyond the last page " + (MOST_PAGES - 1));
                }
                if (slot.kind() == Location.Kind.STAGE2 && !built.stage2()) {
                    throw new ScenarioException(slot + " needs stage=2");
                }
            }
            case TABLE -> {
                if (!tables.contains(slot.name())) {
                    throw new ScenarioException("no table " + slot.name() + " for slot " + slot);
                }
                if (slot.index() >= built.fanOut()) {
                    throw new ScenarioException(slot + " is beyond the table's " + built.fanOut() + " slots");
                }
            }
            case FLAG -> {}
        }
        if (value.kind() == SlotValue.Kind.TABLE && !tables.contains(value.table())) {
            throw new ScenarioException("no table " + value.table());
        }
        boolean root = slot.kind() == Location.Kind.ROOT;
        if (root && value.kind() == SlotValue.Kind.PAGE
                || !root && (value.kind() == SlotValue.Kind.TABLE || value.kind() == SlotValue.Kind.BLOCK)) {
            throw new ScenarioException(slot + " cannot hold " + value);
        }
    }
}
