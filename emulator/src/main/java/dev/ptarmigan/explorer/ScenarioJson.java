package dev.ptarmigan.explorer;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Scenarios as JSON, one in a line: {@code id}, {@code cfg}, {@code tables}, {@code init}, {@code ops} and so on. Lines whose id
 * starts with {@code herd/} are tests of that catalogue: {@link HerdScenario}.
 */
final class ScenarioJson {
    private static final Map<String, String> OPTIONS = Map.ofEntries(
            Map.entry("bbml", "bbml"),
            Map.entry("noabort", "noabort"),
            Map.entry("ets", "ets"),
            Map.entry("pes", "pes"),
            Map.entry("asid", "asid"),
            Map.entry("ttl", "ttl"),
            Map.entry("ttlStyle", "ttl"),
            Map.entry("stage", "stage"),
            Map.entry("hwdirty", "hwdirty"),
            Map.entry("hwaf", "hwaf"),
            Map.entry("repeatTlbi", "repeat-tlbi"),
            Map.entry("multiHit", "multihit"),
            Map.entry("permAmalgam", "perm-amalgam"),
            Map.entry("paIndexedWalkCache", "pa-walk-cache"),
            Map.entry("walkerOrder", "walker-order"),
            Map.entry("fanout", "fan-out"));

    private ScenarioJson() {}

    /** Reads every line that is not blank. */
    static List<Scenario> readAll(String text, String source) {
        return readLines(text, source).stream().map(ScenarioLine::require).toList();
    }

