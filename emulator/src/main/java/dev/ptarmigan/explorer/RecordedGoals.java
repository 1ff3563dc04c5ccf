package dev.ptarmigan.explorer;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.descriptors.LinuxPte;
import dev.ptarmigan.kernel.KernelTables;
import dev.ptarmigan.trace.Event;
import dev.ptarmigan.trace.EventKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/** What the pages of a scenario must become, and when: the operations that say so. */
final class RecordedGoals {
    /**
     * What a call asks of the pages.
     *
     * @param name of its goals
     * @param permissions pages by what they must have
     * @param dead pages that become invalid
     * @param born pages that become valid
     * @param hidden pages that are not asked for and are invalid
     */
    private record Goal(
            String name,
            boolean flush,
            Map<Integer, List<Integer>> permissions,
            List<Integer> dead,
            List<Integer> born,
            List<Integer> hidden) {}

    private final RecordedTables memory;
    private final KernelTables tables;
    private final Representatives chosen;
    /** By the step at which the call begins. */
    private final Map<Integer, Goal> begun = new HashMap<>();

    private final Map<Integer, Goal> returned = new HashMap<>();
    /** Output address minus address, of each page that is hidden or becomes invalid. */
    private final Map<Integer, Long> distances = new HashMap<>();
    /** Several operations follow each other. */
    private final boolean several;

    /**
     * For the pages of a scenario.
     *
     * @param memory tables as they are before; stores are played into them
     */
    RecordedGoals(RecordedTables memory, Representatives chosen, List<RecordedStep> steps) {
        this.memory = memory;
        this.tables = memory.tables();
        this.chosen = chosen;
        several = steps.stream().filter(RecordedStep.Asked.class::isInstance).count() > 1;
        Goal open = null;
        for (int i = 0; i < steps.size(); i++) {
            RecordedStep step = steps.get(i);
            if (step instanceof RecordedStep.Stores stores) {
                stores.events().forEach(this::play);
            } else if (step instanceof RecordedStep.Asked asked) {
                open = goal(asked.call());
                begun.put(i, open);
            } else if (step instanceof RecordedStep.Returned && open != null) {
                returned.put(i, open);
            }
        }
    }

    private void play(Event event) {
        if (event.kind() == EventKind.ALLOCATE) {
            memory.allocate(event.address(), (int) event.after(), event.before());
        } else {
            memory.store(event.address(), event.after());
        }
    }

    private Goal goal(Call call) {
        Goal goal = new Goal(
                several ? "c" + (begun.size() + 1) : "",
                call.flush(),
                new TreeMap<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>());
        for (int page = 0; page < chosen.roots().size() * chosen.fanOut(); page++) {
            long va = chosen.va(page);
            long last = va + chosen.pageBytes() - 1;
            RecordedTables.Found found = memory.walk(va, KernelTables.PTE);
            long word = found.word();
            if (!call.meets(va, last) && LinuxPte.presentInvalid(word)) {
                goal.hidden().add(page);
                note(page, va, found);
            }
            if (!call.changes() || !call.contains(va, last) || LinuxPte.none(word)) {
                continue;
            }
            long wanted = call.goal(word);
            if (!LinuxPte.valid(wanted)) {
                if (LinuxPte.valid(word)) {
                    goal.dead().add(page);
                    note(page, va, found);
                }
                continue;
            }
            if (!LinuxPte.valid(word)) {
                goal.born().add(page);
            }
            int permissions = Shape.permissions(wanted | memory.mask(found.table()));
            goal.permissions()
                    .computeIfAbsent(permissions, any -> new ArrayList<>())
                    .add(page);
        }
        return goal;
    }

    private void note(int page, long va, RecordedTables.Found found) {
        distances.put(page, tables.address(found.word()) - (va & -tables.bytes(found.level())));
    }

    /** Distances between the addresses and the outputs of pages that are given back. */
    Set<Long> hiddenDistances() {
        return new LinkedHashSet<>(distances.values());
    }

    /**
     * The operations that a step of the recording is in this respect.
     *
     * @param output the number of the page that an output address is at, relative to the page's own, by distance
     */
    List<Operation> at(int step, LongUnaryOperator output) {
        List<Operation> result = new ArrayList<>();
        Goal first = begun.get(step);
        if (first != null) {
            free(first.hidden(), output, result);
            if (!first.dead().isEmpty()) {
                result.add(new Operation.Live(false, first.dead()));
            }
            first.permissions()
                    .forEach((wanted, pages) ->
                            result.add(new Operation.Begin(name(first, wanted), pages, wanted, -1, null)));
        }
        Goal last = returned.get(step);
        if (last != null) {
            end(last, output, result);
        }
        return result;
    }

    private void end(Goal goal, LongUnaryOperator output, List<Operation> result) {
        if (goal.flush()) {
            goal.permissions().keySet().forEach(wanted -> result.add(new Operation.Return(name(goal, wanted))));
            free(goal.dead(), output, result);
        }
        if (!goal.born().isEmpty()) {
            result.add(new Operation.Live(true, goal.born()));
            if (goal.flush()) {
                // The caller uses them at once: what his own CPU found before must not count any more.
                goal.born().forEach(page -> result.add(new Operation.Access(page)));
            }
        }
    }

    private static String name(Goal goal, int permissions) {
        return goal.name() + "g" + SlotValue.permissionText(permissions);
    }

    /**
     * Nothing may be mapped to pages that are hidden: as if they were given back. Where several operations follow each other
     * they may be shown again, so this is for one alone.
     */
    private void free(List<Integer> pages, LongUnaryOperator output, List<Operation> to) {
        for (int page : several ? List.<Integer>of() : pages) {
            @Nullable Long distance = distances.get(page);
            if (distance == null || output.applyAsLong(distance) != 0) {
                throw new ScenarioException(Hex.address(chosen.va(page))
                        + " becomes invalid, as others do that are mapped elsewhere; that is not handled");
            }
            to.add(new Operation.FreePage(page));
        }
    }
}
