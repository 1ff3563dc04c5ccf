package dev.ptarmigan.descriptors;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.registers.Mair;
import dev.ptarmigan.registers.MemoryAttribute;
import dev.ptarmigan.registers.MemoryAttribute.DeviceType;
import dev.ptarmigan.registers.MemoryAttribute.Policy;
import dev.ptarmigan.registers.Register;
import dev.ptarmigan.registers.RegisterFile;

/** Memory types and shareability in words (Arm ARM D8.6). */
final class MemoryText {
    private MemoryText() {}

    /** {@code MAIR_EL1.Attr1}. */
    static String attributeName(Place place, int index) {
        return StageRegisters.of(place.stage()).mair(index) + ".Attr" + index;
    }

    /** Full text of the memory type AttrIndx selects, with where it comes from. */
    static String attribute(Place place, int index, RegisterFile registers) {
        Register register = StageRegisters.of(place.stage()).mair(index);
        String name = attributeName(place, index);
        if (!registers.has(register)) {
            return name + " (" + register + " not known)";
        }
        int encoded = new Mair(registers.require(register, "the memory type")).attribute(index & 7);
        return name + " = " + Hex.address(encoded) + ": " + new MemoryAttribute(encoded);
    }

    /** Short name: {@code Normal Write-Back tagged}, {@code Device-nGnRE}. */
    static String shortName(MemoryAttribute attribute) {
        if (!attribute.isNormal()) {
            return attribute.text();
        }
        int inner = attribute.innerNibble();
        Policy policy = attribute.innerPolicy();
        boolean usualHints = policy == Policy.NON_CACHEABLE
                || (!MemoryAttribute.isTransient(inner)
                        && MemoryAttribute.allocatesOnRead(inner)
                        && MemoryAttribute.allocatesOnWrite(inner));
        if (inner != attribute.outerNibble() || !usualHints) {
            return attribute.text();
        }
        return "Normal " + policy.manualName()
                + (attribute.isTagged() ? " tagged" : "")
                + (policy == Policy.NON_CACHEABLE && !attribute.xs() ? ", XS=0" : "");
    }

    /** Whether shareability means nothing: Device and wholly Non-cacheable memory are always Outer Shareable. */
    static boolean alwaysOuterShareable(MemoryAttribute attribute) {
        return attribute.isDevice()
                || (attribute.isNormal()
                        && attribute.innerPolicy() == Policy.NON_CACHEABLE
                        && attribute.outerPolicy() == Policy.NON_CACHEABLE);
    }

    static String shareability(int sh) {
        return switch (sh) {
            case 0 -> "Non-shareable";
            case 2 -> "Outer Shareable";
            case 3 -> "Inner Shareable";
            default -> "reserved shareability 0b01";
        };
    }

    /** Stage 2 memory type. It is combined with that of stage 1; the text says so where it decides alone. */
    static String stage2(Place place, int memAttr) {
        return place.has(Feature.FWB) ? forcedWriteBack(place, memAttr) : combined(place, memAttr);
    }

    private static String combined(Place place, int memAttr) {
        int outer = memAttr >> 2;
        int inner = memAttr & 3;
        if (outer == 0) {
            return device(inner);
        }
        if (inner == 0) {
            return memAttr == 4 && place.has(Feature.MTE_PERM) ? "Normal Write-Back, NoTagAccess" : "reserved";
        }
        return outer == inner
                ? "Normal " + policy(inner)
                : "Normal, outer " + policy(outer) + ", inner " + policy(inner);
    }

    private static String policy(int half) {
        Policy policy = switch (half) {
            case 1 -> Policy.NON_CACHEABLE;
            case 2 -> Policy.WRITE_THROUGH;
            default -> Policy.WRITE_BACK;
        };
        return policy.manualName();
    }

    private static String forcedWriteBack(Place place, int memAttr) {
        boolean high = (memAttr & 8) != 0;
        if (high && place.has(Feature.MTE_PERM)) {
            return switch (memAttr & 7) {
                case 6 -> "Normal Write-Back whatever stage 1 says, NoTagAccess";
                case 7 -> "the memory type of stage 1, NoTagAccess";
                default -> "reserved";
            };
        }
        String text = switch (memAttr & 7) {
            case 4 -> "reserved";
            case 5 -> "Normal Non-cacheable, or Device if stage 1 says Device";
            case 6 -> "Normal Write-Back whatever stage 1 says";
            case 7 -> "the memory type of stage 1";
            default -> device(memAttr & 3);
        };
        return high ? text + " (MemAttr[3] is RES0)" : text;
    }

    private static String device(int type) {
        return "Device-" + DeviceType.values()[type].manualName();
    }
}
