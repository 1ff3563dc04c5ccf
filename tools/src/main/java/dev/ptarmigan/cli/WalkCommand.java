package dev.ptarmigan.cli;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.dump.DumpRoot;
import dev.ptarmigan.memory.PhysicalMemory;
import dev.ptarmigan.registers.MissingRegisterException;
import dev.ptarmigan.registers.RegisterFile;
import dev.ptarmigan.report.AddressAnswer;
import dev.ptarmigan.report.Json;
import dev.ptarmigan.report.WalkJson;
import dev.ptarmigan.report.WalkText;
import dev.ptarmigan.walker.Access;
import dev.ptarmigan.walker.ContextBuilder;
import dev.ptarmigan.walker.Knob;
import dev.ptarmigan.walker.MissingDescriptor;
import dev.ptarmigan.walker.Profile;
import dev.ptarmigan.walker.Refusal;
import dev.ptarmigan.walker.StrictFindings;
import dev.ptarmigan.walker.TranslationContext;
import dev.ptarmigan.walker.WalkParameters;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code ptarmigan walk CAPTURE VA...}: what the MMU does with an address, descriptor by descriptor. */
final class WalkCommand implements Command {
    private static final String RAW = "--raw";
    private static final String STRICT = "--strict";

    @Override
    public Options options() {
        Options options = CaptureOptions.add(new Options(CommandName.WALK), " VA...");
        options.value(CaptureOptions.CPU, "N", "processor whose registers are used (0)")
                .value(
                        RegisterFiles.REGS,
                        "FILE",
                        "registers, lines NAME = 0x...; they replace those of the capture or complete them");
        return Profiles.add(RegimeOptions.add(AccessOptions.add(options)))
                .value(VectorWalk.VECTORS, "FILE", "answer the queries of a vector file instead; with --json")
                .flag(
                        STRICT,
                        "report what is CONSTRAINED UNPREDICTABLE, IMPLEMENTATION DEFINED or reserved, and where known"
                                + " machines answer otherwise, as lines 'strict: ...'; the exit status is then 1")
                .flag(RAW, "walk addresses that are in neither address range too, instead of refusing them")
                .text(
                        "VA",
                        "is a number (0x..., or 16 hexadecimal digits) or a symbol of the capture: _text, _text+0x1000.",
                        "The exit status is 1 if any address faults.")
                .text(
                        VectorWalk.VECTORS,
                        "prints our own answers to the queries of a vector file, one JSON object a line, whatever answers the"
                                + " file holds; then the words that hardware updates changed. In ESR_ELx the part that belongs to"
                                + " the instruction (ISV, SAS, SSE, SRT, SF, AR of stage 2 aborts) is 0.")
                .example("linux72-4k-bbml2-4g _text swapper_pg_dir", "where two symbols are mapped")
                .example("--access w linux72-4k-bbml2-4g _text", "why the kernel's text cannot be written")
                .example("--el 0 --root user_pgd linux72-4k-bbml2-4g-user 0x400000", "a page of a process")
                .example(
                        "--regs guest.txt --ipa --access w linux72-4k-bbml2-4g 0x40200000",
                        "stage 2 alone, with registers of your own")
                .example("--access at-w --pan 1 linux72-4k-bbml2-4g _text", "what AT S1E1WP leaves in PAR_EL1")
                .example(
                        "--strict --regs guest.txt capture/ 0x400000",
                        "whether the answer is the same on every machine")
                .example("--vectors s12.jsonl.gz --json --profile QEMU_11_1", "our answers to vectors")
                .example("--json capture/ ffff000040200000", "a capture of your own, for a script");
    }

    @Override
    public int run(Given given, Console console) {
        if (given.has(VectorWalk.VECTORS)) {
            return VectorWalk.run(given, console);
        }
        CaptureSource source = CaptureOptions.source(given, CommandName.WALK);
        try {
            return run(given, console, source);
        } catch (MissingRegisterException e) {
            throw new CliException(source.name() + ": " + e.getMessage());
        }
    }

