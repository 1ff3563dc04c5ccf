package dev.ptarmigan.cli;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.bits.NumberTextException;
import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.kernel.Strategies;
import dev.ptarmigan.kernel.Strategy;
import dev.ptarmigan.pe.AccessStream;
import dev.ptarmigan.pe.AccessStream.Range;
import dev.ptarmigan.pe.ContiguousUse;
import dev.ptarmigan.pe.Replacement;
import dev.ptarmigan.pe.TlbGeometry;
import dev.ptarmigan.report.Json;
import dev.ptarmigan.report.MissPlot;
import dev.ptarmigan.report.TlbStudyText;
import dev.ptarmigan.study.StudyPlan;
import dev.ptarmigan.study.StudyRow;
import dev.ptarmigan.study.TlbStudy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** {@code ptarmigan tlb CAPTURE}: what do block mappings buy, and what do splits cost? */
final class TlbCommand implements Command {
    private static final String ACCESSES = "--accesses";
    private static final String TLB = "--tlb";
    private static final String AFTER = "--after-set-memory";
    private static final String COUNT = "--count";
    private static final String STRIDE = "--stride";
    private static final String SEED = "--seed";
    private static final String LINEAR_MAP = "--linear-map";
    private static final String GRANULE = "--granule";
    private static final String REPLACEMENT = "--replacement";
    private static final String CONTIGUOUS = "--contiguous";
    private static final String SVG = "--svg";
    private static final String EVENTS = "--events";
    private static final String LIST = "--list-presets";
    private static final long USUAL_COUNT = 1_000_000;
    private static final int USUAL_STRIDE = 64;
    private static final int MOST_SPLITS = 1_000_000;
    private static final long MOST_LINEAR = 64L << 30;

    @Override
    public Options options() {
        return new Options(CommandName.TLB)
                .operands(
                        "CAPTURE",
                        "the kernel: a directory, a dump or the name of a shipped capture; or use --linear-map")
                .value(LINEAR_MAP, "SIZE", "no capture, but a kernel from nothing with so much memory, for example 4G")
                .value(GRANULE, "SIZE", "page size of a kernel from nothing: 4K, 16K or 64K")
                .value(
                        ACCESSES,
                        "WHAT",
                        "sequential or random reads of the linear map, or a file of accesses; random if not given")
                .value(
                        TLB,
                        "NAME",
                        "the TLB: a preset, or arrays such as l1d=48:full,l2=1280:5,walk=64:4; neoverse-n1 if not given")
                .value(
                        AFTER,
                        "N,N...",
                        "measure also after so many set_memory calls on single pages, each somewhere else")
                .values(
                        OperationOptions.STRATEGY,
                        "NAME",
                        "by which strategy, or all; linux if not given; may be repeated")
                .value(COUNT, "N", "accesses that are counted; as many are made before")
                .value(STRIDE, "BYTES", "distance of reads, 64 if not given")
                .value(SEED, "N", "seed of random accesses")
                .value(REPLACEMENT, "POLICY", "lru, plru or random")
                .value(CONTIGUOUS, "USE", "what the TLB makes of Contiguous groups: ignore, verify or trust")
                .value(SVG, "FILE", "draw walks per million accesses against the number of calls")
                .value(EVENTS, "FILE", "replay events v1 on the capture while two PEs read its linear map")
                .flag(LIST, "list the presets, with their sources")
                .text(
                        "File of accesses",
                        "one a line: [read|write|fetch] ADDRESS; lines with # are comments. It starts again at its end.")
                .text(
                        "The model",
                        "Sets are indexed by the page number modulo their count, and LRU chooses what makes room: public",
                        "documents tell neither for real parts. Numbers show what mappings do to a TLB of that size.")
                .example(
                        "--linear-map 4G --after-set-memory 100,1000,10000 --tlb neoverse-n1",
                        "pages against blocks against blocks after splits, on 4 GiB")
                .example("linux72-4k-bbml2-4g --accesses sequential", "a captured kernel")
                .example("--list-presets", "the TLBs that are known");
    }

    @Override
    public int run(Given given, Console console) {
        if (given.has(LIST)) {
            TlbPresetList.write(given, console);
            return ExitStatus.OK;
        }
        if (given.has(EVENTS)) {
            return TlbEvents.run(given, console, geometry(given), number(given, SEED, 1, 0, Long.MAX_VALUE));
        }
        StudyPlan plan = plan(given);
        List<StudyRow> rows = rows(given, plan);
        String svg = given.value(SVG);
        if (svg != null) {
            draw(svg, rows, plan);
        }
        if (given.has(Options.JSON)) {
            try (Json json = new Json(console.out())) {
                json.object().text("tlb", plan.geometry().name());
                TlbStudyText.json(json, rows);
                json.endObject();
            }
        } else {
            console.out().print(heading(given, plan) + "\n\n" + TlbStudyText.table(rows));
        }
        return ExitStatus.OK;
    }

    private static String heading(Given given, StudyPlan plan) {
        String accesses = given.value(ACCESSES);
        String what = accesses == null ? "random" : accesses;
        boolean file = plan.ownAddresses();
        return plan.count()
                + (file
                        ? " accesses of " + what
                        : " " + what + " reads of the linear map, " + Hex.size(stride(given)) + " apart")
                + ", TLB " + plan.geometry().name();
    }

