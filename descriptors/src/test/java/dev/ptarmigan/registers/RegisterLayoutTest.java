package dev.ptarmigan.registers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ptarmigan.bits.BitField;
import dev.ptarmigan.bits.Word128;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RegisterLayoutTest {
    private static final long SEED = 0x9e37_79b9_7f4a_7c15L;
    private static final int WORDS = 200;

    static Stream<RegisterLayout> layouts() {
        List<RegisterLayout> layouts = new ArrayList<>();
        for (Register register : Register.values()) {
            layouts.addAll(RegisterLayouts.variants(register));
        }
        return layouts.stream();
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void every_bit_belongs_to_exactly_one_field(RegisterLayout layout) {
        long low = 0;
        long high = 0;
        int bits = 0;
        for (RegisterField field : layout.fields()) {
            low |= field.bits().lowMask();
            high |= field.bits().highMask();
            bits += field.bits().width();
        }
        assertThat(low).isEqualTo(-1L);
        assertThat(high).isEqualTo(layout.width() == 128 ? -1L : 0);
        assertThat(bits).isEqualTo(layout.width());
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void a_random_word_taken_apart_and_put_together_is_the_same(RegisterLayout layout) {
        Random random = new Random(SEED);
        Register register = Register.valueOf(layout.name());
        for (int i = 0; i < WORDS; i++) {
            Word128 word = new Word128(layout.width() == 128 ? random.nextLong() : 0, random.nextLong());
            DecodedRegister decoded = RegisterDecoder.decode(register, word, layout);
            assertThat(decoded.encode()).as("seed %x, word %d", SEED, i).isEqualTo(word);
            assertThat(decoded.toString()).startsWith(word + "  " + layout);
        }
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void every_field_has_a_purpose_and_names_no_value_it_cannot_hold(RegisterLayout layout) {
        for (RegisterField field : layout.fields()) {
            assertThat(field.purpose()).as(field.toString()).isNotBlank().doesNotEndWith(".");
            for (String line : field.values().summary(field.bits().width())) {
                if (field.values() instanceof NamedValues) {
                    long value = line.startsWith("0x") ? Long.decode(line.substring(0, line.indexOf(' '))) : 0;
                    assertThat(line).as(field.toString()).isNotBlank();
                    if (line.startsWith("0x")) {
                        assertThat(value)
                                .as(field + " " + line)
                                .isBetween(0L, field.bits().greatest());
                    } else {
                        assertThat(line.indexOf(' '))
                                .as(field + " " + line)
                                .isEqualTo(2 + field.bits().width());
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void field_names_are_not_used_twice_in_one_layout(RegisterLayout layout) {
        Set<String> names = new HashSet<>();
        for (RegisterField field : layout.fields()) {
            if (field.kind() == RegisterField.Kind.NAMED) {
                assertThat(names.add(field.name())).as(field.toString()).isTrue();
                assertThat(layout.find(field.name())).isSameAs(field);
                assertThat(layout.find(field.bits())).isSameAs(field);
            }
        }
    }

    @Test
    void a_bit_that_two_rows_claim_is_refused() {
        RegisterLayout.Builder layout = RegisterLayout.of(Register.TCR_EL1).number(Tcr.T0SZ, "Size");
        assertThatThrownBy(() -> layout.number(BitField.bit("X", 5), "Again"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("claimed twice: register=TCR_EL1, field=X[5]");
    }

    @Test
    void a_register_with_several_layouts_has_no_single_one() {
        assertThatThrownBy(() -> RegisterLayouts.of(Register.TCR_EL2))
                .hasMessage("has several layouts: register=TCR_EL2");
        assertThat(RegisterLayouts.of(Register.TCR_EL1).fields()).hasSizeGreaterThan(40);
    }
}
