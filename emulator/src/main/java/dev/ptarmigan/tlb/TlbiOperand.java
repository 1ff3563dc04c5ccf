package dev.ptarmigan.tlb;

import dev.ptarmigan.bits.BitField;
import dev.ptarmigan.bits.Word128;
import dev.ptarmigan.descriptors.Format;
import dev.ptarmigan.descriptors.Granule;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The register of a TLB maintenance instruction, decoded as the architecture reads it. Immutable. */
public final class TlbiOperand {
    /** {@link #level} where the operand gives no hint, or one that counts as none. */
    public static final int NO_LEVEL = Integer.MIN_VALUE;

    /** {@link #asid} where the operation has none. */
    public static final int NO_ASID = -1;

    private static final int ADDRESS_TOP = 55;
    private static final int ADDRESS_BITS = 56;
    private static final int[] SIZE_SHIFTS = {12, 14, 16, 21, 25, 29, 30, 34, 36, 39};

    private final TlbiOperation operation;
    private final long low;
    private final long high;
    private int asid = NO_ASID;
    private boolean nonSecure;
    private @Nullable Granule granule;
    private int level = NO_LEVEL;
    private boolean hinted;
    private int scale;
    private int num;
    private long first;
    private long last = -1;
    private int problems;

    private TlbiOperand(TlbiOperation operation, long low, long high) {
        this.operation = operation;
        this.low = low;
        this.high = high;
    }

    /**
     * Decodes an operand.
     *
     * @param low the register, the first of two for TLBIP
     * @param high the second register of TLBIP; nothing of TLBI
     */
    public static TlbiOperand decode(TlbiOperation operation, long low, long high, TlbiIssuer issuer) {
        TlbiOperand operand = new TlbiOperand(operation, low, high);
        if (operation.isByAsid() && issuer.regime(operation).hasAsid()) {
            operand.asid = (int) TlbiFields.ASID.of(low);
        }
        switch (operation.form()) {
            case NONE, ASID -> {}
            case VA, IPA -> operand.single(issuer);
            case VA_RANGE, IPA_RANGE -> operand.range(issuer);
            case PA_RANGE -> operand.physical(issuer);
        }
        operand.checkReserved(issuer);
        return operand;
    }

    /** Bits that are nothing's. An operation without an operand ignores its register, so nothing can be wrong with it. */
    private void checkReserved(TlbiIssuer issuer) {
        if (operation.form() == OperandForm.NONE) {
            return;
        }
        Word128 rest = new Word128(operation.isPair() ? high : 0, low);
        for (BitField field : fields(issuer)) {
            rest = field.in(rest, 0);
        }
        if (!rest.isZero()) {
            add(OperandProblem.RES0_SET);
        }
    }

    /** The fields of the operand, from the top; what is not theirs is RES0. */
    public List<BitField> fields(TlbiIssuer issuer) {
        List<BitField> fields = new ArrayList<>(operation.form().fields(operation.isPair()));
        if (operation.isByAsid() && issuer.regime(operation).hasAsid()) {
            fields.add(operation.isPair() ? 1 : 0, TlbiFields.ASID);
        }
        return fields;
    }

    private void single(TlbiIssuer issuer) {
        boolean ipa = operation.form() == OperandForm.IPA;
        nonSecure = ipa && TlbiFields.NS.isSet(low);
        long address = (operation.isPair() ? TlbiFields.PAIR_VA.of(new Word128(high, low)) : TlbiFields.VA.of(low))
                << TlbiFields.UNIT_SHIFT;
        first = ipa ? address : signed(address, ADDRESS_TOP);
        last = first + (1L << TlbiFields.UNIT_SHIFT) - 1;
        granule = TlbiFields.granule(TlbiFields.TTL_GRANULE.of(low));
        hinted = granule != null;
        if (granule == null) {
            return;
        }
        int hint = (int) TlbiFields.TTL_LEVEL.of(low);
        if (hintExists(granule, hint, issuer)) {
            level = hint;
        } else {
            granule = null;
            add(OperandProblem.RESERVED_LEVEL);
        }
    }

    private boolean hintExists(Granule of, int hint, TlbiIssuer issuer) {
        boolean more = operation.isPair() || issuer.lpa2();
        return switch (of) {
            case K4 -> hint > 0 || more;
            case K16 -> hint > 1 || hint == 1 && more;
            case K64 -> hint > 0;
        };
    }

