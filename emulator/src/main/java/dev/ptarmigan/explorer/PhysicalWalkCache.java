package dev.ptarmigan.explorer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Without FEAT_nTLBPA a walker may keep descriptors by the address that they lie at (Arm ARM R_RBKKRB). Where one table is
 * linked from several root slots, what a walk of one address has read there may serve walks of the others, also if these are
 * linked only later; an invalidation by address need not remove it as far as other addresses go.
 *
 * <p>An element is a value of a table's slot that was read, and the root slot that it may still be used below. Sets of elements
 * are words of 64, as those of entries. Slots of the root serve one address each: there this cache is like one by address.
 */
final class PhysicalWalkCache {
    /** What reading a value of a location adds, by location and value. */
    final long[][][] adds;
    /** The elements that a table entry's walks may use, by entry. */
    final long[][] ofTable;
    /** The entries that each element leaves in the TLB. */
    final List<long[]> leaves = new ArrayList<>();

    /** The location and the value of each element. */
    final List<int[]> read = new ArrayList<>();

    final int words;
    /** The entry of each element's own page: what removes that removes the element. */
    private final List<Integer> own = new ArrayList<>();

    PhysicalWalkCache(Model model) {
        Map<List<Integer>, Integer> numbers = new HashMap<>();
        List<int[]> elements = new ArrayList<>();
        if (model.hardware.walkCacheByAddress()) {
            for (int e = 0; e < model.entries.size(); e++) {
                int table = model.tableOfEntry[e];
                for (int s = 0; table >= 0 && s < model.hardware.fanOut(); s++) {
                    int location = model.tableSlots[table][s];
                    for (int v = 0; v < model.words.values(location).size(); v++) {
                        if ((model.cacheable[location] & 1L << v) != 0) {
                            int page = model.entries.get(e).firstPage() + s;
                            long[] found = model.tableAdds[e][s][v];
                            int leaf = ownLeaf(model, found, page);
                            Integer number = numbers.get(List.of(location, v, leaf));
                            if (number == null) {
                                number = numbers.size();
                                numbers.put(List.of(location, v, leaf), number);
                                leaves.add(found);
                                read.add(new int[] {location, v});
                                own.add(leaf);
                            }
                            elements.add(new int[] {e, location, v, number});
                        }
                    }
                }
            }
        }
        words = (numbers.size() + Long.SIZE - 1) / Long.SIZE;
        adds = new long[model.words.size()][][];
        ofTable = new long[model.entries.size()][words];
        for (int l = 0; l < adds.length; l++) {
            adds[l] = new long[model.words.values(l).size()][words];
        }
        for (int[] element : elements) {
            Entries.add(ofTable[element[0]], element[3]);
            Entries.add(adds[element[1]][element[2]], element[3]);
        }
    }

    private static int ownLeaf(Model model, long[] found, int page) {
        for (int e = 0; e < model.entries.size(); e++) {
            if (Entries.has(found, e) && (model.entries.get(e).pages() & 1L << page) != 0) {
                return e;
            }
        }
        throw new IllegalStateException("page=" + page);
    }

    /** The elements that an invalidation of some entries removes. */
    long[] hits(long[] entries) {
        long[] hits = new long[words];
        for (int n = 0; n < own.size(); n++) {
            if (Entries.has(entries, own.get(n))) {
                Entries.add(hits, n);
            }
        }
        return hits;
    }
}
