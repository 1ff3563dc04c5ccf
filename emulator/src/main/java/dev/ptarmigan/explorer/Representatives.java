package dev.ptarmigan.explorer;

import dev.ptarmigan.kernel.KernelTables;
import dev.ptarmigan.tlb.OperandForm;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Pages and blocks that stand for all. Two pages of a block are alike if the recording does the same to both in the same steps:
 * the same stores, the same goal, the same TLBIs, output addresses that follow each other. Of each Contiguous group that
 * differs from the others in the pages it has, one is kept, with one page of each kind; of blocks likewise.
 */
final class Representatives {
    private static final int MOST_PAGES = Long.SIZE;
    private static final int MOST_FAN_OUT = 16;
    private static final int LEAST_FAN_OUT = 4;

    private final LevelReplay replay;
    private final KernelTables tables;
    private final Call call;
    private final List<RecordedStep.Flush> flushes;
    private final Map<BlockHistory, Map<Integer, String>> keys = new HashMap<>();
    private final Map<BlockHistory, List<Integer>> pages = new HashMap<>();
    private final List<BlockHistory> roots = new ArrayList<>();
    private int group = 2;
    private int fanOut = LEAST_FAN_OUT;

    Representatives(LevelReplay replay, KernelTables tables, Call call, List<RecordedStep.Flush> flushes) {
        this.replay = replay;
        this.tables = tables;
        this.call = call;
        this.flushes = flushes;
        choose();
    }

    int group() {
        return group;
    }

    int fanOut() {
        return fanOut;
    }

    /** The blocks, in the order of root slots. */
    List<BlockHistory> roots() {
        return roots;
    }

    /** The pages of a block, in the order of its tables' slots. */
    List<Integer> pages(BlockHistory block) {
        return pages.getOrDefault(block, List.of());
    }

    private void choose() {
        Map<Long, List<BlockHistory>> groups = new LinkedHashMap<>();
        Map<BlockHistory, String> blockKeys = new HashMap<>();
        for (BlockHistory block : replay.blocks().values()) {
            groups.computeIfAbsent(block.va & -tables.contiguousBytes(replay.level()), any -> new ArrayList<>())
                    .add(block);
            blockKeys.put(block, block.key() + new TreeSet<>(pageKeys(block).values()));
        }
        List<List<BlockHistory>> together = new ArrayList<>();
        Map<String, BlockHistory> alone = new LinkedHashMap<>();
        Set<String> seen = new HashSet<>();
        for (List<BlockHistory> members : groups.values()) {
            boolean contiguous = members.stream()
                    .anyMatch(block -> block.initial.contiguous()
                            || block.changes.stream()
                                    .anyMatch(change -> change.shape().contiguous()));
            if (!contiguous) {
                members.forEach(block -> alone.putIfAbsent(blockKeys.getOrDefault(block, ""), block));
                continue;
            }
            List<String> kinds = members.stream()
                    .map(block -> blockKeys.getOrDefault(block, ""))
                    .toList();
            if (seen.add(String.join("|", new TreeSet<>(kinds)))) {
                together.add(members);
                group = Math.max(group, powerOfTwo(new HashSet<>(kinds).size()));
            }
        }
        List<BlockHistory> all = new ArrayList<>(alone.values());
        together.forEach(all::addAll);
        for (BlockHistory block : all) {
            if (block.usesContiguous) {
                for (List<Integer> members : pageGroups()) {
                    Set<String> kinds = new HashSet<>();
                    members.forEach(page -> kinds.add(key(block, page)));
                    group = Math.max(group, powerOfTwo(kinds.size()));
                }
            }
        }
        for (List<BlockHistory> members : together) {
            roots.addAll(pick(members, block -> blockKeys.getOrDefault(block, "")));
        }
        roots.addAll(alone.values());
        for (BlockHistory block : roots) {
            pages.put(block, pick(block));
            fanOut = Math.max(fanOut, powerOfTwo(pages(block).size()));
        }
        if (fanOut > MOST_FAN_OUT || group > fanOut || roots.size() * fanOut > MOST_PAGES) {
            throw new ScenarioException("level " + replay.level() + ": " + roots.size() + " kinds of blocks with up to "
                    + fanOut + " kinds of pages are more than a scenario's " + MOST_PAGES + " pages, "
                    + MOST_FAN_OUT + " in a table");
        }
        for (BlockHistory block : roots) {
            fill(block);
        }
    }

    private static int powerOfTwo(int least) {
        return least <= 1 ? 1 : Integer.highestOneBit(least - 1) << 1;
    }

    private Map<Integer, String> pageKeys(BlockHistory block) {
        return keys.computeIfAbsent(block, this::computeKeys);
    }

    private String key(BlockHistory block, int page) {
        Map<Integer, String> known = pageKeys(block);
        String one = known.get(page);
        return one != null ? one : known.getOrDefault(-1, "");
    }

