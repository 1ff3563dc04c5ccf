package dev.ptarmigan.checker.casemate;

/** A root table, with the lock that guards its tree. */
final class CasemateRoot {
    static final long NO_LOCK = -1;

    final long address;
    /** Whether it is a guest's, for stage 2. */
    final boolean stage2;
    /** VMID or ASID. */
    final long id;

    long lock = NO_LOCK;

    CasemateRoot(long address, boolean stage2, long id) {
        this.address = address;
        this.stage2 = stage2;
        this.id = id;
    }
}
