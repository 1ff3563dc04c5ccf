package dev.ptarmigan.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ptarmigan.kernel.KernelOptions.Kfence;
import dev.ptarmigan.kernel.KernelOptions.Rodata;
import dev.ptarmigan.registers.MissingRegisterException;
import dev.ptarmigan.registers.Register;
import dev.ptarmigan.registers.RegisterFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class KernelOptionsTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    # reason                                       | debug | bbml2 | rodata  | kfence | realm | force | can   | requires
                    DEBUG_PAGEALLOC, whatever the CPU              | true  | true  | ON      | OFF    | false | true  | true  | false
                    DEBUG_PAGEALLOC and nothing else               | true  | false | OFF     | OFF    | false | true  | true  | false
                    rodata=on on a CPU that can split              | false | true  | ON      | OFF    | false | false | true  | true
                    late KFENCE on a CPU that can split            | false | true  | NOALIAS | LATE   | false | false | true  | true
                    a Realm on a CPU that can split                | false | true  | OFF     | OFF    | true  | false | true  | true
                    nothing needed, CPU can split                  | false | true  | NOALIAS | OFF    | false | false | false | false
                    early KFENCE needs nothing                     | false | true  | OFF     | EARLY  | false | false | false | false
                    rodata=on on a CPU that cannot                 | false | false | ON      | OFF    | false | true  | true  | false
                    late KFENCE on a CPU that cannot               | false | false | OFF     | LATE   | false | true  | true  | false
                    a Realm on a CPU that cannot                   | false | false | NOALIAS | OFF    | true  | true  | true  | false
                    nothing needed, CPU cannot                     | false | false | NOALIAS | EARLY  | false | false | false | false
                    """)
    void the_linear_map_is_made_as_the_truth_table_says(
            String reason,
            boolean debug,
            boolean bbml2,
            Rodata rodata,
            Kfence kfence,
            boolean realm,
            boolean force,
            boolean canSet,
            boolean requires) {
        KernelOptions options = KernelOptions.builder()
                .debugPagealloc(debug)
                .bbml2NoAbort(bbml2)
                .rodata(rodata)
                .kfence(kfence)
                .realm(realm)
                .build();

        assertThat(options.forcePteMapping()).isEqualTo(force);
        assertThat(options.canSetDirectMap()).isEqualTo(canSet);
        assertThat(options.linearMapRequiresBbml2()).isEqualTo(requires);
    }

    @Test
    void once_capabilities_are_final_the_system_is_asked_but_the_requirement_stays() {
        KernelOptions options =
                KernelOptions.builder().bootState(false, true, true, 2).build();

        assertThat(options.forcePteMapping()).isFalse();
        assertThat(options.forcePteMappingNow()).isTrue();
        assertThat(options.linearMapRequiresBbml2()).isTrue();
    }

    @Test
    void a_builder_changes_nothing_but_what_it_is_told() {
        KernelOptions all = KernelOptions.builder()
                .rodata(Rodata.NOALIAS)
                .notGlobal(true)
                .bti(true)
                .bbml2NoAbort(false)
                .bootCpuBbml2NoAbort(true)
                .bootState(false, false, false, 7)
                .tlbRange(false)
                .lpa2(true)
                .repeatTlbi(true)
                .debugPagealloc(true)
                .kfence(Kfence.LATE)
                .realm(true)
                .lazyMmu(false)
                .interruptContext(true)
                .hafdbs(3)
                .permissionIndirection(true)
                .vhe(true)
                .mte(true)
                .hugeVmalloc(false)
                .hugeIoremap(false)
                .build();

        assertThat(all.toBuilder().build()).isEqualTo(all);
        assertThat(all.withLpa2(false).withLpa2(true)).isEqualTo(all);
        assertThat(all.withLpa2(false)).isNotEqualTo(all);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KernelOptions.builder().bootState(true, true, true, 0));
    }

    static Stream<String> kernels() {
        return RealKernel.names();
    }

    /** What Linux itself found is in the capture: its capabilities and variables. */
    @ParameterizedTest
    @MethodSource("kernels")
    void registers_and_command_line_give_what_the_kernel_found(String name) {
        RealKernel real = RealKernel.load(name);

        KernelOptions options = real.options();

        assertThat(options.bbml2NoAbort()).isEqualTo(real.capability("ARM64_HAS_BBML2_NOABORT"));
        assertThat(options.tlbRange()).isEqualTo(real.capability("ARM64_HAS_TLB_RANGE"));
        assertThat(options.permissionIndirection()).isEqualTo(real.capability("ARM64_HAS_S1PIE"));
        assertThat(options.notGlobal()).isEqualTo(real.capability("ARM64_UNMAP_KERNEL_AT_EL0"));
        assertThat(options.notGlobal()).isEqualTo(real.variable("arm64_use_ng_mappings") != 0);
        assertThat(options.vhe()).isEqualTo(real.capability("ARM64_HAS_VIRT_HOST_EXTN"));
        assertThat(options.linearMapRequiresBbml2()).isEqualTo(real.variable("linear_map_requires_bbml2") != 0);
        assertThat(options.rodataFull()).isEqualTo(real.variable("rodata_full") != 0);
        assertThat(options.kfence() == Kfence.EARLY).isEqualTo(real.variable("kfence_early_init") != 0);
        int usable = header(real).contains("nolva") ? 48 : real.builtVaBits();
        assertThat(LinuxCpu.of(real.registers()).actualVaBits(real.granule(), usable))
                .isEqualTo(real.actualVaBits());
    }

    private static String header(RealKernel real) {
        return real.header("cmdline");
    }

    @Test
    void an_absent_register_is_not_taken_for_zero() {
        RegisterFile registers = new RegisterFile();
        registers.set(Register.MIDR_EL1, 0x410f_d823L);

        assertThatExceptionOfType(MissingRegisterException.class)
                .isThrownBy(() -> KernelOptions.of(registers, BootParameters.DEFAULT));
    }
}
