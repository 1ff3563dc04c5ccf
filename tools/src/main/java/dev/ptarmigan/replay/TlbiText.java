package dev.ptarmigan.replay;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.kernel.KernelTables;

/** What the TLB invalidations of Linux's kernel ranges cover, in words. */
final class TlbiText {
    private static final long ADDRESS = (1L << 44) - 1;
    private static final long BASE = (1L << 37) - 1;
    private static final int NUM_SHIFT = 39;
    private static final int SCALE_SHIFT = 44;
    private static final int LPA2_SHIFT = 16;

    private TlbiText() {}

    static String of(String operation, long operand, KernelTables tables, boolean lpa2) {
        return switch (operation) {
            case "vmalle1is", "vmalle1" -> "everything of EL1&0, " + scope(operation);
            case "vale1is" ->
                operand == 0
                        ? "VA 0, ASID 0: the extra operation of the repeat-TLBI erratum"
                        : "last level of " + page(operand) + " with its ASID, " + scope(operation);
            case "vaale1is" -> "last level of " + page(operand) + ", every ASID, " + scope(operation);
            case "vaae1is", "vaae1" -> "all levels of " + page(operand) + ", every ASID, " + scope(operation);
            case "rvaale1is" -> "last level of " + range(operand, tables, lpa2) + ", every ASID, " + scope(operation);
            case "rvaae1is" -> "all levels of " + range(operand, tables, lpa2) + ", every ASID, " + scope(operation);
            default -> "operand " + Hex.address(operand);
        };
    }

    private static String scope(String operation) {
        return operation.endsWith("is")
                ? "all PEs (Inner Shareable)"
                : operation.endsWith("os") ? "all PEs" : "this PE";
    }

    private static String page(long operand) {
        return Hex.word((operand & ADDRESS) << 12 | -1L << 56);
    }

    private static String range(long operand, KernelTables tables, boolean lpa2) {
        int unit = lpa2 ? LPA2_SHIFT : tables.granule().pageShift();
        long first = (operand & BASE) << unit | -1L << 37 + unit;
        long num = operand >>> NUM_SHIFT & 31;
        int scale = (int) (operand >>> SCALE_SHIFT) & 3;
        long pages = num + 1 << 5 * scale + 1;
        return Hex.word(first) + "-" + Hex.word(first + pages * tables.pageBytes() - 1) + " (" + pages
                + " pages: SCALE=" + scale + " NUM=" + num + ")";
    }
}
