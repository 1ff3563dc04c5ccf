package dev.ptarmigan.explorer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ptarmigan.mutation.Mutation;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScenarioExtractorTest {
    private static RecordedKernel.Recording recording(String call, String hardware, String bug) {
        String[] words = call.split(" ");
        Map<String, String> options = Arrays.stream(hardware.split(" "))
                .map(word -> word.split("="))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair.length > 1 ? pair[1] : "true"));
        boolean notGlobal = words[0].endsWith("@ng");
        return new RecordedKernel(
                        words[0].replace("@ng", ""),
                        words[1],
                        Integer.parseInt(words[2]),
                        RecordedKernel.Place.valueOf(words[3]),
                        Integer.parseInt(words[4]),
                        notGlobal,
                        bug.equals("-") ? null : Mutation.named(bug))
                .record(options);
    }

    private static String violations(RecordedKernel.Recording recording) {
        TreeSet<Invariant> all = new TreeSet<>();
        for (Scenario scenario : recording.scenarios()) {
            Exploration exploration = new Explorer().explore(scenario);
            assertThat(exploration.exhausted()).as(scenario.id()).isTrue();
            all.addAll(exploration.violations());
            exploration
                    .stories()
                    .values()
                    .forEach(story -> assertThat(story.timeline()).isNotBlank());
        }
        return all.isEmpty()
                ? "-"
                : String.join(" ", all.stream().map(Invariant::name).toList());
    }

    @ParameterizedTest(name = "{0}: {1} on {2}")
    @CsvSource(delimiter = '|', textBlock = """
            one page of a block                            | linux ro 1 BLOCK_2M 5              | bbml=2 noabort | -
            its first page                                 | linux ro 1 BLOCK_2M 0              | bbml=2 noabort | -
            its last page                                  | linux ro 1 BLOCK_2M 511            | bbml=2 noabort | -
            no execution                                   | linux nx 1 BLOCK_2M 5              | bbml=2 noabort | -
            invalid                                        | linux invalid 1 BLOCK_2M 5         | bbml=2 noabort | -
            valid, in an invalid block                     | linux valid 1 BLOCK_2M 5           | bbml=2 noabort | -
            pages of several Contiguous groups             | linux ro 35 BLOCK_2M 3             | bbml=2 noabort | -
            nG mappings                                    | linux@ng invalid 1 BLOCK_2M 5      | bbml=2 noabort | -
            1G to 2M to pages                              | linux ro 1 BLOCK_1G 700            | bbml=2 noabort | -
            a whole 1G block                               | linux ro 262144 BLOCK_1G 0         | bbml=0         | -
            pages only                                     | linux ro 3 PAGES 254               | bbml=0         | -
            no ETS                                         | linux ro 1 BLOCK_2M 5              | bbml=2 noabort ets=none | -
            BBML2 may abort until the flush                | linux ro 1 BLOCK_2M 5              | bbml=2         | I6
            level 0 needs break-before-make                | linux ro 1 BLOCK_2M 5              | bbml=0         | I6 I8
            whole leaves                                   | pagewalk ro 512 BLOCK_2M 0         | bbml=0         | -
            whole leaves                                   | pagewalk invalid 512 BLOCK_2M 0    | bbml=0         | -
            pages                                          | legacy ro 3 PAGES 2                | bbml=0         | -
            live break-before-make faults in its window    | bbm ro 1 BLOCK_2M 5                | bbml=0         | I1
            the others are parked                          | bbm:stop-machine ro 1 BLOCK_2M 5   | bbml=0         | -
            the others are parked, three levels            | bbm:stop-machine ro 1 BLOCK_1G 700 | bbml=0         | -
            DMB orders stores, not walks (RISC-V's order)  | split-all ro 1 BLOCK_2M 5          | bbml=2 noabort | I1
            pages to a group                               | linux collapse 16 PAGES 0          | bbml=2 noabort | -
            pages to a block                               | linux collapse 512 BLOCK_2M 0      | bbml=2 noabort | -
            pages to blocks to a 1G block                  | linux collapse 262144 BLOCK_1G 0   | bbml=2 noabort | -
            live break-before-make faults in its window    | linux collapse-bbm 512 BLOCK_2M 0  | bbml=0         | I1
            """)
    void an_unmutated_strategy_breaks_what_is_documented_and_nothing_else(
            String why, String call, String hardware, String expected) {
        RecordedKernel.Recording recording = recording(call, hardware, "-");
        assertThat(violations(recording)).as(why).isEqualTo(expected);
        assertThat(recording.wrongResult()).as(why).isNull();
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            M1  | drop-dsb-before-publish | linux ro 1 BLOCK_2M 5            | I1          | right
            M2  | publish-before-fill     | linux ro 1 BLOCK_2M 5            | I1          | right
            M3  | fill-one-short          | linux ro 1 BLOCK_2M 5            | I1          | wrong
            M4  | wrong-child-type        | linux ro 1 BLOCK_2M 5            | I1          | wrong
            M5  | lose-pxn                | linux ro 1 BLOCK_2M 5            | -           | wrong
            M5  | lose-ng                 | linux@ng ro 1 BLOCK_2M 5         | I6 I8       | wrong
            M5  | lose-uxn                | linux ro 1 BLOCK_2M 5            | -           | wrong
            M6  | fold-unaligned          | linux collapse 16 PAGES 256      | I2 I6 I8    | right
            M7  | uncont-one-member       | linux ro 35 BLOCK_2M 3           | I3 I4       | right
            M8  | split-wrong-edge        | linux ro 1 BLOCK_2M 16           | I3 I4       | right
            M9  | skip-end-edge           | linux ro 35 BLOCK_2M 3           | I3 I4       | right
            M10 | valid-children          | linux valid 1 BLOCK_2M 5         | I7          | wrong
            M11 | ttl-3                   | linux ro 1 BLOCK_2M 5            | I4          | right
            M12 | flush-start-only        | linux ro 3 PAGES 2               | I4          | right
            M13 | no-flush-to-writable    | linux rw 1 PAGES 5               | I4          | right
            M14 | set-before-clear        | linux@ng valid 1 BLOCK_2M 5      | -           | wrong
            M16 | leaf-only-free          | linux collapse 512 BLOCK_2M 0    | I7          | right
            M17 | keep-lazy-barriers      | linux valid 3 PAGES 5            | I1          | right
            M18 | park-one-short          | bbm:stop-machine ro 1 BLOCK_2M 5 | I6 I8       | right
            own | local-tlbi              | linux ro 1 BLOCK_2M 5            | I4          | right
            own | flush-one-page-short    | linux ro 3 PAGES 2               | I4          | right
            own | free-before-flush       | linux collapse 512 BLOCK_2M 0    | I7          | right
            own | local-tlbi              | linux invalid 1 BLOCK_2M 5       | I7          | right
            """)
    void a_seeded_bug_is_caught(String number, String bug, String call, String expected, String result) {
        String hardware = call.startsWith("bbm") ? "bbml=0" : "bbml=2 noabort";
        RecordedKernel.Recording recording = recording(call, hardware, bug);
        assertThat(violations(recording)).isEqualTo(expected);
        assertThat(recording.wrongResult() == null ? "right" : "wrong").isEqualTo(result);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            linux ro 1 BLOCK_2M 5            | bbml=2
            linux ro 1 BLOCK_1G 700          | bbml=2 noabort
            linux collapse 512 BLOCK_2M 0    | bbml=2 noabort
            bbm:stop-machine ro 1 BLOCK_2M 5 | bbml=0
            """)
    void an_extracted_scenario_can_be_written_and_read(String call, String hardware) {
        for (Scenario scenario : recording(call, hardware, "-").scenarios()) {
            String text = Catalogue.write(scenario);
            Scenario again = Catalogue.read(text, "again").get(0);
            assertThat(Catalogue.write(again)).isEqualTo(text);
            Exploration reduced = new Explorer().explore(scenario);
            assertThat(new Explorer().explore(again).states()).isEqualTo(reduced.states());
            assertThat(new Explorer().reductions(false).explore(scenario).violations())
                    .isEqualTo(reduced.violations());
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            each Contiguous group collapses by itself            | linux collapse 512 PAGES 0 | bbml=2 noabort | 18 | -
            the root's groups are larger than the tables'        | linux ro 700 BLOCK_1G 504  | bbml=2 noabort | 4  | -
            more than 64 stores, with barriers that wait for all | bbm ro 35 BLOCK_1G 504     | bbml=0         | 4  | I1
            the others are parked more than once                 | bbm:stop-machine ro 35 BLOCK_1G 504 | bbml=0 | 4 | -
            """)
    void a_large_recording_becomes_several_scenarios(
            String why, String call, String hardware, int scenarios, String expected) {
        RecordedKernel.Recording recording = recording(call, hardware, "-");
        assertThat(recording.scenarios()).as(why).hasSize(scenarios);
        assertThat(violations(recording)).as(why).isEqualTo(expected);
    }

    @Test
    void what_does_not_fit_is_refused_in_one_line() {
        assertThatThrownBy(() -> recording("pagewalk ro 1 BLOCK_2M 5", "bbml=0", "-"))
                .isInstanceOf(ScenarioException.class)
                .hasMessageContaining("only what succeeds is explored");
    }
}
