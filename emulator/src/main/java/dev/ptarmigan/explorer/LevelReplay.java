package dev.ptarmigan.explorer;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.descriptors.LinuxPte;
import dev.ptarmigan.kernel.KernelTables;
import dev.ptarmigan.trace.Event;
import dev.ptarmigan.trace.EventKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A recording seen at two levels: descriptors of the upper one (blocks) and those of the tables that they point to (pages). A
 * larger leaf above counts as the blocks it consists of; a table below counts as the leaf it was or becomes.
 */
final class LevelReplay {
    /**
     * A store of the recording that these levels see, or a table given back.
     *
     * @param table −1 for the block's own slot
     * @param index the page, −1 for the block's own slot
     * @param shape what it becomes, null for a table given back
     */
    record Effect(
            int step,
            BlockHistory block,
            int table,
            int index,
            @Nullable Shape shape) {}

    private final RecordedTables memory;
    private final KernelTables tables;
    private final int level;
    private final TreeMap<Long, BlockHistory> blocks = new TreeMap<>(Long::compareUnsigned);
    private final Map<Long, Integer> numbers = new HashMap<>();
    private final List<Effect> effects = new ArrayList<>();
    private final Shape.Attributes attributes;
    private int nextTable;

    LevelReplay(RecordedTables memory, int level, Shape.Attributes attributes) {
        this.memory = memory;
        this.tables = memory.tables();
        this.level = level;
        this.attributes = attributes;
    }

    List<Effect> effects() {
        return effects;
    }

    NavigableMap<Long, BlockHistory> blocks() {
        return blocks;
    }

    int level() {
        return level;
    }

    long blockBytes() {
        return tables.bytes(level);
    }

    long pageBytes() {
        return tables.bytes(level + 1);
    }

    int pages() {
        return tables.entries();
    }

    /** Makes a block one that is looked at, with all of its Contiguous group; before the first step. */
    void watch(long va) {
        long at = va & -blockBytes();
        if (blocks.containsKey(at)) {
            return;
        }
        BlockHistory block = new BlockHistory(at);
        blocks.put(at, block);
        block.initial = root(block);
        block.current = block.initial;
        RecordedTables.Found found = memory.walk(at, level);
        block.leafBytes = block.initial.isLeaf() && found.level() < level ? tables.bytes(found.level()) : 0;
        if (block.initial.contiguous()) {
            long group = at & -tables.contiguousBytes(level);
            for (long other = group; other != group + tables.contiguousBytes(level); other += blockBytes()) {
                watch(other);
            }
        }
    }

    /** What the block's slot holds now. */
    private Shape root(BlockHistory block) {
        RecordedTables.Found found = memory.walk(block.va, level);
        long word = found.word();
        if (!LinuxPte.valid(word)) {
            return Shape.INVALID;
        }
        if (LinuxPte.table(word)) {
            int number = number(tables.address(word));
            if (!block.tables.contains(number)) {
                enter(block, number, tables.address(word));
            }
            return Shape.table(number);
        }
        return Shape.leaf(
                tables,
                SlotValue.Kind.BLOCK,
                word,
                block.va & -tables.bytes(found.level()),
                found.level() < level,
                memory.mask(found.table()),
                attributes);
    }

    /**
     * Whether a TLBI removes what caches hold of addresses of a block. As long as that is a larger leaf, any of its addresses
     * will do.
     */
    static boolean reaches(RecordedStep.Flush flush, int step, BlockHistory block, long first, long last) {
        if (flush.meets(first, last)) {
            return true;
        }
        long leaf = block.va & -block.leafBytes;
        return block.isPieceUntil(step) && flush.meets(leaf, leaf + block.leafBytes - 1);
    }

    /**
     * The level hint of a TLBI as a block sees it. A piece of a larger leaf stands one level further down than the leaf, so a
     * hint of the leaf's level is none to it, and any other misses it.
     */
    int hint(RecordedStep.Flush flush, int step, BlockHistory block) {
        if (flush.ttl() == 0 || !block.isPieceUntil(step)) {
            return flush.ttl();
        }
        return tables.bytes(flush.ttl()) == block.leafBytes ? 0 : level + 1;
    }

