package dev.ptarmigan.checker.casemate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Traces changed at random: there is a verdict or one clear line, and the way they are written does not matter. */
class CasemateFuzzTest {
    private static final String FOLDER = "/dev/ptarmigan/checker/casemate/";
    private static final long SEED = Long.getLong("ptarmigan.seed", 20_251_122);
    private static final int ROUNDS = 60;
    private static final Pattern TOKENS = Pattern.compile("\"[^\"]*\"|[()]|[^\\s()]+");
    private static final Pattern CLEAR = Pattern.compile("trace:\\d+: \\S.*");

    private static String text(String name) {
        try (InputStream in = CasemateFuzzTest.class.getResourceAsStream(FOLDER + name)) {
            assertThat(in).as(name).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> traces() {
        return text("verdicts.tsv")
                .lines()
                .skip(1)
                .map(line -> line.substring(0, line.indexOf('\t')))
                .toList();
    }

    /** The verdict, or the message of a line that cannot be read. */
    private static String judge(String text, CasemateMode mode, boolean defaults, boolean locks) {
        try {
            CasemateViolation violation = new CasemateChecker(mode, defaults, locks)
                    .check(new CasemateTrace(text.getBytes(StandardCharsets.UTF_8), "trace"));
            return violation == null ? "" : violation.message();
        } catch (CasemateFormatException e) {
            assertThat(e.getMessage()).matches(CLEAR).doesNotContain("\n");
            return String.valueOf(e.getMessage());
        }
    }

    private static String changed(List<String> lines, Random random) {
        List<String> changed = new ArrayList<>(lines);
        for (int i = random.nextInt(3); i >= 0; i--) {
            int at = random.nextInt(changed.size());
            switch (random.nextInt(6)) {
                case 0 -> changed.set(at, "");
                case 1 -> Collections.swap(changed, at, random.nextInt(changed.size()));
                case 2 -> changed.add(at, changed.get(random.nextInt(changed.size())));
                case 3 -> changed.set(at, digits(changed.get(at), random));
                case 4 -> changed.set(at, cut(changed.get(at), random));
                default -> changed.set(at, letter(changed.get(at), random));
            }
        }
        return String.join("\n", changed);
    }

    private static String digits(String line, Random random) {
        StringBuilder text = new StringBuilder(line);
        for (int i = 0; i < text.length(); i++) {
            if (Character.digit(text.charAt(i), 16) >= 0 && random.nextInt(12) == 0) {
                text.setCharAt(i, "0123456789abcdef".charAt(random.nextInt(16)));
            }
        }
        return text.toString();
    }

    private static String cut(String line, Random random) {
        return line.isEmpty() ? line : line.substring(0, random.nextInt(line.length()));
    }

    private static String letter(String line, Random random) {
        if (line.isEmpty()) {
            return "(";
        }
        int at = random.nextInt(line.length());
        return line.substring(0, at) + "()\"!: \t\u00e4\u0000x".charAt(random.nextInt(10)) + line.substring(at + 1);
    }

    @Test
    void a_trace_that_was_changed_has_a_verdict_or_one_clear_line() {
        System.out.println("seed " + SEED);
        Random random = new Random(SEED);
        for (String trace : traces()) {
            List<String> lines = text(trace).lines().toList();
            for (int round = 0; round < ROUNDS; round++) {
                String changed = changed(lines, random);
                for (CasemateMode mode : CasemateMode.values()) {
                    assertThat(judge(changed, mode, round % 2 == 0, round % 3 != 0))
                            .as("%s, seed %d, round %d%n%s", trace, SEED, round, changed)
                            .isNotNull();
                }
            }
        }
    }

    /** Other blanks, and keys left out. A line that declares the violation stays as it is. */
    private static String rewritten(String text, Random random) {
        StringBuilder result = new StringBuilder();
        List<String> blanks = Arrays.asList(" ", "\n", "\t", "  ", " \n\t ", "\r\n");
        String body = text.contains("\n!") ? text.substring(0, text.indexOf("\n!")) : text;
        var tokens = TOKENS.matcher(body).results().map(match -> match.group()).toList();
        int depth = 0;
        for (int i = 0; i < tokens.size(); i++) {
            String token = tokens.get(i);
            if (token.equals("(")) {
                depth++;
            }
            boolean keyed = depth == 2 && token.equals("(") && random.nextBoolean();
            if (keyed) {
                // (key value) becomes value.
                result.append(blanks.get(random.nextInt(blanks.size()))).append(tokens.get(i + 2));
                i += 3;
                depth--;
            } else {
                result.append(blanks.get(random.nextInt(blanks.size()))).append(token);
            }
            if (token.equals(")")) {
                depth--;
            }
        }
        return result.append(text.contains("\n!") ? text.substring(text.indexOf("\n!")) : "\n")
                .toString();
    }

    @Test
    void blanks_and_keys_do_not_change_a_verdict() {
        System.out.println("seed " + SEED);
        Random random = new Random(SEED);
        for (String trace : traces()) {
            String text = text(trace);
            for (CasemateMode mode : CasemateMode.values()) {
                for (int round = 0; round < 5; round++) {
                    assertThat(judge(rewritten(text, random), mode, true, true))
                            .as("%s, seed %d, round %d", trace, SEED, round)
                            .isEqualTo(judge(text, mode, true, true));
                }
            }
        }
    }
}
