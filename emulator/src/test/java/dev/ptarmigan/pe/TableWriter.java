package dev.ptarmigan.pe;

import dev.ptarmigan.memory.PhysicalMemory;
import dev.ptarmigan.registers.Register;
import dev.ptarmigan.registers.RegisterFile;
import dev.ptarmigan.trace.Barrier;
import dev.ptarmigan.walker.Access;
import dev.ptarmigan.walker.Walk;
import java.util.SplittableRandom;

/**
 * Random software that changes tables on a machine of several PEs, by the rules of break-before-make and TLB maintenance or with
 * one of them broken, while all PEs access what it changes. 4K pages, addresses from 0xffffff8000000000: four 2M regions, each a
 * block or a table of pages, of which the first 32 are in use.
 */
final class TableWriter implements AutoCloseable {
    private static final long FIRST_VA = 0xffff_ff80_0000_0000L;
    private static final long RAM = 0x4000_0000L;
    private static final long LEVEL1 = RAM;
    private static final long LEVEL2 = RAM + 0x1000;
    private static final long FREE_TABLES = RAM + 0x10_000;
    private static final long DATA = 0x8000_0000L;
    private static final int REGIONS = 4;
    private static final int PAGES = 32;
    private static final int GROUP = 16;
    private static final int TABLE_PAGES = 12;
    private static final long BLOCK_BYTES = 2L << 20;

    /** AF, Inner Shareable, AttrIndx 0, UXN, PXN, a page. */
    private static final long PAGE = 0x0060_0000_0000_0703L;
    /** The same, a block. */
    private static final long BLOCK = 0x0060_0000_0000_0701L;

    private static final long TABLE = 3;
    private static final long READ_ONLY = 0x80;
    private static final long USER = 0x40;
    private static final long NOT_GLOBAL = 0x800;
    private static final long CONTIGUOUS = 1L << 52;

    private final PhysicalMemory memory = new PhysicalMemory().allocate(RAM, 1 << 20);
    private final Machine machine;
    private final SplittableRandom random;
    private final RuleBook book;
    private final Walk cached = new Walk();
    private final long[] tables = new long[REGIONS];
    private final boolean[] block = new boolean[REGIONS];
    private final boolean[] taken = new boolean[TABLE_PAGES];
    private final boolean[] contiguous = new boolean[REGIONS * PAGES / GROUP];
    private int asid = 1;
    private ProcessingElement pe;
    private long stale;
    private String lastChange = "";

    TableWriter(long seed, MachineOptions options, RuleBook book) {
        this.book = book;
        random = new SplittableRandom(seed);
        memory.write(LEVEL1, LEVEL2 | TABLE);
        for (int region = 0; region < REGIONS; region++) {
            memory.write(LEVEL2 + region * 8L, data(region) | BLOCK);
            block[region] = true;
        }
        machine = new Machine(memory, registers(), 3, options.withSeed(seed));
        pe = machine.pe(0);
    }

    Machine machine() {
        return machine;
    }

    private static RegisterFile registers() {
        RegisterFile registers = new RegisterFile();
        registers.set(Register.TCR_EL1, 0x5_b519_3510L);
        registers.set(Register.TTBR0_EL1, ttbr0(1));
        registers.set(Register.TTBR1_EL1, LEVEL1);
        registers.set(Register.SCTLR_EL1, 0x30d0_1805L);
        registers.set(Register.MAIR_EL1, 0xffL);
        registers.set(Register.ID_AA64MMFR0_EL1, 0x2100_0322_0010_1126L);
        registers.set(Register.ID_AA64PFR0_EL1, 0x11L);
        return registers;
    }

    private static long ttbr0(int asid) {
        return (long) asid << 48 | RAM + 0x8000;
    }

    private static long data(int region) {
        return DATA + region * BLOCK_BYTES;
    }

    private static long va(int region, int page) {
        return FIRST_VA + region * BLOCK_BYTES + page * 4096L;
    }

    private long slot(int region, int page) {
        return tables[region] + page * 8L;
    }

    /** Accesses of any PE anywhere, which fill TLBs as they like. */
    private void stir() {
        int count = random.nextInt(6);
        for (int i = 0; i < count; i++) {
            access(machine.pe(random.nextInt(3)), anyVa());
        }
    }

    private long anyVa() {
        return va(random.nextInt(REGIONS), random.nextInt(PAGES)) + random.nextInt(512) * 8L;
    }

    private int anyAccess() {
        int kind = random.nextInt(4) == 0 ? Access.WRITE : Access.READ;
        return random.nextInt(4) == 0 ? kind | Access.UNPRIVILEGED : kind;
    }

    private void access(ProcessingElement element, long va) {
        element.access(va, anyAccess(), cached);
    }

    private void store(long slot, long word) {
        pe.store(slot, word);
        stir();
    }

    private void barrier(Barrier barrier) {
        pe.barrier(barrier);
        stir();
    }

