package dev.ptarmigan.walker;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.descriptors.TranslationStage;
import dev.ptarmigan.faults.Esr;
import dev.ptarmigan.registers.Hcr;
import dev.ptarmigan.registers.Register;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The three little languages in which cases of walks are written down, one line a case.
 *
 * <ul>
 *   <li>The setup: a letter of {@link WalkSetups}, then changes. {@code leaf=50000743} writes a descriptor ({@code +=} adds to it,
 *       {@code -=} clears bits), {@code TCR_EL1.HA=1} a field (decimal, or {@code 0x}), {@code MAIR_EL1=ff} a register
 *       ({@code TTBR0_EL1=@l1}: to the table that holds that descriptor), {@code @40101230=} a word of memory, {@code va=}, {@code va+=} the address; {@code cpu=}, {@code regime=}, {@code security=}; {@code fine} for
 *       {@link WalkSetups#fine}; {@code swap} reverses the bytes of all tables; {@code swap2}
 *       the 16 bytes of stage 2 descriptors; {@code high} gives a page of RAM above 48 bits; {@code protect} marks all stage 1
 *       descriptors Protected.
 *   <li>What is done: {@code S1E1R} and the like, executed at EL2, or {@code EL1:S1E1R}; {@code EL1 load}, {@code EL0 fetch},
 *       {@code EL1 sttr}, with {@code pan}, {@code uao}, {@code unaligned}, {@code va+=}; several after each other with
 *       {@code ;}.
 *   <li>What comes of it: {@code par=81f}; or {@code ok}, {@code pa=}, {@code esr=}, {@code to=EL2}, {@code far=}, {@code hpfar=};
 *       {@code exception=} for AT; {@code leaf=} and other names for descriptors afterwards; {@code attr=}, {@code sh=}.
 * </ul>
 */
final class WalkScript {
    /** Fields of a syndrome that translation decides; the rest belongs to the instruction. */
    private static final long SYNDROME = Esr.EC.mask()
            | Esr.IL.mask()
            | Esr.DFSC.mask()
            | Esr.WNR.mask()
            | Esr.S1PTW.mask()
            | Esr.CM.mask()
            | Esr.EA.mask()
            | Esr.OVERLAY.mask()
            | Esr.DIRTY_BIT.mask()
            | Esr.ASSURED_ONLY.mask()
            | Esr.GCS.mask();

    /** Where {@code high} puts a page of RAM: an address that only a 52-bit TTBR reaches. */
    private static final long HIGH_RAM = 1L << 50 | WalkBench.RAM;

    private final WalkBench bench;
    private String doing = "";

    private WalkScript(WalkBench bench) {
        this.bench = bench;
    }

    /** The machine that a setup describes. */
    static WalkBench bench(String setup, Profile profile) {
        List<String> tokens = tokens(setup);
        WalkBench bench = WalkSetups.named(tokens.get(0), profile);
        try {
            for (String token : tokens.subList(1, tokens.size())) {
                change(bench, token);
            }
        } catch (RuntimeException e) {
            bench.close();
            throw e;
        }
        return bench;
    }

    /** Runs a case and compares. Answers of the plain walker and of the explained walk must be the same. */
    static void run(String setup, String operations, String expected, Profile profile) {
        List<String> plain;
        try (WalkBench bench = bench(setup, profile)) {
            plain = new WalkScript(bench).answers(operations, expected, false);
        }
        try (WalkBench bench = bench(setup, profile)) {
            WalkScript script = new WalkScript(bench);
            List<String> explained = script.answers(operations, expected, true);
            if (!explained.equals(plain)) {
                throw new AssertionError("the plain walker says " + plain + ", the explained walk " + explained);
            }
        }
    }

    private static List<String> tokens(String text) {
        return List.of(text.strip().split("\\s+"));
    }

    private static void change(WalkBench bench, String token) {
        switch (token) {
            case "fine" -> {
                WalkSetups.fine(bench);
                return;
            }
            case "protect" -> {
                WalkSetups.protect(bench);
                return;
            }
            case "swap2" -> {
                swapPairs(bench);
                return;
            }
            case "high" -> {
                bench.memory().allocate(HIGH_RAM, 4096);
                return;
            }
            case "swap" -> {
                swap(bench);
                return;
            }
            default -> {}
        }
        int equals = token.indexOf('=');
        if (equals < 1) {
            throw new IllegalArgumentException("token=" + token);
        }
        char before = token.charAt(equals - 1);
        boolean operator = before == '+' || before == '-';
        String name = token.substring(0, operator ? equals - 1 : equals);
        String value = token.substring(equals + 1);
        switch (name) {
            case "fine" -> WalkSetups.fine(bench, (int) WalkBench.hex(value));
            case "va" -> bench.va(before == '+' ? bench.va() + WalkBench.hex(value) : WalkBench.hex(value));
            case "cpu" -> WalkSetups.cpu(bench, value);
            case "regime" -> bench.regime(TranslationStage.valueOf(value));
            case "security" -> bench.security(SecurityState.valueOf(value.toUpperCase(Locale.ROOT)));
            default -> {
                if (name.startsWith("@")) {
                    bench.memory().write(WalkBench.hex(name.substring(1)), WalkBench.hex(value));
                } else if (value.startsWith("@")) {
                    bench.set(WalkBench.register(name), bench.tableOf(value.substring(1)));
                } else if (name.contains(".")) {
                    bench.set(name, Long.decode(value));
                } else if (bench.has(name)) {
                    bench.word(name, combined(before, bench.word(name), WalkBench.hex(value)));
                } else {
                    Register register = WalkBench.register(name);
                    long old = bench.registers().orElse(register, 0);
                    bench.set(register, combined(before, old, WalkBench.hex(value)));
                }
            }
        }
    }

    private static long combined(char operator, long old, long value) {
        return switch (operator) {
            case '+' -> old + value;
            case '-' -> old & ~value;
            default -> value;
        };
    }

    private static void swap(WalkBench bench) {
        for (long pa = WalkBench.RAM; pa < WalkBench.RAM + (4 << 20); pa += 8) {
            bench.memory().write(pa, Long.reverseBytes(bench.memory().read(pa)));
        }
    }

    /** Reverses the 16 bytes of every stage 2 descriptor. */
    private static void swapPairs(WalkBench bench) {
        for (long pa = bench.tableOf("s2l0"); pa < WalkBench.RAM + (4 << 20); pa += 16) {
            long low = bench.memory().read(pa);
            bench.memory().write(pa, Long.reverseBytes(bench.memory().read(pa + 8)));
            bench.memory().write(pa + 8, Long.reverseBytes(low));
        }
    }

    private List<String> answers(String operations, String expected, boolean explained) {
        String[] all = operations.split(";");
        String[] wanted = expected.split(";");
        if (all.length != wanted.length) {
            throw new IllegalArgumentException(all.length + " operations, " + wanted.length + " answers: " + expected);
        }
        List<String> answers = new ArrayList<>();
        for (int i = 0; i < all.length; i++) {
            answers.add(step(tokens(all[i]), tokens(wanted[i]), explained));
        }
        return answers;
    }

    /** What {@link StrictFindings} says of one operation. */
    static List<String> strict(String setup, String operation, Profile profile) {
        try (WalkBench bench = bench(setup, profile)) {
            Asked asked = new WalkScript(bench).asked(tokens(operation));
            return StrictFindings.of(bench.memory(), bench.registers(), bench.context(), asked.va, asked.access);
        }
    }

    private record Asked(long va, int access, int level) {}

    private Asked asked(List<String> operation) {
        long va = bench.va();
        int level = 2;
        int access = 0;
        boolean pan = false;
        boolean uao = operation.contains("uao");
        boolean privilegedAt = false;
        doing = String.join(" ", operation);
        for (String token : operation) {
            switch (token) {
                case "EL0", "EL1", "EL2", "EL3" -> level = token.charAt(2) - '0';
                case "pan" -> pan = true;
                case "uao" -> {}
                case "unaligned" -> access |= Access.UNALIGNED;
                case "nonfault" -> access |= Access.NON_FAULT;
                case "gcs" -> access |= Access.GCS;
                case "load" -> access |= Access.READ;
                case "store" -> access |= Access.WRITE;
                case "atomic" -> access |= Access.READ | Access.WRITE;
                case "fetch" -> access |= Access.EXECUTE;
                case "cache" -> access |= Access.CACHE;
                case "ldtr", "sttr" ->
                    access |= ("ldtr".equals(token) ? Access.READ : Access.WRITE) | (uao ? 0 : Access.UNPRIVILEGED);
                default -> {
                    if (token.startsWith("va")) {
                        long value = WalkBench.hex(token.substring(token.indexOf('=') + 1));
                        va = token.startsWith("va+=") ? va + value : value;
                    } else {
                        String at = token;
                        if (token.startsWith("EL1:")) {
                            level = 1;
                            at = token.substring(4);
                        }
                        access |= translation(at);
                        privilegedAt = at.endsWith("P");
                    }
                }
            }
        }
        boolean translation = (access & Access.AT) != 0;
        if (!translation && level == 0) {
            access |= Access.UNPRIVILEGED;
        }
        if (pan && (!translation || privilegedAt)) {
            access |= Access.PAN;
        }
        return new Asked(va, access, level);
    }

    private String step(List<String> operation, List<String> expected, boolean explained) {
        Asked asked = asked(operation);
        long va = asked.va;
        int access = asked.access;
        TranslationContext context = bench.context();
        Walk walk;
        ExplainedWalk told = null;
        if (explained) {
            told = ExplainedWalk.of(bench.memory(), context, va, access);
            walk = told.result();
        } else {
            walk = new Walk();
            new Walker(bench.memory()).walk(context, va, access, walk);
        }
        Answer answer = new Answer(context, walk, asked.level);
        for (String token : expected) {
            check(token, answer, told);
        }
        return answer.text();
    }

    /** The access that an AT instruction checks. */
    static int translation(String name) {
        boolean combined = name.startsWith("S12");
        String rest = name.substring(combined ? 3 : 2);
        if (!name.startsWith("S1") || !rest.matches("E[0123][RWA]P?")) {
            throw new IllegalArgumentException("no such operation: " + name);
        }
        return Access.AT
                | (combined ? 0 : Access.STAGE1_ONLY)
                | (rest.charAt(1) == '0' ? Access.UNPRIVILEGED : 0)
                | (rest.charAt(2) == 'R' ? Access.READ : rest.charAt(2) == 'W' ? Access.WRITE : 0);
    }

    private void check(String token, Answer answer, @Nullable ExplainedWalk told) {
        int equals = token.indexOf('=');
        String name = equals < 0 ? token : token.substring(0, equals);
        String wanted = equals < 0 ? "" : token.substring(equals + 1);
        String found = switch (name) {
            case "ok" -> answer.walk.ok() ? "" : "a fault";
            case "fault" -> answer.walk.ok() ? "success" : "";
            case "par" -> answer.par();
            case "pa" -> answer.walk.ok() ? Hex.address(answer.walk.outputAddress) : "a fault";
            case "ipa" -> Hex.address(answer.walk.ipa);
            case "exception" ->
                AddressTranslation.isException(answer.walk, answer.level == 1)
                        ? Hex.address(answer.abort().esr().word() & SYNDROME)
                        : "no exception";
            case "esr" ->
                answer.walk.ok() ? "success" : Hex.address(answer.abort().esr().word() & SYNDROME);
            case "far" -> Hex.address(answer.abort().far());
            case "hpfar" ->
                answer.abort().hpfarValid() ? Hex.address(answer.abort().hpfar().word()) : "none";
            case "to" -> "EL" + answer.abort().targetLevel();
            case "space" -> answer.walk.outputSpace.name().toLowerCase(Locale.ROOT);
            case "attr" ->
                Hex.address(MemoryAttributes.of(answer.context, answer.walk).attribute());
            case "sh" ->
                Integer.toString(
                        MemoryAttributes.of(answer.context, answer.walk).shareability());
            case "level" -> Integer.toString(answer.walk.level);
            default -> Hex.address(bench.word(name));
        };
        String expected = switch (name) {
            case "esr", "exception" -> Hex.address(WalkBench.hex(wanted) & SYNDROME);
            case "ok", "fault", "to", "space", "sh", "level" -> wanted;
            case "par" -> Hex.parse128("0x" + wanted, "PAR_EL1").toString();
            default -> "none".equals(wanted) ? wanted : Hex.address(WalkBench.hex(wanted));
        };
        if (!expected.equals(found)) {
            throw new AssertionError(doing + ": expected " + name + " " + expected + ", found " + found
                    + (told == null ? "" : "\n" + WalkAssert.text(told)));
        }
    }

    private record Answer(TranslationContext context, Walk walk, int level) {
        AbortReport abort() {
            boolean toEl2 = new Hcr(hcr()).trapGeneralExceptions();
            return AbortReport.of(context, walk, level, toEl2);
        }

        private long hcr() {
            for (String value : context.restsOn()) {
                if (value.startsWith("HCR_EL2=")) {
                    return Hex.parse(value.substring(8), "HCR_EL2");
                }
            }
            return 0;
        }

        String par() {
            if (AddressTranslation.isException(walk, level == 1)) {
                return "an exception";
            }
            return AddressTranslation.par(context, walk).word().toString();
        }

        String text() {
            if ((walk.access & Access.AT) != 0) {
                return AddressTranslation.isException(walk, level == 1) ? abort().toString() : par();
            }
            return walk.ok() ? Hex.address(walk.outputAddress) : abort().toString();
        }
    }
}
