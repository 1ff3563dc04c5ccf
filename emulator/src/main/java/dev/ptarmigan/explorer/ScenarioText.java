package dev.ptarmigan.explorer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Scenarios as text, one thing a line; {@code #} starts a comment. Several scenarios may follow each other.
 *
 * <pre>
 * scenario NAME [TITLE]
 * hardware [bbml=0|1|2] [noabort] [ets=none|v1|ets2|ets3] [pes=N] [stage=2] [ttl=asl] [multihit=strict] ...
 * pe N bbml=0|1|2 [noabort]
 * tables T0 ...
 * init SLOT DESCRIPTOR
 * live all|none|PAGES
 * same PAGE PAGE
 * check I1 I2 ...
 * expect pass|I1 I2 ...
 * why TEXT
 * N: OPERATION
 * </pre>
 *
 * <p>{@code N: OPERATION} is the next operation of PE N: {@code store SLOT DESCRIPTOR}, {@code atomic SLOT DESCRIPTOR},
 * {@code cas SLOT EXPECTED DESCRIPTOR},
 * {@code dsb KIND}, {@code dmb KIND}, {@code isb}, {@code tlbi NAME [page=P] [n=PAGES] [asid=A] [vmid=V] [ttl=LEVEL]
 * [wrong-granule]}, {@code set FLAG}, {@code wait FLAG}, {@code access PAGE}, {@code goal ID PAGES [perm=PERM] [pa=PAGE]
 * [mt=TYPE]}, {@code return ID}, {@code live PAGES}, {@code dead PAGES}, {@code free-table TABLE}, {@code free-page PAGE},
 * {@code lock [NAME]}, {@code unlock [NAME]}, {@code skip-if SLOT KIND OPERATIONS}, {@code ttbr on|off [asid=A]},
 * {@code call STRATEGY OPERATION page=P [n=PAGES] [perm=PERM] [bug=BUG]}: the kernel's own code, see {@link KernelProgram}. PAGES
 * are numbers with commas. {@link SlotValue} has the descriptors.
 */
final class ScenarioText {
    private final String source;
    private int line;
    private final List<Scenario> scenarios = new ArrayList<>();
    private ScenarioDraft draft = new ScenarioDraft();
    private int started;
    private String why = "";
    private List<Invariant> violations = List.of();
    private boolean expects;

    private ScenarioText(String source) {
        this.source = source;
    }

    /** Reads all scenarios of a text. */
    static List<Scenario> readAll(String text, String source) {
        ScenarioText reader = new ScenarioText(source);
        for (String raw : text.lines().toList()) {
            reader.line++;
            int comment = raw.indexOf('#');
            String stripped = (comment < 0 ? raw : raw.substring(0, comment)).strip();
            if (stripped.isEmpty()) {
                continue;
            }
            try {
                reader.read(stripped);
            } catch (ScenarioException e) {
                String message = String.valueOf(e.getMessage());
                throw message.startsWith(source + ":") ? e : new ScenarioException(source, reader.line, message);
            }
        }
        reader.finish();
        if (reader.scenarios.isEmpty()) {
            throw new ScenarioException(source, 1, "there is no scenario; 'scenario NAME' was expected");
        }
        return reader.scenarios;
    }

    private void finish() {
        if (started == 0) {
            return;
        }
        try {
            if (expects) {
                draft.expected = new Scenario.Expectation(violations, why);
            }
            scenarios.add(draft.build());
        } catch (ScenarioException e) {
            throw new ScenarioException(source, started, draft.id + ": " + e.getMessage());
        }
    }

    private void read(String text) {
        String[] words = text.split("\\s+");
        if (words[0].equals("scenario")) {
            finish();
            draft = new ScenarioDraft();
            started = line;
            expects = false;
            violations = List.of();
            why = "";
            need(words.length >= 2, "scenario NAME [TITLE]");
            draft.id = words[1];
            draft.title = text.substring("scenario".length())
                    .strip()
                    .substring(words[1].length())
                    .strip();
            return;
        }
        if (started == 0) {
            throw new ScenarioException("'scenario NAME' was expected first, not '" + text + "'");
        }
        if (words[0].matches("[0-7]:")) {
            draft.add(words[0].charAt(0) - '0', operation(Arrays.copyOfRange(words, 1, words.length)));
            return;
        }
        switch (words[0]) {
            case "hardware" -> options(words, 1).forEach(draft.hardware::set);
            case "pe" -> {
                need(words.length >= 3 && words[1].matches("[0-7]"), "pe N bbml=LEVEL [noabort]");
                Map<String, String> given = options(words, 2);
                only(given, Set.of("bbml", "noabort"), "pe N bbml=LEVEL [noabort]");
                draft.hardware.setLevel(
                        Integer.parseInt(words[1]),
                        number(given.getOrDefault("bbml", String.valueOf(draft.hardware.bbml()))),
                        given.containsKey("noabort"));
            }
            case "tables" -> draft.tables.addAll(List.of(words).subList(1, words.length));
            case "init" -> {
                need(words.length == 3, "init SLOT DESCRIPTOR");
                draft.init(words[1], words[2]);
            }
            case "live" -> {
                need(words.length == 2, "live all, live none or live PAGES");
                draft.live = words[1].equals("all") ? null : words[1].equals("none") ? List.of() : pages(words[1]);
            }
            case "same" -> {
                need(words.length == 3, "same PAGE PAGE");
                draft.same.add(List.of(number(words[1]), number(words[2])));
            }
            case "check" -> draft.invariants.addAll(invariants(words));
            case "expect" -> {
                need(words.length >= 2, "expect pass or expect INVARIANTS");
                violations = words[1].equals("pass") ? List.of() : invariants(words);
                expects = true;
            }
            case "why" -> why = text.substring("why".length()).strip();
            default ->
                throw new ScenarioException("unknown line '" + words[0]
                        + "', expected scenario, hardware, pe, tables, init, live, same, check, expect, why or N:");
        }
    }

    private static List<Invariant> invariants(String... words) {
        return Arrays.stream(words).skip(1).map(ScenarioDraft::invariant).toList();
    }

    private static void need(boolean right, String form) {
        if (!right) {
            throw new ScenarioException("expected '" + form + "'");
        }
    }

    private static Map<String, String> options(String[] words, int from) {
        Map<String, String> given = new LinkedHashMap<>();
        for (int i = from; i < words.length; i++) {
            int equals = words[i].indexOf('=');
            String word = equals < 0 ? words[i] : words[i].substring(0, equals);
            if (given.put(word, equals < 0 ? "true" : words[i].substring(equals + 1)) != null) {
                throw new ScenarioException(word + " is given twice");
            }
        }
        return given;
    }

    private static void only(Map<String, String> given, Set<String> known, String form) {
        for (String word : given.keySet()) {
            if (!known.contains(word)) {
                throw new ScenarioException("unknown option '" + word + "', expected '" + form + "'");
            }
        }
    }

    private static int number(String text) {
        if (!text.matches("\\d{1,6}")) {
            throw new ScenarioException("'" + text + "' is no number");
        }
        return Integer.parseInt(text);
    }

    private static List<Integer> pages(String text) {
        return Arrays.stream(text.split(",", -1)).map(ScenarioText::number).toList();
    }

    private static Operation.Call call(String... words) {
        String form = "call STRATEGY OPERATION page=P [n=PAGES] [perm=PERM] [bug=BUG]";
        need(words.length >= 4, form);
        Map<String, String> given = options(words, 3);
        only(given, Set.of("page", "n", "perm", "bug"), form);
        String page = given.get("page");
        if (page == null) {
            throw new ScenarioException("expected '" + form + "'");
        }
        String permissions = given.get("perm");
        Operation.Call call = new Operation.Call(
                words[1],
                words[2],
                number(page),
                number(given.getOrDefault("n", "1")),
                permissions == null ? -1 : SlotValue.parsePermissions(permissions),
                given.getOrDefault("bug", ""));
        if (call.pages() == 0) {
            throw new ScenarioException("'" + call + "' is for no page");
        }
        return call;
    }

    static Operation operation(String... words) {
        need(words.length > 0, "N: OPERATION");
        String name = words[0];
        int operands = words.length - 1;
        switch (name) {
            case "store", "atomic" -> {
                need(operands == 2, name + " SLOT DESCRIPTOR");
                return new Operation.Store(
                        Location.parse(words[1]), SlotValue.parse(words[2]), name.equals("atomic"), null);
            }
            case "cas" -> {
                need(operands == 3, "cas SLOT EXPECTED DESCRIPTOR");
                return new Operation.Store(
                        Location.parse(words[1]), SlotValue.parse(words[3]), true, SlotValue.parse(words[2]));
            }
            case "dsb", "dmb", "isb" -> {
                return new Operation.Fence(Barrier.named(String.join(" ", words)));
            }
            case "tlbi" -> {
                need(operands >= 1, "tlbi NAME [page=P] [n=PAGES] [asid=A] [vmid=V] [ttl=LEVEL] [wrong-granule]");
                Map<String, String> given = options(words, 2);
                only(given, Set.of("page", "n", "asid", "vmid", "ttl", "wrong-granule"), "tlbi NAME [page=P] ...");
                return Geometry.checked(new Operation.Tlbi(
                        words[1].toUpperCase(Locale.ROOT),
                        given.containsKey("page") ? number(given.get("page")) : -1,
                        number(given.getOrDefault("n", "1")),
                        given.containsKey("asid") ? number(given.get("asid")) : -1,
                        given.containsKey("vmid") ? number(given.get("vmid")) : -1,
                        number(given.getOrDefault("ttl", "0")),
                        given.containsKey("wrong-granule")));
            }
            case "set" -> {
                need(operands == 1, "set FLAG");
                return new Operation.SetFlag(words[1]);
            }
            case "wait" -> {
                need(operands == 1, "wait FLAG");
                return new Operation.WaitFlag(words[1]);
            }
            case "access" -> {
                need(operands == 1, "access PAGE");
                return new Operation.Access(number(words[1]));
            }
            case "goal" -> {
                need(operands >= 3, "goal ID PAGES [perm=PERM] [pa=PAGE] [mt=TYPE]");
                Map<String, String> given = options(words, 3);
                only(given, Set.of("perm", "pa", "mt"), "goal ID PAGES [perm=PERM] [pa=PAGE] [mt=TYPE]");
                return new Operation.Begin(
                        words[1],
                        pages(words[2]),
                        given.containsKey("perm") ? SlotValue.parsePermissions(given.get("perm")) : -1,
                        given.containsKey("pa") ? number(given.get("pa")) : -1,
                        given.containsKey("mt") ? SlotValue.Memory.named(given.get("mt")) : null);
            }
            case "return" -> {
                need(operands == 1, "return ID");
                return new Operation.Return(words[1]);
            }
            case "live", "dead" -> {
                need(operands == 1, name + " PAGES");
                return new Operation.Live(name.equals("live"), pages(words[1]));
            }
            case "free-table" -> {
                need(operands == 1, "free-table TABLE");
                return new Operation.FreeTable(words[1]);
            }
            case "free-page" -> {
                need(operands == 1, "free-page PAGE");
                return new Operation.FreePage(number(words[1]));
            }
            case "lock", "unlock" -> {
                need(operands <= 1, name + " [NAME]");
                return new Operation.Lock(name.equals("lock"), operands == 0 ? "" : words[1]);
            }
            case "skip-if" -> {
                need(operands == 3, "skip-if SLOT KIND OPERATIONS");
                return new Operation.SkipIf(Location.parse(words[1]), ScenarioDraft.kind(words[2]), number(words[3]));
            }
            case "call" -> {
                return call(words);
            }
            case "ttbr" -> {
                need(operands >= 1 && words[1].matches("on|off"), "ttbr on|off [asid=A]");
                Map<String, String> given = options(words, 2);
                only(given, Set.of("asid"), "ttbr on|off [asid=A]");
                return new Operation.TableBase(
                        words[1].equals("on"), given.containsKey("asid") ? number(given.get("asid")) : -1);
            }
            default -> throw new ScenarioException("unknown operation '" + name + "'");
        }
    }
}
