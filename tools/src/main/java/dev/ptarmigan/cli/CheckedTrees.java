package dev.ptarmigan.cli;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.checker.CheckedRegime;
import dev.ptarmigan.checker.CheckerOptions;
import dev.ptarmigan.checker.LearnedTables;
import dev.ptarmigan.checker.TraceChecker;
import dev.ptarmigan.descriptors.Format;
import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.descriptors.TranslationStage;
import dev.ptarmigan.dump.Capture;
import dev.ptarmigan.dump.DumpRoot;
import dev.ptarmigan.registers.Register;
import dev.ptarmigan.registers.RegisterFile;
import dev.ptarmigan.registers.Tcr;
import dev.ptarmigan.registers.TcrOneRange;
import dev.ptarmigan.registers.Ttbr;
import dev.ptarmigan.registers.Vtcr;
import dev.ptarmigan.replay.CapturedCheck;
import dev.ptarmigan.tlb.TlbiIssuer;
import dev.ptarmigan.tlb.TlbiOperand;
import dev.ptarmigan.tlb.TlbiOperation;
import dev.ptarmigan.trace.EventKind;
import dev.ptarmigan.trace.EventLog;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The trees that a trace is checked against: those of a capture, or what can be learned from the trace.
 *
 * @param checker checks them
 * @param notes what is not known of them
 */
record CheckedTrees(TraceChecker checker, List<String> notes) {
    private static final String REGIME = "--regime";
    private static final int K16_SHIFT = 14;
    private static final int K64_SHIFT = 16;

    static Options add(Options options) {
        return options.value(
                        CaptureOptions.ROOT,
                        "NAME[,NAME]",
                        "roots of the capture to check, as its dump names them; by default the kernel's, and those that the"
                                + " trace puts into TTBR0 or TTBR1")
                .value(
                        REGIME,
                        "NAME",
                        "el1, el2, el2-0 or el3: what the tables are for, without --tables; el1 by default")
                .flag(RegimeOptions.IPA, "the tables are those of stage 2, without --tables")
                .value(
                        RegisterFiles.REGS,
                        "FILE",
                        "registers before the first event, without --tables: lines NAME = 0x...; table bases and sizes")
                .value(
                        PlaceOptions.GRANULE,
                        "SIZE",
                        "granule, without --tables: 4K, 16K or 64K; by default that of --regs, or 4K");
    }

    /** Trees of a capture. */
    static CheckedTrees of(Given given, Capture capture, EventLog log, CheckerOptions options) {
        for (String without : List.of(REGIME, RegimeOptions.IPA, RegisterFiles.REGS, PlaceOptions.GRANULE)) {
            if (given.has(without)) {
                throw new CliException(without + " and --tables contradict each other: the capture says it");
            }
        }
        TraceChecker checker = new TraceChecker();
        for (DumpRoot root : roots(given, capture, log)) {
            checker.add(CapturedCheck.checker(capture, root, options));
        }
        return new CheckedTrees(checker, List.of());
    }

    private static Set<DumpRoot> roots(Given given, Capture capture, EventLog log) {
        Set<DumpRoot> roots = new LinkedHashSet<>();
        String named = given.value(CaptureOptions.ROOT);
        if (named != null) {
            for (String name : named.split(",", -1)) {
                roots.add(capture.dump()
                        .root(name.strip())
                        .orElseThrow(() ->
                                new CliException(capture.name() + " has no root " + name + ", expected one of "
                                        + String.join(
                                                ", ",
                                                capture.dump().roots().stream()
                                                        .map(DumpRoot::name)
                                                        .toList()))));
            }
            return roots;
        }
        roots.add(CapturedCheck.kernelRoot(capture));
        Set<Long> seen = new LinkedHashSet<>();
        roots.forEach(root -> seen.add(root.pa()));
        for (long base : bases(log)) {
            capture.dump().roots().stream()
                    .filter(root -> root.pa() == base && seen.add(base))
                    .forEach(roots::add);
        }
        return roots;
    }

    /** The trees that the trace has a PE walk. */
    private static Set<Long> bases(EventLog log) {
        Set<Long> bases = new LinkedHashSet<>();
        for (int i = 0; i < log.size(); i++) {
            if (log.kind(i) != EventKind.NOTE) {
                continue;
            }
            String text = log.nameAt(i).toLowerCase(Locale.ROOT);
            int value = text.indexOf("0x");
            if (text.startsWith("msr ttbr") && value > 0) {
                int end = text.indexOf(' ', value);
                String number = text.substring(value, end < 0 ? text.length() : end);
                bases.add(Ttbr.of(Hex.parse(number, "a register's value")).base48());
            }
        }
        return bases;
    }

    /** What is known of trees without a capture. */
    static CheckedTrees learned(Given given, EventLog log, CheckerOptions options) {
        if (given.has(CaptureOptions.ROOT)) {
            throw new CliException("--root names a tree of a capture: it needs --tables CAPTURE");
        }
        RegisterFile before = RegisterFiles.of(given);
        RegisterFile registers = LearnedTables.registers(log, before);
        TranslationStage stage = stage(given);
        List<String> notes = new ArrayList<>();
        Granule granule = granule(given, stage, registers, log, notes);
        CheckedRegime regime = CheckedRegime.of(stage, granule, format(stage, registers), registers, true);
        LearnedTables learned = new LearnedTables(log, regime, before);
        TraceChecker checker = learned.checker(options);
        notes.addAll(0, learned.notes());
        return new CheckedTrees(checker, notes);
    }

