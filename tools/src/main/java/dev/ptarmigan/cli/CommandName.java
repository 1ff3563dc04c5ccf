package dev.ptarmigan.cli;

import org.jspecify.annotations.Nullable;

/** The table of commands. A command is made only when it is chosen, because making one costs a short run its start-up. */
enum CommandName {
    DECODE("decode", "Explain descriptor words bit by bit."),
    ENCODE("encode", "Make a descriptor word from its fields."),
    WALK("walk", "Translate addresses with the tables of a capture, level by level."),
    EXPLAIN(
            "explain",
            "Explain register values field by field, faults by the tables that made them, and TLB invalidations."),
    CONFORM("conform", "Compare our walker with recorded answers of a machine."),
    PTDUMP("ptdump", "List the tables of a capture as the kernel's ptdump does."),
    SET_MEMORY("set-memory", "Run a set_memory call on a captured kernel and tell every store."),
    REPLAY("replay", "Run what a capture says was run, and compare with the real kernel."),
    COMPARE_STRATEGIES("compare-strategies", "Run one call by every strategy, side by side."),
    TLB("tlb", "Tell what mappings cost: TLB misses on pages, groups, blocks, and after splits."),
    CHECK("check", "Check a trace of updates of live tables: break-before-make, barriers, TLBIs."),
    MUTATE("mutate", "Score the checker on every single-step mutant of a strategy."),
    EXPLORE("explore", "Take every interleaving of a scenario and show what can go wrong."),
    LITMUS("litmus", "Tell whether an outcome of translated memory is possible, and how."),
    CAPTURES("captures", "List the captures that come with ptarmigan.");

    private final String word;
    private final String summary;

    CommandName(String word, String summary) {
        this.word = word;
        this.summary = summary;
    }

    /** What is typed. */
    String word() {
        return word;
    }

    /** One sentence for the list of commands and the head of the command's own help. */
    String summary() {
        return summary;
    }

    Command create() {
        return switch (this) {
            case DECODE -> new DecodeCommand();
            case ENCODE -> new EncodeCommand();
            case WALK -> new WalkCommand();
            case EXPLAIN -> new ExplainCommand();
            case CONFORM -> new ConformCommand();
            case PTDUMP -> new PtdumpCommand();
            case SET_MEMORY -> new SetMemoryCommand();
            case REPLAY -> new ReplayCommand();
            case COMPARE_STRATEGIES -> new CompareStrategiesCommand();
            case TLB -> new TlbCommand();
            case CHECK -> new CheckCommand();
            case MUTATE -> new MutateCommand();
            case EXPLORE -> new ExploreCommand();
            case LITMUS -> new LitmusCommand();
            case CAPTURES -> new CapturesCommand();
        };
    }

    /** The command that is typed so, or null. */
    static @Nullable CommandName of(String typed) {
        for (CommandName name : values()) {
            if (name.word.equals(typed)) {
                return name;
            }
        }
        return null;
    }

    /** All words, for messages. */
    static String words() {
        StringBuilder text = new StringBuilder();
        for (CommandName name : values()) {
            text.append(text.length() > 0 ? ", " : "").append(name.word);
        }
        return text.toString();
    }
}
