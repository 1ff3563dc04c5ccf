package dev.ptarmigan.registers.violating;

import dev.ptarmigan.faults.violating.PeersIntoRegisters;

/** Breaks, with its partner: packages have no cycles. */
public final class PeersIntoFaults {
    private PeersIntoFaults() {}

    static int faults() {
        return PeersIntoRegisters.own();
    }

    public static int own() {
        return 0;
    }
}