    private static TranslationStage stage(Given given) {
        String name = given.value(REGIME);
        if (given.has(RegimeOptions.IPA)) {
            if (name != null && !name.equals(TranslationStage.EL10.token())) {
                throw new CliException(RegimeOptions.IPA + ": regime " + name + " has no stage 2, only el1 has");
            }
            return TranslationStage.STAGE2;
        }
        if (name == null) {
            return TranslationStage.EL10;
        }
        for (TranslationStage stage : TranslationStage.values()) {
            if (!stage.isStage2() && stage.token().equals(name)) {
                return stage;
            }
        }
        throw new CliException(REGIME + " " + name + ", expected el1, el2, el2-0 or el3");
    }

    private static Granule granule(
            Given given, TranslationStage stage, RegisterFile registers, EventLog log, List<String> notes) {
        String name = given.value(PlaceOptions.GRANULE);
        if (name != null) {
            Granule granule = Granule.named(name);
            if (granule == null) {
                throw new CliException(PlaceOptions.GRANULE + " " + name + ", expected 4K, 16K or 64K");
            }
            return granule;
        }
        int shift = switch (stage) {
            case EL10 ->
                registers.has(Register.TCR_EL1) ? new Tcr(registers.orElse(Register.TCR_EL1, 0)).granuleShift(true) : 0;
            case EL20 ->
                registers.has(Register.TCR_EL2) ? new Tcr(registers.orElse(Register.TCR_EL2, 0)).granuleShift(true) : 0;
            case EL2 ->
                registers.has(Register.TCR_EL2)
                        ? new TcrOneRange(registers.orElse(Register.TCR_EL2, 0)).granuleShift()
                        : 0;
            case EL3 ->
                registers.has(Register.TCR_EL3)
                        ? new TcrOneRange(registers.orElse(Register.TCR_EL3, 0)).granuleShift()
                        : 0;
            case STAGE2 ->
                registers.has(Register.VTCR_EL2) ? new Vtcr(registers.orElse(Register.VTCR_EL2, 0)).granuleShift() : 0;
        };
        if (shift == 0) {
            return ofOperands(log, stage, notes);
        }
        return shift == K16_SHIFT ? Granule.K16 : shift == K64_SHIFT ? Granule.K64 : Granule.K4;
    }

    /** The granule that TLBIs name: of a range, or with a level hint. */
    private static Granule ofOperands(EventLog log, TranslationStage stage, List<String> notes) {
        TlbiIssuer issuer =
                TlbiIssuer.at(stage == TranslationStage.EL10 ? 1 : 2).build();
        for (int i = 0; i < log.size(); i++) {
            TlbiOperation operation = log.kind(i) == EventKind.TLBI ? TlbiOperation.named(log.nameAt(i)) : null;
            Granule named = operation == null
                    ? null
                    : TlbiOperand.decode(operation, log.address(i), 0, issuer).granule();
            if (named != null) {
                notes.add("the granule is that of the operand of " + operation);
                return named;
            }
        }
        Granule fitting = ofNeighbours(log, notes);
        if (fitting == null) {
            notes.add("no register and no TLBI tells the granule: 4K is taken for it, --granule says another");
            return Granule.K4;
        }
        return fitting;
    }

    /** The granule at which neighbouring words map neighbouring places, or null if no two do. */
    private static @Nullable Granule ofNeighbours(EventLog log, List<String> notes) {
        long slot = 0;
        long word = 0;
        for (int i = 0; i < log.size(); i++) {
            if (log.kind(i) != EventKind.STORE) {
                continue;
            }
            long now = log.before(i) != 0 ? log.before(i) : log.after(i);
            if (log.address(i) == slot + Long.BYTES && (now & word & 1) != 0) {
                for (Granule granule : Granule.values()) {
                    long step = now - word;
                    if (step == granule.pageBytes() || step == granule.levelBytes(Format.VMSA64, 2)) {
                        notes.add("the granule is " + granule + ": neighbouring words map places 0x"
                                + Long.toHexString(step) + " apart");
                        return granule;
                    }
                }
            }
            slot = log.address(i);
            word = now;
        }
        return null;
    }

    private static Format format(TranslationStage stage, RegisterFile registers) {
        boolean ds = switch (stage) {
            case EL10 -> new Tcr(registers.orElse(Register.TCR_EL1, 0)).ds();
            case EL20 -> new Tcr(registers.orElse(Register.TCR_EL2, 0)).ds();
            case EL2 -> new TcrOneRange(registers.orElse(Register.TCR_EL2, 0)).ds();
            case EL3 -> new TcrOneRange(registers.orElse(Register.TCR_EL3, 0)).ds();
            case STAGE2 -> new Vtcr(registers.orElse(Register.VTCR_EL2, 0)).ds();
        };
        return ds ? Format.VMSA64_LPA2 : Format.VMSA64;
    }

    /** Another tree of the capture that has a page, or null: what {@code --root} may be given. */
    static @Nullable String owner(Capture capture, long pa, CheckerOptions options) {
        for (DumpRoot root : capture.dump().roots()) {
            if (CapturedCheck.checker(capture, root, options).isLive(pa)) {
                return root.name();
            }
        }
        return null;
    }
}
