package dev.ptarmigan.descriptors;

import static dev.ptarmigan.descriptors.Permissions.NO_OVERLAY;
import static dev.ptarmigan.descriptors.Permissions.PGCS;
import static dev.ptarmigan.descriptors.Permissions.PR;
import static dev.ptarmigan.descriptors.Permissions.PW;
import static dev.ptarmigan.descriptors.Permissions.PX;
import static dev.ptarmigan.descriptors.Permissions.TTW_WRITE;
import static dev.ptarmigan.descriptors.Permissions.UNPRIVILEGED;
import static dev.ptarmigan.descriptors.Permissions.UR;
import static dev.ptarmigan.descriptors.Permissions.UW;
import static dev.ptarmigan.descriptors.Permissions.UX;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.registers.Mair;
import dev.ptarmigan.registers.MemoryAttribute;
import dev.ptarmigan.registers.Pir;
import dev.ptarmigan.registers.Register;
import dev.ptarmigan.registers.RegisterFile;
import dev.ptarmigan.registers.Sctlr;
import dev.ptarmigan.registers.Tcr2;
import dev.ptarmigan.registers.TcrOneRange;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sums up a leaf: permissions, memory type, TLB scope, access and dirty state. */
final class LeafEffect {
    private static final int U_TO_P = 4;

    private final Descriptor descriptor;
    private final Place place;
    private final RegisterFile registers;
    private final StageRegisters names;
    private final List<String> parts = new ArrayList<>();
    private final List<String> restsOn = new ArrayList<>();
    private final List<String> missing = new ArrayList<>();

    LeafEffect(Descriptor descriptor, RegisterFile registers) {
        this.descriptor = descriptor;
        this.place = descriptor.place();
        this.registers = registers;
        this.names = StageRegisters.of(place.stage());
    }

    Effect effect() {
        if (place.stage().isStage2()) {
            stage2Permissions();
        } else if (place.has(Feature.PIE)) {
            indirectPermissions();
        } else {
            directPermissions();
        }
        memory();
        scope();
        accessState();
        rest();
        return new Effect(String.join("; ", parts), List.copyOf(restsOn), List.copyOf(missing));
    }

    private void directPermissions() {
        int ap = (int) descriptor.value(DescriptorField.AP);
        boolean oneBit = descriptor.layout().field(DescriptorField.AP).width() == 1;
        boolean readOnly = oneBit ? ap == 1 : (ap & 2) != 0;
        if (readOnly && descriptor.isSet(DescriptorField.DBM) && Boolean.TRUE.equals(hardwareDirtyState())) {
            readOnly = false;
        }
        int base;
        if (!place.stage().twoPrivileges()) {
            base = Permissions.directOnePrivilege(readOnly, descriptor.isSet(DescriptorField.XN));
        } else if (oneBit) {
            base = Permissions.directNv1(readOnly, descriptor.isSet(DescriptorField.PXN));
        } else {
            int effectiveAp = readOnly ? ap | 2 : ap & 1;
            base = Permissions.direct(
                    effectiveAp, 0, descriptor.isSet(DescriptorField.UXN), descriptor.isSet(DescriptorField.PXN));
        }
        base = writeExecuteNever(base);
        int granted = overlaid(base);
        permissionParts(granted, true, true);
        hierarchy(granted);
    }

    private int writeExecuteNever(int base) {
        int marked = Permissions.markWxn(base);
        if (marked == base) {
            return base;
        }
        Register sctlr = names.sctlr();
        if (!registers.has(sctlr)) {
            missing.add(sctlr + " (WXN)");
            return base;
        }
        return new Sctlr(registers.require(sctlr, "WXN")).writeImpliesNeverExecute() ? marked : base;
    }

    /** One word does not show the tables above it; what they could still take away is named. */
    private void hierarchy(int granted) {
        if (place.has(Feature.HPD) || place.has(Feature.POE)) {
            return;
        }
        List<String> fields = new ArrayList<>(3);
        if ((granted & (PW | UR | UW)) != 0) {
            fields.add("APTable");
        }
        if (place.stage().twoPrivileges()) {
            if ((granted & UX) != 0 && !place.has(Feature.NV1)) {
                fields.add("UXNTable");
            }
            if ((granted & PX) != 0) {
                fields.add("PXNTable");
            }
        } else if ((granted & PX) != 0) {
            fields.add("XNTable");
        }
        if (!fields.isEmpty()) {
            restsOn.add("no table above sets " + String.join(" or ", fields));
        }
    }

