package dev.ptarmigan.explorer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ptarmigan.mutation.Mutation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class KernelProgramTest {
    private static Scenario scenario(String text) {
        return ScenarioText.readAll("scenario a\n" + text.replace("; ", "\n"), "f")
                .get(0);
    }

    private static Scenario block(String hardware, String program) {
        return scenario("hardware " + hardware + "; init L2.0 blk:0,rw; init L2.1 blk:4,rw; " + program);
    }

    /** A scenario with other programs. */
    private static Scenario with(Scenario scenario, List<Program> programs) {
        return new Scenario(
                scenario.id(),
                scenario.title(),
                scenario.hardware(),
                scenario.initial(),
                programs,
                scenario.live(),
                scenario.invariants(),
                null,
                scenario.same());
    }

    /** What a program does if nobody else is there, written down. */
    private static OperationList alone(Program program) {
        KernelTrail trail = ((KernelProgram) program).run(List.of());
        List<Operation> operations = new ArrayList<>();
        for (int i = 0; i < trail.size(); i++) {
            operations.addAll(trail.piece(i));
        }
        operations.removeIf(operation -> operation instanceof Operation.Load);
        return new OperationList(operations);
    }

    @Test
    void a_program_says_what_it_does_up_to_its_next_load() {
        Program program =
                block("bbml=2 noabort", "0: call linux split page=1").programs().get(0);
        assertThat(program.next(List.of()))
                .extracting(Operation::toString)
                .containsExactly("lock pgtable_split_lock", "load L2.0");
        SlotValue block = SlotValue.parse("blk:0,rw");
        assertThat(program.next(List.of(block)))
                .extracting(Operation::toString)
                .containsExactly(
                        "take-table P0T0",
                        "store P0T0.0 pg:0,rw,cont",
                        "store P0T0.1 pg:1,rw,cont",
                        "store P0T0.2 pg:2,rw,cont",
                        "store P0T0.3 pg:3,rw,cont",
                        "dsb ishst",
                        "store L2.0 tbl:P0T0,nx",
                        "load L2.0");
        SlotValue table = SlotValue.parse("tbl:T9,nx");
        assertThatThrownBy(() -> program.next(List.of(table)))
                .isInstanceOf(ScenarioException.class)
                .hasMessage("no table T9");
        assertThat(program.next(List.of(SlotValue.INVALID)))
                .extracting(Operation::toString)
                .containsExactly("unlock pgtable_split_lock");
    }

    @Test
    void loads_of_tables_that_nobody_else_knows_are_no_steps() {
        // PageRange reads the whole new table before it puts it in.
        Program program = scenario("hardware bbml=0; init L2.1 blk:4,rw; 0: call legacy ro page=1")
                .programs()
                .get(0);
        List<Operation> operations = program.next(List.of(SlotValue.INVALID));
        assertThat(operations)
                .extracting(Operation::toString)
                .containsExactly("take-table P0T0", "lock init_mm.page_table_lock", "load L2.0");
    }

    @Test
    void code_that_reads_where_no_table_lies_crashes() {
        KernelMemory memory = new KernelMemory(new Hardware.Builder().build(1), Set.of());
        KernelPort port = new KernelPort(memory, new KernelTrail(List.of(), Map.of()), 0, 1);
        assertThatThrownBy(() -> port.load(0x5008))
                .hasMessage("the kernel crashes: load at 0x5008, where no table lies");
    }

    static Stream<Scenario> catalogue() {
        return Catalogue.all().stream()
                .filter(scenario -> scenario.programs().stream().anyMatch(KernelProgram.class::isInstance));
    }

    @ParameterizedTest
    @MethodSource("catalogue")
    void a_scenario_with_calls_can_be_written_and_read(Scenario scenario) {
        assertThat(Catalogue.read(Catalogue.write(scenario), "again").get(0)).isEqualTo(scenario);
    }

    /** The same program with nothing remembered, guessed or merged. */
    private record Plain(Program program) implements Program {
        @Override
        public List<Operation> next(List<SlotValue> loaded) {
            return program.next(loaded);
        }

        @Override
        public List<Operation> operations() {
            return program.operations();
        }

        @Override
        public List<Operation.Begin> goals() {
            return program.goals();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "call-two-writers-no-mutex",
                "call-group-neighbours",
                "call-group-neighbours-no-mutex",
                "call-collapse-writer",
                "call-collapse-split",
                "call-split-all"
            })
    void guesses_and_places_that_are_one_change_no_verdict(String id) {
        Scenario scenario = Catalogue.named(id);
        assertThat(scenario).isNotNull();
        List<Program> plain = new ArrayList<>();
        scenario.programs().forEach(program -> plain.add(new Plain(program)));
        Exploration slow = new Explorer().explore(with(scenario, plain));
        Exploration fast = new Explorer().explore(scenario);
        assertThat(slow.violations()).isEqualTo(fast.violations());
        assertThat(slow.states()).isGreaterThanOrEqualTo(fast.states());
        assertThat(slow.kernelWork().explorations())
                .isGreaterThan(fast.kernelWork().explorations());
    }

    @Test
    void most_steps_run_no_kernel_code() {
        Scenario scenario = Catalogue.named("call-three-writers");
        assertThat(scenario).isNotNull();
        Exploration exploration = new Explorer().explore(scenario);
        assertThat(exploration.transitions())
                .isGreaterThan(5000L * exploration.kernelWork().runs());
        assertThat(exploration.kernelWork().runs()).isPositive();
    }

    @Test
    void a_call_that_fails_somewhere_is_told() {
        Scenario scenario = Catalogue.named("call-collapse-writer-locked");
        assertThat(scenario).isNotNull();
        assertThat(new Explorer().explore(scenario).kernelWork().notes())
                .contains("PE1: call linux:locked ro page=1 fails: -EINVAL (-22)");
        Scenario other = Catalogue.named("call-two-writers");
        assertThat(other).isNotNull();
        assertThat(new Explorer().explore(other).kernelWork().notes()).isEmpty();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            S01                    | 0: call linux split page=1
            S02                    | 0: call linux split page=1
            S03                    | 0: call linux split page=1
            S07                    | 0: call linux split page=1 bug=M1
            S11                    | 0: call linux ro page=1
            S13                    | 0: call linux ro page=1 bug=M11
            S18                    | 0: call linux ro page=1 bug=local-tlbi
            S21                    | 0: call linux ro page=1 n=2
            S23                    | 0: call linux ro page=1 bug=M11
            S27                    | 0: call linux split page=0
            S50                    | 0: call linux collapse page=0 n=4
            S69                    | 0: call linux ro page=1; 1: call linux ro page=2
            S70                    | 0: call linux:whole-range ro page=1 bug=M15; 1: call linux:whole-range ro page=2 bug=M15
            S79                    | 0: call linux ro page=1; 1: call linux ro page=2
            S85                    | 0: call linux ro page=1
            split-bbml0            | 0: call linux split page=1
            split-publish-first    | 0: call linux split page=1 bug=M2
            split-one-short        | 0: call linux split page=1 bug=M3
            set-memory-no-flush    | 0: call linux ro page=1 bug=drop:vaale1is
            set-memory-short-range | 0: call linux ro page=0 n=3 bug=flush-one-page-short
            collapse-leaf-flush    | 0: call linux collapse page=0 n=4 bug=M16
            collapse-bbml2         | 0: call linux collapse page=0 n=4
            """)
    void kernel_code_breaks_what_the_same_call_written_by_hand_breaks(String id, String calls) {
        Scenario byHand = Catalogue.named(id);
        assertThat(byHand).isNotNull();
        String head = Catalogue.write(byHand)
                .lines()
                .filter(line -> !line.matches("(\\d:|expect|why|live).*"))
                .collect(Collectors.joining("\n"));
        Scenario code = Catalogue.read(head + "\n" + calls.replace("; ", "\n") + "\n", id)
                .get(0);
        assertThat(new Explorer().explore(code).violationText())
                .isEqualTo(new Explorer().explore(byHand).violationText());
    }

    @ParameterizedTest(name = "{0} {1} {2} {3}")
    @CsvSource(delimiter = '|', textBlock = """
            linux ro 1 BLOCK_2M 5       | ro page=1          | bbml=2 noabort          | -
            linux ro 1 BLOCK_2M 5       | ro page=1          | bbml=2                  | -
            linux ro 1 BLOCK_2M 5       | ro page=1          | bbml=0                  | -
            linux ro 1 BLOCK_2M 5       | ro page=1          | bbml=1                  | -
            linux ro 1 BLOCK_2M 5       | ro page=1          | bbml=2 noabort ets=none | -
            linux nx 1 BLOCK_2M 5       | nx page=1          | bbml=2 noabort          | -
            linux invalid 1 BLOCK_2M 5  | invalid page=1     | bbml=2 noabort          | -
            linux ro 512 BLOCK_2M 0     | ro page=0 n=4      | bbml=0                  | -
            linux collapse 512 BLOCK_2M 0     | collapse page=0 n=4     | bbml=2 noabort | -
            linux collapse 512 BLOCK_2M 0     | collapse page=0 n=4     | bbml=2         | -
            linux collapse-bbm 512 BLOCK_2M 0 | collapse-bbm page=0 n=4 | bbml=0         | -
            bbm ro 1 BLOCK_2M 5         | ro page=1          | bbml=0                  | -
            split-all ro 1 BLOCK_2M 5   | ro page=1          | bbml=2 noabort          | -
            pagewalk ro 512 BLOCK_2M 0  | ro page=0 n=4      | bbml=0                  | -
            legacy ro 3 PAGES 2         | ro page=0 n=3      | bbml=0                  | -
            linux ro 1 BLOCK_2M 5       | ro page=1          | bbml=2 noabort          | drop-dsb-before-publish
            linux ro 1 BLOCK_2M 5       | ro page=1          | bbml=2 noabort          | publish-before-fill
            linux ro 1 BLOCK_2M 5       | ro page=1          | bbml=2 noabort          | fill-one-short
            linux ro 1 BLOCK_2M 5       | ro page=1          | bbml=2 noabort          | wrong-child-type
            linux ro 1 BLOCK_2M 16      | ro page=2          | bbml=2 noabort          | split-wrong-edge
            linux ro 1 BLOCK_2M 5       | ro page=1          | bbml=2 noabort          | ttl-3
            linux ro 1 BLOCK_2M 5       | ro page=1          | bbml=2 noabort          | local-tlbi
            linux ro 3 PAGES 2          | ro page=0 n=3      | bbml=2 noabort          | flush-start-only
            linux ro 3 PAGES 2          | ro page=0 n=3      | bbml=2 noabort          | flush-one-page-short
            linux collapse 512 BLOCK_2M 0 | collapse page=0 n=4 | bbml=2 noabort       | leaf-only-free
            linux collapse 512 BLOCK_2M 0 | collapse page=0 n=4 | bbml=2 noabort       | free-before-flush
            """)
    void kernel_code_breaks_what_the_recording_of_the_same_call_breaks(
            String recorded, String call, String hardware, String bug) {
        String[] words = recorded.split(" ");
        Map<String, String> options = Arrays.stream(hardware.split(" "))
                .map(word -> word.split("="))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair.length > 1 ? pair[1] : "true"));
        RecordedKernel.Recording recording = new RecordedKernel(
                        words[0],
                        words[1],
                        Integer.parseInt(words[2]),
                        RecordedKernel.Place.valueOf(words[3]),
                        Integer.parseInt(words[4]),
                        false,
                        bug.equals("-") ? null : Mutation.named(bug))
                .record(options);
        TreeSet<Invariant> violations = new TreeSet<>();
        recording
                .scenarios()
                .forEach(one -> violations.addAll(new Explorer().explore(one).violations()));
        boolean pages = call.startsWith("collapse") || words[3].equals("PAGES");
        String init = pages
                ? "tables T0; init L2.0 tbl:T0; init T0.0 pg:0,rw; init T0.1 pg:1,rw; init T0.2 pg:2,rw; init T0.3 pg:3,rw"
                : "init L2.0 blk:0,rw; init L2.1 blk:4,rw";
        Scenario code = scenario("hardware " + hardware + "; " + init + "; 0: call " + words[0] + " " + call
                + (bug.equals("-") ? "" : " bug=" + bug));
        assertThat(new Explorer().explore(code).violations()).containsExactlyElementsOf(violations);
    }

    static Stream<String> calls() {
        List<String> calls = new ArrayList<>();
        for (String hardware : List.of("bbml=0", "bbml=2", "bbml=2 noabort ets=none")) {
            for (String call : List.of(
                    "linux ro page=1",
                    "linux ro page=2",
                    "linux ro page=0 n=3",
                    "linux ro page=3 n=2",
                    "linux:both-edges ro page=1",
                    "linux:whole-range ro page=1 n=4",
                    "linux:valid-only invalid page=0 n=4",
                    "linux invalid page=1",
                    "linux nx page=1 n=6",
                    "bbm ro page=2",
                    "split-all invalid page=1",
                    "pagewalk ro page=0 n=4",
                    "linux ro page=1 bug=M1",
                    "linux ro page=1 bug=M2",
                    "linux ro page=1 bug=keep-lazy-barriers",
                    "linux ro page=1 bug=swap:store:5")) {
                calls.add(hardware + "; 0: call " + call);
            }
        }
        return calls.stream();
    }

    @ParameterizedTest
    @MethodSource("calls")
    void code_that_is_alone_is_the_list_of_what_it_does(String line) {
        int at = line.indexOf("; ");
        Scenario code = block(line.substring(0, at), line.substring(at + 2));
        Scenario list = with(code, List.of(alone(code.programs().get(0))));
        Exploration ofCode = new Explorer().explore(code);
        assertThat(new Explorer().explore(list).violations()).isEqualTo(ofCode.violations());
        assertThat(ofCode.kernelWork().runs()).isEqualTo(1);
        assertThat(ofCode.kernelWork().explorations()).isEqualTo(1);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', textBlock = """
            M1  | drop-dsb-before-publish | blk:0,rw    | linux ro page=1             | I1
            M2  | publish-before-fill     | blk:0,rw    | linux ro page=1             | I1
            M3  | fill-one-short          | blk:0,rw    | linux ro page=1             | I1
            M4  | wrong-child-type        | blk:0,rw    | linux ro page=1             | I1
            M5  | lose-ng                 | blk:0,rw,nG | linux ro page=1             | I6 I8
            M5  | lose-attrindx           | blk:0,rw,nc | linux ro page=1             | I5 I6 I8
            M6  | fold-unaligned          | 1:rw        | linux collapse page=0 n=2   | I2 I6 I8
            M7  | uncont-one-member       | 0:rw,cont   | linux ro page=0 n=3         | I3
            M8  | split-wrong-edge        | blk:0,rw    | linux ro page=2             | I3 I4
            M9  | skip-end-edge           | 0:rw,cont   | linux ro page=0 n=3         | I3 I4
            M10 | valid-children          | hidden      | linux valid page=1          | I7
            M11 | ttl-3                   | blk:0,rw    | linux ro page=1             | I4
            M12 | flush-start-only        | 0:rw        | linux ro page=0 n=3         | I4
            M13 | no-flush-to-writable    | 0:r         | linux rw page=1             | I4
            M16 | leaf-only-free          | 0:rw        | linux collapse page=0 n=4   | I7
            M17 | keep-lazy-barriers      | hidden      | linux valid page=1          | I1
            own | local-tlbi              | blk:0,rw    | linux ro page=1             | I4
            own | flush-one-page-short    | 0:rw        | linux ro page=0 n=3         | I4
            own | free-before-flush       | 0:rw        | linux collapse page=0 n=4   | I7
            """)
    void a_seeded_bug_of_one_pe_is_caught(String number, String bug, String start, String call, String expected) {
        StringBuilder text = new StringBuilder("hardware bbml=2 noabort");
        if (start.startsWith("blk")) {
            text.append("; init L2.0 ").append(start).append("; init L2.1 ").append(start.replace(":0", ":4"));
        } else if (start.equals("hidden")) {
            text.append("; init L2.0 blk:0,rw; 0: free-page 2; 0: call linux invalid page=0 n=4");
        } else {
            int first = start.charAt(0) - '0';
            text.append("; tables T0; init L2.0 tbl:T0,nx");
            for (int i = 0; i < 4; i++) {
                text.append("; init T0." + i + " pg:" + (first + i) + "," + start.substring(2));
            }
        }
        String sound = text + "; 0: call " + call;
        if (start.equals("hidden")) {
            sound = sound.replace("0: free-page 2; ", "");
        }
        assertThat(new Explorer().explore(scenario(sound)).violationText()).isEqualTo("-");
        assertThat(new Explorer().explore(scenario(sound + " bug=" + bug)).violationText())
                .as(number)
                .isEqualTo(expected);
    }

    @Test
    void a_cpu_that_is_not_parked_is_caught() {
        Scenario parked = Catalogue.named("call-bbm-parked");
        assertThat(parked).isNotNull();
        String text =
                Catalogue.write(parked).replace("page=1", "page=1 bug=M18").replaceAll("(?m)^1: .*\n", "");
        assertThat(new Explorer().explore(Catalogue.read(text, "f").get(0)).violationText())
                .isEqualTo("I6 I8");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            PXNTable still forbids what the leaves allow | lose-pxn         | blk:0,rw    | linux ro page=1
            only nG differs, in one context (M14)        | set-before-clear | blk:0,rw,nG | linux valid page=1
            """)
    void a_bug_without_an_effect_on_these_pages_is_no_violation(String why, String bug, String start, String call) {
        String before = call.contains(" valid ") ? "; 0: call linux invalid page=0 n=4" : "";
        Scenario scenario =
                scenario("hardware bbml=2 noabort; init L2.0 " + start + before + "; 0: call " + call + " bug=" + bug);
        assertThat(new Explorer().explore(scenario).violationText()).as(why).isEqualTo("-");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            no page              | call linux ro                         | f:5: expected 'call STRATEGY OPERATION page=P [n=PAGES] [perm=PERM] [bug=BUG]'
            no such option       | call linux ro page=1 m=2              | f:5: unknown option 'm', expected 'call STRATEGY OPERATION page=P [n=PAGES] [perm=PERM] [bug=BUG]'
            no such strategy     | call minix ro page=1                  | f:1: a: no strategy is named 'minix'; there are legacy, pagewalk, linux, split-all, bbm
            no such call         | call linux rox page=1                 | f:1: a: unknown call 'rox', expected ro, rw, nx, x, invalid, valid, split, collapse or collapse-bbm
            beyond the last page | call linux ro page=63 n=2             | f:1: a: page 64 is beyond the last page 63
            several bugs         | call linux ro page=1 bug=M5           | f:1: a: bug=M5 is one of several; name it: lose-uxn, lose-pxn, lose-ng, lose-attrindx
            no such bug          | call linux ro page=1 bug=M99          | f:1: a: bug=M99 is no bug with a number
            split by another     | call bbm split page=1                 | f:1: a: 'call bbm split page=1': split is a call of strategy linux
            """)
    void a_call_that_cannot_be_is_refused(String why, String call, String message) {
        assertThatThrownBy(() -> block("bbml=0", "0: " + call))
                .as(why)
                .isInstanceOf(ScenarioException.class)
                .hasMessage(message);
    }

    @Test
    void a_word_that_scenarios_do_not_have_ends_the_exploration() {
        assertThatThrownBy(
                        () -> new Explorer().explore(block("bbml=2 noabort", "0: call linux ro page=1 bug=lose-uxn")))
                .isInstanceOf(ScenarioException.class)
                .hasMessage(
                        "a: kernel code stores 0x00b8000040000703 to P0T0.0, which no descriptor of a scenario says");
    }
}
