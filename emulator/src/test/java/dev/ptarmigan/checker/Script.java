package dev.ptarmigan.checker;

import dev.ptarmigan.descriptors.Format;
import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.trace.Barrier;
import dev.ptarmigan.trace.EventKind;
import dev.ptarmigan.trace.EventLog;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A trace in one line: steps with {@code ;} in between, of PE 0 unless a number and {@code :} stand before.
 *
 * <p>The tables: root of level 2 at 1000 for VA 0 to 4000_0000; at 0 a table at 2000 with pages 0 to 15 to 10000 on, at 20_0000 a
 * block to 20_0000, at 40_0000 a table at 3000 whose first 16 pages are Contiguous, to 40000 on; at 60_0000 nothing.
 */
final class Script {
    static final String PAGES = "2000";
    private static final long PAGE = 0x703;
    private static final long CONT = 1L << 52;

    private final EventLog log = new EventLog();
    private final Map<Long, Long> words = new HashMap<>();

    private Script() {}

    static List<Finding> run(CheckerOptions options, String steps) {
        Script script = new Script();
        script.tables();
        int first = script.log.size();
        for (String step : steps.split(";")) {
            script.step(step.strip());
        }
        OnlineChecker checker = new OnlineChecker(CheckedRegime.kernel(Granule.K4, Format.VMSA64), options);
        checker.root(0x1000, 2, 0, 512);
        checker.nameEvents(index -> Integer.toString(index - first));
        return checker.check(script.log);
    }

    private void tables() {
        for (int i = 0; i < 16; i++) {
            store(0, 0x2000 + 8L * i, 0x10000 + 0x1000L * i | PAGE);
            store(0, 0x3000 + 8L * i, 0x40000 + 0x1000L * i | PAGE | CONT);
        }
        log.barrier(0, Barrier.DSB_ISHST);
        store(0, 0x1000, 0x2003);
        store(0, 0x1008, 0x200701);
        store(0, 0x1010, 0x3003);
        log.barrier(0, Barrier.DSB_ISHST);
        log.barrier(0, Barrier.ISB);
    }

    private void store(int cpu, long pa, long word) {
        Long before = words.put(pa, word);
        log.store(cpu, pa, before == null ? 0 : before, word);
    }

    private void step(String text) {
        if (text.isEmpty()) {
            return;
        }
        int cpu = 0;
        String step = text;
        if (text.charAt(1) == ':') {
            cpu = text.charAt(0) - '0';
            step = text.substring(2).strip();
        }
        String[] word = step.split(" ");
        Barrier barrier = Barrier.named(step);
        if (barrier != null) {
            log.barrier(cpu, barrier);
            return;
        }
        switch (word[0]) {
            case "s" -> store(cpu, hex(word[1]), hex(word[2]));
            case "fill" -> {
                // 512 pages to an address on, with the low bits of a descriptor.
                for (int i = 0; i < 512; i++) {
                    store(cpu, hex(word[1]) + 8L * i, hex(word[2]) + 0x1000L * i | hex(word[3]));
                }
            }
            case "group" -> {
                // 16 entries likewise.
                for (int i = 0; i < 16; i++) {
                    store(
                            cpu,
                            hex(word[1]) + 8L * i,
                            word[2].equals("0") ? 0 : hex(word[2]) + 0x1000L * i | hex(word[3]));
                }
            }
            case "tlbi" -> log.tlbi(cpu, word[1], word.length > 2 ? hex(word[2]) : 0);
            case "free" -> log.free(cpu, hex(word[1]));
            case "alloc" -> log.allocate(cpu, hex(word[1]), 3, 0);
            case "lock" -> log.text(cpu, EventKind.LOCK, word[1]);
            case "unlock" -> log.text(cpu, EventKind.UNLOCK, word[1]);
            case "note" -> log.text(cpu, EventKind.NOTE, step.substring(5));
            default -> throw new IllegalArgumentException("step=" + step);
        }
    }

    private static long hex(String text) {
        return Long.parseUnsignedLong(text, 16);
    }
}
