package dev.ptarmigan.cli;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.bits.Word128;
import dev.ptarmigan.descriptors.TranslationStage;
import dev.ptarmigan.dump.DumpRoot;
import dev.ptarmigan.faults.Esr;
import dev.ptarmigan.faults.ExceptionClass;
import dev.ptarmigan.faults.Hpfar;
import dev.ptarmigan.memory.PhysicalMemory;
import dev.ptarmigan.registers.MissingRegisterException;
import dev.ptarmigan.registers.RegisterFile;
import dev.ptarmigan.report.FaultFinding;
import dev.ptarmigan.report.FaultQuestion;
import dev.ptarmigan.report.FaultText;
import dev.ptarmigan.report.Json;
import dev.ptarmigan.report.Syndrome;
import dev.ptarmigan.walker.ContextBuilder;
import dev.ptarmigan.walker.Profile;
import dev.ptarmigan.walker.SecurityState;
import dev.ptarmigan.walker.TranslationContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code ptarmigan explain fault --dump CAPTURE --esr ... --far ...}. */
final class FaultCommand {
    private static final String DUMP = "--dump";
    private static final String ESR = "--esr";
    private static final String FAR = "--far";
    private static final String HPFAR = "--hpfar";
    private static final int RANGE_BIT = 55;

    /** What only makes sense after the word fault. */
    private static final List<String> OWN =
            List.of(DUMP, ESR, FAR, HPFAR, CaptureOptions.ROOT, AccessOptions.PAN, Profiles.PROFILE);

    private FaultCommand() {}

    static Options add(Options options) {
        options.value(DUMP, "CAPTURE", "fault: the tables, a directory, a dump or a shipped capture");
        CaptureOptions.addMoment(options)
                .value(ESR, "VALUE", "fault: ESR_ELx")
                .value(FAR, "VALUE", "fault: FAR_ELx")
                .value(HPFAR, "VALUE", "fault: HPFAR_EL2, of a fault that stage 2 raised")
                .value(
                        CaptureOptions.ROOT,
                        "NAME",
                        "fault: the tables to walk; by default the kernel's own, or those of the captured process")
                .value(AccessOptions.PAN, "0|1", "fault: PSTATE.PAN; by default both are tried");
        return Profiles.add(options);
    }

    static void refuseOptions(Given given, String command) {
        for (String option : OWN) {
            if (given.has(option)) {
                throw new CliException(option + " is for explain fault, not for " + command);
            }
        }
    }

    static int run(Given given, Console console) {
        if (given.operands().size() > 1) {
            throw new CliException("unexpected " + given.operands().get(1) + " after fault");
        }
        String operand = required(given, DUMP, "CAPTURE");
        Esr esr = new Esr(number(given, ESR));
        long far = number(given, FAR);
        String hpfarText = given.value(HPFAR);
        Hpfar hpfar = hpfarText == null ? null : new Hpfar(number(given, HPFAR));
        refuse(esr);
        CaptureSource source = CaptureSource.load(operand, CaptureOptions.moment(given));
        try {
            return run(given, console, source, esr, far, hpfar);
        } catch (MissingRegisterException e) {
            throw new CliException(source.name() + ": " + e.getMessage());
        }
    }

    private static String required(Given given, String option, String label) {
        String value = given.value(option);
        if (value == null) {
            throw new CliException("explain fault needs " + option + " " + label + "; see ptarmigan explain --help");
        }
        return value;
    }

    private static long number(Given given, String option) {
        String text = required(given, option, "VALUE");
        Word128 value = WordText.registerValue(text, option);
        if (value.high() != 0) {
            throw new CliException(option + " " + text + " has more than 64 bits");
        }
        return value.low();
    }

