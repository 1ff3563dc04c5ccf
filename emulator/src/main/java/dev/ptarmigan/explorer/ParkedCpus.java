package dev.ptarmigan.explorer;

import java.util.ArrayList;
import java.util.List;

/** Other CPUs stopped by {@code stop_machine}: what they do is not recorded, so it is written down here. */
final class ParkedCpus {
    private static final String PARKED = "parked:";
    private static final String STOPPED = "stop_machine: ";

    private final List<List<Operation>> programs;
    private final List<RecordedStep> steps;
    private int pes = 2;
    private int episodes;
    private boolean waiting;

    /**
     * None is parked yet.
     *
     * @param programs of the acting CPU; gets one for the others
     */
    ParkedCpus(List<List<Operation>> programs, List<RecordedStep> steps) {
        this.programs = programs;
        this.steps = steps;
    }

    /** How many PEs there are: 3 if one of them is not parked. */
    int pes() {
        return pes;
    }

    void note(String text) {
        List<Operation> program = programs.get(0);
        if (text.startsWith(STOPPED)) {
            int cpus = Integer.parseInt(text.replaceAll("\\D", ""));
            pes = Math.max(pes, parkedNext() < cpus - 1 ? 3 : 2);
            episodes++;
        } else if (text.startsWith(PARKED) && !waiting) {
            waiting = true;
            if (programs.size() == 1) {
                programs.add(new ArrayList<>());
            }
            List.of("ttbr off", "isb", "tlbi vmalle1", "dsb nsh", "isb", "set " + flag("parked"))
                    .forEach(line -> programs.get(1).add(ScenarioText.operation(line.split(" "))));
            program.add(new Operation.WaitFlag(flag("parked")));
        } else if (text.startsWith("the acting CPU leaves")) {
            table(program, false);
        } else if (text.startsWith("the acting CPU is back")) {
            table(program, true);
        } else if (text.startsWith("released:") && waiting) {
            waiting = false;
            program.add(new Operation.SetFlag(flag("go")));
            programs.get(1).add(new Operation.WaitFlag(flag("go")));
            table(programs.get(1), true);
        }
    }

    private String flag(String name) {
        return episodes <= 1 ? name : name + episodes;
    }

    private static void table(List<Operation> program, boolean on) {
        program.add(new Operation.TableBase(on, -1));
        program.add(new Operation.Fence(Barrier.named("isb")));
    }

    /** How many CPUs are parked in the episode that begins now. */
    private long parkedNext() {
        int episode = -1;
        long parked = 0;
        for (RecordedStep step : steps) {
            if (step instanceof RecordedStep.Note note) {
                episode += note.text().startsWith(STOPPED) ? 1 : 0;
                parked += episode == episodes && note.text().startsWith(PARKED) ? 1 : 0;
            }
        }
        return parked;
    }
}
