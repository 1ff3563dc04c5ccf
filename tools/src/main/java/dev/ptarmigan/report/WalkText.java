package dev.ptarmigan.report;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.descriptors.Descriptor;
import dev.ptarmigan.descriptors.Explanation;
import dev.ptarmigan.descriptors.FieldMeaning;
import dev.ptarmigan.faults.FaultStatus;
import dev.ptarmigan.faults.FaultType;
import dev.ptarmigan.registers.MissingRegisterException;
import dev.ptarmigan.registers.RegisterFile;
import dev.ptarmigan.walker.ExplainedWalk;
import dev.ptarmigan.walker.MemoryAttributes;
import dev.ptarmigan.walker.Walk;
import dev.ptarmigan.walker.WalkStep;
import java.util.List;

/** A walk for people: a line for each descriptor, the answer, and the rules that decided. */
public final class WalkText {
    private static final String INDENT = "  ";
    private static final int COLUMNS = 100;

    private final RegisterFile registers;
    private final Paint paint;

    /** A writer that knows the registers of the regime. */
    public WalkText(RegisterFile registers, Paint paint) {
        this.registers = registers;
        this.paint = paint;
    }

    /** What was chosen or assumed, a line each. */
    public void remarks(List<String> remarks, List<String> assumptions, StringBuilder out) {
        for (String remark : remarks) {
            out.append(paint.aside(remark)).append('\n');
        }
        for (String assumption : assumptions) {
            out.append(paint.doubtful("assumed: " + assumption)).append('\n');
        }
    }

    /** The registers that decided, with their values, in one wrapped paragraph. */
    public void restsOn(List<String> registersUsed, StringBuilder out) {
        if (registersUsed.isEmpty()) {
            return;
        }
        out.append('\n').append(paint.heading("rests on"));
        int column = COLUMNS;
        for (String register : registersUsed) {
            if (column + register.length() + 1 > COLUMNS) {
                out.append('\n').append(INDENT);
                column = INDENT.length();
            } else {
                out.append(' ');
                column++;
            }
            out.append(register);
            column += register.length();
        }
        out.append('\n');
    }

    /** One address. */
    public void walk(AddressAnswer answer, StringBuilder out) {
        out.append(paint.heading(Hex.word(answer.va())));
        if (!isNumber(answer)) {
            out.append(INDENT).append(answer.operand());
        }
        out.append('\n');
        explained(answer.walk(), out);
        line("PAR_EL1", answer.par() + (answer.parIsValue() ? " after AT " : ", AT ") + answer.at(), out);
    }

    /** A walk alone: its descriptors, the answer, the rules that decided. */
    public void explained(ExplainedWalk walk, StringBuilder out) {
        for (WalkStep step : walk.steps()) {
            step(step, out);
        }
        if (walk.result().ok()) {
            success(walk, out);
        } else {
            fault(walk, out);
        }
        String label = "because";
        for (String reason : walk.reasons()) {
            line(label, reason, out);
            label = "";
        }
    }

    private static boolean isNumber(AddressAnswer answer) {
        return answer.operand().startsWith("0") || answer.operand().equalsIgnoreCase(Hex.digits(answer.va(), 16));
    }

    private void step(WalkStep step, StringBuilder out) {
        Descriptor descriptor = Descriptor.decode(step.word(), step.place());
        out.append(INDENT).append(step.isStage2() ? "stage 2 level " : "level ");
        out.append(step.level() < 0 ? "" : " ").append(step.level());
        out.append("  table ").append(Hex.address(step.table()));
        out.append("  index ").append(step.index());
        if (step.physicalAddress() != step.descriptorAddress()) {
            out.append("  read at ").append(Hex.address(step.physicalAddress()));
        }
        out.append(INDENT)
                .append(DescriptorText.wordText(step.word(), step.place().format()));
        out.append(INDENT).append(paint.heading(step.kind().toString())).append('\n');
        Explanation explanation = Explanation.of(descriptor, registers);
        if (step.kind().isLeaf()) {
            out.append("           ").append(fields(explanation)).append('\n');
        }
        out.append("           ").append(explanation.effect().text()).append('\n');
    }

    /** All fields of a leaf that are not its address, in short. */
    private static String fields(Explanation explanation) {
        StringBuilder text = new StringBuilder();
        for (FieldMeaning field : explanation.fields()) {
            switch (field.field()) {
                case OA, TA, VALID, TYPE, SOFTWARE, IGNORED, RES0, RES1 -> {}
                default ->
                    text.append(text.length() == 0 ? "" : " ")
                            .append(field.field().label())
                            .append('=')
                            .append(field.valueText());
            }
        }
        return text.toString();
    }

    private void success(ExplainedWalk walk, StringBuilder out) {
        Walk result = walk.result();
        line("address", paint.good(Hex.address(result.outputAddress)) + " " + result.outputSpace + size(result), out);
        if (result.stage2) {
            line("IPA", Hex.address(result.ipa), out);
        }
        String memory;
        try {
            MemoryAttributes attributes = walk.attributes();
            memory = attributes.text() + ", " + attributes.shareabilityText();
        } catch (MissingRegisterException e) {
            memory = "not known: " + e.getMessage();
        }
        line("memory", memory, out);
    }

    private static String size(Walk result) {
        int shift = result.leafShift;
        return result.stage1 && shift > 0 ? ", mapped by " + Hex.size(1L << shift) + " at level " + result.level : "";
    }

    private void fault(ExplainedWalk walk, StringBuilder out) {
        Walk result = walk.result();
        FaultType type = result.fault;
        if (type == null) {
            throw new IllegalArgumentException("not a fault: walk=" + result);
        }
        FaultStatus status = FaultStatus.of(type, result.faultLevel);
        line(
                "fault",
                paint.bad(status.text()
                                + (result.stage2Fault ? ", stage 2" : "")
                                + (result.s1ptw ? ", on a stage 1 walk" : ""))
                        + ", FSC " + code(status),
                out);
    }

    /** A fault status code in two digits. */
    static String code(FaultStatus status) {
        return "0x" + Hex.digits(status.code(), 2);
    }

    private static void line(String label, String text, StringBuilder out) {
        out.append(INDENT).append(label);
        for (int i = label.length(); i < 9; i++) {
            out.append(' ');
        }
        out.append(text).append('\n');
    }
}
