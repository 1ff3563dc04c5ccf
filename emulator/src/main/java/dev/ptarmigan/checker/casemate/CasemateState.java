package dev.ptarmigan.checker.casemate;

import dev.ptarmigan.bits.BitField;
import dev.ptarmigan.checker.casemate.CasemateChecker.Locks;
import dev.ptarmigan.checker.casemate.CasemateChecker.Unclean;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Carries out records one by one. Messages are casemate's, spelling included. */
final class CasemateState implements CasemateHandler {
    private static final int THREADS = 4;
    private static final long PAGE = 0x1000;
    private static final BitField ID = BitField.bits("VMID or ASID", 63, 48);
    private static final BitField BASE = BitField.bits("BADDR", 47, 1);
    private static final BitField TABLE_ADDRESS = BitField.bits("TA", 47, 12);
    private static final BitField SIZE_OFFSET = BitField.bits("T0SZ", 5, 0);
    private static final long SIZE_OFFSET_48 = 16;

    private final boolean compatible;
    private final boolean checkLocks;
    private final Map<Long, CasematePage> pages = new HashMap<>();
    private final List<CasemateRoot> roots = new ArrayList<>();
    private final Map<Long, Long> rootLocks = new HashMap<>();
    private final Locks locks = new Locks();
    private final Unclean unclean = new Unclean();
    private final long[][] registers = new long[THREADS][SystemRegister.values().length];
    private final boolean[][] written = new boolean[THREADS][SystemRegister.values().length];
    private @Nullable CasematePage recent;
    private @Nullable String message;
    private int thread;
    private long location;
    private int tables;
    /** Threads that are at a higher exception level: no walk uses their stage 2 tables. */
    private final boolean[] outside = new boolean[THREADS];

    CasemateState(CasemateMode mode, boolean defaultRegisters, boolean checkLocks) {
        this.compatible = mode == CasemateMode.COMPATIBLE;
        this.checkLocks = checkLocks;
        if (defaultRegisters) {
            for (long[] file : registers) {
                file[SystemRegister.HCR_EL2.ordinal()] = 1;
                file[SystemRegister.SCTLR_EL2.ordinal()] = 1;
                file[SystemRegister.VTCR_EL2.ordinal()] = SIZE_OFFSET_48;
                file[SystemRegister.TCR_EL2.ordinal()] = SIZE_OFFSET_48;
            }
        }
    }

    @Nullable
    String message() {
        return message;
    }

    int thread() {
        return thread;
    }

    long location() {
        return location;
    }

    private boolean fail(String what) {
        message = what;
        return false;
    }

    private boolean outcome(@Nullable String what) {
        message = what;
        return what == null;
    }

    private @Nullable CasematePage find(long address) {
        CasematePage last = recent;
        long page = address & -PAGE;
        if (last != null && last.address == page) {
            return last;
        }
        CasematePage found = pages.get(page);
        recent = found == null ? last : found;
        return found;
    }

    private static int index(long address) {
        return (int) (address >>> 3 & CasematePage.WORDS - 1);
    }

    @Override
    public boolean memory(int newThread, Memory what, long address, long size, long value) {
        thread = newThread;
        location = address;
        return switch (what) {
            case WRITE_PLAIN -> write(address, value, false);
            case WRITE_RELEASE -> write(address, value, true);
            case READ -> true; // The word may differ from the copy: casemate passes it over.
            case INIT -> each(address, size, true);
            case FREE -> each(address, size, false);
            case SET -> {
                for (long at = address; at < address + size; at += Long.BYTES) {
                    if (!write(at, value, false)) {
                        yield false;
                    }
                }
                yield true;
            }
        };
    }

    private boolean each(long address, long size, boolean initialise) {
        for (long at = address & -Long.BYTES; at < address + size; at += Long.BYTES) {
            CasematePage page = pages.computeIfAbsent(at & -PAGE, CasematePage::new);
            if (page.isTable()) {
                location = at;
                return fail(
                        initialise
                                ? "cannot initialise used location"
                                : "can't free location which is currently a PTE");
            }
            page.initialise(index(at), initialise);
        }
        return true;
    }

