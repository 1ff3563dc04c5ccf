package dev.ptarmigan.mutation;

import dev.ptarmigan.machine.ForwardingPort;
import dev.ptarmigan.machine.Port;
import dev.ptarmigan.registers.Register;

/**
 * Forgets to park one CPU. In front of the CPU that stops the others: the first note that one is parked does not happen. In
 * front of a CPU that parks itself: it stays on the kernel's tables, for its TTBR1 is not changed.
 */
final class UnparkedPort extends ForwardingPort {
    private static final String PARKED = "parked:";
    private boolean forgotten;

    UnparkedPort(Port through) {
        super(through);
    }

    @Override
    public void note(String text) {
        if (!forgotten && text.startsWith(PARKED)) {
            forgotten = true;
            return;
        }
        through.note(text);
    }

    @Override
    public void writeRegister(Register register, long value) {
        if (register != Register.TTBR1_EL1 && register != Register.TTBR1_EL2) {
            through.writeRegister(register, value);
        }
    }
}
