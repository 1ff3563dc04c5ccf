package dev.ptarmigan.tlb;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.walker.SecurityState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Recognises the mistakes that are made with TLB maintenance: in the operand itself, which the architecture decides, and in what
 * it was probably computed from, which is a guess that says so. Each was found in real kernels or hypervisors.
 */
public final class TlbiWarnings {
    /** An address in the upper half, shifted right by 12 and not masked, has ones here: TTL, and ASID from its bottom. */
    private static final int ABOVE_ADDRESS = TlbiFields.VA.width();

    private static final long UNMASKED_LOGICAL = 0xff;
    private static final long UNMASKED_ARITHMETIC = 0xf_ffff;
    private static final int EIGHT_BIT_ASIDS = 256;
    private static final int SIGN_BIT = 55;
    private static final int ADDRESS_BITS = 48;

    private final Invalidation invalidation;
    private final TlbiOperation operation;
    private final TlbiOperand operand;
    private final @Nullable Granule inUse;
    private final List<TlbiWarning> warnings = new ArrayList<>();

    private TlbiWarnings(Invalidation invalidation, @Nullable Granule inUse) {
        this.invalidation = invalidation;
        this.operation = invalidation.operation();
        this.operand = invalidation.operand();
        this.inUse = inUse;
    }

    /**
     * The warnings for an operation.
     *
     * @param inUse the granule of the tables that it is for, or null if that is not known
     */
    public static List<TlbiWarning> of(Invalidation invalidation, @Nullable Granule inUse) {
        TlbiWarnings warnings = new TlbiWarnings(invalidation, inUse);
        warnings.operandProblems();
        if (!warnings.unmasked()) {
            warnings.granules();
            warnings.asid();
            warnings.address();
            warnings.hint();
        }
        warnings.space();
        return List.copyOf(warnings.warnings);
    }

    private void mistake(String code, String sentence) {
        warnings.add(new TlbiWarning(code, sentence, true));
    }

    private void reminder(String code, String sentence) {
        warnings.add(new TlbiWarning(code, sentence, false));
    }

    private void operandProblems() {
        if (operand.has(OperandProblem.RESERVED_GRANULE)) {
            mistake("reserved-granule", "TG = 0b00 is reserved: no entry need be invalidated");
        }
        if (operand.has(OperandProblem.RESERVED_SIZE)) {
            mistake("reserved-size", "SIZE is reserved: no entry need be invalidated");
        }
        if (operand.has(OperandProblem.RESERVED_LEVEL)) {
            mistake(
                    "reserved-level",
                    "there is no leaf at the level that TTL names (without FEAT_LPA2): it counts as no hint");
        }
        if (operand.has(OperandProblem.UNALIGNED_BASE)) {
            mistake(
                    "unaligned-base",
                    operation.form() == OperandForm.PA_RANGE
                            ? "the base is not a multiple of SIZE: no entry need be invalidated"
                            : "with TTL the base must be a multiple of what an entry of that level maps, and "
                                    + Hex.word(operand.first())
                                    + " is not: which addresses are invalidated is UNPREDICTABLE");
        }
        if (operand.has(OperandProblem.WRAPS)) {
            mistake("wraps", "the range goes beyond the end of its address range, and ends there");
        }
    }

    /** Shifted by 12 and not masked, so that the upper bits are taken for TTL and ASID. */
    private boolean unmasked() {
        if (operation.isPair() || operation.form() != OperandForm.VA && operation.form() != OperandForm.VA_RANGE) {
            return false;
        }
        long above = operand.low() >>> ABOVE_ADDRESS;
        if (above != UNMASKED_LOGICAL && above != UNMASKED_ARITHMETIC) {
            return false;
        }
        String meant = Hex.word(operand.low() << TlbiFields.UNIT_SHIFT | (above == UNMASKED_LOGICAL ? 0 : -1L << 56));
        String read = operation.form() == OperandForm.VA
                ? "TTL = 0b1111, a hint for pages of 64K,"
                : "TG = 0b11, SCALE = 3, NUM";
        String asid = operation.isByAsid() ? " and ASID = " + Hex.address(TlbiFields.ASID.of(operand.low())) : "";
        mistake(
                "unmasked-address",
                "the upper bits of an address stand where " + read + asid
                        + " are read; it looks like " + meant
                        + " shifted right by 12 and not masked to bits 43:0");
        return true;
    }

