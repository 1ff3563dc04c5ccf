package dev.ptarmigan.cli;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.descriptors.TranslationStage;
import dev.ptarmigan.dump.DumpRoot;
import dev.ptarmigan.memory.PhysicalMemory;
import dev.ptarmigan.registers.MissingRegisterException;
import dev.ptarmigan.registers.RegisterFile;
import dev.ptarmigan.report.AddressAnswer;
import dev.ptarmigan.report.Json;
import dev.ptarmigan.report.WalkJson;
import dev.ptarmigan.report.WalkText;
import dev.ptarmigan.walker.ContextBuilder;
import dev.ptarmigan.walker.Profile;
import dev.ptarmigan.walker.Refusal;
import dev.ptarmigan.walker.SecurityState;
import dev.ptarmigan.walker.TranslationContext;
import dev.ptarmigan.walker.WalkParameters;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code ptarmigan walk CAPTURE VA...}: what the MMU does with an address, descriptor by descriptor. */
final class WalkCommand implements Command {
    private static final String RAW = "--raw";

    @Override
    public Options options() {
        return AccessOptions.add(CaptureOptions.add(new Options(CommandName.WALK), " VA..."))
                .value(CaptureOptions.CPU, "N", "processor whose registers are used (0)")
                .value(
                        Profiles.PROFILE,
                        "NAME",
                        "ARM, the architecture (default), or QEMU_11_1, the machine that was measured")
                .value(VectorWalk.VECTORS, "FILE", "answer the queries of a vector file instead; with --json")
                .flag(RAW, "walk addresses that are in neither address range too, instead of refusing them")
                .text(
                        "VA",
                        "is a number (0x..., or 16 hexadecimal digits) or a symbol of the capture: _text, _text+0x1000.",
                        "The exit status is 1 if any address faults.")
                .example("linux72-4k-bbml2-4g _text swapper_pg_dir", "where two symbols are mapped")
                .example("--access w linux72-4k-bbml2-4g _text", "why the kernel's text cannot be written")
                .example("--el 0 --root user_pgd linux72-4k-bbml2-4g-user 0x400000", "a page of a process")
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
        TranslationStage regime = source.regime();
        RegisterFile captured = source.registers(processor);
        RegisterFile registers = root == null ? captured : roots.registersFor(root, captured);
        AccessOptions access = new AccessOptions(given, regime, registers);
        Profile profile = Profiles.of(given);
        TranslationContext context = ContextBuilder.of(registers, regime, SecurityState.NON_SECURE, profile);
        List<Long> addresses = new ArrayList<>();
        for (String operand : operands) {
            long va = CaptureOptions.address(operand, source);
            if (!given.has(RAW)) {
                refuse(operand, va, context, access.access());
            }
            addresses.add(va);
        }
        List<String> remarks = new ArrayList<>(access.remarks());
        if (root != null) {
            remarks.add(roots.remark(root, captured, registers));
        }
        if (profile != Profile.ARM) {
            remarks.add("profile " + profile + " instead of the architecture");
        }
        try (PhysicalMemory memory = source.capture().toMemory()) {
            List<AddressAnswer> answers = new ArrayList<>();
            for (int i = 0; i < operands.size(); i++) {
                answers.add(AddressAnswer.of(memory, context, operands.get(i), addresses.get(i), access.access()));
            }
            write(given, console, source, processor, access, registers, remarks, context, answers);
            for (AddressAnswer answer : answers) {
                if (!answer.walk().result().ok()) {
                    return ExitStatus.FOUND;
                }
            }
            return ExitStatus.OK;
        }
    }

    private static void write(
            Given given,
            Console console,
            CaptureSource source,
            int processor,
            AccessOptions access,
            RegisterFile registers,
            List<String> remarks,
            TranslationContext context,
            List<AddressAnswer> answers) {
        if (given.has(Options.JSON)) {
            try (Json json = new Json(console.out())) {
                json.object()
                        .text("capture", source.name())
                        .number("cpu", processor)
                        .text("regime", context.regime().token())
                        .text("profile", context.profile().toString())
                        .number("exceptionLevel", access.exceptionLevel())
                        .text("access", access.letter())
                        .flag("pan", access.pan())
                        .array("walks");
                WalkJson walks = new WalkJson(json, registers);
                for (AddressAnswer answer : answers) {
                    walks.walk(answer);
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
        out.append(access.text()).append(" in ").append(context.regime()).append('\n');
        text.remarks(remarks, context.assumptions(), out);
        for (AddressAnswer answer : answers) {
            out.append('\n');
            text.walk(answer, out);
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
        String control = context.regime() == TranslationStage.EL20 ? "TCR_EL2" : "TCR_EL1";
        String number = Hex.word(va);
        throw new CliException((operand.equals(number) ? number : operand + " (" + number + ")")
                + " is in neither address range:" + range(context.lower(), control, "T0SZ") + ";"
                + range(context.upper(), control, "T1SZ") + "; --raw walks it all the same");
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
