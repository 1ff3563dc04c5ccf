package dev.ptarmigan.explorer.naive;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Scenarios made by chance: reference scenarios changed a little, and small ones of everything the format has. */
final class ChanceScenarios {
    private static final String[] DSB = {
        "ish", "ishst", "nsh", "nshst", "sy", "st", "osh", "oshst", "ish", "ishst", "ishld", "ld"
    };
    private static final String[] DMB = {"ish", "ishst", "sy", "st", "ishld"};
    private static final String[] BASES = {
        "VAE1", "VALE1", "VAAE1", "VAALE1", "VMALLE1", "ASIDE1", "VMALLS12E1", "ALLE1"
    };
    private static final String[] STAGE2_BASES = {"IPAS2E1", "IPAS2LE1", "VMALLE1", "VMALLS12E1", "ALLE1", "VAAE1"};
    private static final String[] PERMISSIONS = {"rw", "r", "rx", "rw", "r", "rwx"};
    private static final String[] FLAGS = {",nG", ",cont", ",nc", ",dev", ",af0", ",nT", ",dbm", ",dbm,dirty"};

    private final SplittableRandom random;
    private boolean stage2;

    private ChanceScenarios(SplittableRandom random) {
        this.random = random;
    }

    /** The scenario of a seed. */
    static Map<String, Object> of(long seed, List<Map<String, Object>> references) {
        ChanceScenarios chance = new ChanceScenarios(new SplittableRandom(seed));
        Map<String, Object> scenario = switch (chance.random.nextInt(12)) {
            case 0, 1, 2 -> chance.fresh();
            case 3 -> chance.published();
            default -> chance.changed(references.get(chance.random.nextInt(references.size())));
        };
        scenario.put("id", "seed-" + seed);
        return scenario;
    }

    private boolean one(int in) {
        return random.nextInt(in) == 0;
    }

    private String pick(String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    // ---- a reference scenario, changed

    private Map<String, Object> changed(Map<String, Object> reference) {
        Map<String, Object> scenario = new LinkedHashMap<>();
        for (String part : List.of("id", "cfg", "tables", "init", "ops", "live", "invariants")) {
            if (reference.containsKey(part)) {
                scenario.put(part, reference.get(part));
            }
        }
        Map<String, Object> cfg = PlainJson.map(PlainJson.member(reference, "cfg"));
        stage2 = cfg.containsKey("stage");
        scenario.put("cfg", cfg);
        List<Object> operations = PlainJson.list(PlainJson.member(reference, "ops"));
        scenario.put("ops", operations);
        Map<String, Object> init = PlainJson.map(PlainJson.member(reference, "init"));
        scenario.put("init", init);
        int changes = one(2) ? 1 : 1 + random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            change(scenario, cfg, init, operations);
        }
        if (one(8)) {
            scenario.put("live", live());
        }
        if (one(12)) {
            scenario.remove("invariants");
        }
        return scenario;
    }

    private void change(
            Map<String, Object> scenario, Map<String, Object> cfg, Map<String, Object> init, List<Object> operations) {
        int at = random.nextInt(operations.size());
        switch (random.nextInt(14)) {
            case 0, 1 -> {
                if (operations.size() > 1) {
                    operations.remove(at);
                }
            }
            case 2 -> {
                if (at > 0) {
                    operations.add(at - 1, operations.remove(at));
                }
            }
            case 3 -> operations.add(random.nextInt(operations.size()), operations.get(at));
            case 4 ->
                operations.add(
                        at, operation(random.nextInt(2), 4, PlainJson.list(PlainJson.member(scenario, "tables"))));
            case 5 -> operations.add(random.nextInt(operations.size()), operations.remove(at));
            case 6 -> option(cfg);
            case 7 -> {
                List<String> slots = List.copyOf(init.keySet());
                String slot = slots.get(random.nextInt(slots.size()));
                init.put(slot, changedValue(String.valueOf(init.get(slot)), slot));
            }
            default -> operations.set(at, changed(operations, at));
        }
    }

