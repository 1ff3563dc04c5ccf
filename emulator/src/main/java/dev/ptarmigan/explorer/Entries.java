package dev.ptarmigan.explorer;

import dev.ptarmigan.tlb.BbmLevel;
import dev.ptarmigan.tlb.EntryKind;
import dev.ptarmigan.tlb.PageContents;
import dev.ptarmigan.tlb.PairRule;
import dev.ptarmigan.tlb.PairVerdict;
import dev.ptarmigan.tlb.StoredEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All entries that a TLB can ever hold in a scenario, numbered, and what each two of them are to each other. TLB contents are
 * sets of these numbers, in words of 64.
 */
final class Entries {
    /**
     * One entry.
     *
     * @param cached the entry as the rules of invalidation see it; its span is the descriptor's
     * @param pages the pages that it serves, as a set
     * @param firstPage the page that {@code output} is the translation of
     * @param output a page, or the number of a table
     * @param context the number of the context it was made in
     * @param value the descriptor; of stage 2 for combined entries
     * @param permissions what it allows
     */
    record Entry(
            StoredEntry cached, long pages, int firstPage, int output, int context, SlotValue value, int permissions) {
        boolean isTable() {
            return cached.kind().isTable();
        }

        /** The page that a page is translated to. */
        int outputOf(int page) {
            return output + (page - firstPage);
        }

        /** Whether accesses take this entry's result as it is. */
        boolean isFinal(boolean stage2) {
            return cached.kind() == (stage2 ? EntryKind.COMBINED : EntryKind.LEAF);
        }

        String text() {
            String where = cached.kind().isStage2() ? "IPA page " : "page ";
            int last = Long.SIZE - 1 - Long.numberOfLeadingZeros(pages);
            int first = Long.numberOfTrailingZeros(pages);
            String span = first == last ? String.valueOf(first) : first + "-" + last;
            String kind = switch (cached.kind()) {
                case TABLE -> "table";
                case LEAF -> value.kind() == SlotValue.Kind.BLOCK ? "block" : "leaf";
                case STAGE2_LEAF -> "stage 2";
                case COMBINED -> "combined";
                default -> cached.kind().toString();
            };
            return kind + " " + where + span + " = " + value;
        }
    }

    private final boolean stage2;
    private final List<Entry> all = new ArrayList<>();
    private final Map<Entry, Integer> numbers = new HashMap<>();
    private int words = 1;

    Entries(boolean stage2) {
        this.stage2 = stage2;
    }

    /** The number of an entry. */
    int number(Entry entry) {
        Integer known = numbers.get(entry);
        if (known == null) {
            known = all.size();
            numbers.put(entry, known);
            all.add(entry);
            words = (all.size() + Long.SIZE - 1) / Long.SIZE;
        }
        return known;
    }

    int size() {
        return all.size();
    }

    /** Words of a set of entries. */
    int words() {
        return words;
    }

    Entry get(int number) {
        return all.get(number);
    }

    long[] set() {
        return new long[words];
    }

    static void add(long[] set, int entry) {
        set[entry >>> 6] |= 1L << entry;
    }

    static boolean has(long[] set, int entry) {
        return (set[entry >>> 6] & 1L << entry) != 0;
    }

    /**
     * What pairs may do at a PE.
     *
     * <p>{@code mayAbort}: for each entry those with which it may raise a TLB conflict abort
     * <p>{@code violates}: for each entry those that must never be there with it
     * <p>{@code mixes}: for each entry those whose permissions may be mixed with its own
     * <p>{@code several}: for each entry those that make its address one that several entries translate
     * <p>{@code anyAbort}: entries with an abort partner, and so on
     */
    static final class Pairs {
        private final long[][] mayAbort;
        private final long[][] violates;
        private final long[][] mixes;
        private final long[][] several;
        private final long[] anyAbort;
        private final long[] anyMix;

        Pairs(long[][] mayAbort, long[][] violates, long[][] mixes, long[][] several, long[] anyAbort, long[] anyMix) {
            this.mayAbort = mayAbort;
            this.violates = violates;
            this.mixes = mixes;
            this.several = several;
            this.anyAbort = anyAbort;
            this.anyMix = anyMix;
        }

        long[][] mayAbort() {
            return mayAbort;
        }

        long[][] violates() {
            return violates;
        }

        long[][] mixes() {
            return mixes;
        }

        long[][] several() {
            return several;
        }

        long[] anyAbort() {
            return anyAbort;
        }

        long[] anyMix() {
            return anyMix;
        }
    }

    /** Judges every pair for a level of FEAT_BBM. */
    Pairs pairs(BbmLevel level, boolean permAmalgam, Set<List<Integer>> same, Geometry geometry) {
        PageContents contents = (a, spaceA, b, spaceB, bytes) -> {
            int first = geometry.page(a);
            int second = geometry.page(b);
            return same.contains(List.of(first, second)) || same.contains(List.of(second, first));
        };
        int count = all.size();
        Pairs pairs = new Pairs(
                new long[count][words],
                new long[count][words],
                new long[count][words],
                new long[count][words],
                set(),
                set());
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < count; j++) {
                Entry a = all.get(i);
                Entry b = all.get(j);
                if (i == j || (a.pages & b.pages) == 0 || !PairRule.bothServe(a.cached, b.cached)) {
                    continue;
                }
                var pair = PairRule.classify(a.cached, b.cached, contents);
                PairVerdict verdict = PairRule.judge(pair, a.cached, b.cached, level, permAmalgam);
                if (verdict.mayAbort()) {
                    add(pairs.mayAbort[i], j);
                    add(pairs.anyAbort, i);
                }
                if (verdict.isViolation()) {
                    add(pairs.violates[i], j);
                }
                if (verdict.mayMixPermissions()
                        && a.permissions != b.permissions
                        && a.isFinal(stage2)
                        && b.isFinal(stage2)) {
                    add(pairs.mixes[i], j);
                    add(pairs.anyMix, i);
                }
                switch (pair) {
                    case SAME, PERM, OARO -> {}
                    case SIZE, SIZE_PERM, NG, OA, MT -> add(pairs.several[i], j);
                }
            }
        }
        return pairs;
    }
}
