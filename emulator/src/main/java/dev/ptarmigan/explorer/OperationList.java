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

    /** Another operation in the place of one. */
    OperationList with(int index, Operation operation) {
        List<Operation> changed = new ArrayList<>(operations);
        changed.set(index, operation);
        return new OperationList(changed);
    }

    /** More operations before one; jumps over the place become longer. */
    OperationList plus(int index, List<Operation> more) {
        List<Operation> longer = new ArrayList<>();
        for (int i = 0; i <= operations.size(); i++) {
            if (i == index) {
                longer.addAll(more);
            }
            if (i == operations.size()) {
                break;
            }
            Operation operation = operations.get(i);
            if (operation instanceof Operation.SkipIf skip && i < index && index <= i + skip.operations()) {
                operation = new Operation.SkipIf(skip.slot(), skip.kind(), skip.operations() + more.size());
            }
            longer.add(operation);
        }
        return new OperationList(longer);
    }

    /** Whether a jump starts before the second of two operations and ends after the first. */
    boolean jumpsOver(int first, int second) {
        for (int i = 0; i < second; i++) {
            if (operations.get(i) instanceof Operation.SkipIf skip && i + skip.operations() >= first) {
                return true;
            }
        }
        return false;
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
