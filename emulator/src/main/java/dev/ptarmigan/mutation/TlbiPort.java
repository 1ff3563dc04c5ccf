package dev.ptarmigan.mutation;

import dev.ptarmigan.machine.ForwardingPort;
import dev.ptarmigan.machine.Port;
import dev.ptarmigan.trace.Barrier;
import java.util.function.UnaryOperator;

/** Changes TLB invalidations: their operation, their operand, or which of a batch are made. */
final class TlbiPort extends ForwardingPort {
    /**
     * An invalidation.
     *
     * @param operation the architecture's name in lower case
     * @param operand the value of Xt
     */
    record Tlbi(String operation, long operand) {}

    private final UnaryOperator<Tlbi> change;
    private final boolean firstOfBatchOnly;
    private boolean inBatch;

    /**
     * A port.
     *
     * @param firstOfBatchOnly whether, of several invalidations between two barriers, only the first is made
     */
    TlbiPort(Port through, UnaryOperator<Tlbi> change, boolean firstOfBatchOnly) {
        super(through);
        this.change = change;
        this.firstOfBatchOnly = firstOfBatchOnly;
    }

    @Override
    public void tlbi(String operation, long operand) {
        if (firstOfBatchOnly && inBatch) {
            return;
        }
        inBatch = true;
        Tlbi changed = change.apply(new Tlbi(operation, operand));
        through.tlbi(changed.operation(), changed.operand());
    }

    @Override
    public void barrier(Barrier kind) {
        inBatch = false;
        through.barrier(kind);
    }
}