    private Map<String, Object> changed(List<Object> operations, int at) {
        Map<String, Object> op = PlainJson.map(operations.get(at));
        switch (String.valueOf(op.get("op"))) {
            case "DSB" -> op.put("kind", pick(DSB));
            case "DMB" -> op.put("kind", pick(DMB));
            case "ISB" -> {
                op.put("op", pick("DSB", "DMB"));
                op.put("kind", pick("ish", "ishst"));
            }
            case "TLBI" -> {
                switch (random.nextInt(6)) {
                    case 0 -> {
                        return one(2) ? tlbi(PlainJson.number(PlainJson.member(op, "pe")), 4) : op;
                    }
                    case 1 -> op.put("page", (long) random.nextInt(4));
                    case 2 -> op.put("ttl", 1L + random.nextInt(3));
                    case 3 -> op.put("asid", 1L + random.nextInt(2));
                    case 4 -> op.put("kind", String.valueOf(op.get("kind")).replaceAll("IS$", pick("", "OS")));
                    default -> {
                        if (String.valueOf(op.get("kind")).startsWith("R")) {
                            op.put("n", 1L + random.nextInt(4));
                        } else {
                            op.put("vmid", 7L);
                        }
                    }
                }
            }
            case "W" -> {
                if (one(4)) {
                    op.put("atomic", true);
                } else {
                    op.put("val", changedValue(String.valueOf(op.get("val")), String.valueOf(op.get("loc"))));
                }
            }
            case "GOAL" -> op.put("perm", pick(PERMISSIONS));
            case "ACC" -> op.put("page", (long) random.nextInt(4));
            case "FREEPG" -> op.put("pa", (long) random.nextInt(4));
            case "TTBR" -> op.put("asid", 1L + random.nextInt(2));
            default -> op.put("pe", (long) random.nextInt(2));
        }
        return op;
    }

    private String changedValue(String value, String slot) {
        boolean root = slot.startsWith("L2.");
        if (!value.contains(",") || one(5)) {
            return root ? pick("inv", "blk:0,rw", "tbl:T0") : value(slot, 4, List.of());
        }
        if (one(2)) {
            String flag = pick(FLAGS);
            if (flag.equals(",nc") || flag.equals(",dev")) {
                return value.replaceAll(",(nc|dev)", "") + flag;
            }
            return value.contains(flag) ? value.replace(flag, "") : root || !flag.equals(",nT") ? value + flag : value;
        }
        return one(3)
                ? value.replaceFirst(":\\d+", ":" + 8 * random.nextInt(2))
                : value.replaceFirst(",\\w+", "," + pick(PERMISSIONS));
    }

    private void option(Map<String, Object> cfg) {
        switch (random.nextInt(12)) {
            case 0, 1, 2 -> {
                cfg.put("bbml", (long) random.nextInt(3));
                cfg.remove("noabort");
            }
            case 3 -> {
                cfg.put("bbml", 2L);
                cfg.put("noabort", true);
            }
            case 4, 5 -> cfg.put("ets", pick("none", "ets2"));
            case 6 -> cfg.put("multiHit", "strict");
            case 7 -> cfg.put("repeatTlbi", true);
            case 8 -> cfg.put("hwdirty", true);
            case 9 -> cfg.put("pes", 3L);
            case 10 -> cfg.put("permAmalgam", true);
            default -> {
                if (one(3)) {
                    cfg.put("hwaf", true);
                } else if (one(2)) {
                    cfg.put("ttl", "asl");
                } else {
                    cfg.put("same", List.of(List.of(0L, 8L), List.of(1L, 9L), List.of(1L, 8L)));
                }
            }
        }
    }

    private List<Object> live() {
        List<Object> pages = new ArrayList<>();
        for (long page = 0; page < 4; page++) {
            if (one(2)) {
                pages.add(page);
            }
        }
        return pages;
    }

    // ---- everything by chance

