package dev.ptarmigan.explorer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScenarioTextTest {
    @Test
    void text_and_json_say_the_same() {
        for (Scenario scenario : TestFiles.scenarios()) {
            Scenario again =
                    ScenarioText.readAll(Catalogue.write(scenario), "text").get(0);
            assertThat(again).as(scenario.id()).isEqualTo(scenario);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            no scenario               | hardware bbml=0                      | f:1: 'scenario NAME' was expected first, not 'hardware bbml=0'
            unknown line              | scenario a; start                    | f:2: unknown line 'start', expected scenario, hardware, pe, tables, init, live, same, check, expect, why or N:
            unknown operation         | scenario a; 0: stor L2.0 inv         | f:2: unknown operation 'stor'
            unknown option            | scenario a; hardware bbm=1           | f:2: unknown hardware option 'bbm', expected bbml, noabort, ets, pes, asid, ttl, multihit, repeat-tlbi, hwdirty, hwaf, perm-amalgam, pa-walk-cache, walker-order, stage, fan-out, root-level, group or root-group
            level that does not exist | scenario a; hardware bbml=3          | f:2: bbml '3', expected 0 to 2
            no slot                   | scenario a; init L2 inv              | f:2: no slot 'L2', expected L2.n, S2.n or TABLE.n
            no descriptor             | scenario a; init L2.0 page           | f:2: no descriptor 'page', expected inv, tbl:NAME, blk:PA,PERM or pg:PA,PERM
            unknown flag              | scenario a; init L2.0 blk:0,rw,big   | f:2: unknown flag 'big' in 'blk:0,rw,big', expected nc, dev, cont, nT, nG, af0, dbm or dirty
            table not declared        | scenario a; init L2.0 tbl:T0         | f:1: a: no table T0
            page in a root            | scenario a; init L2.0 pg:0,rw        | f:1: a: L2.0 cannot hold pg:0,rw
            unknown barrier           | scenario a; 0: dsb all               | f:2: unknown barrier 'dsb all', expected isb, or dsb or dmb with a kind
            cut off                   | scenario a; 0: store L2.0            | f:2: expected 'store SLOT DESCRIPTOR'
            end of nothing            | scenario a; 0: return x              | f:1: a: 'return x' ends no goal
            unknown invariant         | scenario a; expect I13               | f:2: unknown invariant 'I13', expected I1 to I12
            stage 2 without the stage | scenario a; init S2.0 inv            | f:1: a: S2.0 needs stage=2
            """)
    void a_bad_line_is_named(String reason, String text, String message) {
        assertThatThrownBy(() -> ScenarioText.readAll(text.replace("; ", "\n"), "f"))
                .as(reason)
                .isInstanceOf(ScenarioException.class)
                .hasMessage(message);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            cut off            | {"id": "a", "ops": [                                  | f:1: not JSON: the line is cut off (column 21)
            unknown member     | {"id": "a", "opps": []}                              | f:1: a scenario has no "opps"; it may have id, title, cfg, tables, init, ops, live, invariants, expect, measured, note
            no operation       | {"id": "a", "ops": [{"pe": 0, "op": "X"}]}           | f:1: unknown operation "X"
            wrong type         | {"id": 1}                                            | f:1: "id" must be a string, not 1
            unknown option     | {"id": "a", "cfg": {"bbm": 1}}                       | f:1: cfg has no "bbm"
            fraction           | {"id": "a", "x": 1.5}                                | f:1: not JSON: ',' or '}' was expected (column 20)
            """)
    void a_bad_json_line_is_named(String reason, String text, String message) {
        assertThatThrownBy(() -> ScenarioJson.readAll(text, "f"))
                .as(reason)
                .isInstanceOf(ScenarioException.class)
                .hasMessage(message);
    }

    @Test
    void an_operation_that_does_not_exist_is_named() {
        String text = "scenario a\ninit L2.0 blk:0,rw\n0: tlbi vaf1is page=0\n";
        assertThatThrownBy(() -> ScenarioText.readAll(text, "f"))
                .isInstanceOf(ScenarioException.class)
                .hasMessageStartingWith("f:3: unknown TLBI operation VAF1IS");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a jump beyond the program's end ends it  | {"id": "a", "ops": [{"pe": 0, "op": "SKIPIF", "loc": "L2.0", "kind": "inv", "n": 2147483647}, {"pe": 0, "op": "WAIT", "flag": "f"}]} | -
            a TLBI of pages beyond the last          | {"id": "a", "ops": [{"pe": 0, "op": "TLBI", "kind": "VAE1IS", "page": 2147483647}, {"pe": 0, "op": "TLBI", "kind": "RVAE1IS", "page": 1, "n": 2147483647}]} | -
            an output page of any number is freed    | {"id": "a", "init": {"L2.0": "blk:9996,rw"}, "ops": [{"pe": 0, "op": "FREEPG", "pa": 9999}]} | I7
            another is                               | {"id": "a", "init": {"L2.0": "blk:9996,rw"}, "ops": [{"pe": 0, "op": "FREEPG", "pa": 10000}]} | -
            tables of ten slots                      | {"id": "a", "cfg": {"fanout": 10}, "tables": ["T0"], "init": {"L2.1": "tbl:T0", "T0.9": "pg:3,rw"}, "live": [19], "ops": [{"pe": 0, "op": "W", "loc": "T0.9", "val": "inv"}]} | I1
            a verdict without its violations         | {"id": "a", "expect": {"verdict": "fail"}} | -
            members that are null                    | {"id": "a", "cfg": null, "live": null, "invariants": null, "ops": null} | -
            """)
    void an_unusual_json_line_is_explored(String reason, String line, String violations) {
        Scenario scenario = Catalogue.read(line, "f").get(0);

        assertThat(new Explorer().explore(scenario).violationText()).isEqualTo(violations);
    }
}