    private void tlbi(String operation, long operand) {
        if (book == RuleBook.NO_TLBI) {
            return;
        }
        pe.tlbi(book == RuleBook.LOCAL_TLBI ? operation.replace("is", "") : operation, operand);
        stir();
    }

    private void published() {
        if (book != RuleBook.NO_DSB_BEFORE_TLBI) {
            barrier(Barrier.DSB_ISHST);
        }
    }

    private void completed() {
        switch (book) {
            case NO_DSB_AFTER_TLBI -> stir();
            case STORE_DSB_AFTER_TLBI -> barrier(Barrier.DSB_ISHST);
            case NARROW_DSB_AFTER_TLBI -> barrier(Barrier.DSB_NSH);
            default -> barrier(Barrier.DSB_ISH);
        }
        pe.barrier(Barrier.ISB);
    }

    /** Flushes pages: one by one, by a range, or everything. */
    private void flush(int region, int page, int count, boolean global) {
        published();
        int how = random.nextInt(8);
        if (book == RuleBook.ASID_FOR_GLOBAL && global) {
            tlbi("aside1is", (long) asid << 48);
        } else if (book == RuleBook.WRONG_ASID && !global) {
            for (int i = 0; i < count; i++) {
                tlbi("vale1is", operand(region, page + i) | (asid + 1L & 0xff) << 48);
            }
        } else if (book == RuleBook.ONE_PAGE_OF_GROUP && count > 1) {
            tlbi("vaale1is", operand(region, page));
        } else if (how == 0 && book != RuleBook.LAST_LEVEL_FOR_TABLE) {
            tlbi("vmalle1is", 0);
        } else if (how < 3 && count > 1) {
            // TG = 4K, SCALE = 0, NUM: (NUM + 1) * 2 pages; an odd one is flushed by itself.
            long units = count / 2L - 1;
            tlbi("rvaale1is", 1L << 46 | units << 39 | va(region, page) >>> 12 & (1L << 37) - 1);
            if (count % 2 != 0) {
                tlbi("vaale1is", operand(region, page + count - 1));
            }
        } else {
            // A hint is allowed once no block entry can be left from before a split.
            long hint = book == RuleBook.HINT_AFTER_SPLIT ? 0b0111L << 44 : 0;
            for (int i = 0; i < count; i++) {
                tlbi("vaale1is", operand(region, page + i) | hint);
            }
        }
        completed();
    }

    private static long operand(int region, int page) {
        return va(region, page) >>> 12 & (1L << 44) - 1;
    }

    /** Flushes a region with the tables that led to its pages. */
    private void flushTable(int region) {
        published();
        if (book == RuleBook.LAST_LEVEL_FOR_TABLE) {
            tlbi("rvaale1is", 1L << 46 | 7L << 39 | 1L << 44 | va(region, 0) >>> 12 & (1L << 37) - 1);
        } else if (random.nextBoolean()) {
            tlbi("vmalle1is", 0);
        } else {
            // 512 pages: SCALE = 1, NUM = 7.
            tlbi("rvaae1is", 1L << 46 | 1L << 44 | 7L << 39 | va(region, 0) >>> 12 & (1L << 37) - 1);
        }
        completed();
    }

    /** One change to the tables, on any PE. */
    void change() {
        pe = machine.pe(random.nextInt(3));
        int region = random.nextInt(REGIONS);
        int page = random.nextInt(PAGES);
        switch (random.nextInt(8)) {
            case 0 -> split(region);
            case 1 -> collapse(region);
            case 2, 3 -> permission(region, page);
            case 4 -> remap(region, page);
            case 5 -> unmapAndMap(region, page);
            case 6 -> contiguous(region, page / GROUP);
            default -> switchAsid();
        }
    }

    private void split(int region) {
        if (!block[region]) {
            return;
        }
        lastChange = "split " + region;
        int free = freeTable();
        long table = FREE_TABLES + free * 4096L;
        long word = pe.loadWord(LEVEL2 + region * 8L);
        for (int i = 0; i < PAGES; i++) {
            // What the slots of a page in use before held must go before it is used again: these are plain stores.
            pe.store(table + i * 8L, (word & ~TABLE | TABLE) + i * 4096L);
        }
        barrier(Barrier.DSB_ISHST);
        tables[region] = table;
        taken[free] = true;
        block[region] = false;
        store(LEVEL2 + region * 8L, table | TABLE);
        barrier(Barrier.DSB_ISHST);
        pe.barrier(Barrier.ISB);
    }

    private int freeTable() {
        for (; ; ) {
            int free = random.nextInt(TABLE_PAGES);
            if (!taken[free]) {
                return free;
            }
        }
    }

