package dev.ptarmigan.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ptarmigan.kernel.BootParameters.Kpti;
import dev.ptarmigan.kernel.KernelOptions.Kfence;
import dev.ptarmigan.kernel.KernelOptions.Rodata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BootParametersTest {
    private static final BootParameters CONFIGURED =
            BootParameters.DEFAULT.withKaslr(true).withKfence(Kfence.LATE);

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    nothing given                      | console=ttyAMA0          | ON      | AUTOMATIC | true  | LATE
                    rodata=on is the default           | rodata=on                | ON      | AUTOMATIC | true  | LATE
                    the alias may stay writable        | quiet rodata=noalias     | NOALIAS | AUTOMATIC | true  | LATE
                    off                                | rodata=off nokaslr       | OFF     | AUTOMATIC | false | LATE
                    2024's full is not known any more  | rodata=full              | ON      | AUTOMATIC | true  | LATE
                    kpti by number                     | nokaslr kpti=1           | ON      | ON        | false | LATE
                    kpti by word                       | kpti=off                 | ON      | OFF       | true  | LATE
                    kpti by nonsense                   | kpti=maybe               | ON      | AUTOMATIC | true  | LATE
                    KFENCE from the start              | kfence.sample_interval=5 | ON      | AUTOMATIC | true  | EARLY
                    KFENCE off for now                 | kfence.sample_interval=0 | ON      | AUTOMATIC | true  | LATE
                    the last one counts                | rodata=off rodata=on     | ON      | AUTOMATIC | true  | LATE
                    """)
    void a_command_line_is_read(
            String reason, String commandLine, Rodata rodata, Kpti kpti, boolean kaslr, Kfence kfence) {
        BootParameters boot = BootParameters.parse(commandLine, CONFIGURED);

        assertThat(boot.rodata()).isEqualTo(rodata);
        assertThat(boot.kpti()).isEqualTo(kpti);
        assertThat(boot.kaslr()).isEqualTo(kaslr);
        assertThat(boot.kfence()).isEqualTo(kfence);
    }

    @Test
    void huge_mappings_and_pagealloc_are_switched() {
        BootParameters boot = BootParameters.parse("nohugevmalloc nohugeiomap debug_pagealloc=on", CONFIGURED);

        assertThat(boot.hugeVmalloc()).isFalse();
        assertThat(boot.hugeIoremap()).isFalse();
        assertThat(boot.debugPagealloc()).isTrue();
    }

    @Test
    void without_kfence_in_the_configuration_its_parameter_means_nothing() {
        assertThat(BootParameters.parse("kfence.sample_interval=100", BootParameters.DEFAULT)
                        .kfence())
                .isEqualTo(Kfence.OFF);
    }
}