    /** For each page; one for all of them, under −1, where they cannot differ. */
    private Map<Integer, String> computeKeys(BlockHistory block) {
        long last = block.va + replay.blockBytes() - 1;
        boolean one = block.tables.isEmpty()
                && (!call.meets(block.va, last) || call.contains(block.va, last))
                && flushes.stream().allMatch(flush -> !flush.meets(block.va, last) || flush.contains(block.va, last));
        if (one) {
            return Map.of(-1, reach(block.va, last));
        }
        Map<Integer, String> result = new HashMap<>();
        for (int page = 0; page < replay.pages(); page++) {
            long first = block.va + page * replay.pageBytes();
            result.put(page, block.pageKey(page) + reach(first, first + replay.pageBytes() - 1));
        }
        return result;
    }

    private String reach(long first, long last) {
        StringBuilder text =
                new StringBuilder(call.contains(first, last) ? "goal" : call.meets(first, last) ? "part" : "");
        for (int i = 0; i < flushes.size(); i++) {
            text.append(flushes.get(i).meets(first, last) ? "," + i : "");
        }
        return text.toString();
    }

    private List<List<Integer>> pageGroups() {
        int size = tables.contiguousEntries(replay.level() + 1);
        List<List<Integer>> result = new ArrayList<>();
        for (int first = 0; first < replay.pages(); first += size) {
            List<Integer> members = new ArrayList<>();
            for (int i = first; i < first + size; i++) {
                members.add(i);
            }
            result.add(members);
        }
        return result;
    }

    private List<Integer> pick(BlockHistory block) {
        List<Integer> result = new ArrayList<>();
        if (!block.usesContiguous) {
            Set<String> seen = new HashSet<>();
            for (int page = 0; page < replay.pages(); page++) {
                if (seen.add(key(block, page))) {
                    result.add(page);
                }
            }
            return result;
        }
        Set<String> seen = new HashSet<>();
        for (List<Integer> members : pageGroups()) {
            Set<String> kinds = new TreeSet<>();
            members.forEach(page -> kinds.add(key(block, page)));
            if (seen.add(String.join("|", kinds))) {
                result.addAll(pick(members, page -> key(block, page)));
            }
        }
        return result;
    }

    /** As many as a group has, in order, one of each kind first. */
    private <T> List<T> pick(List<T> members, java.util.function.Function<T, String> kind) {
        Set<T> chosen = new HashSet<>();
        Set<String> seen = new HashSet<>();
        for (T member : members) {
            if (seen.add(kind.apply(member))) {
                chosen.add(member);
            }
        }
        for (T member : members) {
            if (chosen.size() < group) {
                chosen.add(member);
            }
        }
        return members.stream().filter(chosen::contains).toList();
    }

    /** More pages that others stand for already, until the table is full. */
    private void fill(BlockHistory block) {
        List<Integer> chosen = new ArrayList<>(pages(block));
        if (block.usesContiguous) {
            for (List<Integer> members : pageGroups()) {
                if (chosen.size() < fanOut && members.stream().noneMatch(chosen::contains)) {
                    chosen.addAll(pick(members, page -> key(block, page)));
                }
            }
        } else {
            for (int page = 0; page < replay.pages() && chosen.size() < fanOut; page++) {
                if (!chosen.contains(page)) {
                    chosen.add(page);
                }
            }
            chosen.sort(Integer::compare);
        }
        pages.put(block, chosen);
    }

    /** The pages of the scenario that a TLBI names, as operations on runs of them. */
    List<Operation> operations(RecordedStep.Flush flush) {
        if (flush.everything()) {
            return List.of(new Operation.Tlbi(flush.name(), -1, 1, flush.asid(), -1, 0, false));
        }
        List<Operation> result = new ArrayList<>();
        int from = -1;
        int pages = roots.size() * fanOut;
        boolean ranges = dev.ptarmigan.tlb.TlbiOperation.named("R" + flush.name()) != null
                && Geometry.operation("R" + flush.name()).form() == OperandForm.VA_RANGE;
        for (int page = 0; page <= pages; page++) {
            boolean hit = page < pages && flush.meets(va(page), va(page) + replay.pageBytes() - 1);
            if (hit && from < 0) {
                from = page;
            }
            if (from >= 0 && (!hit || !ranges)) {
                int end = hit ? page + 1 : page;
                String name = end - from > 1 ? "R" + flush.name() : flush.name();
                result.add(new Operation.Tlbi(
                        name, from, end - from, flush.asid(), -1, flush.ttl(), flush.wrongGranule()));
                from = -1;
            }
        }
        return result;
    }

    /** The address of a page of the scenario. */
    long va(int page) {
        BlockHistory block = roots.get(page / fanOut);
        return block.va + pages(block).get(page % fanOut) * replay.pageBytes();
    }
}
