package dev.ptarmigan.cli;

import dev.ptarmigan.dump.CaptureTrees;
import dev.ptarmigan.dump.DumpRoot;
import dev.ptarmigan.listing.ExtendedListing;
import dev.ptarmigan.listing.Ptdump;
import dev.ptarmigan.listing.PtdumpMarkers;
import dev.ptarmigan.listing.PtdumpSummary;
import dev.ptarmigan.listing.PtdumpText;
import dev.ptarmigan.listing.ScanReport;
import dev.ptarmigan.listing.TableTree;
import dev.ptarmigan.listing.VaRange;
import dev.ptarmigan.memory.PhysicalMemory;
import dev.ptarmigan.registers.MissingRegisterException;
import dev.ptarmigan.report.Json;
import dev.ptarmigan.report.MappingJson;
import dev.ptarmigan.report.PtdumpJson;
import dev.ptarmigan.walker.Profile;
import java.util.List;

/** {@code ptarmigan ptdump CAPTURE}: the kernel's own text of its tables, byte for byte. */
final class PtdumpCommand implements Command {
    private static final String RANGE = "--range";
    private static final String USER = "--user";
    private static final String EXTENDED = "--extended";
    private static final String CHECK = "--check-wx";
    private static final int MOST_PROBLEMS = 20;

    @Override
    public Options options() {
        return CaptureOptions.add(new Options(CommandName.PTDUMP), "")
                .value(RANGE, "A-B", "only addresses from A to below B; B may be left out; symbols are allowed")
                .flag(USER, "the tables of the process that the capture was taken for, as the kernel lists them")
                .flag(EXTENDED, "physical addresses and what the kernel leaves out")
                .flag(CHECK, "instead of the list, the verdict of the kernel's check for writable and executable pages")
                .text(
                        "Output",
                        "Without --extended and --json, stdout is byte for byte what the kernel's",
                        "/sys/kernel/debug/kernel_page_tables prints. Remarks go to stderr. The exit status is 1 if part",
                        "of the tables is not in the capture, or if the check fails.")
                .example("linux72-4k-bbml2-4g", "the kernel's tables of a shipped capture")
                .example("--user linux72-4k-bbml2-4g-user", "those of a process")
                .example("--moment after setmem-19-vmalloc-64-ro", "after an operation")
                .example(
                        "--extended --range _text-_end linux72-4k-bbml2-4g",
                        "the kernel image, with physical addresses");
    }

    @Override
    public int run(Given given, Console console) {
        given.refuseBoth(USER, CaptureOptions.ROOT, "both choose the tables");
        given.refuseBoth(CHECK, EXTENDED, "the check prints no list");
        given.refuseBoth(CHECK, USER, "the check is for the kernel's tables");
        CaptureSource source = CaptureOptions.source(given, CommandName.PTDUMP);
        try {
            return run(given, console, source);
        } catch (MissingRegisterException e) {
            throw new CliException(source.name() + ": " + e.getMessage());
        }
    }

    private static int run(Given given, Console console, CaptureSource source) {
        if (given.operands().size() > 1) {
            throw new CliException(
                    "ptdump takes one capture, unexpected " + given.operands().get(1));
        }
        CaptureRoots roots = new CaptureRoots(source);
        DumpRoot root = root(given, roots);
        CaptureTrees trees = new CaptureTrees(source.capture(), Profile.ARM);
        CaptureTrees.RootTree rootTree = trees.tree(root);
        PtdumpMarkers markers = markers(root, trees);
        TableTree tree = rootTree.tree();
        VaRange range = range(given, source, tree);
        for (String note : markers.notes()) {
            console.err().print("ptarmigan: note: " + note + "\n");
        }
        try (PhysicalMemory memory = source.capture().toMemory()) {
            List<ScanReport> problems;
            boolean passed = true;
            if (given.has(EXTENDED)) {
                ExtendedListing listing = new ExtendedListing(memory, tree, rootTree.context(), range);
                problems = extended(given, console, source, root, listing);
            } else {
                Ptdump dump = new Ptdump(memory, tree, markers);
                PtdumpSummary summary = write(given, console, source, root, dump, range);
                problems = summary.problems();
                passed = !given.has(CHECK) || summary.check().passed();
            }
            problems(problems, console);
            return passed && problems.isEmpty() ? ExitStatus.OK : ExitStatus.FOUND;
        }
    }

