package dev.ptarmigan.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StrategiesTest {
    @Test
    void all_are_there_with_a_description_and_a_source() {
        assertThat(Strategies.all())
                .extracting(Strategy::name)
                .containsExactly("legacy", "pagewalk", "linux", "split-all", "bbm");
        assertThat(Strategies.all()).allSatisfy(strategy -> {
            assertThat(strategy.make().name()).isEqualTo(strategy.name());
            assertThat(strategy.description()).isNotBlank().doesNotContain("\n");
            assertThat(strategy.source()).isNotBlank();
            assertThat(strategy.switches()).containsKeys("locked", "lockless");
        });
    }

    @Test
    void every_switch_of_every_strategy_is_taken() {
        for (Strategy strategy : Strategies.all()) {
            for (String name : strategy.switches().keySet()) {
                assertThat(Strategies.named(strategy.name() + ":" + name)).isNotNull();
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            linux                   | LOCKLESS | PRESENT_INVALID
            linux:locked            | LOCKED   | PRESENT_INVALID
            linux:valid-only        | LOCKLESS | VALID_ONLY
            split-all               | LOCKED   | VALID_ONLY
            split-all:lockless      | LOCKLESS | VALID_ONLY
            bbm:stop-machine,locked | LOCKED   | PRESENT_INVALID
            """)
    void a_text_sets_the_switches(String text, Walking walking, ValidEncoding encoding) {
        SetMemory memory = Strategies.named(text);
        assertThat(memory.walking()).isEqualTo(walking);
        assertThat(memory.encoding()).isEqualTo(encoding);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            lunix               | no strategy is named 'lunix'; there are legacy, pagewalk, linux, split-all, bbm
            pagewalk:fast       | strategy pagewalk has no switch 'fast'; it has locked, lockless
            linux:              | strategy linux has no switch ''; it has both-edges, locked, lockless, lockless-split, valid-only, whole-alias, whole-range
            bbm:locked,lockless | 'bbm:locked,lockless' asks for a walk with the lock and without it
            """)
    void a_text_that_means_nothing_is_refused_with_what_there_is(String text, String message) {
        assertThatThrownBy(() -> Strategies.named(text))
                .isInstanceOf(UnknownNameException.class)
                .hasMessage(message);
    }
}