    private void granules() {
        Granule named = operand.granule();
        if (inUse == null || named == null || named == inUse) {
            return;
        }
        String field = operation.form().isRange() ? "TG" : "TTL";
        mistake(
                "granule-mismatch",
                field + " names tables of " + named + ", and those in use are of " + inUse
                        + ": no entry need be invalidated");
    }

    private void asid() {
        long field = TlbiFields.ASID.of(operand.low());
        boolean va = operation.form().isVa();
        if (va && operand.asid() == TlbiOperand.NO_ASID && field != 0) {
            mistake(
                    "asid-ignored",
                    operation.isByAsid()
                            ? "bits 63:48 are RES0: " + invalidation.regime() + " has no ASID"
                            : "bits 63:48 are RES0: the operation is for every ASID");
        } else if (operand.has(OperandProblem.RES0_SET)) {
            boolean aside = operation.form() == OperandForm.ASID;
            mistake(
                    aside ? "asid-misplaced" : "reserved-bits",
                    aside
                            ? "the ASID belongs into bits 63:48, and bits below are set: ASID " + field
                                    + " is invalidated"
                            : "bits that are RES0 are set");
        }
        if (va && operand.asid() == 0) {
            reminder(
                    "asid-zero",
                    "ASID = 0: entries of other ASIDs may stay, only global ones go with them; if the ASID was left out, or"
                            + " put into the address, it belongs into bits 63:48");
        }
        if (operand.asid() >= EIGHT_BIT_ASIDS) {
            reminder("wide-asid", "ASIDs above 255 exist with TCR.AS = 1 only; else bits 63:56 must be zero");
        }
    }

    /** What the address tells of how it was computed. */
    private void address() {
        Granule granule = operand.granule() == null || inUse != null ? inUse : operand.granule();
        boolean low =
                granule != null && operation.form().isSingle() && (operand.first() & granule.pageBytes() - 1) != 0;
        if (low && granule != null) {
            long meant = (operand.first() >>> TlbiFields.UNIT_SHIFT) << granule.pageShift();
            mistake(
                    "shifted-by-granule",
                    "the address counts in 4K whatever the granule is, and " + Hex.address(operand.first())
                            + " is no page of " + granule + "; if it was shifted right by " + granule.pageShift()
                            + " instead of 12, " + Hex.address(meant) + " was meant");
        }
        boolean twoHalves = invalidation.regime().hasAsid() && operation.form() == OperandForm.VA;
        boolean wide = invalidation.issuer().countsInWideUnits(operation);
        int top = SIGN_BIT - ADDRESS_BITS;
        long sign = operand.first() << Long.SIZE - 1 - SIGN_BIT >> Long.SIZE - 1 - top;
        if (twoHalves && !low && !wide && granule != Granule.K64 && sign != 0 && sign != -1) {
            mistake(
                    "not-canonical",
                    Hex.word(operand.first())
                            + " is in neither half of 48-bit addresses: was it computed by another shift"
                            + " than 12, or is something else in bits 43:36?");
        }
        if (operation.form().isRange() && wide && !operation.isPair() && granule != null && granule != Granule.K64) {
            reminder(
                    "base-in-64k",
                    "with 52-bit addresses BaseADDR counts in 64K: a range that begins at another " + granule
                            + " page needs operations by address first");
        }
    }

    private void space() {
        boolean secure = invalidation.issuer().security() == SecurityState.SECURE;
        if (operation.form().isIpa() && secure && !operand.isNonSecureIpa()) {
            reminder(
                    "secure-ipa",
                    "NS = 0 in Secure state: the IPA is a Secure one; entries of the Non-secure space need NS = 1");
        }
        if (operation.form().isIpa() && !secure && operand.isNonSecureIpa()) {
            mistake("ns-ignored", "NS is RES0 outside Secure state");
        }
    }

    /** A hint that is wrong in another way already needs no reminder. */
    private void hint() {
        Granule named = operand.granule();
        if (operand.level() == TlbiOperand.NO_LEVEL
                || named == null
                || inUse != null && named != inUse
                || operand.isNothingGuaranteed()) {
            return;
        }
        reminder(
                "hint",
                "a hint is a promise: if the leaf is not at level " + operand.level() + " of " + named
                        + " tables, no entry need be invalidated; the Contiguous bit does not change the level");
    }
}
