package dev.ptarmigan.walker;

/**
 * The kind of a memory access, packed in an int so that asking a walker allocates nothing: what is done, at which
 * privilege, and the circumstances that change a rule.
 *
 * <p>An access with none of {@link #READ}, {@link #WRITE} and {@link #EXECUTE} checks no permission: {@code AT S1E1A}.
 */
public final class Access {
    /** Reads. */
    public static final int READ = 1;
    /** Writes. */
    public static final int WRITE = 1 << 1;
    /** Fetches an instruction. */
    public static final int EXECUTE = 1 << 2;
    /** Checked as EL0: an access from EL0, or LDTR/STTR and the like, or {@code AT S1E0*}. */
    public static final int UNPRIVILEGED = 1 << 3;
    /** PSTATE.PAN is 1 and the access looks at it. Leave it out for AT instructions other than S1E1RP and S1E1WP. */
    public static final int PAN = 1 << 4;
    /** An address translation instruction: nothing is read or written, no alignment check, no dirty update. */
    public static final int AT = 1 << 5;
    /** A cache maintenance instruction by address. */
    public static final int CACHE = 1 << 6;
    /** A guarded control stack access; needs the GCS permission instead of plain read or write. */
    public static final int GCS = 1 << 7;
    /** The access is not aligned to its size, which Device memory and SCTLR_ELx.A refuse. */
    public static final int UNALIGNED = 1 << 8;
    /** An SVE non-fault or first-fault access at EL0, which TCR_ELx.NFDn can refuse. */
    public static final int NON_FAULT = 1 << 9;
    /** The result is the stage 1 output address, although stage 2 is on: {@code AT S1*}. */
    public static final int STAGE1_ONLY = 1 << 10;
    /** A read (with {@link #WRITE} an update) of a stage 1 descriptor, translated by stage 2. */
    static final int TABLE_WALK = 1 << 11;
    /** With {@link #TABLE_WALK}: the descriptor is in the start table. */
    static final int TOP_LEVEL = 1 << 12;
    /** With {@link #TABLE_WALK}: the walk is one of the upper range. */
    static final int UPPER_RANGE = 1 << 13;

    private Access() {}

    /** For messages: {@code EL0 read}, {@code privileged write (AT)} … */
    public static String toString(int access) {
        StringBuilder text = new StringBuilder((access & UNPRIVILEGED) != 0 ? "unprivileged" : "privileged");
        if ((access & GCS) != 0) {
            text.append(" guarded control stack");
        }
        if ((access & READ) != 0) {
            text.append((access & WRITE) != 0 ? " read-and-write" : " read");
        } else if ((access & WRITE) != 0) {
            text.append(" write");
        } else if ((access & EXECUTE) != 0) {
            text.append(" instruction fetch");
        } else {
            text.append(" translation without permission check");
        }
        if ((access & PAN) != 0) {
            text.append(" with PAN");
        }
        if ((access & AT) != 0) {
            text.append(" (AT)");
        }
        return text.toString();
    }
}