    private static List<ScanReport> extended(
            Given given, Console console, CaptureSource source, DumpRoot root, ExtendedListing listing) {
        if (!given.has(Options.JSON)) {
            return listing.list(row -> console.out().print(row + "\n"));
        }
        try (Json json = new Json(console.out())) {
            json.object()
                    .text("capture", source.name())
                    .text("root", root.name())
                    .array("mappings");
            List<ScanReport> problems = listing.list(new MappingJson(json));
            json.endArray();
            PtdumpJson.problems(json, problems);
            json.endObject();
            return problems;
        }
    }

    private static DumpRoot root(Given given, CaptureRoots roots) {
        String name = given.value(CaptureOptions.ROOT);
        if (name != null) {
            return roots.named(name);
        }
        return given.has(USER) ? roots.user() : roots.kernel();
    }

    /** The identity map is in the range of processes and is none. */
    private static PtdumpMarkers markers(DumpRoot root, CaptureTrees trees) {
        if (root.name().equals("idmap_pg_dir")) {
            return PtdumpMarkers.none(root.va(), root.name());
        }
        return root.va() < 0 ? trees.kernelMarkers() : trees.userMarkers();
    }

    private static VaRange range(Given given, CaptureSource source, TableTree tree) {
        String text = given.value(RANGE);
        if (text == null) {
            return VaRange.ALL;
        }
        int dash = text.indexOf('-');
        if (dash <= 0) {
            throw new CliException("--range " + text + ", expected A-B: addresses or symbols, B may be left out");
        }
        long first = CaptureOptions.address(text.substring(0, dash), source);
        String rest = text.substring(dash + 1);
        long end = rest.isEmpty() ? 0 : CaptureOptions.address(rest, source);
        if (Long.compareUnsigned(first, end - 1) > 0) {
            throw new CliException("--range " + text + " is empty: it ends before it begins");
        }
        VaRange range = VaRange.until(first, end);
        if (!range.intersects(tree.range())) {
            throw new CliException("--range " + text + " lies outside the tables, which are for " + tree.range());
        }
        return range;
    }

    private static PtdumpSummary write(
            Given given, Console console, CaptureSource source, DumpRoot root, Ptdump dump, VaRange range) {
        if (given.has(CHECK)) {
            PtdumpSummary summary = dump.list(range, PtdumpJson.NOTHING);
            if (given.has(Options.JSON)) {
                try (Json json = new Json(console.out())) {
                    json.object();
                    PtdumpJson.check(json, summary);
                    json.endObject();
                }
            } else {
                console.out().print(summary.check() + "\n");
            }
            return summary;
        }
        if (given.has(Options.JSON)) {
            try (Json json = new Json(console.out())) {
                json.object()
                        .text("capture", source.name())
                        .text("root", root.name())
                        .array("lines");
                PtdumpSummary summary = dump.list(range, new PtdumpJson(json));
                json.endArray();
                PtdumpJson.check(json, summary);
                json.endObject();
                return summary;
            }
        }
        PtdumpText text = new PtdumpText(console.out());
        PtdumpSummary summary = dump.list(range, text);
        text.flush();
        return summary;
    }

    private static void problems(List<ScanReport> problems, Console console) {
        console.out().flush();
        for (ScanReport problem : problems.subList(0, Math.min(problems.size(), MOST_PROBLEMS))) {
            console.err().print("ptarmigan: " + problem + "\n");
        }
        if (problems.size() > MOST_PROBLEMS) {
            console.err().print("ptarmigan: " + (problems.size() - MOST_PROBLEMS) + " more problems\n");
        }
    }
}
