package dev.ptarmigan.cli;

import dev.ptarmigan.dump.DumpRoot;
import dev.ptarmigan.dump.DumpTable;
import dev.ptarmigan.dump.TableDumpWriter;
import dev.ptarmigan.explorer.Catalogue;
import dev.ptarmigan.explorer.Exploration;
import dev.ptarmigan.explorer.Explorer;
import dev.ptarmigan.explorer.Invariant;
import dev.ptarmigan.explorer.KernelWork;
import dev.ptarmigan.explorer.Mutants;
import dev.ptarmigan.explorer.RecordedKernel;
import dev.ptarmigan.explorer.Repair;
import dev.ptarmigan.explorer.Scenario;
import dev.ptarmigan.explorer.ScenarioException;
import dev.ptarmigan.explorer.ScenarioLine;
import dev.ptarmigan.explorer.Story;
import dev.ptarmigan.explorer.StoryEvents;
import dev.ptarmigan.explorer.StoryPage;
import dev.ptarmigan.report.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code ptarmigan explore SCENARIO}: every interleaving of a scenario, and the shortest story of what goes wrong. */
final class ExploreCommand implements Command {
    private static final String LIST = "--list";
    private static final String SHOW = "--show";
    private static final String MUTANTS = "--mutants";
    private static final String HTML = "--html";
    private static final String EVENTS = "--events";
    private static final String TABLES = "--tables";
    private static final String MEMORY = "--memory";
    private static final String FULL = "--full";
    private static final String LITMUS = "litmus:";
    private static final long MEBIBYTE = 1L << 20;
    private static final int DEFAULT_MEBIBYTES = 256;

    @Override
    public Options options() {
        return new Options(CommandName.EXPLORE)
                .operands("SCENARIO...", "names of scenarios, files of scenarios (text or JSON lines), or litmus:NAME")
                .flag(LIST, "list the scenarios that come with ptarmigan")
                .flag(SHOW, "print the scenarios as text instead of exploring them")
                .flag(MUTANTS, "explore each scenario with each barrier, TLBI and lock left out")
                .value(HTML, "FILE", "write the stories as a page")
                .value(EVENTS, "FILE", "write the first story as events v1 (with one scenario)")
                .value(TABLES, "FILE", "write the tables before them as ptdump-words v1, for check --tables")
                .value(
                        MEMORY,
                        "MIB",
                        "memory for states, " + DEFAULT_MEBIBYTES + " by default; beyond it: not exhausted")
                .value(
                        OperationOptions.STRATEGY,
                        "NAME",
                        "instead of a scenario: record one call of this strategy on a small kernel and explore that")
                .value(RecordedCall.OPERATION, "OP", RecordedKernel.OPERATIONS)
                .value(RecordedCall.PAGES, "N", "how many pages, 1 by default")
                .value(
                        RecordedCall.AT,
                        "PLACE[+PAGE]",
                        "pages, block-2m (the default, +5) or block-1g, and the first page in it")
                .value(OperationOptions.BUG, "BUG", "get a step wrong on purpose; see set-memory --help")
                .value(OperationOptions.BBML, "0|1|2|noabort", "level of FEAT_BBM of the hardware, noabort by default")
                .value(
                        RecordedCall.ETS,
                        "none|v1|ets2|ets3",
                        "translation synchronization of the hardware, ets2 by default")
                .flag(RecordedCall.NOT_GLOBAL, "kernel mappings are nG (KPTI)")
                .flag(FULL, "take every interleaving, also those that show nothing new")
                .text(
                        "Verdict",
                        "pass: no reachable state breaks an invariant. fail: the invariants that some state breaks, each with a"
                                + " shortest way to it, a column for each PE; what the machine does by itself is in brackets."
                                + " not-exhausted: the memory was used up before all states were found, and none was wrong.",
                        "With several scenarios, or JSON lines, there is one line for each: id, verdict, violations. A line that"
                                + " cannot be used is named on standard error, and the others are explored.",
                        "The exit status is 0 if all pass, 1 if one fails, 2 if one was not exhausted or input is unusable.")
                .text(
                        "Scenarios as text",
                        "scenario NAME [TITLE]; hardware [bbml=0|1|2] [noabort] [ets=none|v1|ets2|ets3] [pes=N] [stage=2]"
                                + " [asid=N] [fan-out=N] [root-level=N] [group=N] [ttl=asl] [multihit=strict] [repeat-tlbi] [hwdirty] [hwaf] [perm-amalgam]"
                                + " [pa-walk-cache] [walker-order=formal];"
                                + " pe N bbml=L [noabort]; tables T0 ...; init SLOT DESCRIPTOR; live all|none|PAGES; same PAGE"
                                + " PAGE; check I1 ...; expect pass|I1 ...; why TEXT; N: OPERATION (the next of PE N).",
                        "OPERATION: store SLOT DESCRIPTOR, atomic SLOT DESCRIPTOR, cas SLOT EXPECTED DESCRIPTOR, dsb KIND, dmb KIND, isb, tlbi NAME [page=P]"
                                + " [n=PAGES] [asid=A] [vmid=V] [ttl=L] [wrong-granule], set FLAG, wait FLAG, access PAGE, goal ID"
                                + " PAGES [perm=P] [pa=P] [mt=wb|nc|dev], return ID, live PAGES, dead PAGES, free-table T, free-page"
                                + " P, lock [NAME], unlock [NAME], skip-if SLOT KIND COUNT, ttbr on|off [asid=A], call STRATEGY"
                                + " ro|rw|nx|x|invalid|valid|split|collapse|collapse-bbm page=P [n=PAGES] [perm=P] [bug=BUG].",
                        "call runs the kernel's own code, which loads and stores the scenario's tables: strategies and bugs are"
                                + " those of set-memory; bugs also by number (M15). The goal goes with the call.",
                        "SLOT: L2.n (each spans fan-out pages, 4 by default), T0.n, S2.n. DESCRIPTOR: inv[:WORD], tbl:T0[,nx],"
                                + " blk:PA,PERM, pg:PA,PERM with flags nc dev cont nT nG af0 dbm dirty. # starts a comment.")
                .example("S13", "a flush with a wrong level hint, and how it goes wrong")
                .example("--mutants S11", "which of its barriers the reference flow needs")
                .example("--strategy linux --op ro --bug ttl-3", "a call of the kernel's code with a bug")
                .example("call-two-writers-no-mutex", "two PEs run the kernel's code and lose an update")
                .example("my.scn", "a file of one's own");
    }

