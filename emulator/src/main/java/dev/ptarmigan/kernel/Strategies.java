package dev.ptarmigan.kernel;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The strategies by name. A text names one, with switches after a colon: {@code linux}, {@code linux:valid-only,whole-range},
 * {@code bbm:stop-machine,locked}.
 */
public final class Strategies {
    private static final String PRE_6_13 = "pre-6.13";
    private static final String HUGE_AREAS = "huge-areas";
    private static final String BOTH_EDGES = "both-edges";
    private static final String WHOLE_RANGE = "whole-range";
    private static final String VALID_ONLY = "valid-only";
    private static final String WHOLE_ALIAS = "whole-alias";
    private static final String LOCKLESS_SPLIT = "lockless-split";
    private static final String STOP_MACHINE = "stop-machine";

    private static final Map<String, String> WALKING = Map.of(
            Switches.LOCKED, "the walk holds init_mm.mmap_lock for writing",
            Switches.LOCKLESS, "the walk holds no lock");

    private static final List<Strategy> ALL = List.of(
            new Strategy(
                    "legacy",
                    "page descriptors only, blocks refused, tables made for holes",
                    "Linux up to 6.17: apply_to_page_range in arch/arm64/mm/pageattr.c",
                    switches(Map.of(
                            PRE_6_13, "a change that only makes entries valid is flushed too",
                            HUGE_AREAS, "vmalloc areas that may hold blocks are accepted (before 6.16)")),
                    chosen -> new LegacySetMemory(
                            chosen.walking(Walking.LOCKLESS), chosen.has(PRE_6_13), chosen.has(HUGE_AREAS))),
            new Strategy(
                    "pagewalk",
                    "whole leaves of every level, a block covered in part is refused",
                    "'Enable permission change on arm64 kernel block mappings' v4, July 2025",
                    switches(Map.of()),
                    chosen -> new PageWalkSetMemory(chosen.walking(Walking.LOCKLESS))),
            new Strategy(
                    "linux",
                    "leaves are split in place at both edges (BBML2), then whole leaves are changed",
                    "Linux 7.2: arch/arm64/mm/mmu.c and pageattr.c",
                    switches(Map.of(
                            BOTH_EDGES, "a single page is split at both of its ends",
                            WHOLE_RANGE, "every leaf that the range touches is split to pages (postings 3 to 5)",
                            VALID_ONLY, "Valid alone is cleared (6.18 to 7.0)",
                            WHOLE_ALIAS, "the alias of the whole area is changed, errors are dropped (6.18)",
                            LOCKLESS_SPLIT, "splits without pgtable_split_lock")),
                    chosen -> new LinuxSetMemory(
                            chosen.walking(Walking.LOCKLESS),
                            chosen.has(VALID_ONLY) ? ValidEncoding.VALID_ONLY : ValidEncoding.PRESENT_INVALID,
                            chosen.has(WHOLE_ALIAS) ? AliasLoop.WHOLE_AREA : AliasLoop.RANGE,
                            chosen.has(WHOLE_RANGE),
                            !chosen.has(BOTH_EDGES),
                            !chosen.has(LOCKLESS_SPLIT))),
            new Strategy(
                    "split-all",
                    "blocks covered in part are split in the linear map, all under one lock, everything flushed",
                    "RISC-V: arch/riscv/mm/pageattr.c, on arm64 descriptors",
                    switches(Map.of()),
                    chosen -> new SplitAllSetMemory(chosen.walking(Walking.LOCKED))),
            new Strategy(
                    "bbm",
                    "leaves are split by break-before-make, for CPUs without BBM level 2",
                    "Arm ARM, break-before-make; the parking is that of Linux's KPTI and linear map re-paint code",
                    switches(Map.of(STOP_MACHINE, "all other CPUs are parked in the identity map meanwhile")),
                    chosen -> new BbmSetMemory(
                            chosen.walking(Walking.LOCKLESS),
                            chosen.has(STOP_MACHINE) ? BbmSetMemory.Style.STOP_MACHINE : BbmSetMemory.Style.LIVE)));

    private Strategies() {}

    private static SortedMap<String, String> switches(Map<String, String> own) {
        SortedMap<String, String> all = new TreeMap<>(WALKING);
        all.putAll(own);
        return all;
    }

    /** All strategies, oldest first. */
    public static List<Strategy> all() {
        return ALL;
    }

    /**
     * The strategy of a text.
     *
     * @throws UnknownNameException if there is no such strategy, or it has no such switch, or two of them contradict
     */
    public static SetMemory named(String text) {
        int colon = text.indexOf(':');
        String name = colon < 0 ? text : text.substring(0, colon);
        Strategy strategy = ALL.stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new UnknownNameException("no strategy is named '" + name + "'; there are "
                        + ALL.stream().map(Strategy::name).collect(Collectors.joining(", "))));
        TreeSet<String> names = new TreeSet<>();
        if (colon >= 0) {
            for (String word : text.substring(colon + 1).split(",", -1)) {
                if (!strategy.switches().containsKey(word)) {
                    throw new UnknownNameException("strategy " + name + " has no switch '" + word + "'; it has "
                            + String.join(", ", strategy.switches().keySet()));
                }
                names.add(word);
            }
        }
        if (names.contains(Switches.LOCKED) && names.contains(Switches.LOCKLESS)) {
            throw new UnknownNameException("'" + text + "' asks for a walk with the lock and without it");
        }
        return strategy.maker().apply(new Switches(names));
    }
}
