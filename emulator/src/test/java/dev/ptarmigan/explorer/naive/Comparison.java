package dev.ptarmigan.explorer.naive;

import dev.ptarmigan.explorer.Catalogue;
import dev.ptarmigan.explorer.Exploration;
import dev.ptarmigan.explorer.Explorer;
import dev.ptarmigan.explorer.Scenario;
import dev.ptarmigan.explorer.ScenarioException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One scenario, explored by both. */
final class Comparison {
    /** What came of it. */
    enum Outcome {
        AGREED_PASS,
        AGREED_FAIL,
        REFUSED,
        TOO_LARGE,
        DIFFERENT
    }

    final Outcome outcome;
    final String text;

    private Comparison(Outcome outcome, String text) {
        this.outcome = outcome;
        this.text = text;
    }

    static Comparison of(Map<String, Object> json, int mostStates) {
        String line = PlainJson.write(json);
        Scenario scenario;
        Exploration reduced;
        try {
            scenario = Catalogue.read(line, "chance").get(0);
            reduced = new Explorer().explore(scenario);
        } catch (ScenarioException e) {
            return new Comparison(Outcome.REFUSED, String.valueOf(e.getMessage()));
        }
        NaiveExplorer.Result naive = NaiveExplorer.explore(json, mostStates);
        if (!naive.exhausted()) {
            return new Comparison(Outcome.TOO_LARGE, "");
        }
        Exploration full = new Explorer().reductions(false).explore(scenario);
        List<String> ours = names(reduced);
        List<String> oursInFull = names(full);
        if (!ours.equals(naive.violations()) || !oursInFull.equals(naive.violations())) {
            return new Comparison(
                    Outcome.DIFFERENT, "naive " + naive + " explorer " + ours + " in full " + oursInFull + "\n" + line);
        }
        return new Comparison(ours.isEmpty() ? Outcome.AGREED_PASS : Outcome.AGREED_FAIL, "");
    }

    private static List<String> names(Exploration exploration) {
        return exploration.violations().stream().map(Enum::name).toList();
    }

    /** The smallest scenario that is still different: nothing more can be left out. */
    static Map<String, Object> shrunk(Map<String, Object> json, int mostStates) {
        Map<String, Object> smallest = json;
        boolean smaller = true;
        while (smaller) {
            smaller = false;
            for (String part : List.of("ops", "init", "cfg", "invariants", "live")) {
                int size = !smallest.containsKey(part)
                        ? 0
                        : smallest.get(part) instanceof Map<?, ?> map
                                ? map.size()
                                : PlainJson.list(PlainJson.member(smallest, part))
                                        .size();
                for (int i = size - 1; i >= 0; i--) {
                    Map<String, Object> candidate = without(smallest, part, i);
                    if (of(candidate, mostStates).outcome == Outcome.DIFFERENT) {
                        smallest = candidate;
                        smaller = true;
                    }
                }
            }
        }
        return smallest;
    }

    private static Map<String, Object> without(Map<String, Object> json, String part, int index) {
        Map<String, Object> copy = new LinkedHashMap<>(json);
        if (json.get(part) instanceof Map<?, ?>) {
            Map<String, Object> members = PlainJson.map(PlainJson.member(json, part));
            members.remove(List.copyOf(members.keySet()).get(index));
            copy.put(part, members);
        } else {
            List<Object> elements = PlainJson.list(PlainJson.member(json, part));
            elements.remove(index);
            copy.put(part, elements);
        }
        return copy;
    }
}