    @Override
    public int run(Given given, Console console) {
        if (given.has(LIST)) {
            return list(given, console);
        }
        RecordedKernel.Recording recording = RecordedCall.of(given);
        if (given.operands().isEmpty() && recording == null) {
            throw new CliException("explore takes a scenario: a name or a file; see ptarmigan explore --list");
        }
        given.refuseBoth(MUTANTS, HTML, "mutants have no stories to show");
        given.refuseBoth(MUTANTS, EVENTS, "mutants have no stories to show");
        if (recording == null && given.operands().get(0).startsWith(LITMUS)) {
            return LitmusCommand.named(given.operands().get(0).substring(LITMUS.length()), given, console);
        }
        List<ScenarioLine> lines = recording == null ? lines(given.operands()) : recorded(recording);
        boolean byLine = recording == null
                && (lines.size() > 1 || given.operands().stream().anyMatch(name -> name.endsWith(".jsonl")));
        if (given.has(SHOW) || given.has(MUTANTS)) {
            List<Scenario> scenarios =
                    lines.stream().map(ExploreCommand::required).toList();
            return given.has(SHOW) ? show(scenarios, console) : mutants(scenarios, given, console);
        }
        List<Exploration> explorations = new ArrayList<>();
        int status = ExitStatus.OK;
        for (ScenarioLine line : lines) {
            Exploration exploration = byLine ? answered(line, given, console) : explore(required(line), given, console);
            if (exploration == null) {
                status = ExitStatus.UNUSABLE;
                continue;
            }
            explorations.add(exploration);
            status = Math.max(status, status(exploration));
            if (byLine && !given.has(Options.JSON)) {
                console.out().print(line(exploration) + "\n");
            }
        }
        if (given.has(Options.JSON)) {
            json(explorations, console);
        } else if (!byLine) {
            for (Exploration exploration : explorations) {
                text(exploration, mebibytes(given), console);
            }
        }
        write(explorations, given);
        if (recording != null && recording.wrongResult() != null) {
            console.out().print("wrong result: " + recording.wrongResult() + "\n");
            status = Math.max(status, ExitStatus.FOUND);
        }
        return status;
    }

    private static List<ScenarioLine> recorded(RecordedKernel.Recording recording) {
        return recording.scenarios().stream()
                .map(scenario -> new ScenarioLine(scenario.id(), scenario, null))
                .toList();
    }

    private static Scenario required(ScenarioLine line) {
        Scenario scenario = line.scenario();
        if (scenario == null) {
            throw new CliException(String.valueOf(line.problem()));
        }
        return scenario;
    }

    /** Of several scenarios each is answered by a line: one that cannot be used by what is wrong with it, and null. */
    private static @Nullable Exploration answered(ScenarioLine line, Given given, Console console) {
        String problem = line.problem();
        if (line.scenario() != null) {
            try {
                return explore(line.scenario(), given, console);
            } catch (ScenarioException e) {
                problem = line.place() + ": " + e.getMessage();
            }
        }
        console.out().flush();
        console.err().print("ptarmigan: " + UserError.oneLine(String.valueOf(problem)) + "\n");
        return null;
    }

