package dev.ptarmigan.faults.violating;

import dev.ptarmigan.registers.violating.PeersIntoFaults;

/** Breaks, with its partner: packages have no cycles. */
public final class PeersIntoRegisters {
    private PeersIntoRegisters() {}

    static int registers() {
        return PeersIntoFaults.own();
    }

    public static int own() {
        return 0;
    }
}
