package dev.ptarmigan.cli;

import dev.ptarmigan.bits.Word128;
import dev.ptarmigan.descriptors.TranslationStage;
import dev.ptarmigan.faults.Par;
import dev.ptarmigan.registers.DecodedRegister;
import dev.ptarmigan.registers.Hcr;
import dev.ptarmigan.registers.Register;
import dev.ptarmigan.registers.RegisterDecoder;
import dev.ptarmigan.registers.RegisterFile;
import dev.ptarmigan.report.FarReading;
import dev.ptarmigan.report.Json;
import dev.ptarmigan.report.RegisterReport;
import java.util.ArrayList;
import java.util.List;

/** {@code ptarmigan explain REGISTER VALUE}, {@code ptarmigan explain fault} and {@code ptarmigan explain tlbi}. */
final class ExplainCommand implements Command {
    private static final String FAULT = "fault";
    private static final String TLBI = "tlbi";
    private static final String CAPTURE = "--capture";
    private static final String E2H = "--e2h";
    private static final String ALL = "--all";

    @Override
    public Options options() {
        Options options = new Options(CommandName.EXPLAIN)
                .operands(
                        "REGISTER [VALUE...] | fault | tlbi OPERATION [VALUE [HIGH]]",
                        "a register, as TCR_EL2 or tcr (the lowest level that has it), and values in hexadecimal; without"
                                + " a value that of --regs or --capture")
                .value(
                        RegisterFiles.REGS,
                        "FILE",
                        "registers, lines NAME = 0x...; they decide which layout a value has")
                .value(CAPTURE, "CAPTURE", "take the registers of a capture instead")
                .value(CaptureOptions.CPU, "N", "processor whose registers are used (0)")
                .flag(E2H, "HCR_EL2.E2H is 1: TCR_EL2, TCR2_EL2 and SCTLR_EL2 have the layout of VHE, EL2 an ASID")
                .flag(ALL, "show reserved bits too that are as they should be");
        TlbiCommand.add(FaultCommand.add(options))
                .text(
                        "explain fault",
                        "walks the address with the tables of a capture, for the access that the syndrome tells, and says"
                                + " which level, descriptor bit and register field made the fault; or that the tables cannot"
                                + " explain it: then a stale TLB entry was used, or the tables changed since.",
                        "The exit status is 0 if the tables explain the fault, 1 if they cannot.")
                .text(
                        "explain tlbi",
                        "decodes the register of a TLB maintenance instruction and says what the architecture asks to be"
                                + " removed, what may stay, and which common mistake the value looks like. Two values are those"
                                + " of TLBIP, the low one first.",
                        "The exit status is 1 if there is a warning. A note is a reminder of what the value rests on.")
                .example("esr 0x96000047", "a syndrome")
                .example("tcr --capture linux72-4k-bbml2-4g", "a register of a capture")
                .example("--e2h TCR_EL2 0x00000055b5503510", "a register whose layout depends on another")
                .example("far 0xf2ffff8040000000 --capture linux72-4k-bbml2-4g", "an address: range, canonical, tag")
                .example(
                        "fault --dump linux72-4k-bbml2-4g --esr 0x9600004f --far 0xffff800080000000",
                        "why a write to the kernel's text faults")
                .example(
                        "fault --dump capture/ --root user_pgd --esr 0x92000007 --far 0x400000 --json",
                        "a fault of a process, for a script")
                .example("tlbi rvaale1is 0x000050900005abcd --granule 4K", "what a TLB invalidation covers")
                .example("tlbi vae1is 0x000ffff800000001", "an operand made by va >> 12");
        return options;
    }

    @Override
    public int run(Given given, Console console) {
        if (given.operands().isEmpty()) {
            throw new CliException("explain needs a register or the word fault; see ptarmigan explain --help");
        }
        String what = given.operands().get(0);
        if (what.equals(FAULT)) {
            TlbiCommand.refuseOptions(given, "explain fault");
            return FaultCommand.run(given, console);
        }
        if (what.equals(TLBI)) {
            FaultCommand.refuseOptions(given, "explain tlbi");
            for (String option : new String[] {RegisterFiles.REGS, CAPTURE, CaptureOptions.CPU, ALL}) {
                if (given.has(option)) {
                    throw new CliException(option + " is for registers, not for explain tlbi");
                }
            }
            return TlbiCommand.run(given, console, given.has(E2H));
        }
        TlbiCommand.refuseOptions(given, "explain " + what);
        FaultCommand.refuseOptions(given, "explain " + what);
        return registers(given, console, what);
    }

    private static int registers(Given given, Console console, String name) {
        given.refuseBoth(RegisterFiles.REGS, CAPTURE, "registers come from one source");
        RegisterFile known = RegisterFiles.of(given);
        boolean host = false;
        String capture = given.value(CAPTURE);
        if (capture != null) {
            CaptureSource source = CaptureSource.load(capture, CaptureOptions.moment(given));
            known = source.registers(CaptureOptions.processor(given, source));
            host = source.regime() == TranslationStage.EL20;
        }
        if (given.has(E2H)) {
            known = known.copy();
            known.set(Register.HCR_EL2, Hcr.E2H.in(known.orElse(Register.HCR_EL2, 0), 1));
        }
        Register register = RegisterNames.named(name, host);
        List<Word128> values = new ArrayList<>();
        for (String operand : given.operands().subList(1, given.operands().size())) {
            Word128 value = WordText.registerValue(operand, register.name());
            if (value.high() != 0 && !register.isWide()) {
                throw new CliException(register + " has 64 bits, and " + operand + " has more");
            }
            values.add(value);
        }
        if (values.isEmpty()) {
            if (!known.has(register)) {
                throw new CliException(
                        known.equals(new RegisterFile())
                                ? "explain " + name + " needs a value, or --regs or --capture to take it from"
                                : register + " is not known there, expected a value");
            }
            values.add(known.wide(register));
        }
        values.forEach(value -> refuseHalfWide(register, value));
        RegisterDecoder decoder = new RegisterDecoder(known);
        List<RegisterReport> reports = new ArrayList<>();
        for (Word128 value : values) {
            DecodedRegister decoded = decoder.explain(register, value);
            reports.add(new RegisterReport(decoded, reading(decoded, known)));
        }
        write(given, console, reports);
        return ExitStatus.OK;
    }

    /** PAR_EL1 says by itself whether it has 128 bits. */
    private static void refuseHalfWide(Register register, Word128 value) {
        if (register == Register.PAR_EL1 && value.high() != 0 && !new Par(value).isWide()) {
            throw new CliException(value + " is not a value of PAR_EL1: bits 127:64 are not 0, and bit 64 (D128), which"
                    + " the 128-bit form has set, is 0");
        }
    }

    private static List<String> reading(DecodedRegister decoded, RegisterFile known) {
        return switch (decoded.register()) {
            case FAR_EL1, FAR_EL2, FAR_EL3 ->
                FarReading.of(decoded.register(), decoded.encode().low(), known);
            default -> RegisterReport.reading(decoded);
        };
    }

    private static void write(Given given, Console console, List<RegisterReport> reports) {
        if (given.has(Options.JSON)) {
            try (Json json = new Json(console.out())) {
                json.object().array("registers");
                reports.forEach(report -> report.json(json));
                json.endArray().endObject();
            }
            return;
        }
        StringBuilder out = new StringBuilder();
        for (RegisterReport report : reports) {
            out.append(out.length() > 0 ? "\n" : "");
            report.text(Program.paint(given, console), given.has(ALL), out);
        }
        console.out().print(out);
    }
}