    private static int show(List<Scenario> scenarios, Console console) {
        for (Scenario scenario : scenarios) {
            console.out().print(Catalogue.write(scenario) + "\n");
        }
        return ExitStatus.OK;
    }

    private static int status(Exploration exploration) {
        if (!exploration.violations().isEmpty()) {
            return ExitStatus.FOUND;
        }
        return exploration.exhausted() ? ExitStatus.OK : ExitStatus.UNUSABLE;
    }

    private static int list(Given given, Console console) {
        if (given.has(Options.JSON)) {
            try (Json json = new Json(console.out())) {
                json.object().array("scenarios");
                for (Scenario scenario : Catalogue.all()) {
                    json.object()
                            .text("id", scenario.id())
                            .text("title", scenario.title())
                            .texts("expected", expected(scenario))
                            .endObject();
                }
                json.endArray().endObject();
            }
            return ExitStatus.OK;
        }
        int width = Catalogue.all().stream()
                .mapToInt(one -> one.id().length())
                .max()
                .orElse(0);
        for (Scenario scenario : Catalogue.all()) {
            String verdict = expected(scenario).isEmpty() ? "pass" : "fail";
            console.out()
                    .print(scenario.id() + " ".repeat(width + 2 - scenario.id().length()) + verdict + "  "
                            + scenario.title() + "\n");
        }
        return ExitStatus.OK;
    }

    private static List<String> expected(Scenario scenario) {
        Scenario.Expectation expected = scenario.expected();
        return expected == null
                ? List.of()
                : expected.violations().stream().map(Invariant::name).toList();
    }

    private static List<ScenarioLine> lines(List<String> operands) {
        List<ScenarioLine> lines = new ArrayList<>();
        for (String operand : operands) {
            Scenario named = Catalogue.named(operand);
            if (named != null) {
                lines.add(new ScenarioLine(operand, named, null));
            } else if (operand.contains(".") || operand.contains("/") || Files.exists(Path.of(operand))) {
                lines.addAll(Catalogue.readLines(read(operand), operand));
            } else {
                throw new CliException("unknown scenario " + operand + "; see ptarmigan explore --list");
            }
        }
        if (lines.isEmpty()) {
            throw new CliException(String.join(" ", operands) + ": holds no scenario");
        }
        return lines;
    }

