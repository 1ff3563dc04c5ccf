package dev.ptarmigan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ptarmigan.dump.DumpRoot;
import dev.ptarmigan.dump.ShippedCaptures;
import dev.ptarmigan.memory.PhysicalMemory;
import dev.ptarmigan.registers.RegisterFile;
import dev.ptarmigan.report.AddressAnswer;
import dev.ptarmigan.walker.Access;
import dev.ptarmigan.walker.ContextBuilder;
import dev.ptarmigan.walker.Profile;
import dev.ptarmigan.walker.SecurityState;
import dev.ptarmigan.walker.TranslationContext;
import dev.ptarmigan.walker.WalkParameters;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CaptureRootsTest {
    private static final int[] ACCESSES = {
        Access.READ, Access.WRITE, Access.READ | Access.UNPRIVILEGED, Access.WRITE | Access.UNPRIVILEGED
    };
    private static final String[] INSTRUCTIONS = {"S1E1R", "S1E1W", "S1E0R", "S1E0W"};

    static Stream<String> captures() {
        return ShippedCaptures.names().stream()
                .filter(name -> Files.exists(ShippedCaptures.path(name).resolve("tables.ptw.gz")));
    }

    static Stream<String> withAnswers() {
        return captures().filter(name -> name.startsWith("at-"));
    }

    @ParameterizedTest
    @MethodSource("captures")
    void the_hardware_walks_every_recorded_root_from_its_first_address(String name) {
        CaptureSource source = CaptureSource.load(name, null);
        CaptureRoots roots = new CaptureRoots(source);
        for (DumpRoot root : source.capture().dump().roots()) {
            RegisterFile registers = roots.registersFor(root, source.registers(roots.processor(root)));
            TranslationContext context =
                    ContextBuilder.of(registers, source.regime(), SecurityState.NON_SECURE, Profile.ARM);

            WalkParameters walked = context.parametersFor(root.va());
            assertThat(walked.base()).as("%s", root).isEqualTo(root.pa());
            assertThat(walked.startLevel()).as("%s", root).isEqualTo(root.level());
            assertThat(walked.startEntries()).as("%s", root).isEqualTo(root.entries());
            assertThat(walked.lowestAddress()).as("%s", root).isEqualTo(root.va());
        }
    }

    /** The machine that was captured executed AT with the tree of a process in TTBR0. */
    @ParameterizedTest
    @MethodSource("withAnswers")
    void par_is_what_the_captured_machine_answered(String name) {
        CaptureSource source = CaptureSource.load(name, null);
        CaptureRoots roots = new CaptureRoots(source);
        RegisterFile registers = roots.registersFor(roots.user(), source.registers(0));
        TranslationContext context =
                ContextBuilder.of(registers, source.regime(), SecurityState.NON_SECURE, Profile.QEMU_11_1);
        List<String> differences = new ArrayList<>();
        int asked = 0;
        try (PhysicalMemory memory = source.capture().toMemory()) {
            for (String line : source.capture().text("at.txt").orElseThrow().split("\n")) {
                if (line.startsWith("#")) {
                    continue;
                }
                String[] words = line.split(" ");
                long va = Long.parseUnsignedLong(words[0].substring("va=0x".length()), 16);
                for (int i = 0; i < ACCESSES.length; i++) {
                    AddressAnswer answer = AddressAnswer.of(memory, context, words[0], va, ACCESSES[i]);
                    assertThat(answer.at()).isEqualTo(INSTRUCTIONS[i]);
                    String recorded = words[i + 1].substring(words[i + 1].indexOf('=') + 1);
                    if (!recorded.equals(answer.par())) {
                        differences.add(line + ": AT " + answer.at() + " gives " + answer.par());
                    }
                    asked++;
                }
            }
        }
        assertThat(differences).isEmpty();
        assertThat(asked).isGreaterThan(1000);
    }
}
