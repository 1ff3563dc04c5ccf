package dev.ptarmigan.cli;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.bits.NumberTextException;
import dev.ptarmigan.dump.Capture;
import dev.ptarmigan.dump.Moment;
import dev.ptarmigan.dump.TableDumpWriter;
import dev.ptarmigan.kernel.KernelOptions;
import dev.ptarmigan.kernel.KernelTables;
import dev.ptarmigan.kernel.SetMemory;
import dev.ptarmigan.kernel.Strategies;
import dev.ptarmigan.memory.Segment;
import dev.ptarmigan.mutation.Mutation;
import dev.ptarmigan.mutation.Mutations;
import dev.ptarmigan.replay.CapturedKernel;
import dev.ptarmigan.replay.OperationRun;
import dev.ptarmigan.replay.Operations;
import dev.ptarmigan.replay.TablePages;
import dev.ptarmigan.replay.TreeDump;
import dev.ptarmigan.trace.EventText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** Options that the commands share which run kernel code on a captured kernel. */
final class OperationOptions {
    static final String STRATEGY = "--strategy";
    static final String BBML = "--bbml";
    static final String RODATA = "--rodata";
    static final String BUG = "--bug";
    static final String EVENTS = "--events";
    static final String AFTER = "--after";
    static final String ALLOC = "--alloc";
    static final String PAGES = "--table-pages";
    private static final String STANDARD_OUTPUT = "-";
    private static final String GZIP_SUFFIX = ".gz";
    private static final long UNLIMITED = Long.MAX_VALUE;

    private OperationOptions() {}

    /** Adds the options that choose how the kernel behaves. */
    static Options addKernel(Options options, boolean explainsBugs) {
        return options.value(BBML, "0|1|2", "level of FEAT_BBM the CPUs have; 2 means without conflict aborts")
                .value(RODATA, "MODE", "the rodata= boot parameter: on (also full), noalias, off")
                .value(ALLOC, "PA,PA...", "pages for new tables, in the order they are taken; to need more is an error")
                .value(
                        BUG,
                        "BUG",
                        "get a step wrong on purpose; see " + (explainsBugs ? "Bugs below" : "set-memory --help"))
                .value(
                        PAGES,
                        "N",
                        "how many pages there are for new tables; the next is refused, and the kernel has no memory");
    }

    /** Explains the bugs. */
    static Options addBugs(Options options) {
        List<String> lines = new ArrayList<>();
        lines.add(
                "Seeded into any strategy, so that what judges events and tables can be judged. Several are joined by +.");
        for (Mutation bug : Mutations.all()) {
            lines.add(bug.name() + "  " + bug.description());
        }
        lines.add("lose-bit:N  the leaves of a split lose bit N");
        lines.add(
                "drop:KIND[:N|all]  the N-th event of a kind does not happen; KIND is store, barrier, dsb, dmb, isb, tlbi, event,"
                        + " or a name such as dsb-ishst or vaale1is");
        lines.add("swap:KIND:N  the next event overtakes it");
        return options.text("Bugs", lines.toArray(new String[0]));
    }

    /** The bug that is asked for, or null. */
    static @Nullable Mutation bug(Given given) {
        String name = given.value(BUG);
        return name == null ? null : Mutation.named(name);
    }

    /** Adds the files that take events and tables. */
    static Options addFiles(Options options) {
        return options.value(EVENTS, "FILE", "write the events as events v1; - is standard output")
                .value(AFTER, "FILE", "write the tables afterwards as ptdump-words v1, compressed if FILE ends in .gz");
    }

    /** The capture before its operation, or its only moment. */
    static Capture capture(String operand) {
        try {
            return CaptureSource.load(operand, Moment.BEFORE).capture();
        } catch (CliException e) {
            return CaptureSource.load(operand, null).capture();
        }
    }

    /** Takes over the kernel of a capture as the options want it. */
    static CapturedKernel kernel(Given given, Capture capture) {
        return CapturedKernel.of(capture, options(given, CapturedKernel.optionsOf(capture)));
    }

    /** A kernel's configuration as the options want it. */
    static KernelOptions options(Given given, KernelOptions configured) {
        KernelOptions found = configured;
        String bbml = given.value(BBML);
        if (bbml != null) {
            found = found.withBbml2NoAbort(
                    switch (bbml) {
                        case "0", "1" -> false;
                        case "2" -> true;
                        default -> throw new CliException("--bbml " + bbml + ", expected 0, 1 or 2");
                    });
        }
        String rodata = given.value(RODATA);
        if (rodata != null) {
            found = found.withRodata(
                    switch (rodata) {
                        case "on", "full" -> KernelOptions.Rodata.ON;
                        case "noalias" -> KernelOptions.Rodata.NOALIAS;
                        case "off" -> KernelOptions.Rodata.OFF;
                        default -> throw new CliException("--rodata " + rodata + ", expected on, noalias or off");
                    });
        }
        return found;
    }

