package dev.ptarmigan.checker;

import java.util.HashSet;
import java.util.Set;

/** What caches tag the entries of a tree with, as far as it is known. */
final class TreeTags {
    /** An ASID that no operand has: the entry may have any. */
    static final int ANY_ASID = -1;

    private final Set<Integer> earlier = new HashSet<>();
    private int asid = ANY_ASID;
    private int vmid;

    /** VMID of the entries. */
    int vmid() {
        return vmid;
    }

    void vmid(int newVmid) {
        vmid = newVmid;
    }

    /** ASID of those that are not global; {@link #ANY_ASID} if it is not known, or has been another. */
    int asid() {
        return earlier.isEmpty() ? asid : ANY_ASID;
    }

    /** The tree is used with an ASID. What was cached with another one stays until that is invalidated. */
    void asid(int newAsid) {
        if (asid != ANY_ASID && asid != newAsid) {
            earlier.add(asid);
        }
        earlier.remove(newAsid);
        asid = newAsid;
    }

    /** A broadcast operation has removed what has an ASID; {@link #ANY_ASID} for every one. */
    void invalidated(int removed) {
        if (removed == ANY_ASID) {
            earlier.clear();
        } else {
            earlier.remove(removed);
        }
    }
}
