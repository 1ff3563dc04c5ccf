package dev.ptarmigan.registers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ptarmigan.registers.MemoryAttribute.DeviceType;
import dev.ptarmigan.registers.MemoryAttribute.Policy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryAttributeTest {
    /** The rules of the manual's MAIR_ELx.Attr table, line by line, for all bytes. */
    @Test
    void every_byte_follows_the_rules() {
        for (int encoded = 0; encoded < 256; encoded++) {
            MemoryAttribute attribute = new MemoryAttribute(encoded);
            int outer = encoded >> 4;
            int inner = encoded & 15;
            String text = String.format("%02x", encoded);
            if (outer == 0) {
                boolean unpredictable = (encoded & 0b10) != 0;
                assertThat(attribute.isUnpredictable()).as(text).isEqualTo(unpredictable);
                assertThat(attribute.isDevice()).as(text).isEqualTo(!unpredictable);
                if (!unpredictable) {
                    assertThat(attribute.deviceType().ordinal()).as(text).isEqualTo(encoded >> 2);
                    assertThat(attribute.xs()).as(text).isEqualTo((encoded & 1) == 0);
                }
            } else if (inner == 0) {
                boolean normal = encoded == 0x40 || encoded == 0xa0 || encoded == 0xf0;
                assertThat(attribute.isNormal()).as(text).isEqualTo(normal);
                assertThat(attribute.isUnpredictable()).as(text).isEqualTo(!normal);
            } else {
                assertThat(attribute.isNormal()).as(text).isTrue();
                assertThat(attribute.isTagged()).as(text).isFalse();
                assertThat(attribute.innerNibble()).as(text).isEqualTo(inner);
                assertThat(attribute.outerNibble()).as(text).isEqualTo(outer);
                assertThat(attribute.innerPolicy()).as(text).isEqualTo(policy(inner));
                assertThat(attribute.outerPolicy()).as(text).isEqualTo(policy(outer));
                assertThat(attribute.xs())
                        .as(text)
                        .isEqualTo(policy(inner) != Policy.WRITE_BACK || policy(outer) != Policy.WRITE_BACK);
            }
            assertThat(attribute.isDevice() ? 1 : 0)
                    .as(text)
                    .isEqualTo(1 - (attribute.isNormal() ? 1 : 0) - (attribute.isUnpredictable() ? 1 : 0));
        }
    }

    private static Policy policy(int nibble) {
        return switch (nibble) {
            case 0b0001, 0b0010, 0b0011, 0b1000, 0b1001, 0b1010, 0b1011 -> Policy.WRITE_THROUGH;
            case 0b0100 -> Policy.NON_CACHEABLE;
            default -> Policy.WRITE_BACK;
        };
    }

    @ParameterizedTest(name = "0x{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    0x00 | Device-nGnRnE
                    0x04 | Device-nGnRE
                    0x08 | Device-nGRE
                    0x0c | Device-GRE
                    0x01 | Device-nGnRnE, XS=0
                    0x0d | Device-GRE, XS=0
                    0x02 | UNPREDICTABLE
                    0x10 | UNPREDICTABLE
                    0x40 | Normal, inner/outer Non-cacheable, XS=0
                    0x44 | Normal, inner/outer Non-cacheable
                    0x77 | Normal, inner/outer Write-Back transient RW-allocate
                    0x4f | Normal, outer Non-cacheable, inner Write-Back non-transient RW-allocate
                    0x88 | Normal, inner/outer Write-Through non-transient no-allocate
                    0xa0 | Normal, inner/outer Write-Through non-transient read-allocate, XS=0
                    0xaa | Normal, inner/outer Write-Through non-transient read-allocate
                    0xbb | Normal, inner/outer Write-Through non-transient RW-allocate
                    0xdd | Normal, inner/outer Write-Back non-transient write-allocate
                    0xf0 | Normal Tagged, inner/outer Write-Back non-transient RW-allocate
                    0xff | Normal, inner/outer Write-Back non-transient RW-allocate
                    """)
    void an_attribute_has_the_manuals_words(int encoded, String text) {
        assertThat(new MemoryAttribute(encoded)).hasToString(text);
    }

    @Test
    void the_short_forms_stand_for_two_equal_nibbles() {
        assertThat(new MemoryAttribute(0x40).innerNibble()).isEqualTo(4);
        assertThat(new MemoryAttribute(0xa0).innerNibble()).isEqualTo(0xa);
        assertThat(new MemoryAttribute(0xf0).innerNibble()).isEqualTo(0xf);
        assertThat(new MemoryAttribute(0xf0).isTagged()).isTrue();
        assertThat(new MemoryAttribute(0xf0).xs()).isFalse();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    Write-Through transient, both      | 0b0011 | true  | true  | true
                    Write-Through transient, write     | 0b0001 | true  | false | true
                    Non-cacheable                      | 0b0100 | false | false | false
                    Write-Back transient, read         | 0b0110 | true  | true  | false
                    Write-Through, no allocation       | 0b1000 | false | false | false
                    Write-Back, both                   | 0b1111 | false | true  | true
                    """)
    void a_nibble_carries_hints(String reason, String nibble, boolean isTransient, boolean read, boolean write) {
        int value = Integer.parseInt(nibble.substring(2), 2);
        assertThat(MemoryAttribute.isTransient(value)).isEqualTo(isTransient);
        assertThat(MemoryAttribute.allocatesOnRead(value)).isEqualTo(read);
        assertThat(MemoryAttribute.allocatesOnWrite(value)).isEqualTo(write);
    }

    @Test
    void questions_of_the_wrong_kind_are_refused() {
        assertThatThrownBy(() -> new MemoryAttribute(0xff).deviceType()).hasMessage("not Device memory: encoded=0xff");
        assertThatThrownBy(() -> new MemoryAttribute(0x04).innerPolicy()).hasMessage("not Normal memory: encoded=0x4");
        assertThatThrownBy(() -> new MemoryAttribute(256)).hasMessage("not a byte: encoded=256");
        assertThat(DeviceType.NGNRE.manualName()).isEqualTo("nGnRE");
    }
}