    private static List<StudyRow> rows(Given given, StudyPlan plan) {
        String size = given.value(LINEAR_MAP);
        if (size == null) {
            if (given.operands().size() != 1) {
                throw new CliException("tlb takes one capture, or " + LINEAR_MAP + " SIZE; see ptarmigan tlb --help");
            }
            if (given.has(GRANULE)) {
                throw new CliException(GRANULE + " is for " + LINEAR_MAP + "; a capture has its own");
            }
            return TlbStudy.of(plan, OperationOptions.capture(given.operands().get(0)));
        }
        if (!given.operands().isEmpty()) {
            throw new CliException("a capture and " + LINEAR_MAP + " contradict each other");
        }
        return TlbStudy.of(plan, granule(given), linearBytes(size));
    }

    private static Granule granule(Given given) {
        String text = given.value(GRANULE);
        if (text == null) {
            return Granule.K4;
        }
        for (Granule granule : Granule.values()) {
            if (Hex.size(granule.pageBytes()).equals(text.toUpperCase(Locale.ROOT))) {
                return granule;
            }
        }
        throw new CliException(GRANULE + " " + text + ", expected 4K, 16K or 64K");
    }

    private static long linearBytes(String text) {
        int unit = text.isEmpty() ? -1 : "MG".indexOf(Character.toUpperCase(text.charAt(text.length() - 1)));
        long count = 0;
        if (unit >= 0) {
            try {
                count = Hex.parse(text.substring(0, text.length() - 1), "a size");
            } catch (NumberTextException e) {
                count = 0;
            }
        }
        long bytes = count > 0 && count <= MOST_LINEAR ? count << 20 + 10 * unit : 0;
        if (bytes < 256L << 20 || bytes > MOST_LINEAR || (bytes & (2L << 20) - 1) != 0) {
            throw new CliException(LINEAR_MAP + " " + text + ", expected 256M to 64G, as in 4G");
        }
        return bytes;
    }

    private static StudyPlan plan(Given given) {
        TlbGeometry geometry = geometry(given);
        long count = number(given, COUNT, USUAL_COUNT, 1, 1L << 40);
        int stride = stride(given);
        long seed = number(given, SEED, 1, 0, Long.MAX_VALUE);
        String what = given.value(ACCESSES);
        boolean own = what != null && !what.equals("random") && !what.equals("sequential");
        if (own && given.has(LINEAR_MAP)) {
            throw new CliException(ACCESSES + " FILE needs a capture, whose addresses it names");
        }
        Function<List<Range>, AccessStream> stream = switch (what == null ? "random" : what) {
            case "random" -> ranges -> AccessStream.random(ranges, stride, seed);
            case "sequential" -> ranges -> AccessStream.sequential(ranges, stride);
            default -> fromFile(String.valueOf(what));
        };
        return new StudyPlan(geometry, stream, own, count, own ? 0 : count, splits(given), strategies(given));
    }

    private static TlbGeometry geometry(Given given) {
        String name = given.value(TLB);
        TlbGeometry geometry = TlbGeometry.named(name == null ? "neoverse-n1" : name);
        String replacement = given.value(REPLACEMENT);
        if (replacement != null) {
            geometry = geometry.with(Replacement.named(replacement));
        }
        String contiguous = given.value(CONTIGUOUS);
        return contiguous == null
                ? geometry
                : geometry.with(
                        switch (contiguous) {
                            case "ignore" -> ContiguousUse.IGNORE;
                            case "verify" -> ContiguousUse.VERIFY;
                            case "trust" -> ContiguousUse.TRUST;
                            default ->
                                throw new CliException(
                                        CONTIGUOUS + " " + contiguous + ", expected ignore, verify or trust");
                        });
    }

    private static int stride(Given given) {
        long stride = number(given, STRIDE, USUAL_STRIDE, 1, 1 << 20);
        if (Long.bitCount(stride) != 1) {
            throw new CliException(STRIDE + " " + stride + " is not a power of two");
        }
        return (int) stride;
    }

    private static Function<List<Range>, AccessStream> fromFile(String name) {
        String text;
        try {
            text = Files.readString(Path.of(name), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        AccessStream.trace(text, name);
        return ranges -> AccessStream.trace(text, name);
    }

    private static long number(Given given, String option, long otherwise, long least, long most) {
        String text = given.value(option);
        if (text == null) {
            return otherwise;
        }
        long value;
        try {
            value = Hex.parse(text.replace(",", ""), "a number");
        } catch (NumberTextException e) {
            throw new CliException(option + ": " + e.getMessage());
        }
        if (value < least || value > most) {
            throw new CliException(option + " " + text + ", expected " + least + " to " + most);
        }
        return value;
    }

    private static List<Integer> splits(Given given) {
        String text = given.value(AFTER);
        List<Integer> splits = new ArrayList<>();
        if (text != null) {
            for (String word : text.split(",", -1)) {
                long count;
                try {
                    count = Hex.parse(word, "a number of calls");
                } catch (NumberTextException e) {
                    throw new CliException(AFTER + ": " + e.getMessage());
                }
                if (count < 1 || count > MOST_SPLITS) {
                    throw new CliException(AFTER + " " + word + ", expected 1 to " + MOST_SPLITS);
                }
                splits.add((int) count);
            }
        }
        return splits;
    }

    private static List<String> strategies(Given given) {
        List<String> names = given.values(OperationOptions.STRATEGY);
        if (names.contains("all")) {
            return Strategies.all().stream().map(Strategy::name).toList();
        }
        names.forEach(Strategies::named);
        return names.isEmpty() ? List.of("linux") : names;
    }

    private static void draw(String name, List<StudyRow> rows, StudyPlan plan) {
        try (OutputFile file = new OutputFile(SVG, name)) {
            file.stream().print(MissPlot.svg(rows, "TLB " + plan.geometry().name()));
            file.finish();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
