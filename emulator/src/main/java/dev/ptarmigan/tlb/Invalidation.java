package dev.ptarmigan.tlb;

import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.trace.Barrier;
import dev.ptarmigan.trace.Event;
import dev.ptarmigan.trace.EventKind;
import dev.ptarmigan.walker.SecurityState;
import org.jspecify.annotations.Nullable;

/**
 * One executed TLB maintenance instruction: operation, operand, and the context of the PE that executed it. The same object
 * answers for every PE that carries it out.
 *
 * <p>{@link #hits} is the architecture's minimum: the entries that must go. More may always go, and {@link #mayHit} grades how
 * much. Where several entries translate one address (after a violation of break-before-make, or a change of size without it)
 * only operations for a whole regime are guaranteed to remove all of them (R_BLRKC, I_JCCRT): {@link #removesConflicts}.
 */
public final class Invalidation {
    private final TlbiOperation operation;
    private final TlbiOperand operand;
    private final TlbiIssuer issuer;
    private final TtlStyle ttlStyle;
    private final TlbRegime regime;
    private final TlbiScope scope;
    private final OperandForm form;
    private final TlbiDomain recipients;
    private final boolean lastLevel;
    private final boolean excludesXs;
    private final boolean nothing;
    private final boolean byVmid;
    private final boolean byAsid;
    private final SecurityState ipaSpace;

    private Invalidation(TlbiOperation operation, TlbiOperand operand, TlbiIssuer issuer, TtlStyle ttlStyle) {
        this.operation = operation;
        this.operand = operand;
        this.issuer = issuer;
        this.ttlStyle = ttlStyle;
        regime = issuer.regime(operation);
        scope = operation.scope();
        form = operation.form();
        boolean forced = issuer.forceBroadcast() && operation.isOfEl1() && operation.domain() == TlbiDomain.LOCAL;
        recipients = forced ? TlbiDomain.INNER_SHAREABLE : operation.domain();
        lastLevel = operation.isLastLevel();
        excludesXs = operation.excludesXs() || issuer.forceNxs() && operation.isOfEl1();
        nothing = operand.isNothingGuaranteed();
        byVmid = regime.hasVmid() && issuer.el2Enabled() && !operation.isForEveryVmid();
        byAsid = operand.asid() != TlbiOperand.NO_ASID;
        boolean secureSpaces = issuer.security() == SecurityState.SECURE;
        ipaSpace = secureSpaces && operand.isNonSecureIpa() ? SecurityState.NON_SECURE : issuer.security();
    }

    /** An operation with its decoded operand. */
    public static Invalidation of(TlbiOperand operand, TlbiIssuer issuer) {
        return new Invalidation(operand.operation(), operand, issuer, TtlStyle.LEAF_LEVEL);
    }

    /** A TLBI with the value of its register. */
    public static Invalidation of(TlbiOperation operation, long value, TlbiIssuer issuer) {
        return of(TlbiOperand.decode(operation, value, 0, issuer), issuer);
    }

    /**
     * A TLBI as events name it.
     *
     * @throws TlbiException if there is no such operation
     */
    public static Invalidation of(String name, long value, TlbiIssuer issuer) {
        return of(TlbiOperation.require(name), value, issuer);
    }

    /**
     * A recorded TLBI.
     *
     * @throws TlbiException if there is no such operation
     * @throws IllegalArgumentException if the event is none
     */
    public static Invalidation of(Event event, TlbiIssuer issuer) {
        String name = event.name();
        if (event.kind() != EventKind.TLBI || name == null) {
            throw new IllegalArgumentException("event=" + event);
        }
        return of(name, event.address(), issuer);
    }

    /** The same with another reading of level hints. */
    public Invalidation with(TtlStyle style) {
        return new Invalidation(operation, operand, issuer, style);
    }

    /** The operation. */
    public TlbiOperation operation() {
        return operation;
    }

    /** The decoded operand. */
    public TlbiOperand operand() {
        return operand;
    }

    /** The context it was executed in. */
    public TlbiIssuer issuer() {
        return issuer;
    }

    /** The regime it acts on, after HCR_EL2.{E2H, TGE}. */
    public TlbRegime regime() {
        return regime;
    }

    /** The PEs that carry it out, after HCR_EL2.FB. */
    public TlbiDomain recipients() {
        return recipients;
    }

    /** Whether entries of memory with the XS attribute may stay, after HCRX_EL2.FnXS. */
    public boolean excludesXs() {
        return excludesXs;
    }

