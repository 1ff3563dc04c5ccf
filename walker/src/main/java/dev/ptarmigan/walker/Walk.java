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

    /** The space of {@link #ipa}: in Secure state it can be either. */
    public SecurityState ipaSpace = SecurityState.NON_SECURE;

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

    /** Starts a walk. What the walk sets on every way to its end is not reset here: this runs once a walk. */
    void start(long address, int kind) {
        va = address;
        access = kind;
        if (fault != null) {
            forgetFault();
        }
        if (stage2) {
            forgetStage2();
        }
    }

    private void forgetFault() {
        fault = null;
        faultLevel = 0;
        stage2Fault = false;
        s1ptw = false;
        write = false;
        overlayFault = false;
        dirtyFault = false;
        topLevelFault = false;
        assuredOnlyFault = false;
    }

    private void forgetStage2() {
        stage2 = false;
        stage2DescriptorAddress = 0;
        stage2Descriptor = 0;
        stage2DescriptorHigh = 0;
        stage2Level = 0;
        stage2LeafShift = 0;
    }

    /** The walk reads no stage 1 descriptor, or none yet. */
    void withoutStage1() {
        stage1 = false;
        descriptorAddress = 0;
        descriptor = 0;
        descriptorHigh = 0;
        level = 0;
        leafShift = 0;
        tableAttributes = 0;
        permissions = 0;
        ipa = 0;
        outputAddress = 0;
        parameters = null;
    }

    /** The last stage 1 descriptor read. */
    void found(WalkParameters p, long address, long word, long wordHigh, int atLevel, int shift, long attributes) {
        // A reference is written only if it changes: that costs a garbage collector's barrier.
        if (parameters != p) {
            parameters = p;
        }
        stage1 = true;
        descriptorAddress = address;
        descriptor = word;
        descriptorHigh = wordHigh;
        level = atLevel;
        leafShift = shift;
        tableAttributes = attributes;
    }

    /** Stage 1 allows the access. */
    void allowed(long address, SecurityState space, int rights) {
        permissions = rights;
        ipa = address;
        outputAddress = address;
        space(space);
    }

    void space(SecurityState space) {
        if (outputSpace != space) {
            outputSpace = space;
        }
    }

    /** Ends the walk with a stage 1 fault; returns false so that a caller can return it. */
    boolean stage1Fault(FaultType type, int atLevel) {
        write = (access & (Access.WRITE | Access.READ)) == Access.WRITE;
        ipa = 0;
        return fault(type, atLevel);
    }

    /**
     * Ends the walk with a stage 2 fault.
     *
     * @param address the intermediate address
     * @param kind the access stage 2 was asked for, which can be the read of a stage 1 descriptor
     */
    boolean stage2Fault(FaultType type, int atLevel, long address, int kind) {
        stage2Fault = true;
        s1ptw = (kind & Access.TABLE_WALK) != 0;
        write = (access & (Access.WRITE | Access.READ)) == Access.WRITE;
        ipa = address;
        return fault(type, atLevel);
    }

    private boolean fault(FaultType type, int atLevel) {
        fault = type;
        faultLevel = type.hasLevel() ? atLevel : 0;
        outputAddress = 0;
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