    /** The strategy that is asked for; Linux's own if none is. */
    static SetMemory strategy(Given given) {
        String name = given.value(STRATEGY);
        return Strategies.named(name == null ? "linux" : name);
    }

    /** Where new tables come from: the recording's pages by level and address, then the listed ones, then fresh ones. */
    static TablePages pages(Given given, CapturedKernel captured, Operations operations) {
        List<Long> listed = new ArrayList<>();
        String alloc = given.value(ALLOC);
        int pageBytes = captured.kernel().tables().granule().pageBytes();
        if (alloc != null) {
            for (String text : alloc.split(",", -1)) {
                long pa = Hex.parse(text.strip(), "an address of a page");
                if ((pa & pageBytes - 1) != 0) {
                    throw new CliException("--alloc " + Hex.address(pa) + " is not a multiple of the page size, "
                            + Hex.size(pageBytes));
                }
                checkPage(captured, pa, listed);
                listed.add(pa);
            }
        }
        return new TablePages(
                captured.memory(), pageBytes, operations.newTables(), listed, captured.freshPages(), budget(given));
    }

    private static void checkPage(CapturedKernel captured, long pa, List<Long> listed) {
        KernelTables tables = captured.kernel().tables();
        if (tables.address(tables.encode(pa)) != pa) {
            throw new CliException(
                    ALLOC + " " + Hex.address(pa) + " has more bits than a descriptor of these tables holds");
        }
        if (captured.memory().at(pa) != Segment.ABSENT) {
            throw new CliException(ALLOC + " " + Hex.address(pa) + " is a table of the capture already");
        }
        if (listed.contains(pa)) {
            throw new CliException(ALLOC + " " + Hex.address(pa) + " is listed twice");
        }
    }

    private static long budget(Given given) {
        String text = given.value(PAGES);
        if (text == null) {
            return UNLIMITED;
        }
        try {
            long count = Hex.parse(text, "a number of pages");
            if (count < 0) {
                throw new CliException(PAGES + " " + text + " is too many");
            }
            return count;
        } catch (NumberTextException e) {
            throw new CliException(PAGES + ": " + e.getMessage());
        }
    }

    /** Writes the files that are asked for, all of them or none. Events for {@code -} are given back as text. */
    static @Nullable String write(Given given, CapturedKernel captured, OperationRun run) {
        String after = given.value(AFTER);
        String events = given.value(EVENTS);
        String text = events == null ? null : events(captured, run);
        boolean printed = STANDARD_OUTPUT.equals(events);
        if (printed && given.has(Options.JSON)) {
            throw new CliException(
                    EVENTS + " - and " + Options.JSON + " contradict each other: both are for standard output");
        }
        if (after != null && after.equals(events)) {
            throw new CliException(AFTER + " and " + EVENTS + " name the same file, " + after);
        }
        try (OutputFile tables = after == null ? null : new OutputFile(AFTER, after);
                OutputFile list = events == null || printed ? null : new OutputFile(EVENTS, events)) {
            if (tables != null && after != null) {
                tables(captured, tables.stream(), after.endsWith(GZIP_SUFFIX));
            }
            if (list != null) {
                list.stream().print(text);
                list.finish();
            }
            if (tables != null) {
                tables.finish();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return printed ? text : null;
    }

    private static String events(CapturedKernel captured, OperationRun run) {
        return EventText.write(
                run.log(),
                captured.capture().dump().comments().stream()
                        .filter(line -> line.contains(": "))
                        .map(line -> line.replaceFirst("^# ?", ""))
                        .toList());
    }

    private static void tables(CapturedKernel captured, PrintStream out, boolean gzip) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try (TableDumpWriter writer = TableDumpWriter.to(text)) {
            TreeDump.writeAfter(
                    captured.capture().dump(),
                    captured.memory(),
                    captured.kernel().tables(),
                    writer);
        }
        if (!gzip) {
            out.write(text.toByteArray());
            return;
        }
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream stream = new GZIPOutputStream(packed)) {
            stream.write(text.toByteArray());
        }
        out.write(packed.toByteArray());
    }
}
