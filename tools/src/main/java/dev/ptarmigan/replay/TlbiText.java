package dev.ptarmigan.replay;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.descriptors.TranslationStage;
import dev.ptarmigan.tlb.TlbiDomain;
import dev.ptarmigan.tlb.TlbiFields;
import dev.ptarmigan.tlb.TlbiIssuer;
import dev.ptarmigan.tlb.TlbiOperand;
import dev.ptarmigan.tlb.TlbiOperation;

/** What the TLB invalidations of Linux's kernel ranges cover, in words. */
final class TlbiText {
    private TlbiText() {}

    static String of(String name, long value, boolean lpa2) {
        TlbiOperation operation = TlbiOperation.named(name);
        if (operation == null) {
            return "operand " + Hex.address(value);
        }
        TlbiIssuer issuer = lpa2 ? TlbiIssuer.at(1).lpa2(TranslationStage.EL10).build() : TlbiIssuer.EL1;
        TlbiOperand operand = TlbiOperand.decode(operation, value, 0, issuer);
        String scope = operation.domain() == TlbiDomain.LOCAL
                ? "this PE"
                : operation.domain() == TlbiDomain.INNER_SHAREABLE ? "all PEs (Inner Shareable)" : "all PEs";
        return switch (name) {
            case "vmalle1is", "vmalle1" -> "everything of EL1&0, " + scope;
            case "vale1is" ->
                value == 0
                        ? "VA 0, ASID 0: the extra operation of the repeat-TLBI erratum"
                        : "last level of " + page(operand) + " with its ASID, " + scope;
            case "vaale1is" -> "last level of " + page(operand) + ", every ASID, " + scope;
            case "vaae1is", "vaae1" -> "all levels of " + page(operand) + ", every ASID, " + scope;
            case "rvaale1is" -> "last level of " + range(operand) + ", every ASID, " + scope;
            case "rvaae1is" -> "all levels of " + range(operand) + ", every ASID, " + scope;
            default -> "operand " + Hex.address(value);
        };
    }

    private static String page(TlbiOperand operand) {
        return Hex.word(operand.first());
    }

    private static String range(TlbiOperand operand) {
        long pages = TlbiFields.rangeGranules(operand.scale(), operand.num());
        return Hex.word(operand.first()) + "-" + Hex.word(operand.last()) + " (" + pages + " pages: SCALE="
                + operand.scale() + " NUM=" + operand.num() + ")";
    }
}
