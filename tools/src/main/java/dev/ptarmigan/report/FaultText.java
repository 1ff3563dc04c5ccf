package dev.ptarmigan.report;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.faults.Hpfar;
import dev.ptarmigan.registers.RegisterFile;
import java.util.List;

/** A {@link FaultFinding} for people, and for scripts. */
public final class FaultText {
    private FaultText() {}

    /** Writes the question, the walk, the verdict and what made the fault. */
    public static void text(
            FaultQuestion question,
            FaultFinding finding,
            RegisterFile registers,
            List<String> remarks,
            Paint paint,
            StringBuilder out) {
        WalkText walk = new WalkText(registers, paint);
        out.append("reported ")
                .append(paint.heading(Syndrome.text(question.esr())))
                .append('\n');
        out.append("address  ").append(Hex.word(question.far()));
        Hpfar hpfar = question.hpfar();
        if (hpfar != null) {
            out.append(", IPA page ").append(Hex.address(hpfar.ipa()));
        }
        out.append('\n');
        walk.remarks(remarks, finding.walk().context().assumptions(), out);
        out.append('\n').append(paint.heading("the walk now")).append('\n');
        walk.explained(finding.walk(), out);
        out.append('\n');
        for (int i = 0; i < finding.sentences().size(); i++) {
            String sentence = finding.sentences().get(i);
            out.append(i > 0 ? sentence : finding.explained() ? paint.good(sentence) : paint.bad(sentence));
            out.append('\n');
        }
        String label = "made by  ";
        for (FaultCause cause : finding.causes()) {
            out.append(label).append(cause.text()).append('\n');
            label = "         ";
        }
        walk.restsOn(finding.walk().context().restsOn(), out);
    }

    /** Writes the same as properties of an object that the caller has started. */
    public static void json(
            FaultQuestion question, FaultFinding finding, RegisterFile registers, List<String> remarks, Json json) {
        Hpfar hpfar = question.hpfar();
        json.text("esr", question.esr().toString())
                .text("far", Hex.word(question.far()))
                .text("hpfar", hpfar == null ? null : hpfar.toString())
                .text("reported", Syndrome.text(question.esr()))
                .flag("explained", finding.explained())
                .text("condition", finding.condition().isEmpty() ? null : finding.condition())
                .texts("verdict", finding.sentences())
                .array("madeBy");
        for (FaultCause cause : finding.causes()) {
            json.object()
                    .text("where", cause.where())
                    .text("field", cause.field())
                    .text("bits", cause.bits().isEmpty() ? null : cause.bits())
                    .text("value", cause.value())
                    .text("effect", cause.effect())
                    .endObject();
        }
        json.endArray().object("walk");
        new WalkJson(json, registers).explained(finding.walk());
        json.endObject()
                .texts("remarks", remarks)
                .texts("assumptions", finding.walk().context().assumptions())
                .texts("restsOn", finding.walk().context().restsOn());
    }
}