    private static void refuse(Esr esr) {
        String what = ESR + " " + esr + ": ";
        if (!esr.isDataAbort() && !esr.isInstructionAbort()) {
            throw new CliException(what + "EC " + Hex.address(esr.ec()) + " is "
                    + (ExceptionClass.isReserved(esr.ec()) ? "reserved" : ExceptionClass.text(esr.ec()))
                    + ", expected a Data Abort or an Instruction Abort (EC 0x20, 0x21, 0x24, 0x25)");
        }
        if (esr.status() == null) {
            throw new CliException(what + "fault status code " + Hex.address(Esr.DFSC.of(esr.word())) + " is reserved");
        }
        if (Esr.FNV.isSet(esr.word())) {
            throw new CliException(what + "FnV=1, so FAR does not hold the address of this fault");
        }
    }

    private static int run(
            Given given, Console console, CaptureSource source, Esr esr, long far, @Nullable Hpfar hpfar) {
        List<String> remarks = new ArrayList<>();
        TranslationStage regime = source.regime();
        CaptureRoots roots = new CaptureRoots(source);
        DumpRoot root = root(given, roots, esr, far);
        int processor = given.has(CaptureOptions.CPU) || root == null
                ? CaptureOptions.processor(given, source)
                : roots.processor(root);
        RegisterFile captured = RegisterFiles.overlaid(source.registers(processor), RegisterFiles.of(given));
        RegisterFile registers = root == null ? captured : roots.registersFor(root, captured);
        if (root != null && !registers.equals(captured)) {
            remarks.add(roots.remark(root, captured, registers));
        }
        Profile profile = Profiles.of(given);
        TranslationContext context = ContextBuilder.of(registers, regime, SecurityState.NON_SECURE, profile);
        int own = AccessOptions.ownLevel(regime);
        FaultQuestion question = new FaultQuestion(
                esr,
                far,
                hpfar,
                own,
                regime.twoPrivileges(),
                pan(given),
                CapturedPan.of(own, registers).value());
        try (PhysicalMemory memory = source.capture().toMemory()) {
            FaultFinding finding = FaultFinding.of(memory, registers, context, question);
            if (given.has(Options.JSON)) {
                try (Json json = new Json(console.out())) {
                    json.object().text("capture", source.name()).number("cpu", processor);
                    FaultText.json(question, finding, registers, remarks, json);
                    json.endObject();
                }
            } else {
                StringBuilder out = new StringBuilder();
                out.append(source.name()).append(", cpu ").append(processor).append('\n');
                FaultText.text(question, finding, registers, remarks, Program.paint(given, console), out);
                console.out().print(out);
            }
            return finding.explained() ? ExitStatus.OK : ExitStatus.FOUND;
        }
    }

    private static @Nullable Boolean pan(Given given) {
        String text = given.value(AccessOptions.PAN);
        if (text != null && !text.equals("0") && !text.equals("1")) {
            throw new CliException(AccessOptions.PAN + " " + text + ", expected 0 or 1");
        }
        return text == null ? null : Boolean.valueOf(text.equals("1"));
    }

    /**
     * The root that was active when the fault was taken, if it is not the one in the registers: a processor that was stopped
     * elsewhere may have another process' tables, or those of KPTI, in TTBR0 and TTBR1.
     */
    private static @Nullable DumpRoot root(Given given, CaptureRoots roots, Esr esr, long far) {
        String name = given.value(CaptureOptions.ROOT);
        if (name != null) {
            DumpRoot root = roots.named(name);
            boolean upper = (far >>> RANGE_BIT & 1) != 0;
            if (upper != root.va() < 0) {
                throw new CliException(
                        "--root " + name + " and --far " + Hex.word(far) + " contradict each other: bit 55"
                                + " of the address is " + (upper ? 1 : 0) + ", so " + (upper ? "TTBR1" : "TTBR0")
                                + " translates it");
            }
            return root;
        }
        if (given.has(CaptureOptions.CPU)) {
            return null;
        }
        if ((far >>> RANGE_BIT & 1) == 0) {
            Optional<DumpRoot> process = roots.process();
            return process.orElse(null);
        }
        return Syndrome.isLower(esr) ? null : roots.kernel();
    }
}