    private boolean write(long address, long value, boolean release) {
        location = address;
        CasematePage page = find(address);
        int index = index(address);
        if (page == null || !page.isInitialised(index)) {
            return fail("Attempted write to uninitialised location");
        }
        CasemateRoot root = page.root;
        if (root == null) {
            page.words()[index] = value;
            return true;
        }
        String wrong = authorise(page, index, root, value, release);
        if (wrong == null && page.unclean > 0) {
            wrong = "Wrote on a page with an unclean parent";
        }
        if (wrong == null && CasemateChecker.isReserved(value, root.stage2, page.level)) {
            wrong = "Saw invalid pte encoding";
        }
        return outcome(wrong == null ? update(page, index, root, value) : wrong);
    }

    private @Nullable String authorise(CasematePage page, int index, CasemateRoot root, long value, boolean release) {
        int owner = page.owner(index);
        if (!CasematePage.isNobody(owner)) {
            return owner == thread ? null : "Location owned by a thread but accessed by another";
        }
        if (!checkLocks) {
            return null;
        }
        if (root.lock == CasemateRoot.NO_LOCK) {
            return "must have associated root with a lock";
        }
        if (!locks.holds(thread, root.lock)) {
            return "must write to pte while holding owner lock";
        }
        if (release) {
            return null;
        }
        boolean matters = page.state(index) == CasematePage.VALID || (value & 1) != 0;
        if (matters && !locks.isAuthorised(root.lock)) {
            return "Wrote plain without authorization";
        }
        locks.plainStore(root.lock);
        return null;
    }

    private @Nullable String update(CasematePage page, int index, CasemateRoot root, long value) {
        long old = page.words()[index];
        boolean becomesValid = (value & 1) != 0;
        byte state = page.state(index);
        if (state == CasematePage.VALID) {
            boolean oldTable = isTable(old, page.level);
            if (!becomesValid) {
                page.words()[index] = value;
                page.invalidated(index, thread, old);
                unclean.add(page, index);
                if (oldTable) {
                    freeze(old, page.level, 1);
                }
                return null;
            }
            boolean newTable = isTable(value, page.level);
            boolean broken = compatible
                    ? CasemateRules.casemateNeedsBbm(old, value, oldTable || newTable)
                    : CasemateRules.needsBbm(old, value, root.stage2, page.level, page.spanBase(index));
            if (broken) {
                return "BBM valid->valid";
            }
            page.words()[index] = value;
            return null;
        }
        if (!becomesValid) {
            page.words()[index] = value;
            return null;
        }
        if (state != CasematePage.CLEAN) {
            return "BBM invalid unclean->valid";
        }
        if (isTable(value, page.level)) {
            String wrong =
                    adopt(TABLE_ADDRESS.of(value) << 12, root, page.level + 1, page.spanBase(index), "traversal");
            if (wrong != null) {
                return wrong;
            }
        }
        page.words()[index] = value;
        page.state(index, CasematePage.VALID);
        return null;
    }

    private static boolean isTable(long word, int level) {
        return level < 3 && (word & 3) == 3;
    }

    /** The children of a table that is not linked any more may not be written until it is clean; or may again. */
    private void freeze(long tableWord, int level, int step) {
        CasematePage child = find(TABLE_ADDRESS.of(tableWord) << 12);
        if (child == null || !child.isTable() || child.level != level + 1) {
            return;
        }
        child.unclean += step;
        for (int i = 0; i < CasematePage.WORDS && child.level < 3; i++) {
            if (child.state(i) == CasematePage.VALID && isTable(child.words()[i], child.level)) {
                freeze(child.words()[i], child.level, step);
            }
        }
    }

