package dev.ptarmigan.walker;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.faults.FaultType;
import org.jspecify.annotations.Nullable;

/**
 * The result of a walk: an output address with all that was found on the way, or a fault. The object is the caller's and is
 * used again for the next walk, so that walking allocates nothing.
 *
 * <p>Levels are signed (−2 to 3). Fields of the stage that was not used are 0.
 */
public final class Walk {
    /** The input address asked for, as given. */
    public long va;

    /** The access asked for, see {@link Access}. */
    public int access;

    /** What went wrong, or null. */
    public @Nullable FaultType fault;

    /** Level of the fault; 0 for faults that have none. */
    public int faultLevel;

    /** The fault was raised by stage 2. */
    public boolean stage2Fault;

    /** A stage 2 fault on the read or update of a stage 1 descriptor. */
    public boolean s1ptw;

    /** The fault is on a write: WnR. */
    public boolean write;

    /** Permission fault because of a permission overlay. */
    public boolean overlayFault;

    /** Permission fault because the entry is clean and hardware does not manage dirty state. */
    public boolean dirtyFault;

    /** Stage 2 Permission fault of the TopLevel check (FEAT_THE). */
    public boolean topLevelFault;

    /** Stage 2 Permission fault of the AssuredOnly check (FEAT_THE). */
    public boolean assuredOnlyFault;

    /** The intermediate physical address: the stage 1 result, or of the stage 1 descriptor for {@link #s1ptw}. */
    public long ipa;

    /** The output address: physical, or intermediate if stage 2 was not asked for. */
    public long outputAddress;

    /** The space of the output address. */
    public SecurityState outputSpace = SecurityState.NON_SECURE;

    /** Whether stage 1 was on, so that the fields below describe a stage 1 leaf. */
    public boolean stage1;

    /** Address of the last stage 1 descriptor read, as stage 1 uses it. */
    public long descriptorAddress;

    /** The last stage 1 descriptor read (low 64 bits), after hardware updates. */
    public long descriptor;

    /** The high 64 bits of a 128-bit descriptor. */
    public long descriptorHigh;

    /** Level of the last stage 1 descriptor read. */
    public int level;

    /** Binary logarithm of the bytes the stage 1 leaf maps; a Contiguous group counts as its members. */
    public int leafShift;

    /** The hierarchical attributes of all stage 1 tables passed, ORed. */
    public long tableAttributes;

    /** Effective stage 1 permissions, bits of {@link dev.ptarmigan.descriptors.Permissions}. */
    public int permissions;

    /** Whether stage 2 translated the output. */
    public boolean stage2;

    /** Address of the stage 2 leaf that translated the output. */
    public long stage2DescriptorAddress;

    /** The stage 2 leaf that translated the output (low 64 bits). */
    public long stage2Descriptor;

    /** The high 64 bits of that leaf. */
    public long stage2DescriptorHigh;

    /** Level of that leaf. */
    public int stage2Level;

    /** Binary logarithm of the bytes that leaf maps. */
    public int stage2LeafShift;

    /** The tables the walk used, or null if stage 1 was off. */
    @Nullable
    WalkParameters parameters;

    /** Whether the walk ended with an output address. */
    public boolean ok() {
        return fault == null;
    }

    void start(long address, int kind) {
        va = address;
        access = kind;
        fault = null;
        faultLevel = 0;
        stage2Fault = false;
        s1ptw = false;
        write = false;
        overlayFault = false;
        dirtyFault = false;
        topLevelFault = false;
        assuredOnlyFault = false;
        ipa = 0;
        outputAddress = 0;
        outputSpace = SecurityState.NON_SECURE;
        stage1 = false;
        descriptorAddress = 0;
        descriptor = 0;
        descriptorHigh = 0;
        level = 0;
        leafShift = 0;
        tableAttributes = 0;
        permissions = 0;
        stage2 = false;
        stage2DescriptorAddress = 0;
        stage2Descriptor = 0;
        stage2DescriptorHigh = 0;
        stage2Level = 0;
        stage2LeafShift = 0;
        parameters = null;
    }

    /** Ends the walk with a fault; returns false so that a caller can return it. */
    boolean fault(FaultType type, int atLevel) {
        fault = type;
        faultLevel = type.hasLevel() ? atLevel : 0;
        return false;
    }

    /** The tables the walk used, or null if stage 1 was off. */
    public @Nullable WalkParameters parameters() {
        return parameters;
    }

    @Override
    public String toString() {
        FaultType what = fault;
        if (what == null) {
            return Hex.word(va) + " -> " + Hex.address(outputAddress);
        }
        return Hex.word(va) + ": " + what.text() + ", level " + faultLevel + (stage2Fault ? ", stage 2" : "")
                + (s1ptw ? " on a stage 1 walk" : "");
    }
}
