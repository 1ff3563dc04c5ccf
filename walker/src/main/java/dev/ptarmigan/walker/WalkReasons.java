package dev.ptarmigan.walker;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.descriptors.Descriptor;
import dev.ptarmigan.descriptors.DescriptorField;
import dev.ptarmigan.descriptors.DescriptorKind;
import dev.ptarmigan.descriptors.Permissions;
import dev.ptarmigan.descriptors.Place;
import dev.ptarmigan.descriptors.TranslationStage;
import dev.ptarmigan.faults.FaultType;
import dev.ptarmigan.registers.PermissionIndirection;
import dev.ptarmigan.registers.PermissionOverlay;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rules that decided a walk, one sentence each: which bit of which descriptor or register, and what it led to. */
final class WalkReasons {
    private static final int RANGE_BIT = 55;

    private final TranslationContext context;
    private final Walk walk;
    private final List<WalkStep> steps;
    private final List<String> sentences = new ArrayList<>();

    WalkReasons(TranslationContext context, Walk walk, List<WalkStep> steps) {
        this.context = context;
        this.walk = walk;
        this.steps = steps;
    }

    List<String> sentences() {
        WalkParameters p = walk.parameters();
        if (p == null) {
            off();
        } else {
            range(p);
            Refusal refusal = p.refusal(walk.va, walk.access);
            if (refusal != null) {
                refused(p, refusal);
                return sentences;
            }
        }
        FaultType fault = walk.fault;
        if (fault == null) {
            permissionVerdict();
            say("output address " + Hex.address(walk.outputAddress) + " (" + walk.outputSpace + ")");
        } else if (fault == FaultType.PERMISSION) {
            permissionFault();
        } else {
            otherFault(fault);
        }
        updates();
        return sentences;
    }

    private void say(String sentence) {
        sentences.add(sentence);
    }

    private String tcr() {
        return switch (context.regime) {
            case EL10, STAGE2 -> "TCR_EL1";
            case EL20, EL2 -> "TCR_EL2";
            case EL3 -> "TCR_EL3";
        };
    }

    private String sctlr() {
        return "SCTLR_" + context.regime.privilegedLevel();
    }

    private void off() {
        if (context.defaultCacheable) {
            say("stage 1 is off (HCR_EL2.DC=1): the address is used as it is, Normal Write-Back");
        } else {
            say("stage 1 is off (" + sctlr() + ".M=0 or HCR_EL2.TGE=1): the address is used as it is");
        }
        if (walk.fault == FaultType.ADDRESS_SIZE && !walk.stage2Fault) {
            say("the address has bits above the PE's " + context.peOutputBits
                    + " physical address bits: Address size fault, level 0");
        }
    }

    private void range(WalkParameters p) {
        String base = ContextBuilder.base(context.regime, p.upper).name();
        String which = context.regime.twoRanges() ? "VA bit 55 is " + (walk.va >>> RANGE_BIT & 1) + ": " + base : base;
        say(which + ", " + p.granule + " granule, " + p.inputBits + "-bit range, start level " + p.startLevel
                + ", table at " + Hex.address(p.base));
    }

    private void refused(WalkParameters p, Refusal refusal) {
        String n = p.upper ? "1" : "0";
        String why = switch (refusal) {
            case UNUSABLE_SIZE -> tcr() + "." + p.unusable;
            case NOT_CANONICAL -> notCanonical(p);
            case UNPRIVILEGED_DISABLED -> tcr() + ".E0PD" + n + "=1 refuses unprivileged accesses to this range";
            case NON_FAULT_DISABLED -> tcr() + ".NFD" + n + "=1 refuses non-fault accesses to this range";
            case WALKS_DISABLED -> tcr() + ".EPD" + n + "=1 disables walks of this range";
        };
        say(why + ": Translation fault, level 0, before any descriptor is read");
    }

    private String notCanonical(WalkParameters p) {
        boolean fetch = (walk.access & Access.EXECUTE) != 0;
        long mask = fetch ? p.canonicalMaskFetch : p.canonicalMaskData;
        int top = 63 - Long.numberOfLeadingZeros(mask);
        String bits = "VA bits " + top + ":" + p.inputBits;
        String field = context.regime.twoRanges() ? (p.upper ? ".T1SZ" : ".T0SZ") : ".T0SZ";
        return bits + " are not all " + (p.upper ? "1" : "0") + ", as " + tcr() + field + "=" + (64 - p.inputBits)
                + " asks of a " + p.inputBits + "-bit range";
    }

