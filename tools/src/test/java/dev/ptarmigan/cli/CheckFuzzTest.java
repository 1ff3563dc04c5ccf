package dev.ptarmigan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ptarmigan.cli.Invocation.Outcome;
import dev.ptarmigan.dump.Moment;
import dev.ptarmigan.dump.ShippedCaptures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Traces with lines changed at random: a verdict, or one line that says where. */
class CheckFuzzTest {
    private static final long SEED = Long.getLong("ptarmigan.seed", 20_261_122);
    private static final int ROUNDS = 120;
    private static final List<String> TRACES =
            List.of("trace-25-pte-64-ro", "trace-23-n1-notlbrange-vmalloc-16-ro", "trace-02-x4-1page-valid-again");
    private static final List<String> TARMAC = List.of(
            "1 clk cpu0 TTW DTLB LPAE 1:2 0000000080002010_NS 0000000080003003 : TABLE",
            "2 clk cpu0 TTW DTLB LPAE 1:3 0000000080003040_NS 0060000090008713 : PAGE ATTRIDX=4 SH=3 AF=1",
            "3 clk cpu0 TLB FILL cpu0.DTLB 4K 0xffff000008008000_NS EL1_n vmid=0:0x0090008000_NS Normal xn=1",
            "4 clk cpu0 WALKCACHE FILL cpu0.WALK 2M 0xffff000008000000_NS EL1_n vmid=0:0x0080003000_NS",
            "5 clk cpu1 TTW ITLB LPAE 2:3 0000000080003040_NS 0060000090009713 : PAGE",
            "6 clk cpu1 TLB FILL cpu1.ITLB 64K 0xffff000008000000_NS vmid=0, nG asid=303:0x0090000000_NS Normal xn=1",
            "7 clk cpu0 TLB EVICT cpu0.DTLB 4K 0xffff000008008000_NS EL1_n vmid=0",
            "8 clk cpu0 WALKCACHE EVICT cpu0.WALK 2M 0xffff000008000000_NS EL1_n vmid=0");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path directory;

    private static String changed(List<String> lines, Random random) {
        List<String> changed = new ArrayList<>(lines);
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(changed.size());
            String line = changed.get(at);
            switch (random.nextInt(7)) {
                case 0 -> changed.remove(at);
                case 1 -> Collections.swap(changed, at, random.nextInt(changed.size()));
                case 2 -> changed.set(at, digits(line, random));
                case 3 -> changed.set(at, line.isEmpty() ? line : line.substring(0, random.nextInt(line.length())));
                case 4 -> changed.add(at, "# cpu=0 msr TTBR0_EL1, 0x" + Long.toHexString(random.nextLong()));
                case 5 ->
                    changed.add(
                            at,
                            "# cpu=0 table pa=0x" + Long.toHexString(random.nextLong() & 0xFF_FFFF_F000L) + " level="
                                    + random.nextInt(4) + " va=0x" + Long.toHexString(random.nextLong()));
                default -> changed.set(at, line.replace("vaale1is", "ipas2e1is").replace("dsb ish", "dsb nsh"));
            }
        }
        return String.join("\n", changed) + "\n";
    }

    private static String digits(String line, Random random) {
        StringBuilder text = new StringBuilder(line);
        for (int i = 0; i < text.length(); i++) {
            if (Character.digit(text.charAt(i), 16) >= 0 && random.nextInt(10) == 0) {
                text.setCharAt(i, "0123456789abcdef".charAt(random.nextInt(16)));
            }
        }
        return text.toString();
    }

    private static void assertUsable(Outcome outcome, String where) {
        if (outcome.status() == ExitStatus.UNUSABLE) {
            assertThat(outcome.err())
                    .as(where)
                    .startsWith("ptarmigan: ")
                    .contains("fuzz.txt")
                    .endsWith("\n");
            assertThat(outcome.err().lines().count()).as(where).isEqualTo(1);
        } else {
            assertThat(outcome.err()).as(where).isEmpty();
            assertThat(outcome.out()).as(where).contains("verdict: ");
        }
        assertThat(outcome.status()).as(where).isIn(ExitStatus.OK, ExitStatus.FOUND, ExitStatus.UNUSABLE);
    }

    @Test
    void events_that_were_changed_have_a_verdict_or_one_clear_line() throws IOException {
        Random random = new Random(SEED);
        for (String trace : TRACES) {
            List<String> lines = ShippedCaptures.load(trace, Moment.BEFORE)
                    .text("events.txt")
                    .orElseThrow()
                    .lines()
                    .toList();
            for (int round = 0; round < ROUNDS; round++) {
                String text = changed(lines, random);
                Path file = Files.writeString(directory.resolve("fuzz.txt"), text);
                String options = switch (random.nextInt(4)) {
                    case 0 -> " --ipa";
                    case 1 -> " --regime el2";
                    case 2 -> " --granule 64K";
                    default -> "";
                };
                String where = "seed " + SEED + ", " + trace + ", round " + round + options + "\n" + text;
                assertUsable(Invocation.line("check " + file + options), where);
            }
        }
    }

    @Test
    void lines_of_a_model_that_were_changed_have_a_verdict_or_one_clear_line() throws IOException {
        Random random = new Random(SEED);
        for (int round = 0; round < 5 * ROUNDS; round++) {
            String text = changed(TARMAC, random);
            Path file = Files.writeString(directory.resolve("fuzz.txt"), text);
            assertUsable(
                    Invocation.line("check " + file + " --format tarmac"),
                    "seed " + SEED + ", round " + round + "\n" + text);
        }
    }
}
