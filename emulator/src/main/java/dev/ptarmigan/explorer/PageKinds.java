package dev.ptarmigan.explorer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a recording does to each page and block, as keys: equal keys, equal treatment. It is the same if they get the same
 * stores in the same steps, the same goals and the same TLBIs, and have output addresses that follow each other.
 */
final class PageKinds {
    private static final int ALL = -1;

    private final LevelReplay replay;
    private final List<Call> calls = new ArrayList<>();
    private final Map<Integer, RecordedStep.Flush> flushes = new TreeMap<>();
    private final Map<BlockHistory, Map<Integer, String>> keys = new HashMap<>();

    PageKinds(LevelReplay replay, List<RecordedStep> steps) {
        this.replay = replay;
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i) instanceof RecordedStep.Flush flush) {
                flushes.put(i, flush);
            } else if (steps.get(i) instanceof RecordedStep.Asked asked) {
                calls.add(asked.call());
            }
        }
    }

    /** What happens to a page of a block. */
    String of(BlockHistory block, int page) {
        Map<Integer, String> known = keys.computeIfAbsent(block, this::compute);
        String one = known.get(page);
        return one != null ? one : known.getOrDefault(ALL, "");
    }

    /** What happens to a block and to all of its pages. */
    String of(BlockHistory block) {
        return block.key()
                + new TreeSet<>(keys.computeIfAbsent(block, this::compute).values());
    }

    /** For each page; one for all of them where they cannot differ. */
    private Map<Integer, String> compute(BlockHistory block) {
        long last = block.va + replay.blockBytes() - 1;
        boolean one = block.tables.isEmpty()
                && calls.stream().allMatch(call -> !call.meets(block.va, last) || call.contains(block.va, last))
                && flushes.entrySet().stream()
                        .allMatch(flush -> !reaches(flush, block, block.va, last)
                                || flush.getValue().contains(block.va, last)
                                || !flush.getValue().meets(block.va, last));
        if (one) {
            return Map.of(ALL, reach(block, block.va, last));
        }
        Map<Integer, String> result = new HashMap<>();
        for (int page = 0; page < replay.pages(); page++) {
            long first = block.va + page * replay.pageBytes();
            result.put(page, block.pageKey(page) + reach(block, first, first + replay.pageBytes() - 1));
        }
        return result;
    }

    private static boolean reaches(
            Map.Entry<Integer, RecordedStep.Flush> flush, BlockHistory block, long first, long last) {
        return LevelReplay.reaches(flush.getValue(), flush.getKey(), block, first, last);
    }

    private String reach(BlockHistory block, long first, long last) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < calls.size(); i++) {
            Call call = calls.get(i);
            text.append(call.contains(first, last) ? "goal" + i : call.meets(first, last) ? "part" + i : "");
        }
        for (Map.Entry<Integer, RecordedStep.Flush> flush : flushes.entrySet()) {
            text.append(reaches(flush, block, first, last) ? "," + flush.getKey() : "");
        }
        return text.toString();
    }
}
