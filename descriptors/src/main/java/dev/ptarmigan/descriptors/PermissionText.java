package dev.ptarmigan.descriptors;

import dev.ptarmigan.registers.PermissionIndirection;
import dev.ptarmigan.registers.PermissionOverlay;
import dev.ptarmigan.registers.Pir;
import dev.ptarmigan.registers.Register;
import dev.ptarmigan.registers.RegisterFile;
import dev.ptarmigan.registers.Stage2Permission;

/** Permission fields in words (Arm ARM D8.4). */
final class PermissionText {
    /** How the meaning of a field begins that has none under the controls in force. */
    static final String IGNORED = "ignored, ";

    private final Descriptor descriptor;
    private final Place place;
    private final RegisterFile registers;
    private final String privileged;

    PermissionText(Descriptor descriptor, RegisterFile registers) {
        this.descriptor = descriptor;
        this.place = descriptor.place();
        this.registers = registers;
        this.privileged = place.stage().privilegedLevel();
    }

    /** {@code value} is AP[2:1], or AP[2] alone where the stage has one privilege level or NV1 is in force. */
    String ap(int value) {
        if (descriptor.layout().field(DescriptorField.AP).width() == 1) {
            String access = value == 0 ? "read-write" : readOnly();
            return privileged + " " + access + (place.stage().twoPrivileges() ? ", EL0 no access" : "");
        }
        return switch (value) {
            case 0 -> privileged + " read-write, EL0 no access";
            case 1 -> privileged + " and EL0 read-write";
            case 2 -> privileged + " " + readOnly() + ", EL0 no access";
            default -> privileged + " and EL0 " + readOnly();
        };
    }

    private String readOnly() {
        return descriptor.isSet(DescriptorField.DBM) ? "read-only, writable-clean by DBM" : "read-only";
    }

    String s2ap(int value) {
        String clean = descriptor.isSet(DescriptorField.DBM) && (value & 2) == 0 ? ", writable-clean by DBM" : "";
        return switch (value) {
            case 0 -> "no data access" + clean;
            case 1 -> "read-only" + clean;
            case 2 -> "write-only";
            default -> "read-write";
        };
    }

    String dbm(boolean set) {
        if (!set) {
            return "hardware does not manage the dirty state";
        }
        boolean stage2 = place.stage().isStage2();
        boolean writable = stage2
                ? (descriptor.value(DescriptorField.S2AP) & 2) != 0
                : descriptor.layout().field(DescriptorField.AP).width() == 1
                        ? descriptor.value(DescriptorField.AP) == 0
                        : (descriptor.value(DescriptorField.AP) & 2) == 0;
        if (writable) {
            return "writable-dirty";
        }
        return "writable-clean: a write " + (stage2 ? "sets S2AP[1]" : "clears AP[2]") + " if "
                + StageRegisters.of(place.stage()).tcr() + ".{HA,HD} = {1,1}, else it faults";
    }

    String uxn(boolean set) {
        return set ? "EL0 no execute" : "EL0 may execute";
    }

    String pxn(boolean set) {
        if (set) {
            return privileged + " no execute";
        }
        boolean el0Writes = descriptor.find(DescriptorField.AP).orElse(0) == 1
                && descriptor.layout().field(DescriptorField.AP).width() == 2;
        return el0Writes
                ? privileged + " no execute all the same, since EL0 can write (AP[2:1] = 0b01)"
                : privileged + " may execute";
    }

    /** XN: one bit at EL2 and EL3, XN[1] or XN[1:0] at stage 2. */
    String xn(int value) {
        if (!place.stage().isStage2()) {
            return value == 0 ? privileged + " may execute" : privileged + " no execute";
        }
        int both = place.has(Feature.XNX) ? value : value << 1;
        return switch (both) {
            case 0 -> "EL1 and EL0 may execute";
            case 1 -> "EL0 may execute, EL1 no execute";
            case 2 -> "EL1 and EL0 no execute";
            default -> "EL1 may execute, EL0 no execute";
        };
    }

    String piIndex(int index) {
        StageRegisters names = StageRegisters.of(place.stage());
        String text = indirect(names.pir(), index);
        Register pire0 = names.pire0();
        if (pire0 == null) {
            return text;
        }
        if (place.has(Feature.NV1)) {
            return text + "; EL0 has none (NV1)";
        }
        return text + "; " + indirect(pire0, index);
    }

    private String indirect(Register register, int index) {
        String name = register + ".Perm" + index;
        if (!registers.has(register)) {
            return name + " (" + register + " not known)";
        }
        int nibble = new Pir(registers.require(register, "the permissions")).nibble(index);
        return name + " = " + nibbleText(nibble) + ": "
                + (place.stage().isStage2() ? Stage2Permission.text(nibble) : PermissionIndirection.text(nibble));
    }

    String poIndex(int index) {
        StageRegisters names = StageRegisters.of(place.stage());
        String text = overlay(names.por(), index);
        if (!place.stage().twoPrivileges() || place.has(Feature.NV1)) {
            return text;
        }
        return text + "; " + overlay(Register.POR_EL0, index);
    }

    private String overlay(Register register, int index) {
        String name = register + ".Perm" + index;
        if (!registers.has(register)) {
            return name + " (" + register + " not known)";
        }
        int nibble = new Pir(registers.require(register, "the overlay")).nibble(index);
        return name + " = " + nibbleText(nibble) + ": "
                + (place.stage().isStage2()
                        ? "keeps " + Stage2Permission.text(nibble)
                        : PermissionOverlay.text(nibble));
    }

    private static String nibbleText(int nibble) {
        return "0x" + Integer.toHexString(nibble);
    }

    /** Why hardware does not look at APTable, UXNTable, PXNTable and XNTable; empty if it does. */
    String hierarchicalIgnored() {
        if (place.has(Feature.HPD)) {
            return "hierarchical permissions are disabled (HPD)";
        }
        if (place.has(Feature.PIE)) {
            return "permissions are indirect (PIE)";
        }
        return place.has(Feature.POE) ? "overlays are in use (POE)" : "";
    }

    private String unlessIgnored(String meaning) {
        String why = hierarchicalIgnored();
        return why.isEmpty() ? meaning : IGNORED + why;
    }

    String apTable(int value) {
        boolean oneBit = descriptor.layout().field(DescriptorField.AP_TABLE).width() == 1;
        return switch (oneBit ? value << 1 : value) {
            case 0 -> "";
            case 1 -> unlessIgnored("no EL0 access below");
            case 2 -> unlessIgnored("no writes below");
            default -> unlessIgnored("no writes and no EL0 access below");
        };
    }

    String xnTable(DescriptorField field, boolean set) {
        if (!set) {
            return "";
        }
        return unlessIgnored(
                switch (field) {
                    case UXN_TABLE -> "EL0 executes nothing below";
                    case PXN_TABLE, XN_TABLE -> privileged + " executes nothing below";
                    default -> throw new IllegalArgumentException("not an XN field of a table: " + field);
                });
    }
}
