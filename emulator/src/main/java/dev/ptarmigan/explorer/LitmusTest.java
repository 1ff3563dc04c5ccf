package dev.ptarmigan.explorer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A litmus test: a few threads on translated memory, and an outcome in question.
 *
 * @param name its name without the suite's
 * @param threads the programs
 * @param initial words at the start: descriptors by {@code level:address@table}, data by physical name
 * @param addresses virtual names in the tests's order, and intermediate ones
 * @param asked the outcome
 * @param expected published verdicts by model ({@code no_ets}, {@code ets_v1}), "allowed" or "forbidden"
 */
record LitmusTest(
        String name,
        List<Program> threads,
        Map<String, String> initial,
        List<String> addresses,
        LitmusCondition asked,
        LitmusValues values,
        Map<String, String> expected,
        @Nullable String note) {
    /** The table that tests have by default. */
    static final String ROOT = "page_table_base";

    static final String STAGE2_ROOT = "s2_page_table_base";
    private static final String DEFAULT_ACCESS = "01";

    /**
     * A thread.
     *
     * @param code its operations, then those of each handler
     * @param length how many of them are its own
     * @param handlers first operation of the handlers, by {@code EL} and whether the exception comes from below: {@code 1lower}
     * @param registers initial values
     */
    record Program(
            List<JsonObject> code,
            int length,
            Map<String, Integer> handlers,
            Map<String, String> registers,
            int exceptionLevel,
            Context context) {}

    /** What a thread's translations are tagged with. */
    record Context(String root, String stage2Root, int asid, int vmid) {
        Context withRoot(String register, String value) {
            int id = id(value);
            String base = argument(value, "base");
            return register.startsWith("VTTBR")
                    ? new Context(root, base, asid, id)
                    : register.equals("TTBR0_EL1") ? new Context(base, stage2Root, id, vmid) : this;
        }

        private static int id(String value) {
            String text = value.contains("asid=") ? argument(value, "asid") : argument(value, "vmid");
            return Integer.decode(text);
        }
    }

    /** The contexts that some thread translates in at some time: before the test too, so TLBs may hold entries of all. */
    Set<Context> contexts() {
        Set<Context> contexts = new LinkedHashSet<>();
        for (Program program : threads) {
            Context context = program.context();
            contexts.add(context);
            for (JsonObject op : program.code()) {
                String name = op.text("op");
                if (name.equals("MSR") && op.text("reg").contains("TTBR")) {
                    String value = op.text("val");
                    context =
                            context.withRoot(op.text("reg"), program.registers().getOrDefault(value, value));
                } else if (name.equals("ISB") || name.equals("ERET")) {
                    contexts.add(context);
                }
            }
        }
        return contexts;
    }

    boolean hasStage2() {
        return addresses.stream().anyMatch(LitmusTest::isIntermediate);
    }

    static boolean isIntermediate(String address) {
        return address.startsWith("ipa");
    }

    static String argument(String call, String name) {
        int at = call.indexOf(name + "=");
        if (at < 0) {
            throw new ScenarioException("'" + call + "' has no " + name);
        }
        String rest = call.substring(at + name.length() + 1);
        int depth = 0;
        for (int i = 0; i < rest.length(); i++) {
            char c = rest.charAt(i);
            depth += c == '(' ? 1 : 0;
            if (c == ')' && depth-- == 0 || c == ',' && depth == 0) {
                return rest.substring(0, i).strip();
            }
        }
        return rest.strip();
    }

    /** Reads one line of a litmus file. */
    static LitmusTest read(String text, String source, int line) {
        JsonObject object = JsonLine.object(text, source, line);
        try {
            return new Reader(object).read();
        } catch (ScenarioException e) {
            String message = String.valueOf(e.getMessage());
            throw message.startsWith(source + ":") ? e : new ScenarioException(source, line, message);
        } catch (NumberFormatException e) {
            throw new ScenarioException(source, line, "a number was expected: " + e.getMessage());
        }
    }

    private static final class Reader {
        private final JsonObject object;
        private final Map<String, String> initial = new LinkedHashMap<>();
        private final TreeSet<String> addresses = new TreeSet<>();
        private final Map<String, String> tableNames = new HashMap<>();

        Reader(JsonObject object) {
            this.object = object;
        }

        LitmusTest read() {
            for (JsonObject item : object.objects("init")) {
                if (item.text("k").equals("open")) {
                    long at = Long.decode(item.text("at").toLowerCase(Locale.ROOT));
                    tableNames.put(Long.toHexString(at + 0x3000), item.text("name"));
                }
            }
            for (JsonObject item : object.objects("init")) {
                init(item);
            }
            resolveNames();
            List<Program> threads = new ArrayList<>();
            for (JsonObject thread : object.objects("threads")) {
                threads.add(thread(thread));
            }
            Map<String, String> expected = new HashMap<>();
            JsonObject verdicts = object.object("expected");
            for (String model : verdicts.names()) {
                // Some verdicts are only an earlier explorer's own; those prove nothing.
                String basis = model.equals("no_ets") ? "ESOP22" : "Isla";
                boolean published =
                        !object.has("basis") || object.texts("basis").stream().anyMatch(text -> text.startsWith(basis));
                if (published) {
                    expected.put(model, verdicts.text(model));
                }
            }
            LitmusValues values = new LitmusValues(initial, tableNames);
            JsonObject asks = object.object("asks");
            String id = object.text("id");
            return new LitmusTest(
                    id.substring(id.indexOf('/') + 1),
                    List.copyOf(threads),
                    values.initial(),
                    List.copyOf(addresses),
                    LitmusCondition.parse(asks.text("cond"), values),
                    values,
                    expected,
                    object.has("note") ? object.text("note") : null);
        }

        /** Data that is given by a virtual name belongs to what the name is mapped to. */
        private void resolveNames() {
            for (String name : List.copyOf(initial.keySet())) {
                String leaf = initial.get("3:" + name + "@" + ROOT);
                if (leaf != null && LitmusValues.isLeaf(leaf)) {
                    initial.putIfAbsent(LitmusValues.output(leaf), initial.getOrDefault(name, "0"));
                }
            }
        }

        private void init(JsonObject item) {
            String kind = item.text("k");
            if (kind.equals("mem")) {
                initial.put(item.text("pa"), item.text("val"));
                return;
            }
            if (!kind.equals("map") && !kind.equals("maybe")) {
                return;
            }
            String address = item.text("ia");
            if (!address.matches("\\w+")) {
                throw new ScenarioException("address '" + address + "' is not a name: such tests are not modelled");
            }
            addresses.add(address);
            if (kind.equals("maybe")) {
                return;
            }
            boolean second = isIntermediate(address);
            String table = item.text("in", second ? STAGE2_ROOT : ROOT);
            int level = item.number("level", 3);
            String access = DEFAULT_ACCESS;
            if (item.has("attrs")) {
                access = LitmusValues.accessPermissions(item.text("attrs"), DEFAULT_ACCESS);
            }
            String to = item.text("to");
            String value = to.equals("invalid")
                    ? "0"
                    : to.startsWith("raw(")
                            ? to.substring(4, to.length() - 1)
                            : to.startsWith("table(")
                                    ? "T:" + LitmusValues.table(to, tableNames)
                                    : "D:" + to + ":" + access;
            initial.put(level + ":" + address + "@" + table, value);
            if (!second && level == 3) {
                initial.putIfAbsent("2:" + address + "@" + table, "T:" + table);
            }
        }

        private Program thread(JsonObject thread) {
            int tid = thread.number("tid");
            List<JsonObject> code = new ArrayList<>(thread.objects("ops"));
            int length = code.size();
            code.add(end());
            Map<String, Integer> handlers = new HashMap<>();
            for (JsonObject handler : object.objects("handlers")) {
                if (handler.number("tid") == tid) {
                    long vector = Long.decode(handler.text("vector").toLowerCase(Locale.ROOT));
                    boolean lower = (vector & 0x7FF) >= 0x400;
                    handlers.put(handler.number("el") + (lower ? "lower" : "same"), code.size());
                    code.addAll(handler.objects("ops"));
                    code.add(end());
                }
            }
            Map<String, String> registers = new HashMap<>();
            JsonObject regs = thread.object("regs");
            for (String name : regs.names()) {
                registers.put(name, regs.text(name));
            }
            Context context = new Context(ROOT, STAGE2_ROOT, 0, 0);
            JsonObject system = thread.object("sysregs");
            for (String name : system.namesInOrder()) {
                if (name.equals("TTBR0_EL1") || name.equals("VTTBR_EL2")) {
                    context = context.withRoot(name, system.text(name));
                }
            }
            return new Program(List.copyOf(code), length, handlers, registers, thread.number("el"), context);
        }

        /** A handler that does not return ends its thread. */
        private static JsonObject end() {
            return new JsonObject(Map.of("op", "END"), "", 0);
        }
    }
}
