package dev.ptarmigan.explorer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class HerdScenarioTest {
    @Test
    void herds_warning_of_break_before_make_is_i8_on_all_its_tests() {
        List<Scenario> tests = ScenarioJson.readAll(TestFiles.text("herd-bbm.jsonl"), "herd-bbm.jsonl");
        assertThat(tests).hasSize(8);
        for (Scenario test : tests) {
            Exploration exploration = new Explorer().explore(test);
            assertThat(exploration.isAsExpected()).as(test.id()).isTrue();
        }
    }

    @Test
    void an_instruction_that_is_not_modelled_is_named() {
        String line = "{\"id\": \"herd/X\", \"init\": [\"0:X0=PTE(x)\"],"
                + " \"threads\": [{\"proc\": \"P0\", \"code\": [\"SWP X1,X2,[X0]\"]}]}";
        assertThatThrownBy(() -> ScenarioJson.readAll(line, "f"))
                .isInstanceOf(ScenarioException.class)
                .hasMessage("f:1: herd/X: 'SWP X1,X2,[X0]' is not modelled");
    }
}