    private static String place(WalkStep step) {
        return (step.isStage2() ? "stage 2 " : "") + "level " + step.level() + " descriptor " + step.word() + " at "
                + Hex.address(step.descriptorAddress());
    }

    private @Nullable WalkStep last(boolean stage2) {
        for (int i = steps.size() - 1; i >= 0; i--) {
            if (steps.get(i).isStage2() == stage2) {
                return steps.get(i);
            }
        }
        return null;
    }

    private void otherFault(FaultType fault) {
        String end = fault.text()
                + (fault.hasLevel() ? ", level " + walk.faultLevel : "")
                + (walk.stage2Fault ? ", stage 2" : "")
                + (walk.s1ptw ? " (on the read of a stage 1 descriptor)" : "");
        WalkStep step = last(walk.stage2Fault);
        switch (fault) {
            case TRANSLATION -> translation(step, end);
            case ADDRESS_SIZE -> {
                if (walk.faultLevel == 0
                        && (step == null
                                || step.kind() != DescriptorKind.TABLE
                                        && !step.kind().isLeaf())) {
                    say("the base of the start table is beyond the output size: " + end);
                } else {
                    WalkParameters p = step == null ? null : step.parameters();
                    say((step == null ? "the address" : place(step)) + " leads beyond the "
                            + (p == null ? context.peOutputBits : p.outputBits) + "-bit output size: " + end);
                }
            }
            case ACCESS_FLAG ->
                say((step == null ? "the leaf" : place(step)) + " has AF=0 and hardware does not set it ("
                        + (walk.stage2Fault ? "VTCR_EL2" : tcr()) + ".HA=0): " + end);
            case EXTERNAL_ON_WALK -> say("there is no memory where the next descriptor should be read: " + end);
            case ALIGNMENT ->
                say("the access is not aligned, and the memory is Device or " + sctlr() + ".A is 1: " + end);
            default -> say(end);
        }
    }

    private void translation(@Nullable WalkStep step, String end) {
        WalkParameters stage2 = context.stage2;
        if (walk.stage2Fault && walk.faultLevel == 0 && stage2 != null) {
            if (stage2.unusable != null) {
                say(stage2.unusable + ": " + end);
                return;
            }
            if ((walk.ipa & stage2.canonicalMaskData) != 0) {
                say("the intermediate physical address " + Hex.address(walk.ipa) + " is outside the " + stage2.inputBits
                        + "-bit stage 2 range: " + end);
                return;
            }
        }
        if (step == null) {
            say(end);
            return;
        }
        say(
                switch (step.kind()) {
                    case INVALID -> place(step) + " is invalid (bit 0 is 0): " + end;
                    case RESERVED ->
                        place(step) + " is a reserved encoding: "
                                + (step.level() == Place.LAST_LEVEL
                                        ? "level 3 has no blocks"
                                        : "level " + step.level() + " has no blocks here")
                                + ": " + end;
                    default -> place(step) + ": " + end;
                });
    }

    private void permissionVerdict() {
        if (!walk.stage1) {
            return;
        }
        if ((walk.access & (Access.READ | Access.WRITE | Access.EXECUTE)) == 0) {
            say("no permission is checked");
            return;
        }
        say(capital(Access.toString(walk.access)) + " allowed: " + who(true) + " "
                + Permissions.privilegedText(walk.permissions)
                + (context.regime.twoPrivileges() ? ", EL0 " + Permissions.unprivilegedText(walk.permissions) : "")
                + basis());
    }