    private void range(TlbiIssuer issuer) {
        boolean ipa = operation.form() == OperandForm.IPA_RANGE;
        nonSecure = ipa && TlbiFields.NS.isSet(low);
        scale = (int) TlbiFields.SCALE.of(low);
        num = (int) TlbiFields.NUM.of(low);
        int hint = (int) TlbiFields.RANGE_TTL.of(low);
        hinted = hint != 0;
        Granule unit = TlbiFields.granule(TlbiFields.TG.of(low));
        granule = unit;
        if (unit == null) {
            add(OperandProblem.RESERVED_GRANULE);
            return;
        }
        int top = base(unit, ipa, issuer);
        long bytes = TlbiFields.rangeGranules(scale, num) << unit.pageShift();
        long greatest = ipa ? (1L << ADDRESS_BITS) - 1 : first < 0 ? -1 : (1L << top) - 1;
        last = first + bytes - 1;
        if (Long.compareUnsigned(last, greatest) > 0 || Long.compareUnsigned(last, first) < 0) {
            last = greatest;
            add(OperandProblem.WRAPS);
        }
        if (hint == 1 && unit == Granule.K16 && !operation.isPair() && !issuer.lpa2()) {
            add(OperandProblem.RESERVED_LEVEL);
        } else if (hint != 0) {
            level = hint;
            checkAlignment(unit, hint);
        }
    }

    /** Sets the first address; returns the number of its highest bit, whose copies are above. */
    private int base(Granule unit, boolean ipa, TlbiIssuer issuer) {
        if (operation.isPair()) {
            long address = TlbiFields.PAIR_BASE.of(new Word128(high, low)) << TlbiFields.UNIT_SHIFT;
            address &= -(long) unit.pageBytes();
            first = ipa ? address : signed(address, ADDRESS_TOP);
            return ADDRESS_TOP;
        }
        int shift = issuer.countsInWideUnits(operation) ? TlbiFields.WIDE_UNIT_SHIFT : unit.pageShift();
        long address = TlbiFields.RANGE_BASE.of(low) << shift;
        int top = shift + TlbiFields.RANGE_BASE.width() - 1;
        first = ipa ? address : signed(address, top);
        return top;
    }

    /** For 64-bit descriptors the manual lists the sizes that matter; level 1 of 16KB tables is not among them. */
    private void checkAlignment(Granule unit, int hint) {
        boolean listed = operation.isPair() || unit != Granule.K16 || hint != 1;
        Format format = operation.isPair() ? Format.VMSA128 : Format.VMSA64;
        if (listed && (first & unit.levelBytes(format, hint) - 1) != 0) {
            add(OperandProblem.UNALIGNED_BASE);
        }
    }

    private void physical(TlbiIssuer issuer) {
        int size = (int) TlbiFields.SIZE.of(low);
        int granuleShift = issuer.physicalGranule().pageShift();
        first = TlbiFields.PA.of(low) << TlbiFields.UNIT_SHIFT & -(1L << granuleShift);
        if (size >= SIZE_SHIFTS.length) {
            add(OperandProblem.RESERVED_SIZE);
            return;
        }
        long bytes = 1L << Math.max(SIZE_SHIFTS[size], granuleShift);
        last = first + bytes - 1;
        if ((first & bytes - 1) != 0) {
            add(OperandProblem.UNALIGNED_BASE);
        }
    }

    private static long signed(long address, int top) {
        int unused = Long.SIZE - 1 - top;
        return address << unused >> unused;
    }

    private void add(OperandProblem problem) {
        problems |= 1 << problem.ordinal();
    }

    /** The operation it is for. */
    public TlbiOperation operation() {
        return operation;
    }

    /** The register, the first of two for TLBIP. */
    public long low() {
        return low;
    }

    /** The second register of TLBIP. */
    public long high() {
        return high;
    }

    /** The ASID, or {@link #NO_ASID} if the operation has none in its regime. */
    public int asid() {
        return asid;
    }

    /** NS: the intermediate address is in the Non-secure space, where the Security state has both. */
    public boolean isNonSecureIpa() {
        return nonSecure;
    }

    /** The granule that TG or the level hint names, or null. */
    public @Nullable Granule granule() {
        return granule;
    }

    /** The level of leaves that the hint names, or {@link #NO_LEVEL}. */
    public int level() {
        return level;
    }

    /** Whether there is a level hint, also one that counts as none. */
    public boolean isHinted() {
        return hinted;
    }

    /** SCALE of a range. */
    public int scale() {
        return scale;
    }

    /** NUM of a range. */
    public int num() {
        return num;
    }

    /** The first address, a virtual one with its upper bits copies of the highest it has. */
    public long first() {
        return first;
    }

    /** The last address. An operation by one address has 4KB, the unit of its operand. */
    public long last() {
        return last;
    }

    /** Whether something is wrong. */
    public boolean has(OperandProblem problem) {
        return (problems >>> problem.ordinal() & 1) != 0;
    }

    /** All that is wrong. */
    public Set<OperandProblem> problems() {
        Set<OperandProblem> set = EnumSet.noneOf(OperandProblem.class);
        for (OperandProblem problem : OperandProblem.values()) {
            if (has(problem)) {
                set.add(problem);
            }
        }
        return set;
    }

    /** Whether the architecture asks no entry to be invalidated, because of a reserved or UNPREDICTABLE operand. */
    public boolean isNothingGuaranteed() {
        for (OperandProblem problem : problems()) {
            if (problem.isNothingGuaranteed()) {
                return true;
            }
        }
        return false;
    }
}
