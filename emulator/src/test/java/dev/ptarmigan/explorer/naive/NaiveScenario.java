package dev.ptarmigan.explorer.naive;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A line of JSON, as the explorer of this package wants it. */
final class NaiveScenario {
    /** An operation. */
    record Op(String name, Map<String, Object> operands) {
        String text(String operand) {
            return String.valueOf(operands.get(operand));
        }

        int number(String operand, int absent) {
            Object value = operands.get(operand);
            return value == null ? absent : PlainJson.number(value);
        }

        boolean flag(String operand, boolean absent) {
            Object value = operands.get(operand);
            return value == null ? absent : (Boolean) value;
        }

        List<Integer> numbers(String operand) {
            return PlainJson.numbers(operands.getOrDefault(operand, List.of()));
        }
    }

    /** What one PE's TLB promises. */
    record Level(int bbml, boolean noAbort) {}

    static final Set<String> ALL = Set.of("I1", "I2", "I3", "I4", "I5", "I6", "I7", "I8", "I9", "I10", "I11");

    final Map<String, Object> cfg;
    final List<Level> levels = new ArrayList<>();
    final List<List<Op>> programs = new ArrayList<>();
    final Map<String, Descriptor> init = new LinkedHashMap<>();
    final Set<Set<Integer>> same = new java.util.HashSet<>();
    final Set<String> slots = new TreeSet<>();
    final boolean ets;
    final boolean stage2;
    final boolean hwDirty;
    final boolean hwAf;
    final boolean repeatTlbi;
    final boolean strict;
    final boolean permAmalgam;
    final boolean aslTtl;
    final int asid;
    final int fanOut;
    final boolean liveGiven;
    final Set<Integer> live;
    final Set<String> invariants;

    NaiveScenario(Map<String, Object> json) {
        cfg = PlainJson.map(json.getOrDefault("cfg", Map.of()));
        ets = !Set.of("none", "v1").contains(word("ets", "ets2"));
        stage2 = number("stage", 1) == 2;
        hwDirty = flag("hwdirty");
        hwAf = flag("hwaf");
        repeatTlbi = flag("repeatTlbi");
        permAmalgam = flag("permAmalgam");
        strict = word("multiHit", "byvaok").equals("strict");
        aslTtl = word("ttl", word("ttlStyle", "")).equals("asl");
        asid = number("asid", 1);
        fanOut = number("fanout", 4);
        PlainJson.map(json.getOrDefault("init", Map.of()))
                .forEach((slot, value) -> init.put(slot, Descriptor.parse((String) value)));
        slots.addAll(init.keySet());
        int pes = number("pes", 2);
        for (Object value : PlainJson.list(json.getOrDefault("ops", List.of()))) {
            Map<String, Object> operands = PlainJson.map(value);
            int pe = PlainJson.number(PlainJson.member(operands, "pe"));
            while (programs.size() <= pe) {
                programs.add(new ArrayList<>());
            }
            Op op = new Op(String.valueOf(operands.get("op")), operands);
            programs.get(pe).add(op);
            if (operands.containsKey("loc")) {
                slots.add(op.text("loc"));
            }
        }
        while (programs.size() < pes) {
            programs.add(new ArrayList<>());
        }
        Map<String, Object> own = PlainJson.map(cfg.getOrDefault("pe", Map.of()));
        for (int pe = 0; pe < programs.size(); pe++) {
            Map<String, Object> level = PlainJson.map(own.getOrDefault("" + pe, Map.of()));
            levels.add(new Level(PlainJson.number(level.getOrDefault("bbml", (long) number("bbml", 0))), (Boolean)
                    level.getOrDefault("noabort", flag("noabort"))));
        }
        for (Object pair : PlainJson.list(cfg.getOrDefault("same", List.of()))) {
            same.add(Set.copyOf(PlainJson.numbers(pair)));
        }
        liveGiven = json.containsKey("live");
        live = new TreeSet<>(PlainJson.numbers(json.getOrDefault("live", List.of())));
        List<Object> named = PlainJson.list(json.getOrDefault("invariants", List.of()));
        Set<String> checked = new TreeSet<>();
        named.forEach(name -> checked.add((String) name));
        invariants = named.isEmpty() ? ALL : checked;
    }

    private String word(String name, String absent) {
        return String.valueOf(cfg.getOrDefault(name, absent)).toLowerCase(Locale.ROOT);
    }

    private int number(String name, int absent) {
        return PlainJson.number(cfg.getOrDefault(name, (long) absent));
    }

    private boolean flag(String name) {
        return (Boolean) cfg.getOrDefault(name, false);
    }

    int pes() {
        return programs.size();
    }

    /** The root slots of stage 1 that there are: a page belongs to the slot of its number divided by the fan-out. */
    List<Integer> roots() {
        Set<Integer> roots = new TreeSet<>();
        for (String slot : slots) {
            if (slot.startsWith("L2.")) {
                roots.add(index(slot));
            }
        }
        return List.copyOf(roots);
    }

    static int index(String slot) {
        return Integer.parseInt(slot.substring(slot.indexOf('.') + 1));
    }

    static String tableOf(String slot) {
        return slot.substring(0, slot.indexOf('.'));
    }
}