    /**
     * Whether a barrier executed later by the same PE waits for it. Where HCR_EL2.FB widened the domain, so must be the barrier
     * (HCR_EL2.BSU does it): pass the barrier in effect.
     */
    public boolean completedBy(Barrier barrier) {
        return recipients.completedBy(barrier);
    }

    /**
     * Whether entries that are hit keep their translation and only lose that stage 2 lets memory be written (FEAT_TLBIW).
     */
    public boolean keepsTranslations() {
        return scope == TlbiScope.STAGE2_WRITES;
    }

    /**
     * Whether it is guaranteed to remove all of several entries that translate one address. In EL1&amp;0 with stage 2 on,
     * VMALLE1 is not.
     */
    public boolean removesConflicts(boolean stage2On) {
        if (form != OperandForm.NONE || excludesXs) {
            return false;
        }
        return switch (scope) {
            case BOTH_STAGES -> true;
            case STAGE1 -> regime != TlbRegime.EL10 || !stage2On;
            case STAGE2, STAGE2_WRITES, GRANULE_PROTECTION -> false;
        };
    }

    /** Whether the architecture asks that the entry goes, at a PE that carries the operation out. Allocates nothing. */
    public boolean hits(CachedEntry entry) {
        return inContext(entry, lastLevel)
                && (!excludesXs || !entry.xs())
                && asidMatches(entry)
                && addressMatches(entry)
                && levelMatches(entry);
    }

    /** Whether the entry goes at a PE that removes more than it must. */
    public boolean mayHit(CachedEntry entry, OverInvalidation more) {
        return switch (more) {
            case EXACT -> hits(entry);
            case DROP_ASID -> inContext(entry, lastLevel) && addressMatches(entry) && levelMatches(entry);
            case DROP_LEVEL -> inContext(entry, false) && overlaps(entry);
            case DROP_ADDRESS -> inContext(entry, false);
            case DROP_ALL -> true;
        };
    }

    private boolean inContext(CachedEntry entry, boolean leavesOnly) {
        if (!scope.has(entry.kind(), leavesOnly)) {
            return false;
        }
        if (regime == TlbRegime.PHYSICAL) {
            return true;
        }
        return entry.regime() == regime
                && (regime == TlbRegime.EL3 || entry.security() == issuer.security())
                && (!byVmid || entry.vmid() == issuer.vmid());
    }

    /** Tables have the ASID of their walk whatever they lead to, so a global one is never a table. */
    private boolean asidMatches(CachedEntry entry) {
        if (!byAsid) {
            return true;
        }
        return entry.global() ? form != OperandForm.ASID : entry.asid() == operand.asid();
    }

    private boolean addressMatches(CachedEntry entry) {
        return form == OperandForm.NONE || form == OperandForm.ASID || !nothing && overlaps(entry);
    }

    private boolean overlaps(CachedEntry entry) {
        if (form == OperandForm.NONE || form == OperandForm.ASID) {
            return true;
        }
        if (form.isIpa() && entry.ipaSpace() != ipaSpace) {
            return false;
        }
        long base = entry.base();
        return Long.compareUnsigned(operand.first(), base + entry.sizeBytes() - 1) <= 0
                && Long.compareUnsigned(base, operand.last()) <= 0;
    }

    /** The granule of a range, and the level hint. */
    private boolean levelMatches(CachedEntry entry) {
        if (!form.isSingle() && !form.isRange()) {
            return true;
        }
        // A hint speaks of descriptors of the operation's own size.
        if (operand.isHinted() && entry.wide() != operation.isPair()) {
            return false;
        }
        Granule granule = operand.granule();
        if (granule != null && entry.granule() != granule) {
            return false;
        }
        int level = operand.level();
        if (level == TlbiOperand.NO_LEVEL || entry.level() == level && !leafStyleTable(entry)) {
            return true;
        }
        return leafStyleTable(entry) && entry.level() < level;
    }

    private boolean leafStyleTable(CachedEntry entry) {
        return ttlStyle == TtlStyle.LEAF_LEVEL && entry.kind().isTable();
    }

    /** The intermediate address space of operations by IPA, else null. */
    public @Nullable SecurityState ipaSpace() {
        return form.isIpa() ? ipaSpace : null;
    }

    /** {@code TLBI VAE1IS x=0x...}. */
    @Override
    public String toString() {
        String second = operation.isPair() ? " x2=0x" + Long.toHexString(operand.high()) : "";
        return operation + " x=0x" + Long.toHexString(operand.low()) + second;
    }
}