    private void indirectPermissions() {
        int index = (int) descriptor.value(DescriptorField.PI_INDEX);
        int privileged = nibble(names.pir(), index);
        Register pire0 = names.pire0();
        if (pire0 == null) {
            if (privileged >= 0) {
                permissionParts(overlaid(Permissions.indirectOnePrivilege(privileged)), true, true);
            } else {
                parts.add("permissions of PIIndex " + index + " not known");
            }
            return;
        }
        int unprivileged = place.has(Feature.NV1) ? 0 : nibble(pire0, index);
        if (privileged < 0 && unprivileged < 0) {
            parts.add("permissions of PIIndex " + index + " not known");
            return;
        }
        int base = Permissions.indirect(Math.max(privileged, 0), Math.max(unprivileged, 0));
        permissionParts(overlaid(base), privileged >= 0, unprivileged >= 0);
    }

    private int nibble(Register register, int index) {
        if (!registers.has(register)) {
            missing.add(register.toString());
            return -1;
        }
        return new Pir(registers.require(register, "the permissions")).nibble(index);
    }

    private int overlaid(int base) {
        boolean open = ((base & Permissions.P_OVERLAY) != 0 && (base & Permissions.PRIVILEGED) != 0)
                || ((base & Permissions.U_OVERLAY) != 0 && (base & UNPRIVILEGED) != 0);
        if (!place.has(Feature.POE) || !open) {
            return Permissions.withoutOverlay(base);
        }
        int index = (int) descriptor.value(DescriptorField.PO_INDEX);
        Register control = names.tcr2();
        if (!registers.has(control)) {
            missing.add(control + " (POE)");
            restsOn.add("the overlay of POIndex " + index + " restricts nothing");
            return Permissions.withoutOverlay(base);
        }
        long word = registers.require(control, "POE");
        boolean el3 = place.stage() == TranslationStage.EL3;
        boolean poe = el3 ? TcrOneRange.POE.isSet(word) : new Tcr2(word).permissionOverlay();
        boolean e0poe =
                place.stage().twoPrivileges() && !place.has(Feature.NV1) && new Tcr2(word).unprivilegedOverlay();
        int privileged = poe ? overlayNibble(names.por(), index) : NO_OVERLAY;
        int unprivileged = e0poe ? overlayNibble(Register.POR_EL0, index) : NO_OVERLAY;
        int overlay = Permissions.overlay(base, privileged, unprivileged);
        return Permissions.settled(base, overlay) & overlay;
    }

    private int overlayNibble(Register register, int index) {
        int nibble = nibble(register, index);
        if (nibble < 0) {
            restsOn.add(register + ".Perm" + index + " restricts nothing");
            return NO_OVERLAY;
        }
        return nibble;
    }

    private void permissionParts(int set, boolean privilegedKnown, boolean unprivilegedKnown) {
        String privileged = place.stage().privilegedLevel();
        parts.add(privileged + " " + (privilegedKnown ? access(set) : "not known"));
        if (place.stage().twoPrivileges()) {
            parts.add("EL0 " + (unprivilegedKnown ? access((set & UNPRIVILEGED) >>> U_TO_P) : "not known"));
        }
    }

    private static String access(int set) {
        boolean read = (set & PR) != 0;
        boolean write = (set & PW) != 0;
        boolean execute = (set & PX) != 0;
        boolean guarded = (set & PGCS) != 0;
        if (!read && !write) {
            return guarded ? "guarded control stack" : execute ? "execute-only" : "no access";
        }
        return data(read, write)
                + (execute ? ", execute" : ", no execute")
                + (guarded ? ", guarded control stack" : "");
    }

    private static String data(boolean read, boolean write) {
        return read && write ? "read-write" : read ? "read-only" : write ? "write-only" : "no data access";
    }

    private void stage2Permissions() {
        int set;
        if (place.has(Feature.PIE)) {
            int index = (int) descriptor.value(DescriptorField.S2PI_INDEX);
            int nibble = nibble(names.pir(), index);
            if (nibble < 0) {
                parts.add("permissions of S2PIIndex " + index + " not known");
                return;
            }
            set = Permissions.stage2Indirect(nibble);
            if (place.has(Feature.POE)) {
                int overlay = overlayNibble(names.por(), (int) descriptor.value(DescriptorField.S2PO_INDEX));
                set = overlay < 0 ? set : Permissions.stage2Overlaid(set, Permissions.stage2Indirect(overlay));
            }
        } else {
            int s2ap = (int) descriptor.value(DescriptorField.S2AP);
            if (descriptor.isSet(DescriptorField.DBM) && Boolean.TRUE.equals(hardwareDirtyState())) {
                s2ap |= 2;
            }
            int xn = (int) descriptor.value(DescriptorField.XN);
            set = Permissions.stage2Direct(s2ap, place.has(Feature.XNX) ? xn : xn << 1, place.has(Feature.XNX));
        }
        if (place.has(Feature.REALM) && descriptor.isSet(DescriptorField.NS)) {
            set = Permissions.withoutExecute(set);
        }
        parts.add(data((set & PR) != 0, (set & PW) != 0)
                + ((set & TTW_WRITE) != 0 && (set & PW) == 0 ? " but for table walks" : ""));
        boolean el1 = (set & PX) != 0;
        boolean el0 = (set & UX) != 0;
        parts.add(el1 && el0 ? "EL1 and EL0 execute" : el1 ? "EL1 execute" : el0 ? "EL0 execute" : "no execute");
    }

