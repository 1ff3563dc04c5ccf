package dev.ptarmigan.explorer;

import java.util.ArrayList;
import java.util.List;

/** Single-deletion mutants of a scenario: each barrier, invalidation and lock left out. */
public final class Mutants {
    private Mutants() {}

    /**
     * One mutant.
     *
     * @param scenario the scenario without the operation
     * @param index the operation's number in the order of the text
     * @param removed what was left out
     */
    public record Mutant(Scenario scenario, int index, String removed) {}

    /** All mutants, by PE and then in program order. Lists only: other programs cannot be cut. */
    public static List<Mutant> of(Scenario scenario) {
        List<Mutant> mutants = new ArrayList<>();
        int number = 0;
        for (int pe = 0; pe < scenario.programs().size(); pe++) {
            if (!(scenario.programs().get(pe) instanceof OperationList list)) {
                continue;
            }
            for (int i = 0; i < list.operations().size(); i++) {
                Operation operation = list.operations().get(i);
                if (operation instanceof Operation.Fence
                        || operation instanceof Operation.Tlbi
                        || operation instanceof Operation.Lock lock && lock.take()) {
                    mutants.add(new Mutant(scenario.without(pe, i), number, "PE" + pe + " " + operation));
                }
                number++;
            }
        }
        return mutants;
    }
}
