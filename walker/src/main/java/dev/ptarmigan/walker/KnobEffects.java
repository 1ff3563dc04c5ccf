package dev.ptarmigan.walker;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.faults.Esr;
import dev.ptarmigan.faults.FaultStatus;
import dev.ptarmigan.faults.FaultType;
import dev.ptarmigan.memory.PhysicalMemory;
import dev.ptarmigan.registers.Hcr;
import dev.ptarmigan.registers.MissingRegisterException;
import dev.ptarmigan.registers.Register;
import dev.ptarmigan.registers.RegisterFile;
import java.util.ArrayList;
import java.util.List;

/** Which knobs matter to an access: each is turned, and the walk made again. The memory is left as it was. */
final class KnobEffects {
    private final PhysicalMemory memory;
    private final RegisterFile registers;
    private final TranslationContext context;
    private final long va;
    private final int access;

    private KnobEffects(
            PhysicalMemory memory, RegisterFile registers, TranslationContext context, long va, int access) {
        this.memory = memory;
        this.registers = registers;
        this.context = context;
        this.va = va;
        this.access = access;
    }

    /**
     * A sentence for every knob that changes what software can see of the answer.
     *
     * @param registers those that {@code context} was made from
     */
    static List<String> of(
            PhysicalMemory memory, RegisterFile registers, TranslationContext context, long va, int access) {
        return new KnobEffects(memory, registers, context, va, access).sentences();
    }

    private List<String> sentences() {
        Profile profile = context.profile();
        Outcome chosen = outcome(context);
        List<String> found = new ArrayList<>();
        for (Knob knob : Knob.values()) {
            boolean on = profile.has(knob);
            Outcome otherwise;
            try {
                otherwise = outcome(
                        ContextBuilder.of(registers, context.regime(), context.security(), profile.with(knob, !on)));
            } catch (MissingRegisterException e) {
                String unknown = "not known, " + e.getMessage();
                otherwise = new Outcome(unknown, unknown);
            }
            if (!otherwise.equals(chosen)) {
                found.add(name(knob) + ": if " + knob.description() + ": "
                        + (on ? chosen : otherwise).told(on ? otherwise : chosen) + "; if not: "
                        + (on ? otherwise : chosen).told(on ? chosen : otherwise));
            }
        }
        return found;
    }

    private static String name(Knob knob) {
        String numbers = knob.numbers();
        String departs = knob.isOpen() ? "" : "a departure";
        String aside = numbers + (numbers.isEmpty() || departs.isEmpty() ? "" : ", ") + departs;
        return aside.isEmpty() ? knob.name() : knob.name() + " (" + aside + ")";
    }

    /**
     * What came of the access.
     *
     * @param answer the fault or the address with its memory type, and descriptors that hardware changed
     * @param report how software is told: PAR_EL1, or where a fault is taken and what comes with it
     */
    private record Outcome(String answer, String report) {
        /** The part that differs from another outcome. */
        String told(Outcome other) {
            return answer.equals(other.answer) ? report : answer;
        }
    }

    private Outcome outcome(TranslationContext with) {
        ExplainedWalk walk = ExplainedWalk.of(memory, with, va, access);
        walk.restore(memory);
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
        return new Outcome(text.toString(), report(with, walk));
    }

    private String report(TranslationContext with, ExplainedWalk walk) {
        Walk result = walk.result();
        if ((access & Access.AT) != 0 && !AddressTranslation.isException(result, false)) {
            try {
                return "PAR_EL1 is " + walk.par().word();
            } catch (MissingRegisterException e) {
                return String.valueOf(e.getMessage());
            }
        }
        if (result.ok()) {
            return "";
        }
        int level = (access & Access.UNPRIVILEGED) != 0
                ? 0
                : switch (with.regime()) {
                    case EL10, STAGE2 -> 1;
                    case EL20, EL2 -> 2;
                    case EL3 -> 3;
                };
        boolean toEl2 = new Hcr(registers.orElse(Register.HCR_EL2, 0)).trapGeneralExceptions();
        AbortReport abort = AbortReport.of(with, result, level, toEl2);
        String address = !result.stage2Fault
                ? ""
                : abort.hpfarValid() ? ", HPFAR_EL2 is " + abort.hpfar() : ", HPFAR_EL2 is UNKNOWN";
        String external = result.fault == FaultType.EXTERNAL_ON_WALK
                ? ", EA is " + Esr.EA.of(abort.esr().word())
                : "";
        return "taken to EL" + abort.targetLevel() + external + address;
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
