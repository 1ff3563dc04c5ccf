package dev.ptarmigan.checker.casemate;

/** Whose reading of the rules. */
public enum CasemateMode {
    /** The architecture's: what needs break-before-make, and which entries a TLBI removes. */
    ARCHITECTURE,
    /** casemate's own, its mistakes included: to compare verdicts with it. */
    COMPATIBLE
}
