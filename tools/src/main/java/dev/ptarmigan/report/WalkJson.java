package dev.ptarmigan.report;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.descriptors.Descriptor;
import dev.ptarmigan.faults.FaultStatus;
import dev.ptarmigan.faults.FaultType;
import dev.ptarmigan.registers.MissingRegisterException;
import dev.ptarmigan.registers.RegisterFile;
import dev.ptarmigan.walker.ExplainedWalk;
import dev.ptarmigan.walker.MemoryAttributes;
import dev.ptarmigan.walker.Walk;
import dev.ptarmigan.walker.WalkStep;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Walks for scripts. The names of the properties are documented in tools/README.md and do not change. */
public final class WalkJson {
    private final Json json;
    private final RegisterFile registers;

    /** Writes into a document. */
    public WalkJson(Json json, RegisterFile registers) {
        this.json = json;
        this.registers = registers;
    }

    /**
     * An object for one address.
     *
     * @param choices what is CONSTRAINED UNPREDICTABLE about the answer; null if nobody asked
     */
    public void walk(AddressAnswer answer, @Nullable List<String> choices) {
        json.object().text("operand", answer.operand()).text("va", Hex.word(answer.va()));
        explained(answer.walk());
        json.text("at", answer.at()).text("par", answer.parIsValue() ? answer.par() : null);
        if (choices != null) {
            json.texts("strict", choices);
        }
        json.endObject();
    }

    /** The properties of a walk alone, in an object that the caller has started. */
    public void explained(ExplainedWalk walk) {
        json.array("steps");
        for (WalkStep step : walk.steps()) {
            step(step);
        }
        json.endArray().flag("ok", walk.result().ok());
        if (walk.result().ok()) {
            success(walk);
        } else {
            fault(walk.result());
        }
        json.texts("reasons", walk.reasons());
    }

    private void step(WalkStep step) {
        json.object()
                .number("stage", step.isStage2() ? 2 : 1)
                .number("level", step.level())
                .text("table", Hex.address(step.table()))
                .number("index", step.index())
                .text("descriptorAddress", Hex.address(step.descriptorAddress()))
                .text("physicalAddress", Hex.address(step.physicalAddress()))
                .text("word", DescriptorText.wordText(step.word(), step.place().format()))
                .text(
                        "updated",
                        step.updated().equals(step.word())
                                ? null
                                : DescriptorText.wordText(
                                        step.updated(), step.place().format()));
        new DescriptorJson(json, registers).body(Descriptor.decode(step.word(), step.place()));
        json.endObject();
    }

    private void success(ExplainedWalk walk) {
        Walk result = walk.result();
        json.text("outputAddress", Hex.address(result.outputAddress))
                .text("outputSpace", result.outputSpace.toString())
                .text("ipa", result.stage2 ? Hex.address(result.ipa) : null);
        if (result.stage1) {
            json.number("mappedBytes", 1L << result.leafShift).number("mappedLevel", result.level);
        }
        try {
            MemoryAttributes attributes = walk.attributes();
            json.object("memory")
                    .text("attribute", "0x" + Hex.digits(attributes.attribute(), 2))
                    .text("type", attributes.text())
                    .text("shareability", attributes.shareabilityText())
                    .endObject();
        } catch (MissingRegisterException e) {
            json.text("memory", null);
        }
    }

    private void fault(Walk result) {
        FaultType type = result.fault;
        if (type == null) {
            throw new IllegalArgumentException("not a fault: walk=" + result);
        }
        FaultStatus status = FaultStatus.of(type, result.faultLevel);
        json.object("fault")
                .text("type", type.name())
                .text("text", status.text())
                .text("fsc", WalkText.code(status))
                .number("level", result.faultLevel)
                .number("stage", result.stage2Fault ? 2 : 1)
                .flag("onStage1Walk", result.s1ptw)
                .endObject();
    }
}
