package dev.ptarmigan.report;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.faults.FaultStatus;
import dev.ptarmigan.faults.FaultType;
import dev.ptarmigan.memory.PhysicalMemory;
import dev.ptarmigan.registers.MissingRegisterException;
import dev.ptarmigan.registers.RegisterFile;
import dev.ptarmigan.walker.ContextBuilder;
import dev.ptarmigan.walker.ExplainedWalk;
import dev.ptarmigan.walker.Knob;
import dev.ptarmigan.walker.MemoryAttributes;
import dev.ptarmigan.walker.Profile;
import dev.ptarmigan.walker.TranslationContext;
import dev.ptarmigan.walker.Walk;
import dev.ptarmigan.walker.WalkStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The CONSTRAINED UNPREDICTABLE and IMPLEMENTATION DEFINED situations that an access meets: those points at which another
 * choice that the architecture allows gives another answer. Each is found by making that choice and walking again.
 */
public final class ArchitectureChoices {
    /** Knobs for what the architecture leaves open; the others are departures of one machine. */
    private static final Set<String> OPEN = Set.of(
            "TXSZ_ABOVE_MAXIMUM_CLAMPED",
            "TXSZ_BELOW_MINIMUM_CLAMPED",
            "RESERVED_GRANULE_IS_LARGEST",
            "CONTIGUOUS_TAKES_INPUT_BITS",
            "CONTIGUOUS_SPAN_FAULTS",
            "NT_FAULTS",
            "SKL_CLAMPED",
            "SMALL_TABLE_BASE_UNALIGNED",
            "ACCESS_FLAG_SET_WITHOUT_PERMISSION",
            "AT_SETS_ACCESS_FLAG",
            "FWB_MEMATTR_8_TO_15",
            "RESERVED_SH_REPORTED",
            "DEVICE_FETCH_FAULTS",
            "NV1_WITHOUT_NV",
            "STAGE2_TXSZ_IGNORES_PAMAX");

    private ArchitectureChoices() {}

    /**
     * The situations that an access meets, a sentence each; empty if its answer is the same on every machine.
     *
     * @param context made from {@code registers}
     */
    public static List<String> met(
            PhysicalMemory memory, RegisterFile registers, TranslationContext context, long va, int access) {
        String chosen = outcome(memory, context, va, access);
        List<String> found = new ArrayList<>();
        for (Knob knob : Knob.values()) {
            if (!OPEN.contains(knob.name())) {
                continue;
            }
            Profile profile = context.profile();
            boolean on = profile.has(knob);
            TranslationContext other =
                    ContextBuilder.of(registers, context.regime(), context.security(), profile.with(knob, !on));
            String otherwise = outcome(memory, other, va, access);
            if (!otherwise.equals(chosen)) {
                String with = on ? chosen : otherwise;
                String without = on ? otherwise : chosen;
                found.add("if " + knob.description() + ": " + with + "; if not: " + without);
            }
        }
        return found;
    }

    /** Everything of an answer that software can see. */
    private static String outcome(PhysicalMemory memory, TranslationContext context, long va, int access) {
        ExplainedWalk walk = ExplainedWalk.of(memory, context, va, access);
        TableWords.restore(memory, walk);
        Walk result = walk.result();
        FaultType fault = result.fault;
        StringBuilder text = new StringBuilder();
        if (fault != null) {
            text.append(FaultStatus.of(fault, result.faultLevel).text())
                    .append(result.stage2Fault ? ", stage 2" : "")
                    .append(result.s1ptw ? ", on a stage 1 walk" : "");
        } else {
            text.append(Hex.address(result.outputAddress)).append(' ').append(memoryType(walk));
        }
        for (WalkStep step : walk.steps()) {
            if (!step.updated().equals(step.word())) {
                text.append(", and the descriptor at ").append(Hex.address(step.descriptorAddress()));
                text.append(" becomes ").append(step.updated());
            }
        }
        return text.toString();
    }

    private static String memoryType(ExplainedWalk walk) {
        try {
            MemoryAttributes attributes = walk.attributes();
            return attributes.text() + ", " + attributes.shareabilityText();
        } catch (MissingRegisterException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
