package dev.ptarmigan.registers;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.faults.ExceptionClass;
import dev.ptarmigan.faults.FaultStatus;
import java.util.List;

/** Values that are explained by a rule and not by a list of names. */
enum ValueFormat implements FieldValues {
    /** A count or an identifier: nothing to say beyond the number. */
    NUMBER(""),
    /** A number whose decimal form is of interest: ASID, VMID, CONTEXTIDR. */
    DECIMAL("number"),
    /** T0SZ of a regime with two ranges. */
    LOWER_RANGE("lower range of 64 - T0SZ bits; 16 to 39, with FEAT_LPA2, FEAT_LVA, FEAT_LVA3 or FEAT_TTST 9 to 48"),
    /** T1SZ of a regime with two ranges. */
    UPPER_RANGE("upper range of 64 - T1SZ bits; 16 to 39, with FEAT_LPA2, FEAT_LVA, FEAT_LVA3 or FEAT_TTST 9 to 48"),
    /** T0SZ of a regime with one range. */
    ONE_RANGE("range of 64 - T0SZ bits; 16 to 39, with FEAT_LPA2, FEAT_LVA, FEAT_LVA3 or FEAT_TTST 8 to 48"),
    /** T0SZ of stage 2. */
    IPA_RANGE("intermediate physical address of 64 - T0SZ bits; 8 to 48"),
    /** IPS and PS. */
    OUTPUT_SIZE("0 32, 1 36, 2 40, 3 42, 4 44, 5 48, 6 52 bits; with FEAT_D128 7 56 bits, otherwise reserved"),
    /** A byte of MAIR. */
    MEMORY_ATTRIBUTE("memory attribute, see Memory attributes"),
    /** A nibble of PIR or PIRE0. */
    INDIRECT_PERMISSION("permission, see Permission nibbles"),
    /** A nibble of POR. */
    OVERLAY_PERMISSION("permissions kept, see Permission nibbles"),
    /** A nibble of S2PIR or S2POR. */
    STAGE_2_PERMISSION("permission, see Permission nibbles"),
    /** DFSC, IFSC, FST. */
    FAULT_STATUS("fault status code, see Fault status codes"),
    /** ESR_ELx.EC. */
    EXCEPTION_CLASS("exception class, see Exception classes"),
    /** MIDR_EL1.Implementer. */
    IMPLEMENTER("who made the processor");

    private static final int LARGEST_SIZE_OFFSET = 48;
    private static final int SMALLEST_OF_TWO_RANGES = 9;
    private static final int SMALLEST_OF_ONE_RANGE = 8;
    private static final int RESERVED_OUTPUT_SIZE = 7;

    private final String summary;

    ValueFormat(String summary) {
        this.summary = summary;
    }

    @Override
    public String text(long value) {
        return switch (this) {
            case NUMBER -> "";
            case DECIMAL -> Long.toUnsignedString(value);
            case LOWER_RANGE ->
                sizeText(value) + " lower range: " + Hex.word(0) + "-" + Hex.word(last(value)) + limits(value);
            case UPPER_RANGE ->
                sizeText(value) + " upper range: " + Hex.word(~last(value)) + "-" + Hex.word(-1) + limits(value);
            case ONE_RANGE -> sizeText(value) + " range: " + Hex.word(0) + "-" + Hex.word(last(value)) + limits(value);
            case IPA_RANGE -> sizeText(value) + " IPA: " + Hex.word(0) + "-" + Hex.word(last(value)) + limits(value);
            case OUTPUT_SIZE -> outputSize(value);
            case MEMORY_ATTRIBUTE -> new MemoryAttribute((int) value).text();
            case INDIRECT_PERMISSION -> PermissionIndirection.text((int) value);
            case OVERLAY_PERMISSION -> PermissionOverlay.text((int) value);
            case STAGE_2_PERMISSION -> Stage2Permission.text((int) value);
            case FAULT_STATUS -> faultStatus(value);
            case EXCEPTION_CLASS ->
                ExceptionClass.isReserved((int) value) ? "reserved" : ExceptionClass.text((int) value);
            case IMPLEMENTER -> Midr.implementerName((int) value);
        };
    }

    @Override
    public boolean isReserved(long value) {
        return switch (this) {
            case NUMBER, DECIMAL, IMPLEMENTER -> false;
            case LOWER_RANGE, UPPER_RANGE -> value < SMALLEST_OF_TWO_RANGES || value > LARGEST_SIZE_OFFSET;
            case ONE_RANGE, IPA_RANGE -> value < SMALLEST_OF_ONE_RANGE || value > LARGEST_SIZE_OFFSET;
            case OUTPUT_SIZE -> value == RESERVED_OUTPUT_SIZE;
            case MEMORY_ATTRIBUTE -> new MemoryAttribute((int) value).isUnpredictable();
            case INDIRECT_PERMISSION -> PermissionIndirection.isReserved((int) value);
            case OVERLAY_PERMISSION -> PermissionOverlay.isReserved((int) value);
            case STAGE_2_PERMISSION -> Stage2Permission.isReserved((int) value);
            case FAULT_STATUS -> FaultStatus.decode((int) value) == null;
            case EXCEPTION_CLASS -> ExceptionClass.isReserved((int) value);
        };
    }

    @Override
    public List<String> summary(int width) {
        return summary.isEmpty() ? List.of() : List.of(summary);
    }

    /** What a size offset may be, where it is not. */
    private String limits(long sizeOffset) {
        if (!isReserved(sizeOffset)) {
            return "";
        }
        boolean twoRanges = this == LOWER_RANGE || this == UPPER_RANGE;
        return "; " + (this == UPPER_RANGE ? "T1SZ" : "T0SZ") + " is at least "
                + (twoRanges ? SMALLEST_OF_TWO_RANGES : SMALLEST_OF_ONE_RANGE) + " and at most " + LARGEST_SIZE_OFFSET;
    }

    private static String sizeText(long sizeOffset) {
        return 64 - sizeOffset + "-bit";
    }

    /** The last address of a range that starts at 0. */
    private static long last(long sizeOffset) {
        return -1L >>> sizeOffset;
    }

    private static String outputSize(long encoded) {
        int bits = OutputSize.bits(encoded);
        String text = bits + " bits (" + Hex.size(1L << bits) + ")";
        return encoded == RESERVED_OUTPUT_SIZE ? text + " with FEAT_D128, otherwise reserved" : text;
    }

    private static String faultStatus(long code) {
        FaultStatus status = FaultStatus.decode((int) code);
        return status == null ? "reserved" : status.text();
    }
}