    private Map<String, Object> fresh() {
        int fanOut = one(4) ? 4 : 2;
        stage2 = one(6);
        Map<String, Object> scenario = new LinkedHashMap<>();
        Map<String, Object> cfg = new LinkedHashMap<>();
        cfg.put("bbml", (long) random.nextInt(3));
        for (int i = random.nextInt(3); i > 0; i--) {
            option(cfg);
        }
        if (stage2) {
            cfg.put("stage", 2L);
        } else if (fanOut != 4) {
            cfg.put("fanout", (long) fanOut);
        }
        List<Object> tables = stage2 ? List.of() : one(2) ? List.of("T0", "T1") : List.of("T0");
        Map<String, Object> init = new LinkedHashMap<>();
        for (int slot = 0; slot < fanOut; slot++) {
            String location = (stage2 ? "S2." : "T0.") + slot;
            init.put(location, value(location, fanOut, tables));
        }
        if (!stage2) {
            init.put("L2.0", value("L2.0", fanOut, tables));
            if (one(3)) {
                init.put("L2.1", value("L2.1", fanOut, List.of()));
            }
        }
        List<Object> operations = new ArrayList<>();
        int pes = 1 + random.nextInt(2);
        for (int pe = 0; pe < pes; pe++) {
            program(operations, pe, fanOut, tables);
        }
        scenario.put("cfg", cfg);
        scenario.put("tables", tables);
        scenario.put("init", init);
        scenario.put("ops", operations);
        if (one(3)) {
            scenario.put(
                    "live", live().stream().filter(page -> (Long) page < fanOut).toList());
        }
        return scenario;
    }

    private void program(List<Object> operations, int pe, int fanOut, List<Object> tables) {
        boolean goal = one(2);
        long page = random.nextInt(fanOut);
        if (goal) {
            Map<String, Object> op = op(pe, "GOAL", "id", "g" + pe, "pages", List.of(page));
            op.put("perm", pick(PERMISSIONS));
            if (one(4)) {
                op.put("pa", 8L);
            }
            if (one(6)) {
                op.put("mt", "nc");
            }
            operations.add(op);
        }
        boolean locked = one(8);
        if (locked) {
            operations.add(op(pe, "LOCK"));
        }
        int length = 2 + random.nextInt(6);
        for (int i = 0; i < length; i++) {
            operations.add(operation(pe, fanOut, tables));
        }
        if (locked) {
            operations.add(op(pe, "UNLOCK"));
        }
        if (goal) {
            operations.add(op(pe, "RET", "id", "g" + pe));
        }
    }

    /** One PE maps or unmaps a page and tells the other, which accesses it. */
    private Map<String, Object> published() {
        Map<String, Object> cfg = new LinkedHashMap<>();
        cfg.put("bbml", (long) random.nextInt(3));
        cfg.put("ets", pick("none", "ets2"));
        if (one(4)) {
            option(cfg);
        }
        Map<String, Object> init = new LinkedHashMap<>();
        init.put("L2.0", one(4) ? "blk:0,rw" : "tbl:T0");
        init.put("T0.0", "pg:0,rw");
        init.put("T0.1", pick("inv", "inv", "pg:1,r", "pg:1,rw,nG"));
        List<Object> tables = List.of("T0");
        List<Object> operations = new ArrayList<>();
        operations.add(op(0, "W", "loc", one(5) ? "T0.0" : "T0.1", "val", one(5) ? "inv" : "pg:1,rw"));
        for (int i = random.nextInt(3); i > 0; i--) {
            operations.add(one(3) ? operation(0, 4, tables) : op(0, "DSB", "kind", pick(DSB)));
        }
        operations.add(op(0, "SET", "flag", "f"));
        operations.add(op(1, one(6) ? "ISB" : "WAIT", "flag", "f"));
        for (int i = random.nextInt(4); i > 0; i--) {
            operations.add(
                    switch (random.nextInt(6)) {
                        case 0 -> op(1, "DMB", "kind", pick(DMB));
                        case 1 -> op(1, "DSB", "kind", pick(DSB));
                        case 2 -> op(1, "LOCK");
                        case 3 -> operation(1, 4, tables);
                        default -> op(1, "ISB");
                    });
        }
        operations.add(op(1, "ACC", "page", (long) random.nextInt(2)));
        operations.removeIf(op -> PlainJson.member(PlainJson.map(op), "op").equals("ISB")
                && PlainJson.map(op).containsKey("flag"));
        Map<String, Object> scenario = new LinkedHashMap<>();
        scenario.put("cfg", cfg);
        scenario.put("tables", tables);
        scenario.put("init", init);
        scenario.put("ops", operations);
        scenario.put("live", one(2) ? List.of() : live());
        return scenario;
    }

