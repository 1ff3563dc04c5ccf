package dev.ptarmigan.explorer;

import dev.ptarmigan.kernel.KernelTables;
import dev.ptarmigan.tlb.OperandForm;
import dev.ptarmigan.tlb.TlbiOperation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Pages and blocks that stand for all. Of pages that a recording treats alike ({@link PageKinds}) one is kept; of each
 * Contiguous group that differs from the others in the pages it has, one, with one page of each kind; of blocks likewise.
 *
 * <p>No invariant looks at pages of two blocks, or of two groups, at once. So where all together are too many for a scenario,
 * each kind of block (with the Contiguous group it is in) gets a scenario of its own, and where a block alone is too large, each
 * kind of group in it. There, TLBIs for pages of the block that are not kept name one page that is: block and table are reached
 * all the same.
 */
final class Representatives {
    private static final int MOST_PAGES = Long.SIZE;
    private static final int MOST_FAN_OUT = 16;
    private static final int LEAST_FAN_OUT = 4;

    private final LevelReplay replay;
    private final List<BlockHistory> roots;
    private final Map<BlockHistory, List<Integer>> pages;
    /** The page that TLBIs for pages of a block name that are not kept; none where each TLBI has one of its own. */
    private final Map<BlockHistory, Integer> others;

    private final int group;
    private final int rootGroup;
    private final int fanOut;

    private Representatives(
            LevelReplay replay,
            List<BlockHistory> roots,
            Map<BlockHistory, List<Integer>> pages,
            Map<BlockHistory, Integer> others,
            int group,
            int rootGroup) {
        this.replay = replay;
        this.roots = List.copyOf(roots);
        this.pages = pages;
        this.others = others;
        this.group = group;
        this.rootGroup = rootGroup;
        fanOut = fanOut(roots, pages);
    }

    private static int fanOut(List<BlockHistory> roots, Map<BlockHistory, List<Integer>> pages) {
        int most = LEAST_FAN_OUT;
        for (BlockHistory root : roots) {
            most = Math.max(most, powerOfTwo(pages.getOrDefault(root, List.of()).size()));
        }
        return most;
    }

    private static int powerOfTwo(int least) {
        return least <= 1 ? 1 : Integer.highestOneBit(least - 1) << 1;
    }

    /** Pages of a Contiguous group. */
    int group() {
        return group;
    }

