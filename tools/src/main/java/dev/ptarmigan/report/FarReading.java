package dev.ptarmigan.report;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.registers.Hcr;
import dev.ptarmigan.registers.Register;
import dev.ptarmigan.registers.RegisterFile;
import dev.ptarmigan.registers.Tcr;
import dev.ptarmigan.registers.TcrOneRange;
import java.util.ArrayList;
import java.util.List;

/** What a faulting virtual address is: which range, whether it is canonical, what tag it carries. */
public final class FarReading {
    private static final int RANGE_BIT = 55;
    private static final int TAG_SHIFT = 56;
    private static final long TAG = 0xFFL << TAG_SHIFT;

    private FarReading() {}

    /** Sentences about an address, as far as the registers tell. */
    public static List<String> of(Register far, long va, RegisterFile registers) {
        boolean twoRanges = far == Register.FAR_EL1
                || far == Register.FAR_EL2 && Hcr.E2H.isSet(registers.orElse(Register.HCR_EL2, 0));
        Register control = switch (far) {
            case FAR_EL2 -> Register.TCR_EL2;
            case FAR_EL3 -> Register.TCR_EL3;
            default -> Register.TCR_EL1;
        };
        List<String> lines = new ArrayList<>();
        boolean upper = twoRanges && (va >>> RANGE_BIT & 1) != 0;
        String level = far.name().substring("FAR".length());
        lines.add(
                twoRanges
                        ? "bit 55 is " + (upper ? "1: upper range, TTBR1" : "0: lower range, TTBR0") + level
                        : "one range, TTBR0" + level);
        if (!registers.has(control)) {
            lines.add(control + " is not known, so neither is whether the address is canonical and whether it has a"
                    + " tag; --regs or --capture gives it");
            return lines;
        }
        long word = registers.orElse(control, 0);
        int sizeOffset;
        boolean ignored;
        String n = twoRanges ? (upper ? "1" : "0") : "";
        if (twoRanges) {
            sizeOffset = new Tcr(word).sizeOffset(upper);
            ignored = new Tcr(word).topByteIgnored(upper);
        } else {
            sizeOffset = new TcrOneRange(word).sizeOffset();
            ignored = new TcrOneRange(word).topByteIgnored();
        }
        String tbi = control + ".TBI" + n;
        long tag = va >>> TAG_SHIFT;
        if (!ignored) {
            lines.add("no tag: " + tbi + "=0, bits 63:56 are part of the address");
        } else if (tag == (upper ? 0xFF : 0)) {
            lines.add("no tag: bits 63:56 are all " + (upper ? 1 : 0) + ", though " + tbi + "=1 would allow one");
        } else {
            lines.add("tag " + Hex.address(tag) + " in bits 63:56, ignored because " + tbi + "=1; without it "
                    + Hex.word(upper ? va | TAG : va & ~TAG));
        }
        String size = control + ".T" + (n.isEmpty() ? "0" : n) + "SZ=" + sizeOffset;
        int bits = Long.SIZE - sizeOffset;
        int top = ignored ? RANGE_BIT : Long.SIZE - 1;
        if (bits > top) {
            lines.add("canonical: " + size + " leaves no bits to check");
            return lines;
        }
        long checked = -1L >>> Long.SIZE - 1 - top & -1L << bits;
        boolean canonical = ((upper ? ~va : va) & checked) == 0;
        lines.add((canonical ? "canonical: bits " : "not canonical: bits ") + top + ":" + bits
                + (canonical ? " are all " : " are not all ") + (upper ? 1 : 0) + ", as " + size + " asks"
                + (canonical ? "" : "; every access gives a Translation fault, level 0"));
        return lines;
    }
}