    private static int run(Given given, Console console, CaptureSource source) {
        List<String> operands = given.operands().subList(1, given.operands().size());
        if (operands.isEmpty()) {
            throw new CliException("walk needs an address after the capture; see ptarmigan walk --help");
        }
        CaptureRoots roots = new CaptureRoots(source);
        String rootName = given.value(CaptureOptions.ROOT);
        DumpRoot root = rootName == null ? null : roots.named(rootName);
        int processor = given.has(CaptureOptions.CPU) || root == null
                ? CaptureOptions.processor(given, source)
                : roots.processor(root);
        RegisterFile captured = RegisterFiles.overlaid(source.registers(processor), RegisterFiles.of(given));
        RegimeOptions which =
                new RegimeOptions(given, source.regime(), root == null ? captured : roots.registersFor(root, captured));
        if (root != null && which.regime() != source.regime()) {
            throw new CliException("--root and --regime " + which.regime().token()
                    + " contradict each other: the roots of a capture are of the kernel's regime, "
                    + source.regime().token());
        }
        RegisterFile registers = which.registers();
        AccessOptions access = new AccessOptions(given, which.regime(), which.regime() == source.regime(), registers);
        // AT S12E1A does not exist.
        boolean stage1 = which.stage1Only() || access.kind() == AccessKind.AT_ANY;
        int wanted = access.access() | (stage1 ? Access.STAGE1_ONLY : 0);
        Profile profile = Profiles.of(given);
        TranslationContext context = ContextBuilder.of(registers, which.regime(), which.security(), profile);
        List<Long> addresses = new ArrayList<>();
        for (String operand : operands) {
            long va = CaptureOptions.address(operand, source);
            if (!given.has(RAW) && !which.stage2Only()) {
                refuse(operand, va, context, wanted);
            }
            addresses.add(va);
        }
        List<String> remarks = new ArrayList<>(access.remarks());
        remarks.addAll(which.remarks());
        if (root != null) {
            remarks.add(roots.remark(root, captured, registers));
        }
        if (profile != Profile.ARM) {
            remarks.add("profile " + profile + " instead of the architecture");
        }
        if (access.kind() == AccessKind.CACHE && profile.has(Knob.CACHE_OPERATIONS_DO_NOT_TRANSLATE)) {
            remarks.add("in this profile cache maintenance neither translates nor faults; this is the architecture's"
                    + " answer");
        }
        try (PhysicalMemory memory = source.capture().toMemory()) {
            List<AddressAnswer> answers = new ArrayList<>();
            List<List<String>> choices = new ArrayList<>();
            for (int i = 0; i < operands.size(); i++) {
                AddressAnswer answer = AddressAnswer.of(memory, context, operands.get(i), addresses.get(i), wanted);
                refuseOutside(source, answer);
                answers.add(answer);
                choices.add(
                        given.has(STRICT)
                                ? StrictFindings.of(memory, registers, context, answer.va(), wanted)
                                : List.of());
            }
            String stages = which.stages(context, stage1);
            write(given, console, source, processor, access, stages, registers, remarks, context, answers, choices);
            for (List<String> met : choices) {
                if (!met.isEmpty()) {
                    return ExitStatus.FOUND;
                }
            }
            for (AddressAnswer answer : answers) {
                if (!answer.walk().result().ok()) {
                    return ExitStatus.FOUND;
                }
            }
            return ExitStatus.OK;
        }
    }

    /** A dump has tables and nothing else: what it has not, it cannot answer for. */
    private static void refuseOutside(CaptureSource source, AddressAnswer answer) {
        MissingDescriptor missing = answer.walk().missingDescriptor();
        if (missing != null) {
            boolean translated = missing.physicalAddress() != missing.address();
            throw new CliException(source.name() + ": the walk of " + answer.operand() + " needs a "
                    + (missing.stage2() ? "stage 2 " : "") + "level " + missing.level() + " descriptor at "
                    + Hex.address(missing.address())
                    + (translated ? " (in memory at " + Hex.address(missing.physicalAddress()) + ")" : "")
                    + ", where the dump has no table");
        }
    }

    private static void write(
            Given given,
            Console console,
            CaptureSource source,
            int processor,
            AccessOptions access,
            String stages,
            RegisterFile registers,
            List<String> remarks,
            TranslationContext context,
            List<AddressAnswer> answers,
            List<List<String>> choices) {
        if (given.has(Options.JSON)) {
            try (Json json = new Json(console.out())) {
                json.object()
                        .text("capture", source.name())
                        .number("cpu", processor)
                        .text("regime", context.regime().token())
                        .text("profile", context.profile().toString())
                        .number("exceptionLevel", access.exceptionLevel())
                        .text("access", access.kind().typed())
                        .flag("pan", access.pan())
                        .array("walks");
                WalkJson walks = new WalkJson(json, registers);
                for (int i = 0; i < answers.size(); i++) {
                    walks.walk(answers.get(i), given.has(STRICT) ? choices.get(i) : null);
                }
                json.endArray()
                        .texts("remarks", remarks)
                        .texts("assumptions", context.assumptions())
                        .texts("restsOn", context.restsOn())
                        .endObject();
            }
            return;
        }
        WalkText text = new WalkText(registers, Program.paint(given, console));
        StringBuilder out = new StringBuilder();
        out.append(source.name()).append(", cpu ").append(processor).append(", ");
        out.append(access.text()).append(" in ").append(stages).append('\n');
        text.remarks(remarks, context.assumptions(), out);
        for (int i = 0; i < answers.size(); i++) {
            out.append('\n');
            text.walk(answers.get(i), out);
            for (String choice : choices.get(i)) {
                out.append("strict: ").append(choice).append('\n');
            }
            console.out().print(out);
            out.setLength(0);
        }
        text.restsOn(context.restsOn(), out);
        console.out().print(out);
    }

    /** An address outside both ranges is more often a slip of the pen than a question about level 0 faults. */
    private static void refuse(String operand, long va, TranslationContext context, int access) {
        if (!context.isStage1On() || context.parametersFor(va).refusal(va, access) != Refusal.NOT_CANONICAL) {
            return;
        }
        String control = "TCR_EL" + AccessOptions.ownLevel(context.regime());
        String number = Hex.word(va);
        boolean two = context.regime().twoRanges();
        throw new CliException((operand.equals(number) ? number : operand + " (" + number + ")")
                + (two ? " is in neither address range:" : " is outside the address range:")
                + range(context.lower(), control, "T0SZ") + ";"
                + (two ? range(context.upper(), control, "T1SZ") + ";" : "") + " --raw walks it all the same");
    }

    private static String range(@Nullable WalkParameters range, String control, String field) {
        if (range == null) {
            return "";
        }
        long first = range.lowestAddress();
        long last = first | (1L << range.inputBits()) - 1;
        return " " + control + "." + field + "=" + (Long.SIZE - range.inputBits()) + " gives " + Hex.word(first) + "-"
                + Hex.word(last);
    }
}
