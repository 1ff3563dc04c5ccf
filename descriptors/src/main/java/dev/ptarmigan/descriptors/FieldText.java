package dev.ptarmigan.descriptors;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.registers.RegisterFile;

/** The meaning of each field's value, in the manual's words. One switch rather than a table of functions: it starts faster. */
final class FieldText {
    private final Descriptor descriptor;
    private final Place place;
    private final RegisterFile registers;
    private final PermissionText permissions;

    FieldText(Descriptor descriptor, RegisterFile registers) {
        this.descriptor = descriptor;
        this.place = descriptor.place();
        this.registers = registers;
        this.permissions = new PermissionText(descriptor, registers);
    }

    String of(DescriptorField field, long value) {
        boolean set = value != 0;
        int small = (int) value;
        return switch (field) {
            case VALID -> set ? "valid" : "invalid: translation fault at level " + place.level();
            case TYPE -> type();
            case SKL -> skl(small);
            case OA -> range(descriptor.outputAddress(), 1L << descriptor.outputShift());
            case TA -> "next table at " + Hex.address(descriptor.nextTable()) + ", level " + descriptor.nextLevel();
            case ATTR_INDX -> MemoryText.attribute(place, small, registers);
            case MEM_ATTR ->
                MemoryText.stage2(place, small)
                        + (place.has(Feature.FWB) ? " (FWB=1)" : ", combined with stage 1 (FWB=0)");
            case NS -> ns(set);
            case NSE ->
                set ? "output address is Root or Realm, see NS" : "output address is Secure or Non-secure, see NS";
            case AP -> permissions.ap(small);
            case S2AP -> permissions.s2ap(small);
            case SH -> MemoryText.shareability(small);
            case AF -> af(set);
            case NG -> set ? "not global: TLB entries carry the ASID" : "global: TLB entries match every ASID";
            case FNXS -> set ? "XS is forced to 0" : "XS as the memory type says";
            case NT -> set ? nt() : "";
            case GP -> set ? "guarded: branch targets are checked" : "not guarded";
            case DBM -> permissions.dbm(set);
            case NDIRTY -> set ? "clean: " + dirtyWrite("clears nDirty") : "dirty";
            case DIRTY -> set ? "dirty" : "clean: " + dirtyWrite("sets Dirty");
            case CONTIGUOUS -> contiguous(set);
            case PXN -> permissions.pxn(set);
            case UXN -> permissions.uxn(set);
            case XN -> permissions.xn(small);
            case PROTECTED -> set ? "protected: only read-check-write instructions may change it" : "not protected";
            case ASSURED_ONLY -> set ? "only for stage 1 translations that are assured" : "";
            case AMEC ->
                set ? "alternate memory encryption context" : "the memory encryption context of VMECID or MECID";
            case PBHA ->
                set
                        ? "implementation defined, where the bits of "
                                + StageRegisters.of(place.stage()).tcr() + ".HWU are set"
                        : "";
            case PI_INDEX, S2PI_INDEX -> permissions.piIndex(small);
            case PO_INDEX, S2PO_INDEX -> permissions.poIndex(small);
            case NS_TABLE -> set ? "the tables below are fetched from Non-secure memory and map it" : "";
            case AP_TABLE -> permissions.apTable(small);
            case UXN_TABLE, PXN_TABLE, XN_TABLE -> permissions.xnTable(field, set);
            case DISCH -> set ? "Contiguous is ignored in the next table" : "";
            case SOFTWARE -> set && descriptor.kind() != DescriptorKind.INVALID ? "software's" : "";
            case IGNORED -> set ? "ignored by hardware" : "";
            case RES0 -> set ? "should be 0; ignored by hardware" : "";
            case RES1 -> set ? "" : "should be 1; ignored by hardware";
        };
    }

    private String nt() {
        return descriptor.kind() == DescriptorKind.TABLE && !descriptor.isSet(DescriptorField.SKL)
                ? "ignored, the table skips no level"
                : "a TLB may not hold it as one entry; a walk may fault";
    }

    private String type() {
        return switch (descriptor.kind()) {
            case TABLE, BLOCK, PAGE, INVALID -> descriptor.kind().toString();
            case RESERVED ->
                place.level() == Place.LAST_LEVEL
                        ? "reserved at level 3: translation fault"
                        : "a block, which level " + place.level() + " does not have: translation fault";
        };
    }

    private String skl(int skipped) {
        return switch (descriptor.kind()) {
            case TABLE ->
                skipped == 0 ? "table, no level skipped" : "table, the next one is at level " + descriptor.nextLevel();
            case BLOCK, PAGE -> descriptor.kind() + ": level " + place.level() + " + " + skipped + " is level 3";
            case INVALID, RESERVED -> "reserved here: translation fault";
        };
    }

    private String ns(boolean set) {
        String text = "output address is " + addressSpace(descriptor);
        if (!descriptor.has(DescriptorField.NSE)) {
            return text;
        }
        return text + " ({NSE,NS} = {" + descriptor.value(DescriptorField.NSE) + "," + (set ? 1 : 0) + "})";
    }

    /** The output address space of a leaf that has an NS field. */
    static String addressSpace(Descriptor descriptor) {
        Place place = descriptor.place();
        boolean nonSecure = descriptor.isSet(DescriptorField.NS);
        if (descriptor.isSet(DescriptorField.NSE)) {
            return nonSecure ? "Realm" : "Root";
        }
        if (nonSecure) {
            return "Non-secure";
        }
        if (place.stage().isStage2()) {
            return "Realm";
        }
        boolean realm = place.has(Feature.REALM) && !place.has(Feature.SECURE) && place.stage() != TranslationStage.EL3;
        return realm ? "Realm" : "Secure";
    }

    private String af(boolean set) {
        if (descriptor.kind() == DescriptorKind.TABLE) {
            return set ? "used by a walk" : "not yet used by a walk (never faults)";
        }
        if (set) {
            return "accessed";
        }
        Boolean hardware = StageRegisters.of(place.stage()).hardwareAccessFlag(registers);
        String ha = StageRegisters.of(place.stage()).tcr() + ".HA";
        if (hardware == null) {
            return "not accessed: the first access faults, unless hardware sets the flag (" + ha + "=1)";
        }
        return hardware
                ? "not accessed: hardware sets the flag on the first access (" + ha + "=1)"
                : "not accessed: the first access faults (" + ha + "=0)";
    }

    private String dirtyWrite(String effect) {
        return "a write " + effect + " if " + StageRegisters.of(place.stage()).tcr()
                + ".{HA,HD} = {1,1}, else it faults";
    }

    private String contiguous(boolean set) {
        int entries = place.contiguousEntries();
        long groupBytes = (long) entries << descriptor.outputShift();
        if (!set) {
            return "";
        }
        long base = descriptor.outputAddress() & -groupBytes;
        long index = (descriptor.outputAddress() - base) >>> descriptor.outputShift();
        return "one of " + entries + " entries of a " + Hex.size(groupBytes) + " group, number " + index + " of "
                + rangeOnly(base, groupBytes);
    }

    /** {@code 0x40000000, 2M to 0x401fffff}. */
    private static String range(long address, long bytes) {
        return Hex.size(bytes) + " at " + rangeOnly(address, bytes);
    }

    private static String rangeOnly(long address, long bytes) {
        return Hex.address(address) + "-" + Hex.address(address + bytes - 1);
    }
}
