package dev.ptarmigan.cli;

import dev.ptarmigan.descriptors.TranslationStage;
import dev.ptarmigan.registers.CpuFeatures;
import dev.ptarmigan.registers.Hcr;
import dev.ptarmigan.registers.Register;
import dev.ptarmigan.registers.RegisterFile;
import dev.ptarmigan.walker.SecurityState;
import dev.ptarmigan.walker.TranslationContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Which translation: {@code --regime}, {@code --stage}, {@code --ipa}, {@code --security}. */
final class RegimeOptions {
    private static final String REGIME = "--regime";
    private static final String STAGE = "--stage";
    static final String IPA = "--ipa";
    private static final String SECURITY = "--security";

    private final TranslationStage regime;
    private final boolean stage1Only;
    private final boolean stage2Only;
    private final SecurityState security;
    private final RegisterFile registers;
    private final List<String> remarks = new ArrayList<>();

    static Options add(Options options) {
        return options.value(REGIME, "NAME", "el1, el2, el2-0 or el3; by default that of the captured kernel")
                .value(
                        STAGE,
                        "1|12",
                        "1: the result is the stage 1 output even if stage 2 is on; 12 (default): as the registers say")
                .flag(IPA, "the addresses are intermediate physical ones, for stage 2 alone")
                .value(SECURITY, "STATE", "non-secure (default), secure, realm or root; EL3 is secure, with RME root");
    }

    RegimeOptions(Given given, TranslationStage captured, RegisterFile known) {
        regime = regime(given, captured);
        String stage = given.value(STAGE);
        if (stage != null && !stage.equals("1") && !stage.equals("12")) {
            throw new CliException(STAGE + " " + stage + ", expected 1 or 12");
        }
        stage1Only = "1".equals(stage);
        stage2Only = given.has(IPA);
        if (stage2Only && stage != null) {
            throw new CliException(IPA + " and " + STAGE + " contradict each other: " + IPA + " is stage 2 alone");
        }
        if (stage2Only && regime != TranslationStage.EL10) {
            throw new CliException(IPA + ": regime " + regime.token() + " has no stage 2, only el1 has");
        }
        boolean e2h = Hcr.E2H.isSet(known.orElse(Register.HCR_EL2, 0));
        if (given.has(REGIME) && known.has(Register.HCR_EL2)) {
            if (regime == TranslationStage.EL2 && e2h) {
                throw new CliException(REGIME + " el2: HCR_EL2.E2H is 1, so EL2 has the regime el2-0");
            }
            if (regime == TranslationStage.EL20 && !e2h) {
                throw new CliException(REGIME + " el2-0: HCR_EL2.E2H is 0, so EL2 has the regime el2");
            }
        }
        security = security(given, known);
        registers = stage2Only ? withoutStage1(known) : known;
    }

    private static TranslationStage regime(Given given, TranslationStage captured) {
        String name = given.value(REGIME);
        if (name == null) {
            return captured;
        }
        for (TranslationStage stage : TranslationStage.values()) {
            if (!stage.isStage2() && stage.token().equals(name)) {
                return stage;
            }
        }
        throw new CliException(REGIME + " " + name + ", expected el1, el2, el2-0 or el3");
    }

    private SecurityState security(Given given, RegisterFile known) {
        String name = given.value(SECURITY);
        if (name == null) {
            if (regime != TranslationStage.EL3) {
                return SecurityState.NON_SECURE;
            }
            CpuFeatures cpu = CpuFeatures.of(known);
            boolean rme = cpu.knows(Register.ID_AA64PFR0_EL1) && cpu.hasRme();
            return rme ? SecurityState.ROOT : SecurityState.SECURE;
        }
        for (SecurityState state : SecurityState.values()) {
            if (state.toString().toLowerCase(Locale.ROOT).equals(name)) {
                boolean el3 = regime == TranslationStage.EL3;
                boolean possible = el3
                        ? state == SecurityState.SECURE || state == SecurityState.ROOT
                        : state != SecurityState.ROOT;
                if (!possible) {
                    throw new CliException(
                            SECURITY + " " + name + ": regime " + regime.token() + " is never in that state");
                }
                return state;
            }
        }
        throw new CliException(SECURITY + " " + name + ", expected non-secure, secure, realm or root");
    }

    /** DC turns stage 1 off without adding anything of its own to what stage 2 says. */
    private RegisterFile withoutStage1(RegisterFile known) {
        if (!known.has(Register.HCR_EL2)) {
            throw new CliException("HCR_EL2 is not known; it is needed for " + IPA + ", whether stage 2 is on");
        }
        Hcr hcr = new Hcr(known.orElse(Register.HCR_EL2, 0));
        if (!hcr.stage2Enabled() && !hcr.defaultCacheable()) {
            throw new CliException(IPA + ": stage 2 is off, HCR_EL2.VM=0");
        }
        RegisterFile changed = known.copy();
        changed.set(Register.HCR_EL2, Hcr.DC.in(hcr.word(), 1));
        if (!changed.has(Register.SCTLR_EL1)) {
            changed.set(Register.SCTLR_EL1, 0);
        }
        remarks.add("stage 2 alone: stage 1 is left out, as HCR_EL2.DC=1 does");
        return changed;
    }

    TranslationStage regime() {
        return regime;
    }

    SecurityState security() {
        return security;
    }

    /** The registers with what {@link #IPA} changes. */
    RegisterFile registers() {
        return registers;
    }

    boolean stage2Only() {
        return stage2Only;
    }

    boolean stage1Only() {
        return stage1Only;
    }

    /** Regime and stages in words: {@code EL1&0 stage 1 and stage 2}. */
    String stages(TranslationContext context, boolean withoutStage2) {
        if (stage2Only) {
            return TranslationStage.STAGE2.toString();
        }
        return regime + (context.stage2() == null || withoutStage2 ? "" : " and stage 2");
    }

    /** What was changed to answer the question. */
    List<String> remarks() {
        return remarks;
    }
}
