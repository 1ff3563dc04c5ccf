package dev.ptarmigan.mutation;

import dev.ptarmigan.kernel.KernelTables;
import dev.ptarmigan.mutation.TlbiPort.Tlbi;
import dev.ptarmigan.tlb.TlbiFields;

/** Ways of making a TLB invalidation reach less than it should. */
final class TlbiChanges {
    private static final int LPA2_UNIT_SHIFT = 16;
    private static final long LAST_LEVEL = 3;

    private TlbiChanges() {}

    private static boolean isRange(Tlbi tlbi) {
        return tlbi.operation().startsWith("rv");
    }

    private static boolean byAddress(Tlbi tlbi) {
        return tlbi.operation().startsWith("va") && tlbi.operand() != 0;
    }

    /** Says that the entry is at level 3. */
    static Tlbi levelHint(Tlbi tlbi, KernelTables tables) {
        if (isRange(tlbi)) {
            return new Tlbi(tlbi.operation(), TlbiFields.RANGE_TTL.in(tlbi.operand(), LAST_LEVEL));
        }
        return byAddress(tlbi)
                ? new Tlbi(
                        tlbi.operation(),
                        TlbiFields.TTL.in(tlbi.operand(), TlbiFields.granuleCode(tables.granule()) << 2 | LAST_LEVEL))
                : tlbi;
    }

    /** Only the first page of a range. */
    static Tlbi startOnly(Tlbi tlbi, KernelTables tables, boolean lpa2) {
        if (!isRange(tlbi)) {
            return tlbi;
        }
        int unit = lpa2 ? LPA2_UNIT_SHIFT : tables.granule().pageShift();
        long base = TlbiFields.RANGE_BASE.of(tlbi.operand());
        // The operand of an operation by address holds more of the address than that of a range: sign bits.
        int bits = TlbiFields.RANGE_BASE.width() + unit;
        long va = base << unit | -1L << bits;
        return new Tlbi(tlbi.operation().substring(1), TlbiFields.va(va));
    }

    /** This PE alone. */
    static Tlbi localOnly(Tlbi tlbi) {
        String operation = tlbi.operation();
        return operation.endsWith("is")
                ? new Tlbi(operation.substring(0, operation.length() - "is".length()), tlbi.operand())
                : tlbi;
    }

    /** Leaf entries where entries of tables are meant too. */
    static Tlbi lastLevelOnly(Tlbi tlbi) {
        return switch (tlbi.operation()) {
            case "vaae1is" -> new Tlbi("vaale1is", tlbi.operand());
            case "rvaae1is" -> new Tlbi("rvaale1is", tlbi.operand());
            default -> tlbi;
        };
    }
}
