package dev.ptarmigan.explorer;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is left in a state in which all programs have ended.
 *
 * @param memory descriptors, by their first address, level and table
 * @param left for each PE what is not as memory says: entries that walks of memory do not give, and what is pending
 */
record Ending(Map<String, String> memory, List<Set<String>> left) {
    /** Whether whoever begins after this one can see all that he could after another. */
    boolean covers(Ending other) {
        for (int pe = 0; pe < other.left.size(); pe++) {
            if (!left.get(pe).containsAll(other.left.get(pe))) {
                return false;
            }
        }
        return memory.entrySet().stream()
                .allMatch(slot -> other.memory
                        .getOrDefault(slot.getKey(), slot.getValue())
                        .equals(slot.getValue()));
    }

    /** Whether TLBs hold nothing but what memory says and nothing is pending. */
    boolean isSettled() {
        return left.stream().allMatch(Set::isEmpty);
    }

    /** Collects them during an exploration, each once. */
    static final class Collector {
        private final Model model;
        private final StateLayout layout;
        private final Machine machine;
        private final Representatives chosen;
        private final Set<Ending> found;

        Collector(Model model, StateLayout layout, Machine machine, Representatives chosen, Set<Ending> found) {
            this.model = model;
            this.layout = layout;
            this.machine = machine;
            this.chosen = chosen;
            this.found = found;
        }

        void look(long[] state) {
            for (int pe = 0; pe < model.hardware.pes(); pe++) {
                if (model.programs.node((int) state[layout.pe(pe).node()]).operation != null) {
                    return;
                }
            }
            long[] fresh = machine.withoutHistory(state);
            List<Set<String>> left = new ArrayList<>();
            for (int pe = 0; pe < model.hardware.pes(); pe++) {
                left.add(left(state, fresh, pe));
            }
            found.add(new Ending(memory(state), left));
        }

        private Map<String, String> memory(long[] state) {
            Map<String, String> result = new TreeMap<>();
            for (int l = 0; l < model.words.size(); l++) {
                Location location = model.words.location(l);
                if (location.kind() == Location.Kind.FLAG) {
                    continue;
                }
                SlotValue value = model.words.value(l, layout.memory(state, l));
                if (location.kind() == Location.Kind.ROOT) {
                    int page = location.index() * chosen.fanOut();
                    result.put("block " + chosen.va(page), text(value, page));
                } else {
                    BlockHistory block = block(location.name());
                    if (block != null) {
                        int root = chosen.roots().indexOf(block);
                        int page = root * chosen.fanOut() + location.index();
                        result.put(location.name() + " " + chosen.va(page), text(value, page));
                    }
                }
            }
            return result;
        }

        private @org.jspecify.annotations.Nullable BlockHistory block(String table) {
            for (BlockHistory block : chosen.roots()) {
                if (block.tables.stream().anyMatch(number -> table.equals("T" + number))) {
                    return block;
                }
            }
            return null;
        }

        /** A descriptor, its output relative to the page. */
        private static String text(SlotValue value, int page) {
            boolean leaf = value.kind() == SlotValue.Kind.PAGE || value.kind() == SlotValue.Kind.BLOCK;
            return leaf ? value.at(value.page() - page).toString() : value.toString();
        }

        private Set<String> left(long[] state, long[] fresh, int pe) {
            StateLayout.Part part = layout.pe(pe);
            Node node = model.programs.node((int) state[part.node()]);
            Set<String> result = new HashSet<>();
            for (int w = 0; w < layout.setWords; w++) {
                long used = part.left() < 0 ? 0 : state[part.left() + w];
                long held = state[part.tlb() + w] & ~fresh[part.tlb() + w];
                if (part.linger() >= 0) {
                    used |= state[part.linger() + w] | state[part.lingerNew() + w];
                }
                add(result, "", w, held);
                add(result, "in use: ", w, used);
            }
            if (part.buffer() >= 0) {
                for (long pending = state[part.buffer()]; pending != 0; pending &= pending - 1) {
                    Node.Stored stored = node.stores[Long.numberOfTrailingZeros(pending)];
                    result.add("pending " + stored.operation() + " to " + stored.location());
                }
            }
            if (part.pending() >= 0) {
                for (long pending = state[part.pending()]; pending != 0; pending &= pending - 1) {
                    int bit = Long.numberOfTrailingZeros(pending);
                    int pes = model.hardware.pes();
                    result.add("pending at PE" + bit % pes + " " + node.invalidations[bit / pes].operation);
                }
            }
            return result;
        }

        private void add(Set<String> result, String prefix, int word, long entries) {
            for (long found = entries; found != 0; found &= found - 1) {
                Entries.Entry entry = model.entries.get((word << 6) + Long.numberOfTrailingZeros(found));
                int page = entry.firstPage();
                String what = entry.isTable()
                        ? "table" + entry.output()
                        : entry.value().at(0).toString();
                result.add(prefix + chosen.va(page) + " " + entry.cached().level() + " " + what + " "
                        + (entry.output() - page));
            }
        }
    }
}
