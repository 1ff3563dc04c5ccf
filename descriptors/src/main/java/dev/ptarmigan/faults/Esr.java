package dev.ptarmigan.faults;

import static dev.ptarmigan.bits.BitField.bit;
import static dev.ptarmigan.bits.BitField.bits;

import dev.ptarmigan.bits.BitField;
import dev.ptarmigan.bits.Hex;
import org.jspecify.annotations.Nullable;

/**
 * An exception syndrome, ESR_EL1, ESR_EL2 or ESR_EL3. The meaning of ISS depends on EC; the names here are those of Data
 * and Instruction Aborts and of Granule Protection Check exceptions.
 *
 * @param word the register's 64 bits
 */
public record Esr(long word) {
    // spotless:off
    public static final BitField DFSC         = bits("DFSC", 5, 0);
    public static final BitField IFSC         = bits("IFSC", 5, 0);
    public static final BitField WNR          = bit("WnR", 6);
    public static final BitField S1PTW        = bit("S1PTW", 7);
    public static final BitField CM           = bit("CM", 8);
    public static final BitField EA           = bit("EA", 9);
    public static final BitField FNV          = bit("FnV", 10);
    // SET with a synchronous External abort, LST with the faults of LD64B and ST64B*.
    public static final BitField LST_SET      = bits("LST/SET", 12, 11);
    public static final BitField VNCR         = bit("VNCR", 13);
    // ISV=1: what the instruction was.
    public static final BitField AR           = bit("AR", 14);
    public static final BitField SF           = bit("SF", 15);
    public static final BitField SRT          = bits("SRT", 20, 16);
    public static final BitField SSE          = bit("SSE", 21);
    public static final BitField SAS          = bits("SAS", 23, 22);
    // ISV=0.
    public static final BitField PFV          = bit("PFV", 14);
    public static final BitField TOP_LEVEL    = bit("TopLevel", 21);
    public static final BitField ISV          = bit("ISV", 24);

    public static final BitField ISS          = bits("ISS", 24, 0);
    public static final BitField IL           = bit("IL", 25);
    public static final BitField EC           = bits("EC", 31, 26);
    public static final BitField ISS2         = bits("ISS2", 55, 32);

    public static final BitField XS           = bits("Xs", 36, 32);
    public static final BitField DIRTY_BIT    = bit("DirtyBit", 37);
    public static final BitField OVERLAY      = bit("Overlay", 38);
    public static final BitField ASSURED_ONLY = bit("AssuredOnly", 39);
    public static final BitField GCS          = bit("GCS", 40);
    public static final BitField TAG_ACCESS   = bit("TagAccess", 41);
    public static final BitField TND          = bit("TnD", 42);
    public static final BitField HDBSSF       = bit("HDBSSF", 43);

    // Granule Protection Check exceptions; CM, S1PTW, WnR and VNCR are as above.
    public static final BitField XFSC         = bits("xFSC", 5, 0);
    public static final BitField GPCSC        = bits("GPCSC", 19, 14);
    public static final BitField IND          = bit("InD", 20);
    public static final BitField S2PTW        = bit("S2PTW", 21);
    // spotless:on

    /**
     * The syndrome of a Data Abort with IL=1 and nothing else known: ISV=0. Add what is known with {@link #with}.
     *
     * @param lowerLevel whether it was taken from a lower exception level
     */
    public static Esr dataAbort(boolean lowerLevel, FaultStatus status) {
        int ec = lowerLevel ? ExceptionClass.DATA_ABORT_LOWER : ExceptionClass.DATA_ABORT_SAME;
        return new Esr(0).with(EC, ec).with(IL, 1).with(DFSC, status.code());
    }

    /**
     * The syndrome of an Instruction Abort with IL=1.
     *
     * @param lowerLevel whether it was taken from a lower exception level
     */
    public static Esr instructionAbort(boolean lowerLevel, FaultStatus status) {
        int ec = lowerLevel ? ExceptionClass.INSTRUCTION_ABORT_LOWER : ExceptionClass.INSTRUCTION_ABORT_SAME;
        return new Esr(0).with(EC, ec).with(IL, 1).with(IFSC, status.code());
    }

    /** The syndrome with one field replaced. */
    public Esr with(BitField field, long value) {
        return new Esr(field.in(word, value));
    }

    /** The syndrome with a field of one bit replaced. */
    public Esr with(BitField field, boolean value) {
        return with(field, value ? 1 : 0);
    }

    /**
     * The syndrome with ISV=1 and the instruction that accessed memory: one that loads or stores one general register,
     * faulted by stage 2.
     *
     * @param sizeLog2 log2 of the access size in bytes, 0 to 3
     * @param signExtends whether a load extends the sign
     * @param register number of the register, 0 to 31 (31 is the zero register)
     * @param sixtyFourBit whether the register is used with 64 bits
     * @param acquireRelease whether the instruction has acquire or release semantics
     */
    public Esr withInstruction(
            int sizeLog2, boolean signExtends, int register, boolean sixtyFourBit, boolean acquireRelease) {
        return with(ISV, 1)
                .with(SAS, sizeLog2)
                .with(SSE, signExtends)
                .with(SRT, register)
                .with(SF, sixtyFourBit)
                .with(AR, acquireRelease);
    }

    /** Exception class; {@link ExceptionClass} names it. */
    public int ec() {
        return (int) EC.of(word);
    }

    /** Whether it is a Data Abort. */
    public boolean isDataAbort() {
        return ExceptionClass.isDataAbort(ec());
    }

    /** Whether it is an Instruction Abort. */
    public boolean isInstructionAbort() {
        return ExceptionClass.isInstructionAbort(ec());
    }

    /**
     * What DFSC or IFSC says; null for a reserved code.
     *
     * @throws IllegalStateException if the exception is no abort
     */
    public @Nullable FaultStatus status() {
        if (!isDataAbort() && !isInstructionAbort()) {
            throw new IllegalStateException("no fault status: ec=" + Hex.address(ec()));
        }
        return FaultStatus.decode((int) DFSC.of(word));
    }

    /** Whether the access wrote; of a Data Abort. */
    public boolean isWrite() {
        return WNR.isSet(word);
    }

    /** Whether a stage 2 fault was met on a stage 1 table walk. */
    public boolean onStage1Walk() {
        return S1PTW.isSet(word);
    }

    /** The register's value, {@code 0x} and sixteen digits. */
    @Override
    public String toString() {
        return Hex.word(word);
    }
}