    private int number(long table) {
        return numbers.computeIfAbsent(table, any -> nextTable++);
    }

    /** A table that was there before. */
    private void enter(BlockHistory block, int number, long table) {
        block.addTable(number);
        for (int i = 0; i < pages(); i++) {
            long va = block.va + i * pageBytes();
            Shape shape = page(memory.word(tables.slot(table, level + 1, va)), table, va, Shape.INVALID);
            if (shape.isLeaf()) {
                block.startsWith(number, i, shape);
            }
        }
    }

    /** A descriptor of a page; where it is a table, the leaf that was there or, if there was none, the first one below. */
    private Shape page(long word, long table, long va, Shape was) {
        int at = level + 1;
        long current = word;
        long in = table;
        if (at < KernelTables.PTE && LinuxPte.table(word)) {
            if (was.isLeaf()) {
                return was;
            }
            while (at < KernelTables.PTE && LinuxPte.table(current)) {
                in = tables.address(current);
                at++;
                current = memory.word(tables.slot(in, at, va));
            }
        }
        boolean leaf = LinuxPte.valid(current) && LinuxPte.table(current) == (at == KernelTables.PTE);
        if (!leaf) {
            return Shape.INVALID;
        }
        return Shape.leaf(tables, SlotValue.Kind.PAGE, current, va, at > level + 1, memory.mask(in), attributes);
    }

    /** Plays a step. */
    void play(int number, RecordedStep step) {
        if (step instanceof RecordedStep.Freed freed) {
            Integer table = numbers.remove(freed.pa());
            if (table != null) {
                for (BlockHistory block : blocks.values()) {
                    if (block.tables.contains(table)) {
                        effects.add(new Effect(number, block, table, -1, null));
                    }
                }
            }
        } else if (step instanceof RecordedStep.Stores stores) {
            for (Event event : stores.events()) {
                if (event.kind() == EventKind.ALLOCATE) {
                    allocate(event);
                } else {
                    store(number, event);
                }
            }
        }
    }

    private void allocate(Event event) {
        memory.allocate(event.address(), (int) event.after(), event.before());
        RecordedTables.Table table = memory.tableOf(event.address());
        if (table != null && table.level() == level + 1) {
            watched(table.va()).addTable(newTable(event.address()));
        }
    }

    private int newTable(long pa) {
        numbers.put(pa, nextTable);
        return nextTable++;
    }

    private BlockHistory watched(long va) {
        BlockHistory block = blocks.get(va & -blockBytes());
        if (block == null) {
            throw new IllegalStateException("va=" + Hex.address(va));
        }
        return block;
    }

    private void store(int step, Event event) {
        long pa = event.address();
        RecordedTables.Table table = memory.tableOf(pa);
        if (table == null) {
            throw new ScenarioException("store to " + Hex.address(pa)
                    + ", which lies in no table that is known from the start or allocated");
        }
        long in = pa & -tables.pageBytes();
        memory.store(pa, event.after());
        long va = memory.va(pa, table);
        if (table.level() == level + 1) {
            BlockHistory block = watched(va);
            int number = number(in);
            block.addTable(number);
            int index = (int) ((va - block.va) / pageBytes());
            Shape shape = page(event.after(), in, va, held(block, number, index));
            if (block.pageBecomes(step, number, index, shape)) {
                effects.add(new Effect(step, block, number, index, shape));
            }
        } else if (table.level() <= level) {
            long end = va + tables.bytes(table.level());
            Map<Long, BlockHistory> below = end == 0 ? blocks.tailMap(va) : blocks.subMap(va, end);
            for (BlockHistory block : below.values()) {
                Shape shape = root(block);
                if (block.becomes(step, shape)) {
                    effects.add(new Effect(step, block, -1, -1, shape));
                }
            }
        }
    }

    /** The leaf that a page was at last. */
    private static Shape held(BlockHistory block, int table, int index) {
        return block.page(table, index);
    }
}