    /** Pages become a block; the table is free afterwards. */
    private void collapse(int region) {
        if (block[region]) {
            return;
        }
        lastChange = "collapse " + region;
        long old = tables[region];
        long word = data(region) | BLOCK | (random.nextBoolean() ? READ_ONLY : 0);
        if (book != RuleBook.NO_BREAK) {
            store(LEVEL2 + region * 8L, 0);
            flushTable(region);
        }
        store(LEVEL2 + region * 8L, word);
        if (book == RuleBook.NO_BREAK) {
            flushTable(region);
        } else {
            barrier(Barrier.DSB_ISHST);
        }
        block[region] = true;
        contiguous[region * 2] = false;
        contiguous[region * 2 + 1] = false;
        taken[(int) (old - FREE_TABLES >>> 12)] = false;
        // The page is somebody else's now, who writes into it what looks like descriptors of other places.
        for (int i = 0; i < PAGES; i++) {
            pe.store(old + i * 8L, 0xc000_0000L + i * 4096L | PAGE);
        }
        barrier(Barrier.DSB_ISHST);
    }

    private void permission(int region, int page) {
        int first = page;
        int count = 1;
        if (block[region]) {
            return;
        }
        if (contiguous[region * 2 + page / GROUP]) {
            first = page & -GROUP;
            count = GROUP;
        }
        lastChange = "permission " + region + "." + first + "+" + count;
        boolean global = false;
        long flip = random.nextBoolean() ? READ_ONLY : USER;
        for (int i = 0; i < count; i++) {
            long word = pe.loadWord(slot(region, first + i));
            global |= (word & NOT_GLOBAL) == 0;
            if (word != 0) {
                store(slot(region, first + i), word ^ flip);
            }
        }
        flush(region, first, count, global);
    }

    /** Another place, by break-before-make; may become non-global or global. */
    private void remap(int region, int page) {
        if (block[region] || contiguous[region * 2 + page / GROUP]) {
            return;
        }
        lastChange = "remap " + region + "." + page;
        long slot = slot(region, page);
        boolean global = (pe.loadWord(slot) & NOT_GLOBAL) == 0;
        store(slot, 0);
        flush(region, page, 1, global);
        long place = 0x9000_0000L + random.nextInt(1 << 16) * 4096L;
        store(slot, place | PAGE | (random.nextBoolean() ? NOT_GLOBAL : 0));
        barrier(Barrier.DSB_ISHST);
        pe.barrier(Barrier.ISB);
    }

    private void unmapAndMap(int region, int page) {
        if (block[region] || contiguous[region * 2 + page / GROUP]) {
            return;
        }
        lastChange = "unmap or map " + region + "." + page;
        long slot = slot(region, page);
        long word = pe.loadWord(slot);
        if (word == 0) {
            store(slot, data(region) + page * 4096L | PAGE);
            barrier(Barrier.DSB_ISHST);
            pe.barrier(Barrier.ISB);
            return;
        }
        store(slot, 0);
        flush(region, page, 1, (word & NOT_GLOBAL) == 0);
    }

    /** A group becomes Contiguous, or is not any more: in place, for these PEs never abort. */
    private void contiguous(int region, int group) {
        if (block[region]) {
            return;
        }
        int first = group * GROUP;
        lastChange = "contiguous " + region + "." + first;
        if (contiguous[region * 2 + group]) {
            for (int i = 0; i < GROUP; i++) {
                store(slot(region, first + i), pe.loadWord(slot(region, first + i)) & ~CONTIGUOUS);
            }
            contiguous[region * 2 + group] = false;
        } else {
            // By break-before-make, for the pages may be anything.
            for (int i = 0; i < GROUP; i++) {
                store(slot(region, first + i), 0);
            }
            published();
            for (int i = 0; i < GROUP; i++) {
                tlbi("vaale1is", operand(region, first + i));
            }
            completed();
            for (int i = 0; i < GROUP; i++) {
                store(slot(region, first + i), data(region) + (first + i) * 4096L | PAGE | CONTIGUOUS);
            }
            contiguous[region * 2 + group] = true;
        }
        barrier(Barrier.DSB_ISHST);
        pe.barrier(Barrier.ISB);
    }

    /** All PEs go to another address space, which has its own translations of what is not global: the same ones here. */
    private void switchAsid() {
        lastChange = "switch";
        asid = 1 + random.nextInt(3);
        for (ProcessingElement element : machine.elements()) {
            element.writeRegister(Register.TTBR0_EL1, ttbr0(asid));
            if (book != RuleBook.NO_ISB_AFTER_SWITCH) {
                element.barrier(Barrier.ISB);
            }
        }
    }

    /** Whether an access by any PE now has another result than a walk of the tables, with what it was. */
    String check() {
        ProcessingElement element = machine.pe(random.nextInt(3));
        long va = anyVa();
        int access = anyAccess();
        element.access(va, access, cached);
        if (!machine.isStale(element, va, access, cached) && Tags.asid(element.state(1).tags[1]) == asid) {
            return "";
        }
        stale++;
        return element + ", access " + access + ", " + cached + " after " + lastChange;
    }

    long stale() {
        return stale;
    }

    @Override
    public void close() {
        memory.close();
    }
}
