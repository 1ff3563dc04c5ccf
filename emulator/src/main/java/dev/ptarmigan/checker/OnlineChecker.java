package dev.ptarmigan.checker;

import dev.ptarmigan.descriptors.TranslationStage;
import dev.ptarmigan.memory.PhysicalMemory;
import dev.ptarmigan.registers.Hcr;
import dev.ptarmigan.registers.Register;
import dev.ptarmigan.registers.Ttbr;
import dev.ptarmigan.trace.Barrier;
import dev.ptarmigan.trace.EventLog;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * Checks events one by one. Linear in their number, with state for the tables seen and the entries that caches may still hold.
 *
 * <p>Give it the tables first ({@link #load}), then events, then {@link #finish}. Not synchronized.
 */
public final class OnlineChecker {
    private static final String PARKED = "parked: CPU ";
    private static final String ACTING_LEAVES = "the acting CPU leaves the map";
    private static final String ACTING_BACK = "the acting CPU is back";
    private static final String RELEASED = "released: the other CPUs";
    private static final String MSR = "msr ";
    private static final String ACCESS = "access ";
    private static final String ZERO = "zero ";
    private static final String DMB = "dmb ";
    private static final long BASE = Ttbr.BADDR.mask();

    private final CheckState state;
    private final StoreRules stores;
    private final MaintenanceRules maintenance;
    private final OperationRules operations;
    private final LockRules locks;
    private final PageRules pages;
    private int events;
    private boolean finished;
    private long base = -1;

    /** A checker of one regime's tables, which are empty. */
    public OnlineChecker(CheckedRegime regime, CheckerOptions options) {
        state = new CheckState(regime, options);
        maintenance = new MaintenanceRules(state);
        operations = new OperationRules(state);
        locks = new LockRules(state, operations);
        stores = new StoreRules(state, new PairRules(state), operations, locks);
        pages = new PageRules(state, stores);
    }

    /**
     * Says where a root table is, and that it is empty.
     *
     * @param pa its physical address
     * @param level its level
     * @param va the first address it translates
     * @param entries how many entries it has
     */
    public void root(long pa, int level, long va, int entries) {
        state.tables.addRoot(pa, level, va, entries);
    }

    /** The same with the tables as they are in memory. */
    public void load(PhysicalMemory memory, long pa, int level, long va, int entries) {
        state.tables.load(memory, state.tables.addRoot(pa, level, va, entries));
    }

    /** Says what a base register holds when it names these tables; else it is the first root. */
    void base(long pa) {
        base = pa;
    }

    /** Says that addresses and levels are made up: an operation by address may be for any of them. */
    void unplaced() {
        state.unplaced = true;
    }

    /** Says with which ASID and VMID the tables are used before the first event tells. */
    public void tags(int asid, int vmid) {
        state.tags.asid(asid);
        state.tags.vmid(vmid);
    }

    /** Says with which VMID and HCR_EL2 a PE executes TLBIs before the first event tells. */
    public void issuer(int cpu, int vmid, long hcr) {
        ProcessorState pe = state.pe(cpu);
        pe.vmid = vmid;
        pe.hcr = new Hcr(hcr);
        issuer(pe);
    }

    /** How findings call events: by default their index. */
    public void nameEvents(IntFunction<String> names) {
        state.nameEvents(names);
    }

    /** Checks a whole log, and finishes. */
    public List<Finding> check(EventLog log) {
        for (int i = 0; i < log.size(); i++) {
            event(log, i);
        }
        return finish();
    }

    /** Checks event {@code index} of a log. */
    public void event(EventLog log, int index) {
        state.event = events++;
        ProcessorState pe = state.pe(log.cpu(index));
        pe.lastEvent = state.event;
        switch (log.kind(index)) {
            case STORE -> stores.store(pe, log.address(index), log.before(index), log.after(index));
            case BARRIER -> maintenance.barrier(pe, log.barrierAt(index));
            case TLBI -> maintenance.tlbi(pe, log.nameAt(index), log.address(index));
            case ALLOCATE -> pages.allocate(pe, log.address(index));
            case FREE -> pages.free(pe, log.address(index));
            case LOCK -> locks.lock(pe, log.nameAt(index));
            case UNLOCK -> locks.unlock(pe, log.nameAt(index));
            case NOTE -> note(pe, log.nameAt(index));
            case ALLOCATE_FAILED, ACCESS, FAULT, FILL, EVICT, WARN -> {}
        }
    }

    /** An event that is not for these tables. */
    void skip() {
        state.event = events++;
    }

    /** Whether a PE walks other tables. */
    boolean isAway(int cpu) {
        return state.pe(cpu).away;
    }

    /** A store, for callers that have no log. */
    public void store(int cpu, long pa, long before, long after) {
        state.event = events++;
        stores.store(state.pe(cpu), pa, before, after);
    }

    /** A barrier, for callers that have no log. */
    public void barrier(int cpu, Barrier barrier) {
        state.event = events++;
        maintenance.barrier(state.pe(cpu), barrier);
    }

    /** A TLBI, for callers that have no log. */
    public void tlbi(int cpu, String operation, long operand) {
        state.event = events++;
        maintenance.tlbi(state.pe(cpu), operation, operand);
    }

    /** An operation begins. */
    public void begin(int cpu, Operation operation) {
        operations.begin(state.pe(cpu), operation);
    }

    /** An operation returns. */
    public void end(int cpu, String name, boolean failed) {
        state.event = events;
        operations.end(state.pe(cpu), name, failed);
    }

    private void note(ProcessorState pe, String text) {
        if (text.startsWith(Operation.BEGIN)) {
            operations.begin(pe, Operation.parse(state.event, text));
        } else if (text.startsWith(Operation.END)) {
            String[] words = text.substring(Operation.END.length()).split(" ");
            operations.end(pe, words[0], words.length > 1 && words[1].equals("failed"));
        } else if (text.startsWith(PARKED)) {
            int end = text.indexOf(' ', PARKED.length());
            ProcessorState parked = state.pe(Integer.parseInt(text.substring(PARKED.length(), end)));
            parked.away = true;
            state.emptied(parked);
        } else if (text.startsWith(RELEASED)) {
            for (ProcessorState other : state.known()) {
                if (other != pe) {
                    state.returned(other);
                }
            }
        } else if (text.startsWith(ACTING_LEAVES)) {
            pe.away = true;
        } else if (text.startsWith(ACTING_BACK)) {
            state.returned(pe);
        } else if (text.startsWith(MSR)) {
            RegisterNote written = RegisterNote.parse(state.event, text);
            if (written != null) {
                register(pe, written);
            }
        } else if (text.startsWith(ACCESS)) {
            access(pe, text);
        } else if (text.startsWith(DMB)) {
            int end = text.indexOf(" pc=");
            Barrier barrier = Barrier.named(end < 0 ? text : text.substring(0, end));
            if (barrier != null) {
                maintenance.barrier(pe, barrier);
            }
        } else if (text.startsWith(ZERO)) {
            pages.zero(pe, PageRules.address(state.event, text, "pa="));
        }
    }

    /** A write of a system register: the root that a PE walks, its ASID, its VMID. */
    private void register(ProcessorState pe, RegisterNote note) {
        Register register = note.register();
        long value = note.value();
        TranslationStage stage = state.reader.regime.stage();
        if (register == Register.TTBR1_EL1) {
            pe.upperAsid = Ttbr.of(value).asid();
        }
        if (register == Register.VTTBR_EL2) {
            pe.vmid = Ttbr.of(value).vmid();
            issuer(pe);
        } else if (register == Register.HCR_EL2) {
            pe.hcr = new Hcr(value);
            issuer(pe);
        }
        TrackedTable root = state.tables.root();
        long pa = base >= 0 || root == null ? base : root.pa;
        if (pa < 0 || state.unplaced || register == null || !isBase(register)) {
            return;
        }
        if ((value & BASE) != (pa & BASE)) {
            pe.away = true;
            return;
        }
        state.returned(pe);
        if (stage.isStage2()) {
            state.tags.vmid(Ttbr.of(value).vmid());
        } else if (stage.twoRanges() && !state.reader.regime.upper()) {
            int asid = Ttbr.of(value).asid();
            state.tags.asid(asid != 0 ? asid : pe.upperAsid);
        }
    }

    private void issuer(ProcessorState pe) {
        if (state.reader.isStage2()) {
            pe.issuer = state.reader.regime.issuer(pe.vmid, pe.hcr);
        }
    }

    /** Whether a register holds the base of these tables; at EL2 with E2H its name may be that of EL1. */
    private boolean isBase(Register register) {
        CheckedRegime regime = state.reader.regime;
        return switch (regime.stage()) {
            case EL10 -> register == (regime.upper() ? Register.TTBR1_EL1 : Register.TTBR0_EL1);
            case EL20 ->
                regime.upper()
                        ? register == Register.TTBR1_EL2 || register == Register.TTBR1_EL1
                        : register == Register.TTBR0_EL2 || register == Register.TTBR0_EL1;
            case EL2 -> register == Register.TTBR0_EL2;
            case EL3 -> register == Register.TTBR0_EL3;
            case STAGE2 -> register == Register.VTTBR_EL2;
        };
    }

    private void access(ProcessorState pe, String text) {
        long va = PageRules.address(state.event, text, "va=");
        operations.access(pe, va, text.contains(" fault") ? -1 : PageRules.address(state.event, text, "pa="));
    }

    /** The end of the trace. Returns everything found. */
    public List<Finding> finish() {
        if (!finished) {
            finished = true;
            state.event = events;
            operations.end();
        }
        return findings();
    }

    /** What was found so far, in order. */
    public List<Finding> findings() {
        return List.copyOf(state.findings.list());
    }

    /** How many more findings there were than are kept. */
    public int more() {
        return state.findings.more();
    }

    /** Entries that caches may still hold. */
    public int held() {
        return state.replaced.size();
    }

    /** Table pages that are known. */
    public int tables() {
        return state.tables.size();
    }

    /**
     * The first store into a page that was no table, became none and was not taken as one: either tables are missing, or it is
     * no store into a table. −1 if there is none.
     */
    public int firstStray() {
        return state.tables.firstStray();
    }

    /** Pages that were no tables, became none and were not taken as such, with the first store to each. */
    Map<Long, Integer> strays() {
        return state.tables.strays();
    }

    /** Whether an address is in the range of the tables. */
    boolean covers(long va) {
        return state.tables.holder(va, Integer.MIN_VALUE) != null;
    }

    /** Whether a page is a table that walks reach. */
    public boolean isLive(long pa) {
        TrackedTable table = state.tables.find(pa);
        return table != null && table.live;
    }
}
