package dev.ptarmigan.explorer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tests of the herdtools7 catalogue as scenarios: their stores of page-table entries, barriers and invalidations. Herd's
 * warning of missing break-before-make is I8. Loads and stores of data are left out: the adversary needs no access. What else a
 * test does is refused.
 */
final class HerdScenario {
    private static final Pattern WORD = Pattern.compile("\\[(?:PTE\\((\\w+)\\)|(\\w+))\\]=(.+)");
    private static final Pattern REGISTER = Pattern.compile("(\\d+):(X\\d+)=(.+)");
    private static final Pattern OUTPUT = Pattern.compile("oa:\\s*PA\\((\\w+)\\)");
    private static final Pattern PTE = Pattern.compile("PTE\\((\\w+)\\)");
    private static final Pattern STORE = Pattern.compile("ST(?:L)?R X(\\d+),\\[X(\\d+)\\]");
    private static final Pattern SWAP = Pattern.compile("CAS\\w* X(\\d+),X(\\d+),\\[X(\\d+)\\]");
    private static final Pattern SHIFT = Pattern.compile("LSR X(\\d+),X(\\d+),#12");
    private static final Pattern TLBI = Pattern.compile("TLBI (\\w+)(?:,X(\\d+))?");

    private final JsonObject test;
    private final ScenarioDraft draft = new ScenarioDraft();
    private final List<String> names = new ArrayList<>();
    private final Map<String, String> contents = new HashMap<>();
    private final Map<String, String> entries = new HashMap<>();
    private final Map<String, String> registers = new HashMap<>();

    private HerdScenario(JsonObject test) {
        this.test = test;
    }

    static Scenario scenario(JsonObject test) {
        return new HerdScenario(test).read();
    }

    private Scenario read() {
        draft.id = test.text("id");
        draft.tables.add("T0");
        for (String line : test.texts("init")) {
            init(line.strip());
        }
        if (test.text("tthm", "").contains("HA")) {
            draft.hardware.set("hwaf", "true");
        }
        draft.init("L2.0", "tbl:T0");
        for (String name : List.copyOf(names)) {
            int page = page(name);
            draft.initial.put(slot(page), descriptor(entries.getOrDefault(name, "(oa:PA(" + name + "))")));
            for (String other : names) {
                if (!other.equals(name) && contents.getOrDefault(name, "0").equals(contents.getOrDefault(other, "0"))) {
                    draft.same.add(List.of(page, page(other)));
                }
            }
        }
        int pe = 0;
        for (JsonObject thread : test.objects("threads")) {
            for (String code : thread.texts("code")) {
                instruction(pe, code.replaceFirst("^\\w+:\\s*", "").strip());
            }
            pe++;
        }
        draft.live = List.of();
        draft.invariants.add(Invariant.I6);
        draft.invariants.add(Invariant.I8);
        if (test.has("bbm_warning")) {
            boolean warned = test.flag("bbm_warning", false);
            draft.expected = new Scenario.Expectation(
                    warned ? List.of(Invariant.I6, Invariant.I8) : List.of(), "herd's warning of break-before-make");
        }
        return draft.build();
    }

    private void init(String line) {
        Matcher word = WORD.matcher(line);
        Matcher register = REGISTER.matcher(line);
        if (word.matches()) {
            String entry = word.group(1);
            if (entry != null) {
                page(entry);
                entries.put(entry, word.group(3));
            } else {
                page(word.group(2));
                contents.put(word.group(2), word.group(3));
            }
        } else if (register.matches()) {
            registers.put(
                    register.group(1) + ":" + register.group(2),
                    register.group(3).strip());
        } else {
            throw new ScenarioException(draft.id + ": '" + line + "' is not modelled");
        }
    }

    private int page(String name) {
        if (!names.contains(name)) {
            names.add(name);
        }
        return names.indexOf(name);
    }

    private static Location slot(int page) {
        return new Location(Location.Kind.TABLE, "T0", page);
    }

    private SlotValue descriptor(String text) {
        Matcher output = OUTPUT.matcher(text);
        String plain = text.replace(" ", "");
        if (!output.find()) {
            throw new ScenarioException(draft.id + ": '" + text + "' is no page-table entry");
        }
        if (plain.contains("valid:0")) {
            return SlotValue.INVALID;
        }
        String memory = plain.contains("Device") ? ",dev" : plain.contains("NC") ? ",nc" : "";
        return SlotValue.parse("pg:" + page(output.group(1)) + (plain.contains("db:0") ? ",r" : ",rw") + memory
                + (plain.contains("af:0") ? ",af0" : ""));
    }

    private String register(int pe, String number) {
        return registers.getOrDefault(pe + ":X" + number, "");
    }

    private void instruction(int pe, String code) {
        Matcher store = STORE.matcher(code);
        Matcher swap = SWAP.matcher(code);
        Matcher shift = SHIFT.matcher(code);
        Matcher tlbi = TLBI.matcher(code);
        if (store.matches()) {
            Matcher entry = PTE.matcher(register(pe, store.group(2)));
            if (entry.matches()) {
                SlotValue value = descriptor(register(pe, store.group(1)));
                draft.add(pe, new Operation.Store(slot(page(entry.group(1))), value, false, null));
            }
        } else if (swap.matches()) {
            Matcher entry = PTE.matcher(register(pe, swap.group(3)));
            if (entry.matches()) {
                SlotValue expected = descriptor(register(pe, swap.group(1)));
                SlotValue value = descriptor(register(pe, swap.group(2)));
                draft.add(pe, new Operation.Store(slot(page(entry.group(1))), value, true, expected));
            }
        } else if (shift.matches()) {
            registers.put(pe + ":X" + shift.group(1), register(pe, shift.group(2)));
        } else if (tlbi.matches()) {
            String name = tlbi.group(2) == null ? "" : register(pe, tlbi.group(2));
            int page = name.isEmpty() ? -1 : page(name);
            String operation = tlbi.group(1).toUpperCase(Locale.ROOT);
            draft.add(pe, Geometry.checked(new Operation.Tlbi(operation, page, 1, -1, -1, 0, false)));
        } else if (code.startsWith("DSB") || code.startsWith("DMB") || code.equals("ISB")) {
            draft.add(pe, new Operation.Fence(Barrier.named(code)));
        } else if (!code.matches("(LDR|STR) W\\d+,\\[X\\d+\\]|LDR X\\d+,\\[X\\d+\\]|MOV W\\d+,#\\d+")) {
            throw new ScenarioException(draft.id + ": '" + code + "' is not modelled");
        }
    }
}
