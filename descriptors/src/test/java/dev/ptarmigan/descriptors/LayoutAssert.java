package dev.ptarmigan.descriptors;

import dev.ptarmigan.bits.BitField;
import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.bits.Word128;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.AbstractAssert;

/** Assertions about a layout: which bits belong to which field. */
public final class LayoutAssert extends AbstractAssert<LayoutAssert, WordLayout> {
    private LayoutAssert(WordLayout actual) {
        super(actual, LayoutAssert.class);
    }

    /** A layout. */
    public static LayoutAssert assertThatLayout(WordLayout layout) {
        return new LayoutAssert(layout);
    }

    /** It is made of exactly these fields at these positions, the most significant first: {@code "AP[2:1] 7:6"}. */
    public LayoutAssert isMadeOf(String... fields) {
        List<String> found = new ArrayList<>();
        for (WordLayout.PlacedField placed : actual.fields()) {
            found.add(placed.name() + " " + placed.bits().positions());
        }
        if (!found.equals(List.of(fields))) {
            throw failureWithActualExpected(
                    String.join("\n", found),
                    String.join("\n", fields),
                    "%nExpecting %s%nto be made of %s%nbut it is made of %s%n%s",
                    actual,
                    String.join(", ", fields),
                    String.join(", ", found),
                    picture());
        }
        return this;
    }

    /** Its fields together have exactly these bits set, and no bit belongs to two of them. */
    public LayoutAssert covers(Word128 bits) {
        Word128 seen = Word128.ZERO;
        for (WordLayout.PlacedField placed : actual.fields()) {
            BitField field = placed.bits();
            Word128 mask = new Word128(field.highMask(), field.lowMask());
            if (!seen.and(mask).isZero()) {
                throw failure(
                        "%nExpecting %s to give no bit to two fields but %s shares bits%n%s", actual, field, picture());
            }
            seen = seen.or(mask);
        }
        if (!seen.equals(bits)) {
            throw failureWithActualExpected(
                    seen, bits, "%nExpecting %s to cover %s but it covers %s%n%s", actual, bits, seen, picture());
        }
        return this;
    }

    /** Its fields cover every bit of a word of its format, each exactly once. */
    public LayoutAssert coversEveryBit() {
        return covers(new Word128(actual.place().format().wordBits() > Long.SIZE ? -1L : 0, -1L));
    }

    /** It has the field, with this mask among bits 63:0. */
    public LayoutAssert hasField(DescriptorField field, long lowMask) {
        BitField bits = actual.find(field);
        if (bits == null) {
            throw failure("%nExpecting %s to have %s but it has no such field%n%s", actual, field, picture());
        }
        if (bits.lowMask() != lowMask) {
            throw failureWithActualExpected(
                    Hex.word(bits.lowMask()),
                    Hex.word(lowMask),
                    "%nExpecting %s to have %s with the mask %s but it is %s%n%s",
                    actual,
                    field,
                    Hex.word(lowMask),
                    bits,
                    picture());
        }
        return this;
    }

    /** It has no such field. */
    public LayoutAssert hasNoField(DescriptorField field) {
        if (actual.has(field)) {
            throw failure(
                    "%nExpecting %s to have no %s but it has %s%n%s", actual, field, actual.field(field), picture());
        }
        return this;
    }

    private String picture() {
        return String.join(System.lineSeparator(), BitRuler.of(actual).picture().lines());
    }
}
