package dev.ptarmigan.explorer;

/** What must hold in every reachable state. */
public enum Invariant {
    /** A live address never faults. */
    I1("no fault on a live address"),
    /** The output address seen is the old or the new one. */
    I2("the output address is the old or the new one"),
    /** Permissions seen are the old or the new ones, never more. */
    I3("permissions are the old or the new ones"),
    /** When the operation has returned every PE has the new permissions. */
    I4("after the return every PE has the new permissions"),
    /** The memory type seen is the old or the new one. */
    I5("the memory type is the old or the new one"),
    /** No TLB conflict abort can be raised. */
    I6("no TLB conflict abort is possible"),
    /** Nothing reaches, and nothing writes, a table or page that was freed. */
    I7("nothing reaches freed memory"),
    /** No change that needs break-before-make goes without it. */
    I8("break-before-make where it is required"),
    /** In the end no store and no invalidation is pending. */
    I9("nothing is pending at the end"),
    /** Somebody can always go on until all programs have ended. */
    I10("programs end"),
    /** What hardware wrote into a descriptor is not lost. */
    I11("hardware's dirty state is not lost"),
    /** Stores follow Linux's own rule for live entries of kernel tables. */
    I12("changes follow the kernel's own rule");

    private final String claim;

    Invariant(String claim) {
        this.claim = claim;
    }

    /** The claim in a few words. */
    public String claim() {
        return claim;
    }
}
