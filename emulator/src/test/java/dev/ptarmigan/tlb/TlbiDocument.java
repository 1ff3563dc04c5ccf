package dev.ptarmigan.tlb;

import dev.ptarmigan.bits.BitField;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The table of operations as a page of the manual: a row for what differs in no more than who carries it out. */
final class TlbiDocument {
    private TlbiDocument() {}

    static String markdown() {
        Map<String, List<TlbiOperation>> families = new LinkedHashMap<>();
        for (TlbiOperation operation : TlbiOperation.all()) {
            String family = operation.name().replaceAll("NXS$", "").replaceAll("(?<=[0-9L])[IO]S$|(?<=RPA)OS$", "");
            families.computeIfAbsent(family, name -> new ArrayList<>()).add(operation);
        }
        StringBuilder out = new StringBuilder(8192);
        out.append("""
                # TLB maintenance operations

                Generated from the table that decodes them; a test compares. `sys #op1, c8, cCRm, #op2, Xt` is the encoding (op0 = 1), written
                op1:CRm:op2 here; nXS forms (FEAT_XS) have c9. TLBIP (FEAT_D128) has the same encodings with `sysp` and two registers.
                IS forms are for the Inner, OS forms (FEAT_TLBIOS) for the Outer Shareable domain; names without either are for the PE itself.

                | operation | local | IS | OS | nXS | TLBIP | operand | must invalidate | levels | regime | needs |
                |---|---|---|---|---|---|---|---|---|---|---|
                """);
        families.forEach((name, members) -> row(out, name, members));
        out.append("""

                ## Operands

                What is not a field is RES0. By ASID, bits 63:48 are the ASID; with HCR_EL2.E2H = 0, EL2 has none.

                | operand | fields |
                |---|---|
                """);
        for (OperandForm form : OperandForm.values()) {
            for (boolean pair : new boolean[] {false, true}) {
                List<BitField> fields = form.fields(pair);
                if (!fields.isEmpty()) {
                    out.append("| ").append(form).append(pair ? " of TLBIP | " : " | ");
                    out.append(String.join(
                                    ", ",
                                    fields.stream().map(TlbiDocument::text).toList()))
                            .append(" |\n");
                }
            }
        }
        return out.toString();
    }

    private static String text(BitField field) {
        return field.name() + " " + field.positions();
    }

    private static void row(StringBuilder out, String name, List<TlbiOperation> members) {
        TlbiOperation any = members.get(0);
        boolean nxs = false;
        boolean pair = false;
        for (TlbiOperation member : members) {
            nxs |= member.excludesXs();
            pair |= member.isPair();
            if (!member.removes().equals(any.removes()) || member.form() != any.form()) {
                throw new AssertionError(name + " is two operations");
            }
        }
        String needs = any.form().isRange() ? "FEAT_TLBIRANGE" : "";
        needs = name.startsWith("VMALLWS2") ? "FEAT_TLBIW" : any.regime() == TlbRegime.PHYSICAL ? "FEAT_RME" : needs;
        boolean levels = any.form().isSingle() || any.form().isRange();
        out.append("| ").append(name);
        for (TlbiDomain domain : TlbiDomain.values()) {
            out.append(" | ").append(encoding(members, domain));
        }
        out.append(" | ").append(nxs ? "yes" : "");
        out.append(" | ").append(pair ? "yes" : "");
        out.append(" | ").append(any.form() == OperandForm.NONE ? "" : any.form());
        out.append(any.isByAsid() && any.form() != OperandForm.ASID ? ", ASID" : "");
        out.append(" | ").append(any.removes());
        out.append(" | ").append(levels ? any.isLastLevel() ? "last" : "all" : "");
        out.append(" | ").append(any.regime() == TlbRegime.EL2 ? "EL2, EL2&0" : any.regime());
        out.append(" | ").append(needs).append(" |\n");
    }

    private static String encoding(List<TlbiOperation> members, TlbiDomain domain) {
        String text = null;
        for (TlbiOperation member : members) {
            if (member.domain() == domain) {
                text = same(text, member.op1() + ":" + member.crm() + ":" + member.op2());
            }
        }
        return text == null ? "" : text;
    }

    private static String same(@Nullable String before, String now) {
        if (before != null && !before.equals(now)) {
            throw new AssertionError(before + " and " + now);
        }
        return now;
    }
}
