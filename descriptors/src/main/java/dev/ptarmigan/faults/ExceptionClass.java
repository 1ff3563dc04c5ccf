package dev.ptarmigan.faults;

/** Values of ESR_ELx.EC: why an exception was taken. */
public final class ExceptionClass {
    /** Branch target exception: BTYPE did not match the instruction. */
    public static final int BRANCH_TARGET = 0x0d;
    /** Granule Protection Check exception, taken to EL3. */
    public static final int GRANULE_PROTECTION_CHECK = 0x1e;
    /** Instruction Abort from a lower exception level. */
    public static final int INSTRUCTION_ABORT_LOWER = 0x20;
    /** Instruction Abort without a change of exception level. */
    public static final int INSTRUCTION_ABORT_SAME = 0x21;
    /** The program counter is not aligned. */
    public static final int PC_ALIGNMENT = 0x22;
    /** Data Abort from a lower exception level. */
    public static final int DATA_ABORT_LOWER = 0x24;
    /** Data Abort without a change of exception level. */
    public static final int DATA_ABORT_SAME = 0x25;
    /** The stack pointer is not aligned. */
    public static final int SP_ALIGNMENT = 0x26;
    /** Guarded control stack check failed. */
    public static final int GCS = 0x2d;

    private ExceptionClass() {}

    /** Whether it is a Data Abort. */
    public static boolean isDataAbort(int ec) {
        return ec == DATA_ABORT_LOWER || ec == DATA_ABORT_SAME;
    }

    /** Whether it is an Instruction Abort. */
    public static boolean isInstructionAbort(int ec) {
        return ec == INSTRUCTION_ABORT_LOWER || ec == INSTRUCTION_ABORT_SAME;
    }

    /** Whether no exception has this class. */
    public static boolean isReserved(int ec) {
        return text(ec).isEmpty();
    }

    /** The manual's words for a class, 0 to 0x3f; empty if it is reserved. */
    public static String text(int ec) {
        return switch (ec) {
            case 0x00 -> "unknown reason";
            case 0x01 -> "trapped WFI, WFE, WFIT or WFET";
            case 0x03 -> "trapped MCR or MRC, coproc 0b1111";
            case 0x04 -> "trapped MCRR or MRRC, coproc 0b1111";
            case 0x05 -> "trapped MCR or MRC, coproc 0b1110";
            case 0x06 -> "trapped LDC or STC";
            case 0x07 -> "trapped SME, SVE, Advanced SIMD or floating-point access";
            case 0x08 -> "trapped VMRS";
            case 0x09 -> "trapped pointer authentication";
            case 0x0a -> "trapped other instruction (LD64B, ST64B, ...)";
            case 0x0c -> "trapped MRRC, coproc 0b1110";
            case BRANCH_TARGET -> "Branch Target exception";
            case 0x0e -> "Illegal Execution state";
            case 0x11 -> "SVC in AArch32";
            case 0x12 -> "HVC in AArch32";
            case 0x13 -> "SMC in AArch32";
            case 0x14 -> "trapped MSRR, MRRS or 128-bit system instruction";
            case 0x15 -> "SVC in AArch64";
            case 0x16 -> "HVC in AArch64";
            case 0x17 -> "SMC in AArch64";
            case 0x18 -> "trapped MSR, MRS or system instruction";
            case 0x19 -> "trapped SVE access";
            case 0x1a -> "trapped ERET, ERETAA or ERETAB";
            case 0x1b -> "trapped TSTART";
            case 0x1c -> "pointer authentication failure";
            case 0x1d -> "trapped SME access";
            case GRANULE_PROTECTION_CHECK -> "Granule Protection Check exception";
            case 0x1f -> "IMPLEMENTATION DEFINED exception to EL3";
            case INSTRUCTION_ABORT_LOWER -> "Instruction Abort from a lower Exception level";
            case INSTRUCTION_ABORT_SAME -> "Instruction Abort from the same Exception level";
            case PC_ALIGNMENT -> "PC alignment fault";
            case DATA_ABORT_LOWER -> "Data Abort from a lower Exception level";
            case DATA_ABORT_SAME -> "Data Abort from the same Exception level";
            case SP_ALIGNMENT -> "SP alignment fault";
            case 0x27 -> "Memory Operation exception";
            case 0x28 -> "trapped floating-point exception in AArch32";
            case 0x2c -> "trapped floating-point exception in AArch64";
            case GCS -> "GCS exception";
            case 0x2f -> "SError";
            case 0x30 -> "Breakpoint from a lower Exception level";
            case 0x31 -> "Breakpoint from the same Exception level";
            case 0x32 -> "Software Step from a lower Exception level";
            case 0x33 -> "Software Step from the same Exception level";
            case 0x34 -> "Watchpoint from a lower Exception level";
            case 0x35 -> "Watchpoint from the same Exception level";
            case 0x38 -> "BKPT in AArch32";
            case 0x3a -> "Vector Catch";
            case 0x3c -> "BRK in AArch64";
            case 0x3d -> "Profiling exception";
            default -> "";
        };
    }
}