    /** The children of a table that is clean are memory again. */
    private void disown(long tableWord, int level) {
        CasematePage child = find(TABLE_ADDRESS.of(tableWord) << 12);
        if (child == null || !child.isTable() || child.level != level + 1) {
            return;
        }
        for (int i = 0; i < CasematePage.WORDS && child.level < 3; i++) {
            if (child.state(i) == CasematePage.VALID && isTable(child.words()[i], child.level)) {
                disown(child.words()[i], child.level);
            }
        }
        child.noTable();
        tables--;
    }

    private @Nullable String adopt(long address, CasemateRoot root, int level, long base, String doing) {
        CasematePage page = find(address);
        location = address;
        if (page == null) {
            return "Saw uninitialised PTE on pgtable " + doing;
        }
        if (page.isTable()) {
            return "double-use pte";
        }
        if (!page.isAllInitialised()) {
            return "Saw uninitialised PTE on pgtable " + doing;
        }
        page.becomeTable(root, level, base);
        tables++;
        for (int i = 0; i < CasematePage.WORDS; i++) {
            long word = page.words()[i];
            if ((word & 1) == 0) {
                continue;
            }
            page.state(i, CasematePage.VALID);
            if (CasemateChecker.isReserved(word, root.stage2, level)) {
                return "Saw invalid pte encoding";
            }
            if (isTable(word, level)) {
                String wrong = adopt(TABLE_ADDRESS.of(word) << 12, root, level + 1, page.spanBase(i), doing);
                if (wrong != null) {
                    return wrong;
                }
            }
        }
        return null;
    }

    @Override
    public boolean fence(int newThread, Fence kind) {
        thread = newThread;
        location = 0;
        if (kind == Fence.ISB) {
            return true;
        }
        if (kind == Fence.NSH) {
            return !compatible || tables == 0 || fail("Unsupported DSB NSH");
        }
        locks.barrier(thread);
        for (int i = 0; i < unclean.size(); i++) {
            fence(unclean.page(i), unclean.index(i), kind);
        }
        unclean.sweep();
        return true;
    }

    private void fence(CasematePage page, int index, Fence kind) {
        if (!page.isTable() || !page.isUnclean(index)) {
            return;
        }
        byte state = page.state(index);
        // The DSB that completes a TLBI is that of the PE that issued it; casemate asks for the one that stored.
        boolean mine = state == CasematePage.STORED || compatible
                ? page.invalidator(index) == thread
                : page.issuer(index) == thread;
        CasemateRoot root = page.root;
        if (!mine || root == null) {
            return;
        }
        if (state == CasematePage.STORED) {
            boolean held = !compatible || root.lock == CasemateRoot.NO_LOCK || locks.isHeld(root.lock) || !checkLocks;
            if (held) {
                page.state(index, CasematePage.VISIBLE);
            }
        } else if (kind.completes() && state == CasematePage.STAGE2) {
            page.state(index, CasematePage.STAGE2_DONE);
        } else if (kind.completes() && state == CasematePage.ALL) {
            page.state(index, CasematePage.CLEAN);
            if (isTable(page.old(index), page.level)) {
                freeze(page.old(index), page.level, -1);
                disown(page.old(index), page.level);
            }
        }
    }

    @Override
    public boolean tlbi(int newThread, Tlb operation, long operand) {
        thread = newThread;
        location = 0;
        boolean broadcast = operation.name().endsWith("IS");
        if (!broadcast) {
            return !compatible || tables == 0 || fail("Unsupported TLBI (expected broadcast)");
        }
        for (int i = 0; i < unclean.size(); i++) {
            tlbi(unclean.page(i), unclean.index(i), operation, operand);
        }
        return true;
    }

