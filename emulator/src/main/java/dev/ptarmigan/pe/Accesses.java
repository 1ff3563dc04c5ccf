package dev.ptarmigan.pe;

import dev.ptarmigan.walker.Access;

/** Questions to the access bits of the walker. */
final class Accesses {
    private Accesses() {}

    static boolean isFetch(int access) {
        return (access & Access.EXECUTE) != 0;
    }
}
