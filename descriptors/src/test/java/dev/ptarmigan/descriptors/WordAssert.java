package dev.ptarmigan.descriptors;

import dev.ptarmigan.bits.BitField;
import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.bits.Word128;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.AbstractAssert;

/**
 * Assertions about one descriptor word at its place. A failure shows the word as a bit ruler in which the fields that are not as
 * expected are marked with {@code >}, so that the reader of a log need not decode it by hand.
 *
 * <pre>
 * assertThatWord(word, place).isPage().hasOutputAddress(0x8765_4000L).has(AF, 1).hasNoProblems();
 * assertThatWord(after, place).differsFrom(before, CONTIGUOUS);
 * </pre>
 */
public final class WordAssert extends AbstractAssert<WordAssert, Descriptor> {
    private WordAssert(Descriptor actual) {
        super(actual, WordAssert.class);
    }

    /** A 64-bit word read at a place. */
    public static WordAssert assertThatWord(long word, Place place) {
        return new WordAssert(Descriptor.decode(word, place));
    }

    /** A word of the place's format. */
    public static WordAssert assertThatWord(Word128 word, Place place) {
        return new WordAssert(Descriptor.decode(word, place));
    }

    /** It is a leaf at level 3. */
    public WordAssert isPage() {
        return is(DescriptorKind.PAGE);
    }

    /** It is a leaf above level 3. */
    public WordAssert isBlock() {
        return is(DescriptorKind.BLOCK);
    }

    /** It points to a table. */
    public WordAssert isTable() {
        return is(DescriptorKind.TABLE);
    }

    /** Its Valid bit is 0. A reserved encoding, which hardware treats alike, is not meant. */
    public WordAssert isInvalid() {
        return is(DescriptorKind.INVALID);
    }

    /** It is a reserved encoding, which hardware treats as invalid. */
    public WordAssert isReserved() {
        return is(DescriptorKind.RESERVED);
    }

    private WordAssert is(DescriptorKind expected) {
        if (actual.kind() != expected) {
            Set<DescriptorField> marked = EnumSet.of(DescriptorField.VALID, DescriptorField.TYPE, DescriptorField.SKL);
            throw failureWithActualExpected(
                    actual.kind(),
                    expected,
                    "%nExpecting %s to be %s but it is %s%n%s",
                    wordText(),
                    expected,
                    actual.kind(),
                    picture(marked));
        }
        return this;
    }

    /** It has the field, with this value. */
    public WordAssert has(DescriptorField field, long expected) {
        BitField bits = actual.layout().find(field);
        if (bits == null) {
            throw failure(
                    "%nExpecting %s to have %s = %s but it has no such field%n%s",
                    wordText(), field, Hex.address(expected), picture(Set.of()));
        }
        long value = bits.of(actual.word());
        if (value != expected) {
            throw failureWithActualExpected(
                    value,
                    expected,
                    "%nExpecting %s to have %s = %s but it is %s%n%s",
                    wordText(),
                    bits,
                    Hex.address(expected),
                    Hex.address(value),
                    picture(EnumSet.of(field)));
        }
        return this;
    }

    /** It is a leaf and maps this address. */
    public WordAssert hasOutputAddress(long pa) {
        if (!actual.kind().isLeaf()) {
            throw failure(
                    "%nExpecting %s to have the output address %s but it is %s%n%s",
                    wordText(), Hex.address(pa), article(), picture(Set.of()));
        }
        return address(DescriptorField.OA, "output address", actual.outputAddress(), pa);
    }

    /** It is a table and points here. */
    public WordAssert hasNextTable(long pa) {
        if (actual.kind() != DescriptorKind.TABLE) {
            throw failure(
                    "%nExpecting %s to have the next table %s but it is %s%n%s",
                    wordText(), Hex.address(pa), article(), picture(Set.of()));
        }
        return address(DescriptorField.TA, "next table", actual.nextTable(), pa);
    }

    private WordAssert address(DescriptorField field, String name, long value, long expected) {
        if (value != expected) {
            throw failureWithActualExpected(
                    Hex.address(value),
                    Hex.address(expected),
                    "%nExpecting %s to have the %s %s but it is %s%n%s",
                    wordText(),
                    name,
                    Hex.address(expected),
                    Hex.address(value),
                    picture(EnumSet.of(field)));
        }
        return this;
    }

    /** Nothing in it is reserved. */
    public WordAssert hasNoProblems() {
        List<Problem> problems = actual.problems();
        if (!problems.isEmpty()) {
            StringBuilder lines = new StringBuilder();
            Set<DescriptorField> marked = EnumSet.noneOf(DescriptorField.class);
            for (Problem problem : problems) {
                lines.append(String.format("  %s%n", problem));
                marked.add(problem.field());
            }
            throw failure("%nExpecting %s to have no problems but found%n%s%s", wordText(), lines, picture(marked));
        }
        return this;
    }

    /** It is exactly this word. */
    public WordAssert isEncodedAs(long expected) {
        return isEncodedAs(Word128.of(expected));
    }

    /** It is exactly this word. */
    public WordAssert isEncodedAs(Word128 expected) {
        if (!actual.word().equals(expected)) {
            throw failureWithActualExpected(
                    actual.word(),
                    expected,
                    "%nExpecting %s to be encoded as %s%n%s",
                    wordText(),
                    expected,
                    compare("expected ", expected, "found "));
        }
        return this;
    }

    /** It differs from another word in all of these fields and in no other bit. No field means: it is the same word. */
    public WordAssert differsFrom(long before, DescriptorField... fields) {
        return differsFrom(Word128.of(before), fields);
    }

    /** It differs from another word in all of these fields and in no other bit. No field means: it is the same word. */
    public WordAssert differsFrom(Word128 before, DescriptorField... fields) {
        Set<DescriptorField> wanted = EnumSet.noneOf(DescriptorField.class);
        wanted.addAll(Arrays.asList(fields));
        Set<DescriptorField> changed = EnumSet.noneOf(DescriptorField.class);
        StringBuilder names = new StringBuilder();
        for (WordLayout.PlacedField placed : actual.layout().fields()) {
            if (placed.bits().of(before) != placed.bits().of(actual.word())) {
                changed.add(placed.field());
                names.append(names.length() > 0 ? ", " : "").append(placed.bits());
            }
        }
        if (!changed.equals(wanted)) {
            throw failureWithActualExpected(
                    changed,
                    wanted,
                    "%nExpecting %s to differ from %s in %s but it differs in %s%n%s",
                    wordText(),
                    before,
                    wanted.isEmpty() ? "nothing" : wanted.toString(),
                    names.length() == 0 ? "nothing" : names.toString(),
                    compare("before ", before, "found "));
        }
        return this;
    }

    private String wordText() {
        return actual.toString();
    }

    private String article() {
        return actual.kind() == DescriptorKind.INVALID ? "invalid" : "a " + actual.kind();
    }

    private String picture(Set<DescriptorField> marked) {
        return lines(BitRuler.of(actual.layout()).picture(actual.word(), marked));
    }

    private String compare(String name, Word128 other, String nameOfActual) {
        return lines(BitRuler.of(actual.layout()).compare(name, other, nameOfActual, actual.word()));
    }

    private static String lines(BitRuler.Picture picture) {
        return String.join(System.lineSeparator(), picture.lines());
    }
}