    static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (CharacterCodingException e) {
            throw new CliException(file + ": is no UTF-8 text");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Exploration explore(Scenario scenario, Given given, Console console) {
        try (Progress progress = new Progress(console)) {
            return new Explorer()
                    .memory(mebibytes(given) * MEBIBYTE)
                    .reductions(!given.has(FULL))
                    .listener((states, waiting) ->
                            progress.at(scenario.id() + ": " + states + " states, " + waiting + " to go"))
                    .explore(scenario);
        }
    }

    static int mebibytes(Given given) {
        String value = given.value(MEMORY);
        if (value == null) {
            return DEFAULT_MEBIBYTES;
        }
        if (!value.matches("[1-9]\\d{0,5}")) {
            throw new CliException(MEMORY + " " + value + ", expected a number of MiB from 1 to 999999");
        }
        return Integer.parseInt(value);
    }

    private static String line(Exploration exploration) {
        String violations = exploration.violations().isEmpty() ? "" : " " + exploration.violationText();
        return exploration.scenario().id() + " " + exploration.verdict() + violations;
    }

    private static void text(Exploration exploration, int mebibytes, Console console) {
        Scenario scenario = exploration.scenario();
        StringBuilder out = new StringBuilder();
        out.append(scenario.id());
        out.append(scenario.title().isEmpty() ? "" : "  " + scenario.title()).append('\n');
        for (List<Story> group : Story.together(exploration.stories().values())) {
            out.append('\n').append(Story.timeline(group));
            String repair = Repair.of(exploration, group.get(0).invariant());
            out.append(repair == null ? "" : "  repaired by " + repair + "\n");
        }
        out.append(exploration.stories().isEmpty() ? "" : "\n");
        out.append(String.format(
                Locale.ROOT,
                "%d states of %d bytes, %d transitions%n",
                exploration.states(),
                exploration.stateBytes(),
                exploration.transitions()));
        KernelWork work = exploration.kernelWork();
        if (work.runs() > 0) {
            out.append(String.format(
                    Locale.ROOT,
                    "kernel code: run %d times, %d explorations, %d places%n",
                    work.runs(),
                    work.explorations(),
                    work.places()));
        }
        for (String note : work.notes()) {
            out.append("in some interleaving: ").append(note).append('\n');
        }
        Scenario.Expectation expected = scenario.expected();
        if (expected != null && !expected.why().isEmpty()) {
            out.append("why: ").append(expected.why()).append('\n');
        }
        if (!exploration.isAsExpected() && exploration.exhausted()) {
            List<String> names = expected(scenario);
            out.append("expected: ")
                    .append(names.isEmpty() ? "pass" : "fail " + String.join(" ", names))
                    .append('\n');
        }
        out.append("verdict: ").append(exploration.verdict());
        out.append(exploration.violations().isEmpty() ? "" : " " + exploration.violationText());
        out.append(
                exploration.exhausted() ? "" : " (" + mebibytes + " MiB for states are used up; --memory allows more)");
        out.append('\n');
        console.out().print(out);
    }

    private static void json(List<Exploration> explorations, Console console) {
        try (Json json = new Json(console.out())) {
            json.object().array("scenarios");
            for (Exploration exploration : explorations) {
                json.object()
                        .text("id", exploration.scenario().id())
                        .text("title", exploration.scenario().title())
                        .text("verdict", exploration.verdict())
                        .texts(
                                "violations",
                                exploration.violations().stream()
                                        .map(Invariant::name)
                                        .toList())
                        .number("states", exploration.states())
                        .number("transitions", exploration.transitions())
                        .flag("exhausted", exploration.exhausted())
                        .number("kernelRuns", exploration.kernelWork().runs())
                        .texts("notes", exploration.kernelWork().notes())
                        .array("stories");
                for (Story story : exploration.stories().values()) {
                    json.object()
                            .text("invariant", story.invariant().name())
                            .text("claim", story.invariant().claim())
                            .texts("steps", story.lines())
                            .text("reason", story.reason())
                            .texts("account", story.account())
                            .text("repair", Repair.of(exploration, story.invariant()))
                            .endObject();
                }
                json.endArray().endObject();
            }
            json.endArray().endObject();
        }
    }

    private static int mutants(List<Scenario> scenarios, Given given, Console console) {
        int caught = 0;
        int harmless = 0;
        int status = ExitStatus.OK;
        for (Scenario scenario : scenarios) {
            Exploration original = explore(scenario, given, console);
            status = Math.max(status, status(original));
            console.out().print(line(original) + "\n");
            for (Mutants.Mutant mutant : Mutants.of(scenario)) {
                Exploration exploration = explore(mutant.scenario(), given, console);
                boolean same = exploration.violations().equals(original.violations());
                harmless += same ? 1 : 0;
                caught += same ? 0 : 1;
                console.out()
                        .print(line(exploration) + "  without " + mutant.index() + ": " + mutant.removed()
                                + (same ? " (changes nothing)" : "") + "\n");
            }
        }
        console.out()
                .print((caught + harmless) + " mutants: " + caught + " caught, " + harmless
                        + " proved to change nothing\n");
        return status;
    }

    private static void write(List<Exploration> explorations, Given given) {
        String html = given.value(HTML);
        if (html != null) {
            write(HTML, html, StoryPage.of(explorations));
        }
        String tables = given.value(TABLES);
        if (tables != null) {
            if (explorations.size() != 1) {
                throw new CliException(TABLES + " takes one scenario, not " + explorations.size());
            }
            write(TABLES, tables, tables(explorations.get(0).scenario()));
        }
        String events = given.value(EVENTS);
        if (events != null) {
            if (explorations.size() != 1) {
                throw new CliException(EVENTS + " takes one scenario, not " + explorations.size());
            }
            if (explorations.get(0).stories().isEmpty()) {
                throw new CliException(
                        EVENTS + ": " + explorations.get(0).scenario().id() + " has no story to write");
            }
            write(
                    EVENTS,
                    events,
                    StoryEvents.write(
                            explorations.get(0).stories().values().iterator().next()));
        }
    }

    /** The tables before the first event of a story, as a capture. */
    private static String tables(Scenario scenario) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        List<StoryEvents.InitialTable> tables = StoryEvents.tables(scenario);
        StoryEvents.InitialTable root = tables.get(0);
        try (TableDumpWriter writer = TableDumpWriter.to(text)) {
            writer.comment("# source: scenario " + scenario.id());
            writer.comment("# granule: 4k");
            writer.register("MAIR_EL1", StoryEvents.MAIR);
            writer.root(new DumpRoot(
                    "swapper_pg_dir",
                    root.address(),
                    root.level(),
                    root.va(),
                    root.words().size(),
                    tables.size()));
            for (StoryEvents.InitialTable table : tables) {
                long[] words = table.words().stream().mapToLong(Long::longValue).toArray();
                writer.table(DumpTable.of(table.address(), table.level(), table.va(), words));
            }
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    private static void write(String option, String file, String text) {
        try (OutputFile output = new OutputFile(option, file)) {
            output.stream().print(text);
            output.finish();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
