package dev.ptarmigan.pe;

import dev.ptarmigan.walker.Access;

/** Accesses as events name them: {@code read}, {@code write}, {@code fetch}, with {@code -user} and {@code -pan} where so checked. */
final class AccessText {
    private static final String USER = "-user";
    private static final String PAN = "-pan";

    private AccessText() {}

    static String of(int access) {
        String kind = (access & Access.EXECUTE) != 0
                ? "fetch"
                : (access & Access.WRITE) != 0
                        ? (access & Access.READ) != 0 ? "update" : "write"
                        : (access & Access.READ) != 0 ? "read" : "probe";
        return ((access & Access.AT) != 0 ? "at-" : "")
                + kind
                + ((access & Access.UNPRIVILEGED) != 0 ? USER : "")
                + ((access & Access.PAN) != 0 ? PAN : "");
    }

    /** The access of a text, or 0 if it is none. */
    static int parse(String text) {
        String rest = text;
        int access = 0;
        if (rest.endsWith(PAN)) {
            access |= Access.PAN;
            rest = rest.substring(0, rest.length() - PAN.length());
        }
        if (rest.endsWith(USER)) {
            access |= Access.UNPRIVILEGED;
            rest = rest.substring(0, rest.length() - USER.length());
        }
        if (rest.startsWith("at-")) {
            access |= Access.AT;
            rest = rest.substring(3);
        }
        return switch (rest) {
            case "read" -> access | Access.READ;
            case "write" -> access | Access.WRITE;
            case "update" -> access | Access.READ | Access.WRITE;
            case "fetch" -> access | Access.EXECUTE;
            default -> (access & Access.AT) != 0 && rest.equals("probe") ? access : 0;
        };
    }
}
