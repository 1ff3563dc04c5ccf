package dev.ptarmigan.cli;

import dev.ptarmigan.report.Conformance;
import dev.ptarmigan.report.ConformanceText;
import dev.ptarmigan.report.Json;
import dev.ptarmigan.report.WalkJson;
import dev.ptarmigan.vectors.VectorReader;
import dev.ptarmigan.vectors.VectorRunner;
import dev.ptarmigan.walker.ExplainedWalk;
import dev.ptarmigan.walker.Profile;
import java.nio.file.Path;

/** {@code ptarmigan conform FILE...}: our walker against recorded answers. */
final class ConformCommand implements Command {
    @Override
    public Options options() {
        return Profiles.add(new Options(CommandName.CONFORM)
                        .operands("FILE...", "vector files, JSON lines, compressed with gzip or not"))
                .text(
                        "What is compared",
                        "PAR_EL1 of AT instructions, or the exception they take; of accesses success or fault, the target"
                                + " level, what address translation decides of ESR_ELx (EC, IL, DFSC, WnR, S1PTW, CM, DirtyBit,"
                                + " Overlay, AssuredOnly, GCS), FAR_ELx, HPFAR_EL2, the physical address, the value read, and the"
                                + " descriptors that hardware updates changed (column memory).",
                        "Queries that the file marks as disputed are not compared.",
                        "The exit status is 1 if anything differs; each difference is shown with our walk.")
                .example("vectors/*.jsonl.gz", "the architecture against recordings")
                .example("--profile QEMU_11_1 quirks.jsonl", "the model of a machine against that machine")
                .example("--json vectors/s12.jsonl.gz", "for a script");
    }

    @Override
    public int run(Given given, Console console) {
        if (given.operands().isEmpty()) {
            throw new CliException("conform needs a vector file; see ptarmigan conform --help");
        }
        Profile profile = Profiles.of(given);
        try (VectorRunner runner = new VectorRunner(profile)) {
            Conformance conformance = new Conformance(runner);
            try (Progress progress = new Progress(console)) {
                for (String operand : given.operands()) {
                    int before = conformance.sum().vectors();
                    VectorReader.read(Path.of(operand), vector -> {
                        conformance.add(vector, operand);
                        progress.at(operand + ": " + vector.id());
                    });
                    if (conformance.sum().vectors() == before) {
                        throw new CliException(operand + ": holds no vectors");
                    }
                }
            }
            if (given.has(Options.JSON)) {
                json(conformance, profile, console);
            } else {
                text(conformance, given, console);
            }
            return conformance.disagreements().isEmpty() ? ExitStatus.OK : ExitStatus.FOUND;
        }
    }

    private static void text(Conformance conformance, Given given, Console console) {
        ConformanceText text = new ConformanceText(Program.paint(given, console));
        StringBuilder out = new StringBuilder();
        text.table(conformance, out);
        console.out().print(out);
        for (Conformance.Disagreement disagreement : conformance.disagreements()) {
            out.setLength(0);
            text.disagreement(disagreement, out);
            console.out().print(out);
        }
    }

    private static void json(Conformance conformance, Profile profile, Console console) {
        try (Json json = new Json(console.out())) {
            json.object().text("profile", profile.toString()).array("families");
            for (Conformance.Family family : conformance.families()) {
                family(json.object(), family);
            }
            json.endArray();
            family(json.object("all"), conformance.sum());
            json.array("disagreements");
            for (Conformance.Disagreement disagreement : conformance.disagreements()) {
                json.object()
                        .text("where", disagreement.where())
                        .text("id", disagreement.id())
                        .number("query", disagreement.query())
                        .text("question", disagreement.question())
                        .text("difference", disagreement.difference());
                ExplainedWalk walk = disagreement.walk();
                if (walk != null) {
                    new WalkJson(json, disagreement.registers()).explained(walk);
                }
                json.endObject();
            }
            json.endArray().endObject();
        }
    }

    private static void family(Json json, Conformance.Family family) {
        json.text("family", family.name())
                .number("vectors", family.vectors())
                .number("agree", family.agreeing())
                .number("total", family.total())
                .number("disputed", family.disputed())
                .number("unanswered", family.unanswered())
                .number("memoryAgree", family.memoryAgreeing())
                .number("memoryTotal", family.memoryTotal())
                .endObject();
    }
}