    private static Map<String, Object> op(int pe, String name, Object... operands) {
        Map<String, Object> op = new LinkedHashMap<>();
        op.put("pe", (long) pe);
        op.put("op", name);
        for (int i = 0; i < operands.length; i += 2) {
            op.put((String) operands[i], operands[i + 1]);
        }
        return op;
    }

    private Map<String, Object> operation(int pe, int fanOut, List<Object> tables) {
        return switch (random.nextInt(20)) {
            case 0, 1, 2, 3, 4 -> store(pe, fanOut, tables);
            case 5, 6, 7, 8 -> op(pe, "DSB", "kind", pick(DSB));
            case 9 -> op(pe, "DMB", "kind", pick(DMB));
            case 10 -> op(pe, "ISB");
            case 11, 12, 13, 14 -> tlbi(pe, fanOut);
            case 15 -> op(pe, "ACC", "page", (long) random.nextInt(fanOut));
            case 16 -> op(pe, one(2) ? "SET" : "WAIT", "flag", pick("f", "g"));
            case 17 -> op(pe, one(3) ? "LIVE" : "DEAD", "pages", List.of((long) random.nextInt(fanOut)));
            case 18 ->
                stage2 || one(2)
                        ? op(pe, "FREEPG", "pa", (long) random.nextInt(fanOut))
                        : op(pe, "FREE", "table", "T0");
            default ->
                one(2)
                        ? one(3) ? op(pe, "TTBR", "on", true, "asid", 2L) : op(pe, "TTBR", "on", one(2))
                        : op(
                                pe,
                                "SKIPIF",
                                "loc",
                                stage2 ? "S2.0" : "L2.0",
                                "kind",
                                pick("tbl", "inv", "blk", "pg"),
                                "n",
                                1L);
        };
    }

    private Map<String, Object> store(int pe, int fanOut, List<Object> tables) {
        int index = random.nextInt(fanOut);
        String slot = stage2
                ? "S2." + index
                : one(3) || tables.isEmpty()
                        ? "L2." + (one(5) ? 1 : 0)
                        : tables.get(random.nextInt(tables.size())) + "." + index;
        Map<String, Object> op = op(pe, "W", "loc", slot, "val", value(slot, fanOut, tables));
        if (one(6)) {
            op.put("atomic", true);
        }
        return op;
    }

    private String value(String slot, int fanOut, List<Object> tables) {
        int index = NaiveScenario.index(slot);
        if (one(4)) {
            return "inv";
        }
        boolean root = slot.startsWith("L2.");
        if (root && !tables.isEmpty() && one(2)) {
            return "tbl:" + tables.get(random.nextInt(tables.size()));
        }
        int unit = root ? fanOut : 1;
        StringBuilder value = new StringBuilder(root ? "blk:" : "pg:");
        value.append((index + (one(6) ? 8 / unit : 0)) * unit).append(',').append(pick(PERMISSIONS));
        if (one(4)) {
            String flag = pick(FLAGS);
            value.append(root || !flag.equals(",nT") ? flag : "");
        }
        return value.toString();
    }

    private Map<String, Object> tlbi(int pe, int fanOut) {
        String base = stage2 ? pick(STAGE2_BASES) : pick(BASES);
        boolean byPage = base.startsWith("VA") || base.startsWith("IPA");
        boolean range = byPage && one(4);
        Map<String, Object> op = op(pe, "TLBI", "kind", (range ? "R" : "") + base + pick("IS", "IS", "IS", "", "OS"));
        if (byPage) {
            op.put("page", (long) random.nextInt(fanOut));
            if (range) {
                op.put("n", 2L);
            }
            if (one(5)) {
                op.put("ttl", 1L + random.nextInt(3));
            }
            if (range && one(8)) {
                op.put("tgBad", true);
            }
        }
        if ((base.startsWith("VAE") || base.startsWith("VALE") || base.startsWith("ASID")) && one(2)) {
            op.put("asid", 1L + random.nextInt(2));
        }
        if (one(12)) {
            op.put("vmid", 7L);
        }
        return op;
    }
}
