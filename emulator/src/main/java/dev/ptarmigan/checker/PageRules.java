package dev.ptarmigan.checker;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.bits.NumberTextException;
import java.util.Arrays;

/** Table pages that are taken, zeroed and given back. */
final class PageRules {
    private final CheckState state;
    private final StoreRules stores;

    PageRules(CheckState state, StoreRules stores) {
        this.state = state;
        this.stores = stores;
    }

    /** The number after a word of an event's text. */
    static long address(int event, String text, String before) {
        int at = text.indexOf(before);
        if (at < 0) {
            throw new CheckerException(event, "'" + text + "': " + before + "... is missing");
        }
        int start = at + before.length();
        int end = text.indexOf(' ', start);
        try {
            return Hex.parse(end < 0 ? text.substring(start) : text.substring(start, end), "an address");
        } catch (NumberTextException e) {
            throw new CheckerException(event, "'" + text + "': " + e.getMessage());
        }
    }

    void free(ProcessorState pe, long pa) {
        TrackedTable table = state.tables.find(pa);
        if (table == null || !table.known && !table.live) {
            return;
        }
        check(pe, table, Rule.FREED_CACHED, "given back");
        table.freed = true;
    }

    void allocate(ProcessorState pe, long pa) {
        TrackedTable table = state.tables.require(pa);
        table.known = true;
        check(pe, table, Rule.REUSED_CACHED, "taken for a new table");
        reset(table);
    }

    /** Zeroed by instructions that are no stores of words: {@code DC ZVA}. */
    void zero(ProcessorState pe, long pa) {
        TrackedTable table = state.tables.find(pa);
        if (table == null || table.live) {
            return;
        }
        if (table.cachedLinks > 0) {
            check(pe, table, Rule.REUSED_CACHED, "zeroed");
        }
        reset(table);
        table.wrote(pe, state.event);
    }

    private static void reset(TrackedTable table) {
        table.freed = false;
        if (!table.live) {
            Arrays.fill(table.words, 0);
            table.writer = -1;
            table.otherWriter = -1;
        }
    }

    private void check(ProcessorState pe, TrackedTable table, Rule cached, String what) {
        if (table.live) {
            state.add(
                    Rule.FREED_REACHABLE,
                    pe,
                    table.va,
                    (long) table.words.length << state.reader.shift(table.level),
                    table.pa,
                    0,
                    0,
                    "tables still lead to the page that is " + what,
                    "no store has removed the link",
                    "remove the link, DSB ISHST, TLBI of all levels, DSB ISH, then give the page back");
            return;
        }
        ReplacedEntry link = table.cachedLinks > 0 ? stores.linkTo(table) : null;
        if (link != null) {
            state.add(
                    cached,
                    pe,
                    link.base,
                    state.reader.bytes(link.level),
                    table.pa,
                    link.word,
                    0,
                    "a walk cache may still lead to the page that is " + what,
                    state.cause(link),
                    state.repair(link) + "; only then " + (cached == Rule.FREED_CACHED ? "free" : "reuse"));
        }
    }
}
