package dev.ptarmigan.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EsrTest {
    /** Values seen after real accesses on QEMU 11.1.3. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    EL1 load, permission at level 3       | 0x9600000f | false | PERMISSION       |  3 | false | false
                    EL1 store, permission at level 3      | 0x9600004f | false | PERMISSION       |  3 | true  | false
                    EL0 load, permission at level 3       | 0x9200000f | true  | PERMISSION       |  3 | false | false
                    EL0 load of a page E0PD0 refuses      | 0x92000004 | true  | TRANSLATION      |  0 | false | false
                    stage 2 level 1 on the walk of a load | 0x92000085 | true  | TRANSLATION      |  1 | false | true
                    the same of a store                   | 0x920000c5 | true  | TRANSLATION      |  1 | true  | true
                    descriptor in unbacked memory         | 0x96000017 | false | EXTERNAL_ON_WALK |  3 | false | false
                    page in unbacked memory               | 0x96000010 | false | EXTERNAL         |  0 | false | false
                    level -1 is invalid                   | 0x9600002b | false | TRANSLATION      | -1 | false | false
                    unaligned store to Device memory      | 0x96000061 | false | ALIGNMENT        |  0 | true  | false
                    """)
    void a_data_abort_is_encoded_as_the_machine_reports_it(
            String reason, long word, boolean lower, FaultType type, int level, boolean write, boolean s1ptw) {
        Esr esr = Esr.dataAbort(lower, FaultStatus.of(type, level))
                .with(Esr.WNR, write)
                .with(Esr.S1PTW, s1ptw);
        assertThat(esr).isEqualTo(new Esr(word));
        assertThat(esr.status()).isEqualTo(FaultStatus.of(type, level));
        assertThat(esr.isWrite()).isEqualTo(write);
        assertThat(esr.onStage1Walk()).isEqualTo(s1ptw);
        assertThat(esr.isDataAbort()).isTrue();
        assertThat(esr.isInstructionAbort()).isFalse();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    EL1 fetch, permission at level 3      | 0x8600000f | false | PERMISSION  | 3 | false
                    EL0 fetch, permission at level 3      | 0x8200000f | true  | PERMISSION  | 3 | false
                    stage 2 level 1 on the walk           | 0x82000085 | true  | TRANSLATION | 1 | true
                    tagged address and TBID0              | 0x86000004 | false | TRANSLATION | 0 | false
                    """)
    void an_instruction_abort_is_encoded_as_the_machine_reports_it(
            String reason, long word, boolean lower, FaultType type, int level, boolean s1ptw) {
        Esr esr = Esr.instructionAbort(lower, FaultStatus.of(type, level)).with(Esr.S1PTW, s1ptw);
        assertThat(esr).isEqualTo(new Esr(word));
        assertThat(esr.status()).isEqualTo(FaultStatus.of(type, level));
        assertThat(esr.isInstructionAbort()).isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    ldr x0, stage 2 translation level 3   | 0x93c08007   | TRANSLATION | 3 | 3 | 0 | true  | false | false
                    ldr x0, stage 2 translation level 0   | 0x93c08004   | TRANSLATION | 0 | 3 | 0 | true  | false | false
                    str x2, stage 2 permission level 3    | 0x93c2804f   | PERMISSION  | 3 | 3 | 2 | true  | true  | false
                    unaligned load, stage 2 Device        | 0x93c08021   | ALIGNMENT   | 0 | 3 | 0 | true  | false | false
                    str x2, stage 2 page is clean         | 0x2093c2804f | PERMISSION  | 3 | 3 | 2 | true  | true  | true
                    """)
    void a_stage_2_data_abort_tells_the_instruction(
            String reason,
            long word,
            FaultType type,
            int level,
            int sizeLog2,
            int register,
            boolean sixtyFour,
            boolean write,
            boolean dirty) {
        Esr esr = Esr.dataAbort(true, FaultStatus.of(type, level))
                .withInstruction(sizeLog2, false, register, sixtyFour, false)
                .with(Esr.WNR, write)
                .with(Esr.DIRTY_BIT, dirty);
        assertThat(esr).isEqualTo(new Esr(word));
    }

    @Test
    void an_at_instruction_that_meets_a_stage_2_fault_on_its_walk_reports_a_cache_maintenance_write() {
        Esr esr = Esr.dataAbort(true, FaultStatus.of(FaultType.TRANSLATION, 1))
                .with(Esr.CM, 1)
                .with(Esr.WNR, 1)
                .with(Esr.S1PTW, 1);
        assertThat(esr).hasToString("0x00000000920001c5");
    }

    @Test
    void a_clean_page_under_indirect_permissions_is_reported_in_iss2() {
        assertThat(new Esr(0x20_9600_004fL).with(Esr.DIRTY_BIT, 0)).isEqualTo(new Esr(0x9600_004fL));
    }

    @Test
    void an_exception_that_is_no_abort_has_no_status() {
        assertThatThrownBy(() -> new Esr(0x5600_0000).status())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no fault status: ec=0x15");
        assertThat(new Esr(0x9600_003fL).status()).as("a reserved code").isNull();
    }
}
