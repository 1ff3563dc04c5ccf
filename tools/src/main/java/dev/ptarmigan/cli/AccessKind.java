package dev.ptarmigan.cli;

import dev.ptarmigan.walker.Access;
import org.jspecify.annotations.Nullable;

/** The values of {@code --access}. */
enum AccessKind {
    READ("r", "read", Access.READ),
    WRITE("w", "write", Access.WRITE),
    FETCH("x", "instruction fetch", Access.EXECUTE),
    READ_WRITE("rw", "atomic read and write", Access.READ | Access.WRITE),
    AT_READ("at-r", "AT for reads", Access.AT | Access.READ),
    AT_WRITE("at-w", "AT for writes", Access.AT | Access.WRITE),
    AT_ANY("at-a", "AT without permission check", Access.AT),
    UNPRIVILEGED_READ("ldtr", "unprivileged read (LDTR)", Access.READ | Access.UNPRIVILEGED),
    UNPRIVILEGED_WRITE("sttr", "unprivileged write (STTR)", Access.WRITE | Access.UNPRIVILEGED),
    CACHE("dc", "cache clean by address (DC CVAC)", Access.CACHE),
    STACK_READ("gcs-r", "guarded control stack read", Access.GCS | Access.READ),
    STACK_WRITE("gcs-w", "guarded control stack write", Access.GCS | Access.WRITE);

    private final String typed;
    private final String text;
    private final int access;

    AccessKind(String typed, String text, int access) {
        this.typed = typed;
        this.text = text;
        this.access = access;
    }

    /** The kind that is typed so, or null. */
    static @Nullable AccessKind of(String typed) {
        for (AccessKind kind : values()) {
            if (kind.typed.equals(typed)) {
                return kind;
            }
        }
        return null;
    }

    /** All that can be typed. */
    static String words() {
        StringBuilder text = new StringBuilder();
        for (AccessKind kind : values()) {
            text.append(text.length() == 0 ? "" : kind == STACK_WRITE ? " or " : ", ")
                    .append(kind.typed);
        }
        return text.toString();
    }

    /** What is typed. */
    String typed() {
        return typed;
    }

    /** In words. */
    String text() {
        return text;
    }

    /** Whether it is an AT instruction, for which PAN is part of the instruction's name. */
    boolean isTranslation() {
        return (access & Access.AT) != 0;
    }

    /** Whether PSTATE.PAN counts for it at a privileged level. */
    boolean looksAtPan() {
        return (access & (Access.EXECUTE | Access.AT | Access.UNPRIVILEGED | Access.CACHE)) == 0;
    }

    /**
     * A combination of the constants of {@link Access}.
     *
     * @param unprivileged whether the instruction is executed at EL0
     * @param twoPrivileges whether the regime knows unprivileged accesses; else LDTR is like LDR
     */
    int access(boolean unprivileged, boolean twoPrivileges) {
        int result = twoPrivileges ? access : access & ~Access.UNPRIVILEGED;
        if (!unprivileged) {
            return result;
        }
        // Only at EL0 does a clean by address need a permission, to read.
        return result | Access.UNPRIVILEGED | (this == CACHE ? Access.READ : 0);
    }
}