    private void tlbi(CasematePage page, int index, Tlb operation, long operand) {
        CasemateRoot root = page.root;
        if (root == null || !page.isUnclean(index)) {
            return;
        }
        byte state = page.state(index);
        long vmid = ID.of(registers[thread][SystemRegister.VTTBR_EL2.ordinal()]);
        if (!root.stage2) {
            boolean removed = compatible
                    ? operation == Tlb.ALLE2IS
                            || (operation == Tlb.VAE2IS || operation == Tlb.VALE2IS)
                                    && CasemateRules.casemateCovers(operation, operand, page, index)
                    : CasemateRules.removes(operation, operand, page, index, vmid);
            if (state == CasematePage.VISIBLE && removed) {
                move(page, index, CasematePage.ALL);
            }
            return;
        }
        switch (operation) {
            case ALLE1IS, VMALLS12E1IS -> {
                boolean mine = operation == Tlb.ALLE1IS || compatible || vmid == root.id;
                if (mine && (state == CasematePage.VISIBLE || state == CasematePage.STAGE2_DONE)) {
                    move(page, index, CasematePage.ALL);
                }
            }
            case VMALLE1IS -> {
                if (state == CasematePage.STAGE2_DONE && (compatible || vmid == root.id)) {
                    move(page, index, CasematePage.ALL);
                }
            }
            case IPAS2E1IS -> {
                boolean removed = compatible
                        ? CasemateRules.casemateCovers(operation, operand, page, index)
                        : CasemateRules.removes(operation, operand, page, index, vmid);
                if (state == CasematePage.VISIBLE && removed) {
                    move(page, index, CasematePage.STAGE2);
                }
            }
            case VMALLS12E1, VMALLE1, ALLE1, ALLE2, ALLE2IS, VAE2IS, VALE2IS -> {}
        }
    }

    private void move(CasematePage page, int index, byte state) {
        page.state(index, state);
        page.issuer(index, thread);
    }

    @Override
    public boolean register(int newThread, SystemRegister register, long value) {
        thread = newThread;
        location = 0;
        registers[thread][register.ordinal()] = value;
        written[thread][register.ordinal()] = true;
        return switch (register) {
            case VTTBR_EL2, HCR_EL2 -> outcome(install(true));
            case TTBR0_EL2, SCTLR_EL2 -> outcome(install(false));
            case VTCR_EL2, TCR_EL2 -> SIZE_OFFSET.of(value) == SIZE_OFFSET_48 || fail("unsupported input address size");
            case MAIR_EL2 -> true;
        };
    }

    /** Makes the table base of a stage known, if the stage is enabled. */
    private @Nullable String install(boolean stage2) {
        SystemRegister base = stage2 ? SystemRegister.VTTBR_EL2 : SystemRegister.TTBR0_EL2;
        SystemRegister enable = stage2 ? SystemRegister.HCR_EL2 : SystemRegister.SCTLR_EL2;
        if ((registers[thread][enable.ordinal()] & 1) == 0 || !written[thread][base.ordinal()]) {
            return null;
        }
        long value = registers[thread][base.ordinal()];
        long id = ID.of(value);
        long address = BASE.of(value) << 1;
        if (!stage2 && id != 0) {
            return "TTBR0_EL2 ASID is reserved 0";
        }
        location = address;
        for (CasemateRoot root : roots) {
            if (root.stage2 != stage2) {
                continue;
            }
            if (root.address == address) {
                return root.id == id ? null : "root already associated with an (VM/AS)ID";
            }
            if (root.id == id) {
                return "duplicate (VM/AS)ID";
            }
        }
        CasemateRoot root = new CasemateRoot(address, stage2, id);
        root.lock = rootLocks.getOrDefault(address, CasemateRoot.NO_LOCK);
        roots.add(root);
        return adopt(address, root, 0, 0, "traversal");
    }

    @Override
    public boolean hint(int newThread, Hint kind, long newLocation, long value) {
        thread = newThread;
        location = newLocation;
        return switch (kind) {
            case SET_ROOT_LOCK -> outcome(rootLock(newLocation, value));
            case SET_OWNER_ROOT -> outcome(ownerRoot(newLocation, value));
            case RELEASE_TABLE -> outcome(release(newLocation));
            case SET_PTE_THREAD_OWNER -> outcome(threadOwner(newLocation, (int) value));
        };
    }

