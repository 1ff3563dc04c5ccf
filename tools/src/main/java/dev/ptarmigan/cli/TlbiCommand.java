package dev.ptarmigan.cli;

import dev.ptarmigan.bits.Word128;
import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.descriptors.TranslationStage;
import dev.ptarmigan.registers.Hcr;
import dev.ptarmigan.report.Json;
import dev.ptarmigan.report.TlbiReport;
import dev.ptarmigan.tlb.Invalidation;
import dev.ptarmigan.tlb.OperandForm;
import dev.ptarmigan.tlb.TlbiIssuer;
import dev.ptarmigan.tlb.TlbiOperand;
import dev.ptarmigan.tlb.TlbiOperation;
import dev.ptarmigan.walker.SecurityState;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code ptarmigan explain tlbi OPERATION VALUE [HIGH]}. */
final class TlbiCommand {
    private static final String GRANULE = PlaceOptions.GRANULE;
    private static final String DS = "--ds";
    private static final String TGE = "--tge";
    private static final String SECURITY = "--security";
    private static final String EVENT_OPERAND = "x=";
    private static final int OPERATION = 1;
    private static final int VALUE = 2;
    private static final int HIGH = 3;

    /** What only makes sense after the word tlbi. */
    private static final List<String> OWN = List.of(GRANULE, DS, TGE, SECURITY);

    private TlbiCommand() {}

    static Options add(Options options) {
        return options.value(
                        GRANULE, "SIZE", "tlbi: granule of the tables in use, 4K, 16K or 64K; to compare with hints")
                .flag(DS, "tlbi: 52-bit addresses with 4K or 16K (TCR.DS=1): BaseADDR of ranges counts in 64K")
                .flag(TGE, "tlbi: HCR_EL2.TGE is 1; with --e2h, operations of EL1 act on EL2&0")
                .value(SECURITY, "STATE", "tlbi: non-secure (default), secure or realm");
    }

    static void refuseOptions(Given given, String command) {
        for (String option : OWN) {
            if (given.has(option)) {
                throw new CliException(option + " is for explain tlbi, not for " + command);
            }
        }
    }

    static int run(Given given, Console console, boolean e2h) {
        List<String> operands = given.operands();
        if (operands.size() <= OPERATION) {
            throw new CliException("explain tlbi needs an operation, as vaale1is; see ptarmigan explain --help");
        }
        if (operands.size() > HIGH + 1) {
            throw new CliException(
                    "unexpected " + operands.get(HIGH + 1) + " after the operands of " + operands.get(OPERATION));
        }
        TlbiOperation operation = operation(operands.get(OPERATION), operands.size() > HIGH);
        long low = operands.size() > VALUE ? value(operands.get(VALUE), operation) : missing(operation);
        long high = operands.size() > HIGH ? value(operands.get(HIGH), operation) : 0;
        TlbiIssuer issuer = issuer(given, operation, e2h);
        Invalidation invalidation = Invalidation.of(TlbiOperand.decode(operation, low, high, issuer), issuer);
        TlbiReport report = new TlbiReport(invalidation, granule(given));
        if (given.has(Options.JSON)) {
            try (Json json = new Json(console.out())) {
                report.json(json);
            }
        } else {
            StringBuilder out = new StringBuilder();
            report.text(Program.paint(given, console), out);
            console.out().print(out);
        }
        return report.hasMistakes() ? ExitStatus.FOUND : ExitStatus.OK;
    }

    private static TlbiOperation operation(String typed, boolean pair) {
        String name = typed.toUpperCase(Locale.ROOT);
        if (!pair) {
            return TlbiOperation.require(name);
        }
        TlbiOperation operation = TlbiOperation.pairNamed(name);
        if (operation == null) {
            TlbiOperation single = TlbiOperation.require(name);
            throw new CliException(single.name() + " takes one register: there is no TLBIP " + single.name());
        }
        return operation;
    }

    private static long missing(TlbiOperation operation) {
        if (operation.form() != OperandForm.NONE) {
            throw new CliException("explain tlbi " + operation.name() + " needs the value of its register");
        }
        return 0;
    }

    /** A value, also as events write it. */
    private static long value(String typed, TlbiOperation operation) {
        String text = typed.startsWith(EVENT_OPERAND) ? typed.substring(EVENT_OPERAND.length()) : typed;
        Word128 value = WordText.registerValue(text, operation.instruction() + " " + operation.name());
        if (value.high() != 0) {
            throw new CliException(text + " has more than 64 bits; TLBIP takes two values, the low one first");
        }
        return value.low();
    }

    private static TlbiIssuer issuer(Given given, TlbiOperation operation, boolean e2h) {
        boolean firmware = operation.op1() == 6;
        boolean hypervisor = operation.op1() == 4 || e2h;
        long hcr = Hcr.TGE.in(Hcr.E2H.in(0, e2h ? 1 : 0), given.has(TGE) ? 1 : 0);
        TlbiIssuer.Builder issuer = TlbiIssuer.at(firmware ? 3 : hypervisor ? 2 : 1)
                .security(security(given))
                .hcr(new Hcr(hcr));
        return given.has(DS) ? issuer.lpa2(TranslationStage.values()).build() : issuer.build();
    }

    private static @Nullable Granule granule(Given given) {
        String text = given.value(GRANULE);
        if (text == null) {
            return null;
        }
        Granule granule = Granule.named(text);
        if (granule == null) {
            throw new CliException(GRANULE + " " + text + ", expected 4K, 16K or 64K");
        }
        return granule;
    }

    private static SecurityState security(Given given) {
        String text = given.value(SECURITY);
        if (text == null) {
            return SecurityState.NON_SECURE;
        }
        return switch (text) {
            case "non-secure" -> SecurityState.NON_SECURE;
            case "secure" -> SecurityState.SECURE;
            case "realm" -> SecurityState.REALM;
            default -> throw new CliException(SECURITY + " " + text + ", expected non-secure, secure or realm");
        };
    }
}
