package dev.ptarmigan.explorer;

import dev.ptarmigan.tlb.BbmLevel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Writes a scenario as {@link ScenarioText} reads it. */
final class ScenarioWriter {
    private ScenarioWriter() {}

    static String write(Scenario scenario) {
        StringBuilder text = new StringBuilder("scenario ").append(scenario.id());
        text.append(scenario.title().isEmpty() ? "" : " " + scenario.title()).append('\n');
        hardware(text, scenario.hardware());
        TreeSet<String> tables = new TreeSet<>();
        scenario.initial().forEach((slot, value) -> tables(tables, slot, value));
        for (Program program : scenario.programs()) {
            for (Operation operation : program.operations()) {
                if (operation instanceof Operation.Store store) {
                    tables(tables, store.slot(), store.value());
                } else if (operation instanceof Operation.FreeTable free) {
                    tables.add(free.table());
                }
            }
        }
        if (!tables.isEmpty()) {
            text.append("tables ").append(String.join(" ", tables)).append('\n');
        }
        List<Location> slots = new ArrayList<>(scenario.initial().keySet());
        slots.sort(Comparator.comparing(Location::kind)
                .thenComparing(Location::name)
                .thenComparing(Location::index));
        for (Location slot : slots) {
            text.append("init ")
                    .append(slot)
                    .append(' ')
                    .append(scenario.initial().get(slot))
                    .append('\n');
        }
        List<Integer> live = scenario.live();
        if (live != null) {
            text.append("live ")
                    .append(live.isEmpty() ? "none" : Operation.pageText(live))
                    .append('\n');
        }
        List<List<Integer>> same = new ArrayList<>(scenario.same());
        same.sort(Comparator.comparing(List::toString));
        for (List<Integer> pair : same) {
            text.append("same ")
                    .append(pair.get(0))
                    .append(' ')
                    .append(pair.get(1))
                    .append('\n');
        }
        if (scenario.invariants().size() != Invariant.values().length - 1
                || scenario.invariants().contains(Invariant.I12)) {
            text.append("check ")
                    .append(names(new ArrayList<>(new TreeSet<>(scenario.invariants()))))
                    .append('\n');
        }
        Scenario.Expectation expected = scenario.expected();
        if (expected != null) {
            text.append("expect ")
                    .append(expected.violations().isEmpty() ? "pass" : names(expected.violations()))
                    .append('\n');
            text.append(expected.why().isEmpty() ? "" : "why " + expected.why() + "\n");
        }
        for (int pe = 0; pe < scenario.programs().size(); pe++) {
            for (Operation operation : scenario.programs().get(pe).operations()) {
                text.append(pe).append(": ").append(operation).append('\n');
            }
        }
        return text.toString();
    }

    private static String names(List<Invariant> invariants) {
        return String.join(" ", invariants.stream().map(Invariant::name).toList());
    }

    private static void tables(Set<String> tables, Location slot, SlotValue value) {
        if (slot.kind() == Location.Kind.TABLE) {
            tables.add(slot.name());
        }
        if (value.kind() == SlotValue.Kind.TABLE) {
            tables.add(value.table());
        }
    }

    private static void hardware(StringBuilder text, Hardware hardware) {
        BbmLevel common = hardware.levels().get(0);
        text.append("hardware ")
                .append(level(common))
                .append(" ets=")
                .append(hardware.ets().word());
        text.append(hardware.pes() == 2 ? "" : " pes=" + hardware.pes());
        text.append(hardware.asid() == 1 ? "" : " asid=" + hardware.asid());
        text.append(hardware.stage2() ? " stage=2" : "");
        text.append(hardware.fanOut() == 4 ? "" : " fan-out=" + hardware.fanOut());
        text.append(hardware.rootLevel() == 2 ? "" : " root-level=" + hardware.rootLevel());
        text.append(hardware.group() == 2 ? "" : " group=" + hardware.group());
        text.append(hardware.rootGroup() == hardware.group() ? "" : " root-group=" + hardware.rootGroup());
        String[] words = {
            "ttl=asl",
            "multihit=strict",
            "repeat-tlbi",
            "hwdirty",
            "hwaf",
            "perm-amalgam",
            "pa-walk-cache",
            "walker-order=formal"
        };
        boolean[] on = {
            hardware.pseudocodeTtl(),
            hardware.strictMultiHit(),
            hardware.repeatTlbi(),
            hardware.dirtyByHardware(),
            hardware.accessFlagByHardware(),
            hardware.permAmalgam(),
            hardware.walkCacheByAddress(),
            hardware.formalWalkerOrder()
        };
        for (int i = 0; i < words.length; i++) {
            text.append(on[i] ? " " + words[i] : "");
        }
        text.append('\n');
        for (int pe = 1; pe < hardware.pes(); pe++) {
            if (hardware.levels().get(pe) != common) {
                text.append("pe ")
                        .append(pe)
                        .append(' ')
                        .append(level(hardware.levels().get(pe)))
                        .append('\n');
            }
        }
    }

    private static String level(BbmLevel level) {
        return switch (level) {
            case LEVEL0 -> "bbml=0";
            case LEVEL1 -> "bbml=1";
            case LEVEL2 -> "bbml=2";
            case NO_ABORT -> "bbml=2 noabort";
        };
    }
}