    private @Nullable String rootLock(long address, long lock) {
        Long before = rootLocks.get(address);
        if (before != null && before != lock) {
            return locks.isHeld(before)
                    ? "can't append lock on already locked location"
                    : "can't change lock on unlocked location";
        }
        rootLocks.put(address, lock);
        for (CasemateRoot root : roots) {
            if (root.address == address) {
                root.lock = lock;
            }
        }
        return null;
    }

    private @Nullable String ownerRoot(long address, long root) {
        CasematePage page = find(address);
        if (page != null && page.isTable()) {
            return "cannot change owned root if already in a tree";
        }
        return root == 0 || rootLocks.containsKey(root) ? null : "root does not exist";
    }

    private @Nullable String threadOwner(long address, int owner) {
        CasematePage page = find(address);
        if (page == null || !page.isInitialised(index(address))) {
            return "cannot set thread owner for uninitialised PTE";
        }
        if (!page.isTable()) {
            return "cannot set thread owner for non PTE";
        }
        if (page.level != 3) {
            return "cannot set thread owner for non-final-level PTE";
        }
        page.owner(index(address), owner);
        return null;
    }

    private @Nullable String release(long address) {
        CasematePage page = find(address);
        if (page == null || !page.isTable()) {
            return page == null ? "unmark non-PTE" : null;
        }
        CasemateRoot root = page.root;
        if (page.unclean > 0 || hasUnclean(page)) {
            return "cannot release table where children are still unclean";
        }
        if (root == null || root.address != address) {
            return "cannot release table still in use";
        }
        if (checkLocks && root.lock == CasemateRoot.NO_LOCK) {
            return "Tried to release a table which did not have a lock";
        }
        SystemRegister base = root.stage2 ? SystemRegister.VTTBR_EL2 : SystemRegister.TTBR0_EL2;
        for (int i = 0; i < THREADS; i++) {
            boolean walked = !root.stage2 || !outside[i];
            if (walked && written[i][base.ordinal()] && BASE.of(registers[i][base.ordinal()]) << 1 == address) {
                return "cannot release table still in use";
            }
        }
        for (int i = 0; i < CasematePage.WORDS; i++) {
            if (page.state(i) == CasematePage.VALID && isTable(page.words()[i], 0)) {
                disown(page.words()[i], 0);
            }
        }
        page.noTable();
        tables--;
        roots.remove(root);
        rootLocks.remove(address);
        return null;
    }

    private boolean hasUnclean(CasematePage page) {
        for (int i = 0; i < CasematePage.WORDS; i++) {
            if (page.isUnclean(i)) {
                return true;
            }
            if (page.state(i) == CasematePage.VALID && isTable(page.words()[i], page.level)) {
                CasematePage child = find(TABLE_ADDRESS.of(page.words()[i]) << 12);
                if (child != null && child.isTable() && hasUnclean(child)) {
                    return true;
                }
            }
        }
        return false;
    }

    @Override
    public boolean lock(int newThread, LockStep step, long address) {
        thread = newThread;
        location = address;
        return switch (step) {
            case LOCK -> outcome(locks.lock(thread, address, false));
            case TRYLOCK -> outcome(locks.lock(thread, address, true));
            case UNLOCK -> outcome(locks.unlock(thread, address));
        };
    }

    /**
     * A thread that has left for a higher exception level walks no stage 2 table of its own; when it comes back, the tables that
     * its registers name have to be there.
     */
    @Override
    public boolean context(int newThread, Context what, long level) {
        thread = newThread;
        location = 0;
        if (what == Context.EXIT_CONTEXT) {
            outside[thread] = true;
            return true;
        }
        if (level > 1) {
            return true;
        }
        outside[thread] = false;
        return outcome(install(true));
    }
}
