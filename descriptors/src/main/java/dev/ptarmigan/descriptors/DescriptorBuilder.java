package dev.ptarmigan.descriptors;

import dev.ptarmigan.bits.BitField;
import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.bits.Word128;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes a descriptor word from the values of its fields, and refuses what cannot be.
 *
 * <p>A new word has Valid and Type (for 128-bit descriptors SKL) as its kind needs them and its RES1 bits set; a leaf also has
 * AF=1 and SH=0b11 (Inner Shareable) where it has these fields. Every other bit is 0: for a stage 1 leaf that is EL1
 * read-write, executable, global, attribute 0; for one of stage 2 no data access, executable, Device-nGnRnE.
 *
 * <pre>
 * long word = DescriptorBuilder.page(place).outputAddress(0x8765_4000L).set(AP, 2).set("PXN", 1).word();
 * </pre>
 */
public final class DescriptorBuilder {
    private static final long INNER_SHAREABLE = 3;

    private final Place place;
    private final DescriptorKind kind;
    private final WordLayout layout;
    private Word128 word;
    private boolean reservedAllowed;

    private DescriptorBuilder(Place place, DescriptorKind kind) {
        this.place = place;
        this.kind = kind;
        try {
            this.layout = Layouts.of(place, kind);
        } catch (IllegalArgumentException impossible) {
            throw new EncodingException(String.valueOf(impossible.getMessage()));
        }
        this.word = layout.fillerMask(DescriptorField.RES1);
        if (kind == DescriptorKind.INVALID) {
            return;
        }
        preset(DescriptorField.VALID, 1);
        preset(DescriptorField.TYPE, kind == DescriptorKind.BLOCK ? 0 : 1);
        if (kind.isLeaf()) {
            preset(DescriptorField.SKL, Place.LAST_LEVEL - place.level());
            preset(DescriptorField.AF, 1);
            preset(DescriptorField.SH, INNER_SHAREABLE);
        }
    }

    private void preset(DescriptorField field, long value) {
        BitField bits = layout.find(field);
        if (bits != null) {
            word = bits.in(word, value);
        }
    }

    /**
     * A descriptor of the given kind.
     *
     * @throws EncodingException if the place has none of that kind, saying which levels have
     */
    public static DescriptorBuilder of(Place place, DescriptorKind kind) {
        if (kind == DescriptorKind.RESERVED) {
            throw new EncodingException("a reserved encoding is not made from fields; write the word itself");
        }
        return new DescriptorBuilder(place, kind);
    }

    /** A leaf at level 3. */
    public static DescriptorBuilder page(Place place) {
        return of(place, DescriptorKind.PAGE);
    }

    /** A leaf above level 3. */
    public static DescriptorBuilder block(Place place) {
        return of(place, DescriptorKind.BLOCK);
    }

    /** A table descriptor. */
    public static DescriptorBuilder table(Place place) {
        return of(place, DescriptorKind.TABLE);
    }

    /** The fields of an existing word, to be changed; it must be valid and not reserved. */
    public static DescriptorBuilder from(Descriptor descriptor) {
        DescriptorBuilder builder = of(descriptor.place(), descriptor.kind());
        builder.word = descriptor.word();
        return builder;
    }

    /** Lets the word have reserved values, which {@link #build} otherwise refuses. */
    public DescriptorBuilder allowReserved() {
        reservedAllowed = true;
        return this;
    }

    /**
     * Sets a field. The values of OA and TA are whole addresses, as in {@link #outputAddress} and {@link #nextTable}.
     *
     * @throws EncodingException if the descriptor has no such field, saying what would bring it, or the value does not fit
     */
    public DescriptorBuilder set(DescriptorField field, long value) {
        if (field.isFiller()) {
            throw new EncodingException(field + " is not one field; name the bits instead");
        }
        BitField bits = layout.find(field);
        if (bits == null) {
            throw new EncodingException(AbsentField.reason(field, place, kind));
        }
        if (field == DescriptorField.OA || field == DescriptorField.TA) {
            return address(field, bits, value);
        }
        if (Long.compareUnsigned(value, bits.greatest()) > 0) {
            throw new EncodingException(bits.name() + " has " + count(bits.width(), "bit") + " in a " + kind + " at "
                    + place + "; " + Hex.address(value) + " does not fit");
        }
        word = bits.in(word, value);
        return this;
    }

    /**
     * Sets a field by its name, in any case: {@code AP}, {@code AttrIndx}, {@code OA}, {@code Contiguous}.
     *
     * @throws EncodingException if there is no field of that name, or as {@link #set(DescriptorField, long)}
     */
    public DescriptorBuilder set(String name, long value) {
        DescriptorField field = DescriptorField.named(name);
        if (field == null) {
            throw new EncodingException(name + " is not a field of a descriptor; a " + kind + " has " + fieldNames());
        }
        return set(field, value);
    }

