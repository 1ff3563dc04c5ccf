package dev.ptarmigan.walker;

/** Why stage 1 refuses an address before it reads any descriptor, in the order of the checks. All are Translation faults, level 0. */
public enum Refusal {
    /** TxSZ, or the start level it leads to, is out of range. */
    UNUSABLE_SIZE,
    /** The address is outside the range: its high bits are not all as bit 55 says, or not 0. */
    NOT_CANONICAL,
    /** TCR_ELx.E0PDn refuses unprivileged accesses. */
    UNPRIVILEGED_DISABLED,
    /** TCR_ELx.NFDn refuses non-fault accesses at EL0. */
    NON_FAULT_DISABLED,
    /** TCR_ELx.EPDn disables walks of the range. */
    WALKS_DISABLED
}