    private void memory() {
        if (place.stage().isStage2()) {
            parts.add(MemoryText.stage2(place, (int) descriptor.value(DescriptorField.MEM_ATTR)) + shareability());
            return;
        }
        int index = (int) descriptor.value(DescriptorField.ATTR_INDX);
        Register mair = names.mair(index);
        if (!registers.has(mair)) {
            missing.add(mair.toString());
            parts.add("memory type " + MemoryText.attributeName(place, index) + shareability());
            return;
        }
        MemoryAttribute attribute =
                new MemoryAttribute(new Mair(registers.require(mair, "the memory type")).attribute(index & 7));
        parts.add(MemoryText.shortName(attribute) + (MemoryText.alwaysOuterShareable(attribute) ? "" : shareability()));
    }

    private String shareability() {
        if (descriptor.has(DescriptorField.SH)) {
            return ", " + MemoryText.shareability((int) descriptor.value(DescriptorField.SH));
        }
        int sh = names.shareability(registers);
        if (sh >= 0) {
            return ", " + MemoryText.shareability(sh);
        }
        if (!registers.has(names.tcr())) {
            addMissing(names.tcr() + " (SH)");
        }
        return ", shareability by " + names.tcr() + (place.stage().twoRanges() ? ".SH0 or SH1" : ".SH0");
    }

    private void scope() {
        if (descriptor.has(DescriptorField.NG)) {
            parts.add(descriptor.isSet(DescriptorField.NG) ? "not global" : "global");
        }
    }

    private void accessState() {
        if (descriptor.isSet(DescriptorField.AF)) {
            parts.add("accessed");
        } else {
            Boolean hardware = names.hardwareAccessFlag(registers);
            if (hardware == null) {
                addMissing(names.tcr() + " (HA)");
            }
            parts.add("not accessed" + (Boolean.FALSE.equals(hardware) ? ", the first access faults" : ""));
        }
        if (descriptor.isSet(DescriptorField.DBM)) {
            directDirtyState();
        } else if (descriptor.has(DescriptorField.NDIRTY)) {
            indirectDirtyState(!descriptor.isSet(DescriptorField.NDIRTY));
        } else if (descriptor.has(DescriptorField.DIRTY)) {
            indirectDirtyState(descriptor.isSet(DescriptorField.DIRTY));
        }
    }

    private void indirectDirtyState(boolean dirty) {
        if (dirty) {
            parts.add("dirty");
            return;
        }
        Boolean hardware = hardwareDirtyState();
        if (hardware == null) {
            addMissing(names.tcr() + " (HA, HD)");
        }
        parts.add(Boolean.FALSE.equals(hardware) ? "clean, a write faults" : "clean");
    }

    private void directDirtyState() {
        boolean writable;
        if (place.stage().isStage2()) {
            writable = (descriptor.value(DescriptorField.S2AP) & 2) != 0;
        } else {
            boolean oneBit = descriptor.layout().field(DescriptorField.AP).width() == 1;
            writable = (descriptor.value(DescriptorField.AP) & (oneBit ? 1 : 2)) == 0;
        }
        if (writable) {
            parts.add("writable-dirty");
            return;
        }
        Boolean hardware = hardwareDirtyState();
        if (hardware == null) {
            addMissing(names.tcr() + " (HA, HD)");
            parts.add("writable-clean if hardware manages the dirty state");
        } else {
            parts.add(hardware ? "writable-clean" : "DBM without effect (HD=0)");
        }
    }

    private @Nullable Boolean hardwareDirtyState() {
        return names.hardwareDirtyState(registers);
    }

    private void addMissing(String what) {
        if (!missing.contains(what)) {
            missing.add(what);
        }
    }

    private void rest() {
        int entries = descriptor.contiguousEntries();
        if (entries > 1) {
            parts.add("one of " + entries + " contiguous, " + Hex.size((long) entries << descriptor.outputShift()));
        }
        if (descriptor.has(DescriptorField.NS) && !place.stage().isStage2()) {
            parts.add(FieldText.addressSpace(descriptor));
        }
        if (descriptor.isSet(DescriptorField.GP)) {
            parts.add("guarded");
        }
        if (descriptor.isSet(DescriptorField.NT)) {
            parts.add("nT");
        }
    }
}
