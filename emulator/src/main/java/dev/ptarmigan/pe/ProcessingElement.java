package dev.ptarmigan.pe;

import dev.ptarmigan.descriptors.TranslationStage;
import dev.ptarmigan.faults.Par;
import dev.ptarmigan.memory.PhysicalMemory;
import dev.ptarmigan.registers.Hcr;
import dev.ptarmigan.registers.Pstate;
import dev.ptarmigan.registers.Register;
import dev.ptarmigan.registers.RegisterFile;
import dev.ptarmigan.tlb.Invalidation;
import dev.ptarmigan.tlb.TlbRegime;
import dev.ptarmigan.tlb.TlbiException;
import dev.ptarmigan.tlb.TlbiIssuer;
import dev.ptarmigan.trace.Barrier;
import dev.ptarmigan.walker.AbortReport;
import dev.ptarmigan.walker.Access;
import dev.ptarmigan.walker.AddressTranslation;
import dev.ptarmigan.walker.Walk;
import dev.ptarmigan.walker.Walker;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One processing element of a {@link Machine}: system registers, process state, a TLB, barriers and maintenance. A register
 * write takes effect for translation at the next ISB, exception or exception return; PSTATE at once.
 *
 * <p>Faults are values: an access answers whether it was made, and {@link #abort} tells the exception. Nothing is read from or
 * written to memory by the accesses themselves: they are about translation. Stores to tables are {@link #store} by physical
 * address, as the kernel's own port makes them.
 *
 * <p>Not for use by several threads.
 */
public final class ProcessingElement {
    /** What {@link #translate} gives when the access ends in a fault. */
    public static final long FAULT = -1;

    private static final int REMEMBERED = 32;

    private final Machine machine;
    private final int number;
    private final Tlb tlb;
    private final Mmu mmu;
    private final Walker fresh;
    private final StoreBuffer stores = new StoreBuffer();
    private final EntryArray l1i;
    private final EntryArray l1d;
    private final RecentHits recent;
    private final Walk walk = new Walk();

    private RegisterFile written;
    private RegisterFile synchronised;
    private boolean unsynchronised;
    private final @Nullable RegimeState[] states = new RegimeState[TlbRegime.values().length];
    private @Nullable RegimeState current;
    private @Nullable TlbiIssuer issuer;
    private int exceptionLevel = 1;
    private boolean pan;
    private boolean uao;
    private boolean tagCheckOverride;
    /** Something happens besides accesses, so that each takes the long way. */
    private boolean watched;

    ProcessingElement(Machine machine, int number, RegisterFile registers) {
        this.machine = machine;
        this.number = number;
        MachineOptions options = machine.options();
        written = registers.copy();
        synchronised = registers.copy();
        tlb = new Tlb(options, options.seed() * 31 + number);
        l1i = tlb.l1i;
        l1d = tlb.l1d;
        recent = new RecentHits(l1d);
        PhysicalMemory memory = machine.memory();
        mmu = new Mmu(
                tlb,
                new Walker(memory),
                new TableCaches(tlb),
                new LeafGroups(memory, options.geometry().contiguous()),
                machine::fetchShared);
        fresh = new Walker(memory);
    }

    /** Its number, from 0. */
    public int number() {
        return number;
    }

    /** Its TLB. */
    public Tlb tlb() {
        return tlb;
    }

    StoreBuffer stores() {
        return stores;
    }

    void setWatched(boolean now) {
        watched = now;
        recent.forget();
    }

    // Registers and process state.

    /** The value that software reads: what was written last. */
    public long register(Register register) {
        return written.require(register, "a read by software");
    }

    /** The values that translation goes by. */
    public RegisterFile synchronisedRegisters() {
        return synchronised.copy();
    }

    /** Writes a system register; translation goes by it from the next ISB, exception or exception return on. */
    public void writeRegister(Register register, long value) {
        written.set(register, value);
        unsynchronised = true;
    }

    /** Replaces all registers at once, synchronised. The TLB keeps what it has. */
    public void setRegisters(RegisterFile registers) {
        written = registers.copy();
        unsynchronised = true;
        synchronise();
    }

    /** Context synchronisation. */
    private void synchronise() {
        if (!unsynchronised) {
            return;
        }
        unsynchronised = false;
        synchronised = written.copy();
        Arrays.fill(states, null);
        issuer = null;
        current = null;
        recent.forget();
        tlb.forgetAllowed();
    }

    /** The exception level. */
    public int exceptionLevel() {
        return exceptionLevel;
    }

    /** Goes to an exception level, as by an exception or a return from one: synchronises. */
    public void setExceptionLevel(int level) {
        if (level < 0 || level > 3) {
            throw new IllegalArgumentException("level=" + level);
        }
        synchronise();
        exceptionLevel = level;
        recent.forget();
        current = null;
        issuer = null;
    }

    /** PSTATE.PAN. */
    public void setPan(boolean value) {
        pan = value;
    }

    /** PSTATE.UAO: unprivileged loads and stores of EL1 and EL2 are checked as privileged. */
    public void setUao(boolean value) {
        uao = value;
    }

    /** PSTATE.TCO. Memory here has no tags, so it is kept for the reader of {@link #pstate} only. */
    public void setTagCheckOverride(boolean value) {
        tagCheckOverride = value;
    }

    /** PSTATE: level, PAN, UAO and TCO. */
    public Pstate pstate() {
        long word = Pstate.EL.in(0, exceptionLevel);
        word = Pstate.PAN.in(word, pan ? 1 : 0);
        word = Pstate.UAO.in(word, uao ? 1 : 0);
        return new Pstate(Pstate.TCO.in(word, tagCheckOverride ? 1 : 0));
    }

    /**
     * Takes the exception of a fault: syndrome and addresses are written, the level changes, and that synchronises. PSTATE.PAN
     * and the return address are the caller's.
     */
    public void takeException(AbortReport report) {
        Register esr = report.targetLevel() == 1
                ? Register.ESR_EL1
                : report.targetLevel() == 2 ? Register.ESR_EL2 : Register.ESR_EL3;
        Register far = report.targetLevel() == 1
                ? Register.FAR_EL1
                : report.targetLevel() == 2 ? Register.FAR_EL2 : Register.FAR_EL3;
        written.set(esr, report.esr().word());
        written.set(far, report.far());
        if (report.hpfarValid()) {
            written.set(Register.HPFAR_EL2, report.hpfar().word());
        }
        unsynchronised = true;
        setExceptionLevel(report.targetLevel());
    }

    // Translation.

    private TranslationStage stage(int level) {
        boolean host = RegimeState.hostRegime(synchronised);
        return switch (level) {
            case 0, 1 -> host ? TranslationStage.EL20 : TranslationStage.EL10;
            case 2 ->
                new Hcr(synchronised.orElse(Register.HCR_EL2, 0)).e2h() ? TranslationStage.EL20 : TranslationStage.EL2;
            default -> TranslationStage.EL3;
        };
    }

    /** The regime of an exception level, made on first use after a change of registers. */
    RegimeState state(int level) {
        return state(stage(level));
    }

    private RegimeState state(TranslationStage stage) {
        int index = TlbRegime.of(stage).ordinal();
        RegimeState known = states[index];
        if (known == null) {
            MachineOptions options = machine.options();
            known = new RegimeState(synchronised, stage, options.security(), options.profile());
            states[index] = known;
        }
        return known;
    }

    private RegimeState current() {
        RegimeState known = current;
        if (known == null) {
            known = state(exceptionLevel);
            current = known;
        }
        return known;
    }

    /** The access bits that process state adds to a load or store. */
    public int dataAccess(int kind) {
        return exceptionLevel == 0 ? kind | Access.UNPRIVILEGED : pan ? kind | Access.PAN : kind;
    }

    /** The access bits of LDTR and STTR. */
    public int unprivilegedAccess(int kind) {
        return exceptionLevel == 0 || !uao ? dataAccess(kind) | Access.UNPRIVILEGED : dataAccess(kind);
    }

    /** The access bits of a fetch. */
    public int fetchAccess() {
        return dataAccess(Access.EXECUTE);
    }

    /**
     * Translates an access by the current exception level.
     *
     * @param access see {@link Access}
     * @return the physical address, or {@link #FAULT}; {@link #result} then tells more
     */
    public long translate(long va, int access) {
        long known = recent.find(va, access);
        return known == FAULT ? search(va, access) : known;
    }

    private long search(long va, int access) {
        RegimeState state = current;
        if (state != null && !watched && (access & -REMEMBERED) == 0) {
            int half = RegimeState.half(va);
            boolean fetch = Accesses.isFetch(access);
            EntryArray first = fetch ? l1i : l1d;
            long key = state.key(va, fetch);
            int i = first.find(key, state.tags[half], Tags.LEAVES);
            if (i >= 0 && (first.allowed[i] >>> access & 1) != 0) {
                first.hit(i);
                long found = first.output[i] + (key & ~first.mask[i]);
                if (!fetch) {
                    recent.add(va, i, found);
                }
                return found;
            }
        }
        return access(va, access, walk) ? walk.outputAddress : FAULT;
    }

    /** Translates an access by the current exception level into all that is known of it. */
    public boolean access(long va, int access, Walk out) {
        return access(current(), va, access, out);
    }

    /** Translates an access as a regime would have it. */
    public boolean access(TranslationStage regime, long va, int access, Walk out) {
        return access(state(regime), va, access, out);
    }

    private boolean access(RegimeState state, long va, int access, Walk out) {
        if (watched) {
            machine.beforeAccess(this);
        }
        boolean ok = mmu.translate(state, va, access, out);
        if (watched) {
            machine.afterAccess(this, va, access, out);
        }
        return ok;
    }

    /** What walking the tables now would give: nothing is taken from or left in the TLB, no descriptor is updated. */
    public boolean freshWalk(long va, int access, Walk out) {
        return fresh.walk(current().context, va, access, out);
    }

    /** The result of the last {@link #translate} that {@link #FAULT} was the answer of. */
    public Walk result() {
        return walk;
    }

    /** A load. */
    public boolean load(long va) {
        return translate(va, dataAccess(Access.READ)) != FAULT;
    }

    /** A store. */
    public boolean storeAt(long va) {
        return translate(va, dataAccess(Access.WRITE)) != FAULT;
    }

    /** An instruction fetch. */
    public boolean fetch(long va) {
        return translate(va, fetchAccess()) != FAULT;
    }

    /** The exception of the last failed {@link #translate}. */
    public AbortReport abort() {
        boolean toEl2 = exceptionLevel < 2 && new Hcr(synchronised.orElse(Register.HCR_EL2, 0)).trapGeneralExceptions();
        return AbortReport.of(current().context, walk, exceptionLevel, toEl2);
    }

    /**
     * An address translation instruction: writes PAR_EL1.
     *
     * @return PAR_EL1, or null if it takes an exception instead; {@link #abort} tells it
     */
    public @Nullable Par at(AtOperation operation, long va) {
        RegimeState state = state(operation.regimeLevel());
        access(state, va, operation.access(pan), walk);
        if (!walk.ok() && AddressTranslation.isException(walk, exceptionLevel == 1)) {
            return null;
        }
        Par par = AddressTranslation.par(state.context, walk);
        written.set(Register.PAR_EL1, par.word());
        return par;
    }

    // Memory of the tables, barriers and maintenance.

    /** The word at a physical address as this PE's loads see it: its own stores first. */
    public long loadWord(long pa) {
        return machine.load(this, pa);
    }

    /** Stores a word at a physical address. */
    public void store(long pa, long word) {
        machine.store(this, pa, word);
    }

    /** A barrier. */
    public void barrier(Barrier kind) {
        if (kind == Barrier.ISB) {
            synchronise();
        }
        machine.barrier(this, kind);
    }

    /**
     * A TLB maintenance instruction.
     *
     * @param operation its name, in lower case: {@code vaale1is}
     * @param operand the value of Xt, 0 for operations without one
     * @throws TlbiException if there is no such operation
     */
    public void tlbi(String operation, long operand) {
        Invalidation what = Invalidation.of(operation, operand, issuer())
                .with(machine.options().ttlStyle());
        machine.invalidate(this, what, operation, operand);
    }

    private TlbiIssuer issuer() {
        TlbiIssuer known = issuer;
        if (known == null) {
            known = TlbiIssuer.of(
                    synchronised, Math.max(exceptionLevel, 1), machine.options().security());
            issuer = known;
        }
        return known;
    }

    /** Carries an invalidation out. */
    void invalidate(Invalidation what, boolean own, boolean onlyShared) {
        tlb.invalidate(what, machine.options().more(), states, own, onlyShared);
    }

    /** What the TLB holds. */
    public List<TlbEntry> entries() {
        return TlbListing.of(machine, tlb, states);
    }

    @Override
    public String toString() {
        return "PE" + number;
    }
}