    private static String capital(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    private String who(boolean privileged) {
        return privileged ? context.regime.privilegedLevel() : "EL0";
    }

    /** What the stage 1 permissions come from. */
    private String basis() {
        WalkStep step = last(false);
        if (step == null) {
            return "";
        }
        Descriptor leaf = Descriptor.decode(step.word(), step.place());
        StringBuilder text = new StringBuilder(" (");
        if (leaf.has(DescriptorField.PI_INDEX)) {
            int index = (int) leaf.value(DescriptorField.PI_INDEX);
            text.append("PIIndex=").append(index).append(": ").append(nibble("PIR", context.pirPrivileged, index));
            if (context.regime.twoPrivileges()) {
                text.append(", ").append(nibble("PIRE0", context.pirUnprivileged, index));
            }
        } else {
            field(text, leaf, DescriptorField.AP);
            field(text, leaf, DescriptorField.DBM);
            field(text, leaf, DescriptorField.PXN);
            field(text, leaf, DescriptorField.UXN);
            field(text, leaf, DescriptorField.XN);
            hierarchy(text);
            if (context.writeExecuteNever) {
                text.append(", ").append(sctlr()).append(".WXN=1");
            }
        }
        overlays(text, leaf);
        return text.append(')').toString();
    }

    private static void field(StringBuilder text, Descriptor leaf, DescriptorField field) {
        if (leaf.has(field)) {
            if (text.length() > 2) {
                text.append(", ");
            }
            text.append(leaf.layout().field(field).name())
                    .append('=')
                    .append(Hex.binary(
                            leaf.value(field), leaf.layout().field(field).width()));
        }
    }

    private void hierarchy(StringBuilder text) {
        for (WalkStep step : steps) {
            if (step.isStage2() || step.kind() != DescriptorKind.TABLE || !step.parameters().hierarchical) {
                continue;
            }
            Descriptor table = Descriptor.decode(step.word(), step.place());
            for (DescriptorField field : List.of(
                    DescriptorField.AP_TABLE,
                    DescriptorField.UXN_TABLE,
                    DescriptorField.PXN_TABLE,
                    DescriptorField.XN_TABLE)) {
                if (table.has(field) && table.value(field) != 0) {
                    text.append(", ")
                            .append(table.layout().field(field).name())
                            .append('=')
                            .append(Hex.binary(
                                    table.value(field),
                                    table.layout().field(field).width()))
                            .append(" at level ")
                            .append(step.level());
                }
            }
        }
    }

    private void overlays(StringBuilder text, Descriptor leaf) {
        if (!leaf.has(DescriptorField.PO_INDEX)) {
            return;
        }
        int index = (int) leaf.value(DescriptorField.PO_INDEX);
        if (context.overlayPrivilegedOn) {
            text.append(", POR_")
                    .append(context.regime.privilegedLevel())
                    .append('[')
                    .append(index)
                    .append("]=");
            overlay(text, context.overlayPrivileged, index);
        }
        if (context.overlayUnprivilegedOn) {
            text.append(", POR_EL0[").append(index).append("]=");
            overlay(text, context.overlayUnprivileged, index);
        }
    }

    private static void overlay(StringBuilder text, long register, int index) {
        int nibble = (int) (register >>> 4 * index) & 15;
        text.append(Hex.address(nibble)).append(' ').append(PermissionOverlay.text(nibble));
    }

    private String nibble(String register, long value, int index) {
        int nibble = (int) (value >>> 4 * index) & 15;
        return register + "_" + context.regime.privilegedLevel() + "[" + index + "]=" + Hex.address(nibble) + " "
                + PermissionIndirection.text(nibble);
    }

    private void permissionFault() {
        String end = "Permission fault, level " + walk.faultLevel;
        WalkStep step = last(walk.stage2Fault);
        if (walk.stage2Fault) {
            say((walk.s1ptw ? "stage 2 refuses the access to a stage 1 descriptor" : "stage 2 refuses the access")
                    + (step == null ? "" : ": " + place(step)) + ": " + end + ", stage 2");
            return;
        }
        String what = Access.toString(walk.access);
        if (walk.overlayFault) {
            say("the permission overlay refuses the " + what + basis() + ": " + end + ", Overlay");
        } else if (walk.dirtyFault) {
            say("the page is clean (nDirty=1) and hardware does not manage dirty state (" + tcr() + ".HD=0): " + end
                    + ", DirtyBit");
        } else {
            say(what + " refused: " + who((walk.access & Access.UNPRIVILEGED) == 0) + " has "
                    + ((walk.access & Access.UNPRIVILEGED) == 0
                            ? Permissions.privilegedText(walk.permissions)
                            : Permissions.unprivilegedText(walk.permissions))
                    + basis() + pan() + ": " + end);
        }
    }

    /** Says so if the access would be allowed without PSTATE.PAN. */
    private String pan() {
        boolean looked = (walk.access & (Access.PAN | Access.UNPRIVILEGED | Access.EXECUTE)) == Access.PAN;
        if (!looked || context.regime == TranslationStage.EL2 || context.regime == TranslationStage.EL3) {
            return "";
        }
        boolean el0 = (walk.permissions & Permissions.UNPRIVILEGED) != 0;
        return el0
                ? ", PSTATE.PAN=1" + (context.enhancedPan ? " and " + sctlr() + ".EPAN=1" : "") + ", and EL0 has "
                        + Permissions.unprivilegedText(walk.permissions)
                : "";
    }

    private void updates() {
        for (WalkStep step : steps) {
            if (!step.updated().equals(step.word())) {
                say("hardware changed the " + place(step) + " to " + step.updated());
            }
        }
    }
}
