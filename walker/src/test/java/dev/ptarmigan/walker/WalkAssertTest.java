package dev.ptarmigan.walker;

import static dev.ptarmigan.walker.WalkAssert.assertThatWalk;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ptarmigan.faults.FaultType;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class WalkAssertTest {
    private static ExplainedWalk walk(String setup, int access) {
        try (WalkBench bench = WalkScript.bench(setup, Profile.ARM)) {
            return bench.walk(access);
        }
    }

    private static void fails(ThrowingCallable assertion, String... parts) {
        assertThatExceptionOfType(AssertionError.class).isThrownBy(assertion).withMessageContainingAll(parts);
    }

    @Test
    void a_good_walk_satisfies_what_is_true_of_it() {
        assertThatWalk(walk("A leaf=50000743", Access.READ))
                .isOk()
                .hasOutputAddress(0x5000_0000L)
                .hasOutputSpace(SecurityState.NON_SECURE)
                .hasLeafAt(3)
                .maps(4096)
                .permits("rw- rwx")
                .hasAttributes(0xFF, 3)
                .reads(4)
                .changesNothing()
                .because("VA bit 55 is 0");
    }

    @Test
    void a_failure_shows_every_descriptor_and_the_reasons() {
        ExplainedWalk walk = walk("A leaf=50000783", Access.WRITE);
        assertThatWalk(walk).faults(FaultType.PERMISSION, 3).isStage1Fault().isWriteFault(true);
        fails(
                () -> assertThatWalk(walk).isOk(),
                "Expecting a successful walk but it ended with a Permission fault, level 3, stage 1",
                "level 0 at 0x40000400: table",
                "level 3 at 0x40030918: page",
                "| AP[2:1] |",
                "|0101 0000 0000 0000 0000|",
                "privileged write refused");
        fails(() -> assertThatWalk(walk).faults(FaultType.PERMISSION, 2), "Permission fault, level 2");
        fails(() -> assertThatWalk(walk).isStage2Fault(), "the stage of the fault to be stage 2 but it is stage 1");
    }

    @Test
    void a_descriptor_that_hardware_changed_is_shown_twice() {
        ExplainedWalk walk = walk("A TCR_EL1.HA=1 leaf=50000343", Access.READ);
        assertThatWalk(walk).isOk().changes(1);
        fails(() -> assertThatWalk(walk).changesNothing(), "read |", "now  |", ">AF");
    }

    @Test
    void the_stage_of_a_fault_is_told() {
        assertThatWalk(walk("B s2leaf=0", Access.READ))
                .faults(FaultType.TRANSLATION, 3)
                .isStage2Fault()
                .hasIntermediateAddress(0x8000_0000L);
        ExplainedWalk onWalk = walk("B l2=c0000003", Access.READ);
        assertThatWalk(onWalk).isStage2FaultOnStage1Walk();
        fails(() -> assertThatWalk(onWalk).isStage1Fault(), "stage 2 level 1 at");
    }
}
