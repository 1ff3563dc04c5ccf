package dev.ptarmigan.walker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ProfileTest {
    /** Points that every profile treats alike, or that no walk can show; the class comment of Knob says why. */
    private static final Set<String> WITHOUT_KNOB = Set.of("K6", "K8", "K10", "K16", "K31", "K35", "K39", "K41", "K42");

    private static final int POINTS = 44;

    @Test
    void every_known_point_has_a_knob_or_a_reason() {
        TreeSet<String> known = new TreeSet<>(WITHOUT_KNOB);
        for (Knob knob : Knob.values()) {
            for (String number : knob.numbers().split(" ")) {
                if (!number.isEmpty()) {
                    assertThat(WITHOUT_KNOB).doesNotContain(number);
                    known.add(number);
                }
            }
        }
        for (int number = 1; number <= POINTS; number++) {
            assertThat(known).contains("K" + number);
        }
        assertThat(known).hasSize(POINTS);
    }

    @Test
    void the_architecture_has_every_knob_off() {
        for (Knob knob : Knob.values()) {
            assertThat(Profile.ARM.has(knob)).as("%s", knob).isFalse();
            assertThat(Profile.QEMU_11_1.has(knob)).as("%s", knob).isEqualTo(knob.inQemu());
            assertThat(knob.description()).isNotBlank();
        }
    }

    @Test
    void turning_a_knob_changes_nothing_else_and_shows_in_the_name() {
        Profile turned = Profile.ARM.with(Knob.NT_FAULTS, true);
        for (Knob knob : Knob.values()) {
            assertThat(turned.has(knob)).as("%s", knob).isEqualTo(knob == Knob.NT_FAULTS);
        }
        assertThat(turned).hasToString("ARM+NT_FAULTS");
        assertThat(turned.with(Knob.NT_FAULTS, true)).isSameAs(turned);
        assertThat(Profile.QEMU_11_1.with(Knob.PTW_FAULT_AT_LEVEL_0, false))
                .hasToString("QEMU_11_1-PTW_FAULT_AT_LEVEL_0");
    }

    @Test
    void profiles_are_found_by_name() {
        assertThat(Profile.named("arm")).isSameAs(Profile.ARM);
        assertThat(Profile.named("QEMU_11_1")).isSameAs(Profile.QEMU_11_1);
        assertThat(Profile.named("KVM")).isNull();
    }
}
