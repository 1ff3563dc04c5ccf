package dev.ptarmigan.checker;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.descriptors.LinuxPte;
import dev.ptarmigan.descriptors.Place;
import dev.ptarmigan.memory.PhysicalMemory;
import dev.ptarmigan.memory.Segment;
import dev.ptarmigan.registers.Register;
import dev.ptarmigan.registers.RegisterFile;
import dev.ptarmigan.trace.EventKind;
import dev.ptarmigan.trace.EventLog;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The tables before the first event, as far as the events themselves tell: every store has the word from before; a word that
 * can be nothing but a link to a page that is stored into makes that page a table; comments and base registers say where tables
 * are. What is not known is said in {@link #notes}.
 */
public final class LearnedTables {
    private static final int UNKNOWN = TableRoot.UNKNOWN;
    private static final int LINK_BITS = 3;
    /** What a table descriptor of any kernel leaves 0: the attributes of a leaf. The Access flag may be set (FEAT_HAFT). */
    private static final long LEAF_BITS = LinuxPte.PTE_ATTRINDX.mask()
            | LinuxPte.PTE_USER.mask()
            | LinuxPte.PTE_RDONLY.mask()
            | LinuxPte.PTE_SHARED.mask()
            | LinuxPte.PTE_NG.mask()
            | LinuxPte.PTE_WRITE.mask()
            | LinuxPte.PTE_CONT.mask()
            | LinuxPte.PTE_PXN.mask()
            | LinuxPte.PTE_UXN.mask();

    /** A page that is, was or becomes a table. */
    private static final class Page {
        final long pa;
        final Map<Integer, Long> first = new TreeMap<>();
        int level = UNKNOWN;
        boolean vaKnown;
        long va;
        /** Taken for a table within the trace. */
        boolean fresh;
        /** Linked before the first event, or only later. */
        boolean linkedFirst;

        boolean linkedLater;
        boolean hasBlocks;

        @Nullable
        TableRoot root;

        Page(long pa) {
            this.pa = pa;
        }
    }

    /** A word that links a table. */
    private record Link(Page parent, int index, Page child) {}

    private final DescriptorReader reader;
    private final CheckedRegime regime;
    private final RegisterFile registers;
    private final TreeMap<Long, Page> pages = new TreeMap<>(Long::compareUnsigned);
    private final Map<Link, Boolean> links = new LinkedHashMap<>();
    private final List<TableRoot> roots = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private int guessed;
    private int unplaced;
    private int placed;

    /**
     * Learns from a trace.
     *
     * @param regime what tables are read as of which no register says anything else
     * @param known registers as they are before the first event; those that the trace writes are learned
     */
    public LearnedTables(EventLog log, CheckedRegime regime, RegisterFile known) {
        this.regime = regime;
        this.reader = new DescriptorReader(regime);
        this.registers = known.copy();
        for (Register register : Register.values()) {
            if (known.has(register)) {
                root(register, known.orElse(register, 0));
            }
        }
        stores(log);
        for (int i = 0; i < log.size(); i++) {
            if (log.kind(i) == EventKind.STORE) {
                link(log.address(i), log.after(i), false);
            }
        }
        for (Page page : pages.values()) {
            page.first.forEach((index, word) -> link(page.pa + index * 8L, word, true));
        }
        seed();
        spread();
        guess();
    }

    /** Registers as they are before the first event, with the first value of those that a trace writes. */
    public static RegisterFile registers(EventLog log, RegisterFile known) {
        RegisterFile all = known.copy();
        for (int i = 0; i < log.size(); i++) {
            RegisterNote note = log.kind(i) == EventKind.NOTE ? RegisterNote.parse(i, log.nameAt(i)) : null;
            Register register = note == null ? null : note.register();
            if (note != null && register != null && !all.has(register)) {
                all.set(register, note.value());
            }
        }
        return all;
    }

    private void stores(EventLog log) {
        for (int i = 0; i < log.size(); i++) {
            switch (log.kind(i)) {
                case STORE -> {
                    Page page = page(log.address(i));
                    page.first.putIfAbsent(index(page, log.address(i)), log.before(i));
                    look(page, log.before(i));
                    look(page, log.after(i));
                }
                case ALLOCATE -> {
                    Page page = page(log.address(i));
                    page.fresh |= page.first.isEmpty();
                    page.level = level(i, log.after(i));
                    page.va = log.before(i);
                    page.vaKnown = true;
                }
                case NOTE -> note(i, log.nameAt(i));
                default -> {}
            }
        }
    }

    private int level(int event, long told) {
        if (told < lowest() || told > Place.LAST_LEVEL) {
            throw new CheckerException(
                    event, "level=" + told + " of a table is not from " + lowest() + " to " + Place.LAST_LEVEL);
        }
        return (int) told;
    }

    private void note(int event, String text) {
        RegisterNote note = RegisterNote.parse(event, text);
        Register register = note == null ? null : note.register();
        if (note == null || register == null) {
            return;
        }
        if (!registers.has(register)) {
            registers.set(register, note.value());
        }
        root(register, note.value());
    }

    private void root(Register register, long value) {
        TableRoot root = TableRoot.of(register, value, registers, regime.granule(), regime.format(), hostAtEl2());
        if (root != null
                && roots.stream().noneMatch(other -> other.pa() == root.pa() && other.stage() == root.stage())) {
            roots.add(root);
        }
    }

    private boolean hostAtEl2() {
        return regime.regime() == dev.ptarmigan.tlb.TlbRegime.EL20;
    }

    private Page page(long pa) {
        long base = pa & -reader.pageBytes();
        return pages.computeIfAbsent(base, Page::new);
    }

    private static int index(Page page, long pa) {
        return (int) (pa - page.pa >> 3);
    }

    /** A leaf that has the type bit is one of level 3, and one that has not is none. */
    private void look(Page page, long word) {
        if (!DescriptorReader.isValid(word) || page.level != UNKNOWN) {
            return;
        }
        if ((word & LINK_BITS) != LINK_BITS) {
            page.hasBlocks = true;
        } else if ((word & LEAF_BITS) != 0) {
            page.level = Place.LAST_LEVEL;
        }
    }

    private void link(long slot, long word, boolean before) {
        Page parent = page(slot);
        if ((word & LINK_BITS) != LINK_BITS || (word & LEAF_BITS) != 0 || parent.level == Place.LAST_LEVEL) {
            return;
        }
        Page child = pages.get(reader.address(word) & -reader.pageBytes());
        if (child == null || child == parent) {
            return;
        }
        links.put(new Link(parent, index(parent, slot), child), before);
        child.linkedFirst |= before;
        child.linkedLater |= !before;
    }

    private void seed() {
        for (TableRoot root : roots) {
            long first = root.pa() & -reader.pageBytes();
            int count = root.startLevel() == UNKNOWN
                    ? 1
                    : root.entries(root.startLevel(), regime.granule(), regime.format());
            long last = root.pa() + count * (long) Long.BYTES - 1;
            for (Page page : pages.subMap(first, true, last, true).values()) {
                page.root = root;
                if (root.startLevel() != UNKNOWN) {
                    place(page, root);
                }
            }
        }
    }

    /** A root of stage 2 may have up to 16 pages. */
    private void place(Page page, TableRoot root) {
        page.level = root.startLevel() == UNKNOWN ? page.level : root.startLevel();
        long pagesBefore =
                page.pa - (root.pa() & -reader.pageBytes()) >>> regime.granule().pageShift();
        page.va = root.firstAddress(page.level, regime.granule(), regime.format())
                + pagesBefore * ((long) reader.entries() << reader.shift(page.level));
        page.vaKnown = true;
    }

    /** From each table to those above and below, as long as something new comes of it. */
    private void spread() {
        boolean changed = true;
        while (changed) {
            changed = false;
            for (Link link : links.keySet()) {
                Page parent = link.parent();
                Page child = link.child();
                if (parent.level != UNKNOWN && child.level == UNKNOWN && parent.level < Place.LAST_LEVEL) {
                    child.level = parent.level + 1;
                    changed = true;
                } else if (child.level != UNKNOWN && parent.level == UNKNOWN && child.level > lowest()) {
                    parent.level = child.level - 1;
                    changed = true;
                }
                TableRoot root = parent.root;
                if (root != null && !parent.vaKnown && parent.level != UNKNOWN) {
                    place(parent, root);
                    changed = true;
                }
                changed |= addresses(parent, child, link.index());
            }
        }
    }

    private boolean addresses(Page parent, Page child, int index) {
        if (parent.level == UNKNOWN || parent.vaKnown == child.vaKnown) {
            return false;
        }
        if (parent.vaKnown) {
            child.va = parent.va + ((long) index << reader.shift(parent.level));
            child.vaKnown = true;
        } else {
            parent.va = child.va - ((long) index << reader.shift(parent.level));
            parent.vaKnown = true;
        }
        return true;
    }

    private int lowest() {
        return regime.format().lowestLevel(regime.granule());
    }

    /** Levels of tables of which nothing is known but what they hold. */
    private void guess() {
        for (Page page : pages.values()) {
            if (page.level == UNKNOWN && page.hasBlocks) {
                page.level = Place.LAST_LEVEL - 1;
                guessed++;
                spread();
            }
        }
        for (Page page : pages.values()) {
            if (page.level == UNKNOWN) {
                boolean links2 = links.keySet().stream().anyMatch(link -> link.parent() == page);
                page.level = links2 ? Place.LAST_LEVEL - 1 : Place.LAST_LEVEL;
                guessed++;
                spread();
            }
        }
    }

    /** A checker of everything that is known. */
    public TraceChecker checker(CheckerOptions options) {
        TraceChecker checker = new TraceChecker();
        Map<Object, OnlineChecker> trees = new LinkedHashMap<>();
        Map<Page, Map<Integer, Page>> children = new HashMap<>();
        links.forEach((link, before) -> {
            if (before) {
                children.computeIfAbsent(link.parent(), any -> new TreeMap<>()).put(link.index(), link.child());
            }
        });
        try (PhysicalMemory memory = memory()) {
            long next = 0;
            for (Page page : pages.values()) {
                boolean later = page.linkedLater && !page.linkedFirst;
                if (page.fresh || later || page.linkedFirst) {
                    placed += page.fresh || later ? 0 : 1;
                    continue;
                }
                int entries = entries(page);
                if (page.vaKnown) {
                    OnlineChecker tree = trees.computeIfAbsent(owner(page), any -> tree(page, options));
                    tree.load(memory, page.pa, page.level, page.va, entries);
                    placed++;
                } else {
                    OnlineChecker tree = trees.computeIfAbsent("unplaced", any -> {
                        OnlineChecker fresh = new OnlineChecker(regime, options);
                        fresh.unplaced();
                        return fresh;
                    });
                    long span = (long) entries << reader.shift(page.level);
                    next = (next + span - 1) / span * span;
                    tree.load(memory, page.pa, page.level, next, entries);
                    next += span;
                    unplaced++;
                }
            }
        }
        roots(trees, options);
        if (trees.isEmpty()) {
            trees.put("none", new OnlineChecker(regime, options));
        }
        trees.values().forEach(checker::add);
        tell();
        return checker;
    }

    /** Roots that no store touches: their tables may still come. */
    private void roots(Map<Object, OnlineChecker> trees, CheckerOptions options) {
        for (TableRoot root : roots) {
            if (pages.containsKey(root.pa() & -reader.pageBytes()) || root.startLevel() == UNKNOWN) {
                continue;
            }
            boolean used = pages.values().stream().anyMatch(page -> page.vaKnown && !page.fresh);
            if (!used) {
                OnlineChecker tree = trees.computeIfAbsent(root, any -> tree(root, options));
                tree.root(
                        root.pa(),
                        root.startLevel(),
                        root.firstAddress(root.startLevel(), regime.granule(), regime.format()),
                        root.entries(root.startLevel(), regime.granule(), regime.format()));
            }
        }
    }

    private int entries(Page page) {
        TableRoot root = page.root;
        int all = root == null ? reader.entries() : root.entries(page.level, regime.granule(), regime.format());
        return Math.min(all, reader.entries());
    }

    private Object owner(Page page) {
        TableRoot root = page.root;
        return root != null ? root : page.va < 0 || !regime.stage().twoRanges() ? "upper" : "lower";
    }

    private OnlineChecker tree(Page page, CheckerOptions options) {
        TableRoot root = page.root;
        if (root != null) {
            return tree(root, options);
        }
        boolean lower = page.va >= 0 && regime.stage().twoRanges();
        return new OnlineChecker(lower ? regime.lower() : regime, options);
    }

    private OnlineChecker tree(TableRoot root, CheckerOptions options) {
        CheckedRegime its = CheckedRegime.of(root.stage(), regime.granule(), regime.format(), registers, root.upper());
        OnlineChecker tree = new OnlineChecker(its, options);
        tree.base(root.pa());
        boolean tagged =
                root.stage().isStage2() || !root.upper() && root.stage().twoRanges() && root.tag() != 0;
        if (tagged) {
            tree.tags(
                    root.stage().isStage2() ? TreeTags.ANY_ASID : root.tag(),
                    root.stage().isStage2() ? root.tag() : 0);
        }
        return tree;
    }

    private PhysicalMemory memory() {
        PhysicalMemory memory = new PhysicalMemory();
        for (Page page : pages.values()) {
            if (memory.at(page.pa) == Segment.ABSENT) {
                memory.allocate(page.pa, reader.pageBytes());
            }
            page.first.forEach((index, word) -> memory.write(page.pa + index * 8L, word));
        }
        return memory;
    }

    private void tell() {
        notes.add(
                "the tables before the first event are not given: words that no store of the trace replaces are not known, so"
                        + " neither are addresses that they map, nor whether an operation left any of them out");
        if (unplaced > 0) {
            notes.add("of " + unplaced + " table pages the addresses are not known: a TLBI by address is taken to cover"
                    + " them; --tables or --regs says where they are");
        }
        if (guessed > 0) {
            notes.add("of " + guessed + " table pages the level is taken from what they hold");
        }
        Granule granule = regime.granule();
        notes.add("tables are read as " + regime.stage() + ", " + granule + " granule");
        for (TableRoot root : roots) {
            if (root.startLevel() == UNKNOWN && pages.containsKey(root.pa() & -reader.pageBytes())) {
                notes.add(root.register() + " = " + Hex.address(root.pa())
                        + ": the size of its range is not known; its level is taken from what it holds");
            }
        }
    }

    /** What is not known, and what was taken for granted instead; after {@link #checker}. */
    public List<String> notes() {
        return List.copyOf(notes);
    }

    /** How many table pages have an address. */
    public int placed() {
        return placed;
    }
}