    /** Reads every line that is not blank, also after one that cannot be used. */
    static List<ScenarioLine> readLines(String text, String source) {
        List<ScenarioLine> result = new ArrayList<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            if (!line.isBlank()) {
                result.add(ScenarioLine.of(line, source, number));
            }
        }
        return result;
    }

    /** Reads one line. */
    static Scenario read(String line, String source, int number) {
        JsonObject object = JsonLine.object(line, source, number);
        if (object.has("id") && object.text("id").startsWith("herd/")) {
            try {
                return HerdScenario.scenario(object);
            } catch (ScenarioException e) {
                throw new ScenarioException(source, number, String.valueOf(e.getMessage()));
            }
        }
        object.only(
                "a scenario",
                "id",
                "title",
                "cfg",
                "tables",
                "init",
                "ops",
                "live",
                "invariants",
                "expect",
                "measured",
                "note");
        try {
            return read(object);
        } catch (ScenarioException e) {
            String message = String.valueOf(e.getMessage());
            throw message.startsWith(source + ":") ? e : new ScenarioException(source, number, message);
        }
    }

    private static Scenario read(JsonObject object) {
        ScenarioDraft draft = new ScenarioDraft();
        draft.id = object.text("id");
        draft.title = object.text("title", "");
        options(draft, object.object("cfg"));
        draft.tables.addAll(object.texts("tables"));
        JsonObject init = object.object("init");
        for (String slot : init.namesInOrder()) {
            draft.init(slot, init.text(slot));
        }
        for (JsonObject op : object.objects("ops")) {
            draft.add(op.number("pe"), operation(op));
        }
        if (object.has("live")) {
            draft.live = object.numbers("live");
        }
        for (String word : object.texts("invariants")) {
            draft.invariants.add(ScenarioDraft.invariant(word));
        }
        draft.expected = expectation(object);
        return draft.build();
    }

    private static Scenario.@Nullable Expectation expectation(JsonObject object) {
        if (!object.has("expect")) {
            return null;
        }
        JsonObject expect = object.object("expect");
        if (!expect.has("violations") && expect.text("verdict", "").equals("fail")) {
            // It does not say which.
            return null;
        }
        List<Invariant> violations = new ArrayList<>();
        for (String word : expect.texts("violations")) {
            violations.add(ScenarioDraft.invariant(word));
        }
        String verdict = expect.text("verdict", violations.isEmpty() ? "pass" : "fail");
        if (!verdict.equals(violations.isEmpty() ? "pass" : "fail")) {
            throw object.wrong("verdict \"" + verdict + "\" does not go with " + violations.size() + " violations");
        }
        return new Scenario.Expectation(violations, expect.text("why", ""));
    }

    private static void options(ScenarioDraft draft, JsonObject cfg) {
        for (String name : cfg.names()) {
            String option = OPTIONS.get(name);
            if (option != null) {
                draft.hardware.set(option, String.valueOf(cfg.get(name)));
            } else if (name.equals("splinter")) {
                // Pieces of a block go together with any of them, so keeping them apart changes no verdict.
                cfg.flag(name, false);
            } else if (name.equals("same")) {
                for (Object pair : cfg.list(name)) {
                    if (!(pair instanceof List<?> two)
                            || two.size() != 2
                            || !(two.get(0) instanceof Long a)
                            || !(two.get(1) instanceof Long b)) {
                        throw cfg.wrong("\"same\" must be an array of pairs of pages");
                    }
                    draft.same.add(List.of(a.intValue(), b.intValue()));
                }
            } else if (!name.equals("pe")) {
                throw cfg.wrong("cfg has no \"" + name + "\"");
            }
        }
        JsonObject own = cfg.object("pe");
        for (String pe : own.names()) {
            if (!pe.matches("[0-7]")) {
                throw cfg.wrong("no PE " + pe + ", expected 0 to 7");
            }
            JsonObject one = own.object(pe);
            one.only("the hardware of one PE", "bbml", "noabort");
            draft.hardware.setLevel(
                    Integer.parseInt(pe),
                    one.number("bbml", draft.hardware.bbml()),
                    one.flag("noabort", draft.hardware.noAbort()));
        }
    }

    private static Operation operation(JsonObject op) {
        String name = op.text("op");
        switch (name) {
            case "W" -> {
                op.only("a store", "pe", "op", "loc", "val", "atomic", "expected");
                return new Operation.Store(
                        Location.parse(op.text("loc")),
                        SlotValue.parse(op.text("val")),
                        op.flag("atomic", false) || op.has("expected"),
                        op.has("expected") ? SlotValue.parse(op.text("expected")) : null);
            }
            case "DSB", "DMB" -> {
                op.only("a barrier", "pe", "op", "kind");
                return new Operation.Fence(Barrier.named(name + " " + op.text("kind")));
            }
            case "ISB" -> {
                op.only("ISB", "pe", "op");
                return new Operation.Fence(Barrier.named("isb"));
            }
            case "TLBI" -> {
                op.only("a TLBI", "pe", "op", "kind", "page", "n", "asid", "ttl", "vmid", "tgBad");
                return Geometry.checked(new Operation.Tlbi(
                        op.text("kind").toUpperCase(Locale.ROOT),
                        op.number("page", -1),
                        op.number("n", 1),
                        op.number("asid", -1),
                        op.number("vmid", -1),
                        op.number("ttl", 0),
                        op.flag("tgBad", false)));
            }
            case "SET" -> {
                op.only(name, "pe", "op", "flag");
                return new Operation.SetFlag(op.text("flag"));
            }
            case "WAIT" -> {
                op.only(name, "pe", "op", "flag");
                return new Operation.WaitFlag(op.text("flag"));
            }
            case "ACC" -> {
                op.only(name, "pe", "op", "page");
                return new Operation.Access(op.number("page"));
            }
            case "GOAL" -> {
                op.only(name, "pe", "op", "id", "pages", "perm", "pa", "mt");
                return new Operation.Begin(
                        op.text("id"),
                        op.numbers("pages"),
                        op.has("perm") ? SlotValue.parsePermissions(op.text("perm")) : -1,
                        op.number("pa", -1),
                        op.has("mt") ? SlotValue.Memory.named(op.text("mt")) : null);
            }
            case "RET" -> {
                op.only(name, "pe", "op", "id");
                return new Operation.Return(op.text("id"));
            }
            case "LIVE", "DEAD" -> {
                op.only(name, "pe", "op", "pages");
                return new Operation.Live(name.equals("LIVE"), op.numbers("pages"));
            }
            case "FREE" -> {
                op.only(name, "pe", "op", "table");
                return new Operation.FreeTable(op.text("table"));
            }
            case "FREEPG" -> {
                op.only(name, "pe", "op", "pa");
                return new Operation.FreePage(op.number("pa"));
            }
            case "LOCK", "UNLOCK" -> {
                op.only(name, "pe", "op");
                return new Operation.Lock(name.equals("LOCK"));
            }
            case "SKIPIF" -> {
                op.only(name, "pe", "op", "loc", "kind", "n");
                return new Operation.SkipIf(
                        Location.parse(op.text("loc")), ScenarioDraft.kind(op.text("kind")), op.number("n"));
            }
            case "TTBR" -> {
                op.only(name, "pe", "op", "on", "asid");
                return new Operation.TableBase(op.flag("on", true), op.number("asid", -1));
            }
            default -> throw op.wrong("unknown operation \"" + name + "\"");
        }
    }
}