    /**
     * Sets bits that the architecture leaves to software or ignores here.
     *
     * @throws EncodingException if any of the bits has a function or is reserved
     */
    public DescriptorBuilder set(BitField softwareBits, long value) {
        Word128 free = layout.fillerMask(DescriptorField.SOFTWARE).or(layout.fillerMask(DescriptorField.IGNORED));
        Word128 mask = new Word128(softwareBits.highMask(), softwareBits.lowMask());
        if (!mask.and(free.not()).isZero()) {
            throw new EncodingException(softwareBits + " is not left to software in a " + kind + " at " + place);
        }
        if (Long.compareUnsigned(value, softwareBits.greatest()) > 0) {
            throw new EncodingException(softwareBits.name() + " has " + count(softwareBits.width(), "bit") + "; "
                    + Hex.address(value) + " does not fit");
        }
        word = softwareBits.in(word, value);
        return this;
    }

    /**
     * Sets the output address of a leaf.
     *
     * @throws EncodingException if the address is not aligned to what the descriptor maps, or has too many bits
     */
    public DescriptorBuilder outputAddress(long pa) {
        return set(DescriptorField.OA, pa);
    }

    /**
     * Sets the address of the next table.
     *
     * @throws EncodingException if the address is not aligned to the granule, or has too many bits
     */
    public DescriptorBuilder nextTable(long pa) {
        return set(DescriptorField.TA, pa);
    }

    private DescriptorBuilder address(DescriptorField field, BitField bits, long address) {
        boolean leaf = field == DescriptorField.OA;
        int shift = leaf ? place.shift() : place.granule().pageShift();
        if ((address & (1L << shift) - 1) != 0) {
            throw new EncodingException(
                    (leaf ? "output address " : "next table ") + Hex.address(address) + " is not aligned to "
                            + Hex.size(1L << shift) + ", what a "
                            + (leaf
                                    ? kind + " at level " + place.level() + " of " + place.granule() + " tables maps"
                                    : place.granule() + " table needs"));
        }
        int addressBits = place.format().addressBits();
        if (address >>> addressBits != 0) {
            throw new EncodingException(
                    (leaf ? "output address " : "next table ") + Hex.address(address) + " has more than " + addressBits
                            + " bits (" + place.format().description() + ")" + wider());
        }
        word = bits.in(word, address >>> shift);
        return this;
    }

    private String wider() {
        if (place.format() != Format.VMSA64) {
            return "";
        }
        return place.granule() == Granule.K64
                ? "; 52 bits need format lpa (FEAT_LPA)"
                : "; 52 bits need format lpa2 (FEAT_LPA2 and DS=1)";
    }

    /**
     * The word.
     *
     * @throws EncodingException if it is not a descriptor of the wanted kind, or has reserved values and
     *     {@link #allowReserved} was not called
     */
    public Word128 build() {
        return descriptor().word();
    }

    /**
     * The word of a 64-bit format.
     *
     * @throws EncodingException as {@link #build}, or if the format has 128 bits
     */
    public long word() {
        if (place.format() == Format.VMSA128) {
            throw new EncodingException("a 128-bit descriptor does not fit 64 bits at " + place);
        }
        return build().low();
    }

    /** The word, decoded; refuses what {@link #build} refuses. */
    public Descriptor descriptor() {
        Descriptor descriptor = Descriptor.decode(word, place);
        if (reservedAllowed) {
            return descriptor;
        }
        if (descriptor.kind() != kind) {
            throw new EncodingException("the fields make " + descriptor.kind() + " of what should be a " + kind + " at "
                    + place + changedBy(descriptor));
        }
        List<String> sentences = new ArrayList<>();
        for (Problem problem : descriptor.problems()) {
            sentences.add(problem.sentence());
        }
        if (!sentences.isEmpty()) {
            throw new EncodingException(String.join("; ", sentences));
        }
        return descriptor;
    }

    private String changedBy(Descriptor descriptor) {
        @Nullable DescriptorField culprit = null;
        for (DescriptorField field : List.of(DescriptorField.VALID, DescriptorField.TYPE, DescriptorField.SKL)) {
            BitField bits = layout.find(field);
            if (bits != null && culprit == null && bits.of(of(place, kind).word) != bits.of(descriptor.word())) {
                culprit = field;
            }
        }
        return culprit == null
                ? ""
                : ", by " + culprit + "=" + layout.field(culprit).of(descriptor.word());
    }

    private String fieldNames() {
        List<String> names = new ArrayList<>();
        for (WordLayout.PlacedField placed : layout.fields()) {
            if (!placed.field().isFiller()) {
                names.add(placed.field().label());
            }
        }
        return String.join(", ", names);
    }

    private static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
