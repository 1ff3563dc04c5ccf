package dev.ptarmigan.report;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.registers.RegisterFile;
import dev.ptarmigan.vectors.AnswerComparison;
import dev.ptarmigan.vectors.VectorAnswer;
import dev.ptarmigan.vectors.VectorQuery;
import dev.ptarmigan.vectors.VectorRunner;
import dev.ptarmigan.vectors.WalkVector;
import dev.ptarmigan.vectors.WalkVector.MemoryWord;
import dev.ptarmigan.walker.ExplainedWalk;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How far our answers agree with recorded ones, family by family. */
public final class Conformance {
    /** The count of one family. */
    public static final class Family {
        private final String name;
        private int vectors;
        private int agreeing;
        private int total;
        private int disputed;
        private int unanswered;
        private int memoryAgreeing;
        private int memoryTotal;

        Family(String name) {
            this.name = name;
        }

        /** The part of a vector's id before its number. */
        public String name() {
            return name;
        }

        /** Vectors run. */
        public int vectors() {
            return vectors;
        }

        /** Queries on which both answers agree. */
        public int agreeing() {
            return agreeing;
        }

        /** Queries that were compared. */
        public int total() {
            return total;
        }

        /** Queries left out because the file marks them as disputed. */
        public int disputed() {
            return disputed;
        }

        /** Queries left out because the file has no answer. */
        public int unanswered() {
            return unanswered;
        }

        /** Vectors after which memory is as recorded. */
        public int memoryAgreeing() {
            return memoryAgreeing;
        }

        /** Vectors whose memory was compared: those that say what hardware updates changed, and have nothing disputed. */
        public int memoryTotal() {
            return memoryTotal;
        }

        private void add(Family other) {
            vectors += other.vectors;
            agreeing += other.agreeing;
            total += other.total;
            disputed += other.disputed;
            unanswered += other.unanswered;
            memoryAgreeing += other.memoryAgreeing;
            memoryTotal += other.memoryTotal;
        }
    }

    /**
     * A query, or the memory after all queries, on which the answers differ.
     *
     * @param where file and line of the vector
     * @param id the vector's
     * @param query index of the query; −1 for the memory
     * @param question operation and address; {@code memory_after}
     * @param difference how the answers differ
     * @param walk our walk; null for the memory
     * @param registers the vector's registers
     */
    public record Disagreement(
            String where,
            String id,
            int query,
            String question,
            String difference,
            @Nullable ExplainedWalk walk,
            RegisterFile registers) {}

    private final Map<String, Family> families = new TreeMap<>();
    private final List<Disagreement> disagreements = new ArrayList<>();
    private final VectorRunner runner;

    /** Compares what a runner answers. */
    public Conformance(VectorRunner runner) {
        this.runner = runner;
    }

    /** Runs and compares one vector. */
    public void add(WalkVector vector, String file) {
        Family family = families.computeIfAbsent(vector.family(), Family::new);
        family.vectors++;
        VectorRunner.Answers answers = runner.run(vector, file);
        boolean settled = true;
        for (int index = 0; index < vector.queries().size(); index++) {
            VectorQuery query = vector.queries().get(index);
            if (!query.disputed().isEmpty()) {
                family.disputed++;
                settled = false;
                continue;
            }
            if (query.expected().isEmpty()) {
                family.unanswered++;
                continue;
            }
            family.total++;
            VectorAnswer actual = answers.answers().get(index);
            String difference = AnswerComparison.difference(query, actual);
            if (difference == null) {
                family.agreeing++;
            } else {
                disagreements.add(new Disagreement(
                        file + ":" + vector.line(),
                        vector.id(),
                        index,
                        question(query),
                        difference,
                        runner.explain(vector, index, file),
                        vector.registers()));
            }
        }
        List<MemoryWord> expected = vector.memoryAfter();
        if (expected != null && settled) {
            family.memoryTotal++;
            String difference = difference(vector, expected, answers.memoryAfter());
            if (difference == null) {
                family.memoryAgreeing++;
            } else {
                disagreements.add(new Disagreement(
                        file + ":" + vector.line(),
                        vector.id(),
                        -1,
                        "memory_after",
                        difference,
                        null,
                        vector.registers()));
            }
        }
    }

    private static String question(VectorQuery query) {
        StringBuilder text = new StringBuilder(query.operation());
        if (!query.isTranslation()) {
            text.append(" at EL").append(query.el());
        }
        text.append(' ').append(Hex.address(query.va()));
        return text.append(query.pan() ? " with PAN=1" : "").toString();
    }

    private static @Nullable String difference(WalkVector vector, List<MemoryWord> expected, List<MemoryWord> actual) {
        Map<Long, Long> initial = words(vector.memory());
        Map<Long, Long> wanted = words(expected);
        Map<Long, Long> got = words(actual);
        StringBuilder text = new StringBuilder();
        Map<Long, Long> all = new TreeMap<>(Long::compareUnsigned);
        all.putAll(wanted);
        all.putAll(got);
        for (long pa : all.keySet()) {
            long before = initial.getOrDefault(pa, 0L);
            long one = wanted.getOrDefault(pa, before);
            long other = got.getOrDefault(pa, before);
            if (one != other) {
                text.append(text.length() == 0 ? "" : "; ").append("at ").append(Hex.address(pa));
                text.append(" expected ").append(Hex.word(one)).append(", got ").append(Hex.word(other));
                text.append(", was ").append(Hex.word(before));
            }
        }
        return text.length() == 0 ? null : text.toString();
    }

    private static Map<Long, Long> words(List<MemoryWord> list) {
        Map<Long, Long> words = new TreeMap<>(Long::compareUnsigned);
        for (MemoryWord word : list) {
            words.put(word.pa(), word.word());
        }
        return words;
    }

    /** The families met so far, by name. */
    public Collection<Family> families() {
        return families.values();
    }

    /** All families together. */
    public Family sum() {
        Family sum = new Family("all");
        families.values().forEach(sum::add);
        return sum;
    }

    /** What differs, in the order of the files. */
    public List<Disagreement> disagreements() {
        return disagreements;
    }
}