    /** Blocks of a Contiguous group. */
    int rootGroup() {
        return rootGroup;
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

    private boolean fits() {
        return fanOut <= MOST_FAN_OUT && group <= fanOut && roots.size() * fanOut <= MOST_PAGES;
    }

    /**
     * Chooses them.
     *
     * @return one for each scenario
     * @throws ScenarioException if one kind of group alone is too large
     */
    static List<Representatives> of(LevelReplay replay, KernelTables tables, PageKinds kinds) {
        return new Choice(replay, tables, kinds).all();
    }

    /** Finds what is alike and puts together what belongs together. */
    private static final class Choice {
        private final LevelReplay replay;
        private final KernelTables tables;
        private final PageKinds kinds;
        /** Contiguous groups of blocks, and blocks of none; one of each kind. */
        private final List<List<BlockHistory>> together = new ArrayList<>();

        private final List<BlockHistory> alone = new ArrayList<>();

        Choice(LevelReplay replay, KernelTables tables, PageKinds kinds) {
            this.replay = replay;
            this.tables = tables;
            this.kinds = kinds;
            Map<Long, List<BlockHistory>> groups = new LinkedHashMap<>();
            for (BlockHistory block : replay.blocks().values()) {
                groups.computeIfAbsent(block.va & -tables.contiguousBytes(replay.level()), any -> new ArrayList<>())
                        .add(block);
            }
            Set<String> seen = new HashSet<>();
            Set<String> seenAlone = new HashSet<>();
            for (List<BlockHistory> members : groups.values()) {
                if (members.stream().anyMatch(BlockHistory::isEverContiguous)) {
                    if (seen.add(String.join("|", new TreeSet<>(blockKinds(members))))) {
                        together.add(members);
                    }
                } else {
                    members.stream()
                            .filter(block -> seenAlone.add(kinds.of(block)))
                            .forEach(alone::add);
                }
            }
        }

        private List<String> blockKinds(List<BlockHistory> members) {
            return members.stream().map(kinds::of).toList();
        }

        List<Representatives> all() {
            Representatives whole = whole(together, alone);
            if (whole.fits()) {
                return List.of(whole);
            }
            List<Representatives> result = new ArrayList<>();
            together.forEach(members -> result.addAll(unit(whole(List.of(members), List.of()))));
            alone.forEach(block -> result.addAll(unit(whole(List.of(), List.of(block)))));
            return result;
        }

        /** What is treated alike by one page each. */
        private Representatives whole(List<List<BlockHistory>> groups, List<BlockHistory> single) {
            int rootGroup = 2;
            for (List<BlockHistory> members : groups) {
                rootGroup = Math.max(rootGroup, powerOfTwo(new HashSet<>(blockKinds(members)).size()));
            }
            List<BlockHistory> roots = new ArrayList<>();
            for (List<BlockHistory> members : groups) {
                roots.addAll(pick(members, rootGroup, kinds::of));
            }
            roots.addAll(single);
            int group = 2;
            for (BlockHistory block : roots) {
                for (List<Integer> members : block.usesContiguous ? pageGroups() : List.<List<Integer>>of()) {
                    group = Math.max(group, powerOfTwo(pageKinds(block, members).size()));
                }
            }
            Map<BlockHistory, List<Integer>> pages = new HashMap<>();
            for (BlockHistory block : roots) {
                pages.put(
                        block,
                        mixtures(block, group).stream().flatMap(List::stream).toList());
            }
            int fanOut = fanOut(roots, pages);
            for (BlockHistory block : roots) {
                pages.put(block, filled(block, pages.getOrDefault(block, List.of()), group, fanOut));
            }
            return new Representatives(replay, roots, pages, Map.of(), group, rootGroup);
        }

        /** Blocks that cannot be told apart further; if they are too large, one scenario for each kind of group of pages. */
        private List<Representatives> unit(Representatives whole) {
            if (whole.fits()) {
                return List.of(whole);
            }
            List<Representatives> result = new ArrayList<>();
            Set<String> seen = new HashSet<>();
            for (BlockHistory block : whole.roots()) {
                if (!seen.add(kinds.of(block))) {
                    continue;
                }
                for (List<Integer> mixture : mixtures(block, whole.group())) {
                    Representatives part = part(whole, block, mixture);
                    if (!part.fits()) {
                        throw new ScenarioException(
                                "level " + replay.level() + ": " + part.roots().size()
                                        + " kinds of blocks with up to " + part.fanOut()
                                        + " kinds of pages are more than a scenario's " + MOST_PAGES + " pages, "
                                        + MOST_FAN_OUT + " in a table");
                    }
                    result.add(part);
                }
            }
            return result;
        }

        /** One kind of group of one block, with another group of it, and a group of each other block. */
        private Representatives part(Representatives whole, BlockHistory block, List<Integer> mixture) {
            Map<BlockHistory, List<Integer>> pages = new HashMap<>();
            Map<BlockHistory, Integer> others = new HashMap<>();
            for (BlockHistory root : whole.roots()) {
                Set<Integer> chosen = new TreeSet<>(root == block ? mixture : List.of());
                for (List<Integer> other : mixtures(root, whole.group())) {
                    if (!chosen.containsAll(other)) {
                        chosen.addAll(other);
                        others.put(root, other.get(0));
                        break;
                    }
                }
                pages.put(root, List.copyOf(chosen));
            }
            int fanOut = fanOut(whole.roots(), pages);
            for (BlockHistory root : whole.roots()) {
                List<Integer> filled = filled(root, pages.getOrDefault(root, List.of()), whole.group(), fanOut);
                pages.put(root, filled);
                others.putIfAbsent(root, filled.get(0));
            }
            return new Representatives(replay, whole.roots(), pages, others, whole.group(), whole.rootGroup());
        }

        private Set<String> pageKinds(BlockHistory block, List<Integer> members) {
            Set<String> result = new TreeSet<>();
            members.forEach(page -> result.add(kinds.of(block, page)));
            return result;
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

        /** Of each kind of group its pages that are kept; a page alone where nothing is Contiguous. */
        private List<List<Integer>> mixtures(BlockHistory block, int group) {
            List<List<Integer>> result = new ArrayList<>();
            Set<String> seen = new HashSet<>();
            if (!block.usesContiguous) {
                for (int page = 0; page < replay.pages(); page++) {
                    if (seen.add(kinds.of(block, page))) {
                        result.add(List.of(page));
                    }
                }
                return result;
            }
            for (List<Integer> members : pageGroups()) {
                if (seen.add(String.join("|", pageKinds(block, members)))) {
                    result.add(pick(members, group, page -> kinds.of(block, page)));
                }
            }
            return result;
        }

        /** As many as a group has, in order, one of each kind first. */
        private static <T> List<T> pick(List<T> members, int most, Function<T, String> kind) {
            Set<T> chosen = new HashSet<>();
            Set<String> seen = new HashSet<>();
            for (T member : members) {
                if (seen.add(kind.apply(member))) {
                    chosen.add(member);
                }
            }
            for (T member : members) {
                if (chosen.size() < most) {
                    chosen.add(member);
                }
            }
            return members.stream().filter(chosen::contains).toList();
        }

        /** More pages that others stand for already, until the table is full. */
        private List<Integer> filled(BlockHistory block, List<Integer> some, int group, int fanOut) {
            List<Integer> chosen = new ArrayList<>(some);
            if (block.usesContiguous) {
                for (List<Integer> members : pageGroups()) {
                    if (chosen.size() < fanOut && members.stream().noneMatch(chosen::contains)) {
                        chosen.addAll(pick(members, group, page -> kinds.of(block, page)));
                    }
                }
                return chosen;
            }
            Set<String> there = pageKinds(block, some);
            for (boolean alike : new boolean[] {true, false}) {
                for (int page = 0; page < replay.pages() && chosen.size() < fanOut; page++) {
                    if (!chosen.contains(page) && (!alike || there.contains(kinds.of(block, page)))) {
                        chosen.add(page);
                    }
                }
            }
            chosen.sort(Integer::compare);
            return chosen;
        }
    }

    /** The pages of the scenario that a TLBI names, as operations on runs of them. */
    List<Operation> operations(RecordedStep.Flush flush, int step) {
        if (flush.everything()) {
            return List.of(new Operation.Tlbi(flush.name(), -1, 1, flush.asid(), -1, 0, false));
        }
        boolean[] hit = new boolean[roots.size() * fanOut];
        int[] hints = new int[hit.length];
        for (int root = 0; root < roots.size(); root++) {
            reach(flush, step, root, hit);
            Arrays.fill(hints, root * fanOut, (root + 1) * fanOut, replay.hint(flush, step, roots.get(root)));
        }
        boolean ranges = TlbiOperation.named("R" + flush.name()) != null
                && Geometry.operation("R" + flush.name()).form() == OperandForm.VA_RANGE;
        List<Operation> result = new ArrayList<>();
        for (int page = 0; page < hit.length; page++) {
            if (!hit[page]) {
                continue;
            }
            int end = page + 1;
            while (ranges && end < hit.length && hit[end] && hints[end] == hints[page]) {
                end++;
            }
            String name = end - page > 1 ? "R" + flush.name() : flush.name();
            result.add(new Operation.Tlbi(name, page, end - page, flush.asid(), -1, hints[page], flush.wrongGranule()));
            page = end - 1;
        }
        return result;
    }

    private void reach(RecordedStep.Flush flush, int step, int root, boolean[] hit) {
        BlockHistory block = roots.get(root);
        boolean any = false;
        for (int page = root * fanOut; page < (root + 1) * fanOut; page++) {
            hit[page] = LevelReplay.reaches(flush, step, block, va(page), va(page) + replay.pageBytes() - 1);
            any |= hit[page];
        }
        Integer other = others.get(block);
        if (!any && other != null && flush.meets(block.va, block.va + replay.blockBytes() - 1)) {
            hit[root * fanOut + pages(block).indexOf(other)] = true;
        }
    }

    /** Bytes of a page of the scenario. */
    long pageBytes() {
        return replay.pageBytes();
    }

    /** The address of a page of the scenario. */
    long va(int page) {
        BlockHistory block = roots.get(page / fanOut);
        return block.va + pages(block).get(page % fanOut) * replay.pageBytes();
    }
}
