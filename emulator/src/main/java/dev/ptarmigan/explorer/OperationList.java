package dev.ptarmigan.explorer;

import java.util.ArrayList;
import java.util.List;

/** A program that is written down: its operations in order, with forward jumps: one beyond the end leads there. */
record OperationList(List<Operation> operations) implements Program {
    OperationList {
        operations = List.copyOf(operations);
    }

    @Override
    public List<Operation> next(List<SlotValue> loaded) {
        int at = 0;
        int loads = 0;
        List<Operation> result = new ArrayList<>();
        while (at < operations.size()) {
            Operation operation = operations.get(at++);
            boolean known = loads < loaded.size();
            if (!known) {
                result.add(operation);
            }
            if (operation instanceof Operation.SkipIf skip) {
                if (!known) {
                    return result;
                }
                if (loaded.get(loads++).kind() == skip.kind()) {
                    at += Math.min(skip.operations(), operations.size() - at);
                }
            }
        }
        return result;
    }

    /** One operation less; jumps over it become shorter. */
    OperationList without(int index) {
        List<Operation> rest = new ArrayList<>();
        for (int i = 0; i < operations.size(); i++) {
            Operation operation = operations.get(i);
            if (i == index) {
                continue;
            }
            if (operation instanceof Operation.SkipIf skip && i < index && index <= i + skip.operations()) {
                operation = new Operation.SkipIf(skip.slot(), skip.kind(), skip.operations() - 1);
            }
            rest.add(operation);
        }
        return new OperationList(rest);
    }
}
