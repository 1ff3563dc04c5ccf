package dev.ptarmigan.descriptors;

import dev.ptarmigan.bits.BitField;
import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.bits.Word128;
import dev.ptarmigan.descriptors.Problem.Code;
import dev.ptarmigan.descriptors.WordLayout.PlacedField;
import java.util.ArrayList;
import java.util.List;

/** Finds what the architecture reserves in a word. Only what one word can tell is told. */
final class DescriptorProblems {
    private final Descriptor descriptor;
    private final Place place;
    private final List<Problem> problems = new ArrayList<>();

    private DescriptorProblems(Descriptor descriptor) {
        this.descriptor = descriptor;
        this.place = descriptor.place();
    }

    static List<Problem> of(Descriptor descriptor) {
        return new DescriptorProblems(descriptor).find();
    }

    private List<Problem> find() {
        switch (descriptor.kind()) {
            case INVALID -> {}
            case RESERVED -> reservedKind();
            case TABLE -> {
                tableAlignment();
                fillers();
            }
            case BLOCK, PAGE -> {
                reservedValues();
                contiguousLevel();
                fillers();
            }
        }
        return List.copyOf(problems);
    }

    private void reservedKind() {
        if (place.format() == Format.VMSA128) {
            int skl = (int) descriptor.value(DescriptorField.SKL);
            String why = skl == 3 && place.granule() != Granule.K4
                    ? "SKL=0b11 is reserved for the " + place.granule() + " granule"
                    : "SKL=" + Hex.binary(skl, 2) + " at level " + place.level() + " leads beyond level 3";
            add(Code.SKIP_LEVEL, DescriptorField.SKL, why + ": translation fault");
        } else if (place.level() == Place.LAST_LEVEL) {
            add(
                    Code.LEVEL_3_TYPE,
                    DescriptorField.TYPE,
                    "a level 3 descriptor with bits 1:0 = 0b01 is reserved, a page has 0b11: translation fault");
        } else {
            add(
                    Code.BLOCK_LEVEL,
                    DescriptorField.TYPE,
                    "level " + place.level() + " of " + place.granule() + " tables ("
                            + place.format().description() + ") has no blocks, " + place.allowedBlocks()
                            + ": translation fault");
        }
    }

    private void reservedValues() {
        if (descriptor.find(DescriptorField.SH).orElse(0) == 1) {
            add(Code.RESERVED_VALUE, DescriptorField.SH, "SH=0b01 is reserved");
        }
        if (descriptor.has(DescriptorField.MEM_ATTR)) {
            memAttr((int) descriptor.value(DescriptorField.MEM_ATTR));
        }
    }

    private void memAttr(int value) {
        String text = "MemAttr=" + Hex.binary(value, 4);
        boolean mtePerm = place.has(Feature.MTE_PERM);
        if (place.has(Feature.FWB)) {
            if ((value & 7) == 4) {
                add(Code.RESERVED_VALUE, DescriptorField.MEM_ATTR, text + " is reserved with FWB=1");
            } else if ((value & 8) != 0 && !mtePerm) {
                add(
                        Code.RESERVED_VALUE,
                        DescriptorField.MEM_ATTR,
                        text + ": MemAttr[3] is RES0 with FWB=1 and without FEAT_MTE_PERM");
            } else if ((value & 8) != 0 && (value & 7) < 6) {
                add(
                        Code.RESERVED_VALUE,
                        DescriptorField.MEM_ATTR,
                        text + " is reserved with FWB=1; of 0b1xxx only 0b1110 and 0b1111 have a meaning");
            }
        } else if ((value & 3) == 0 && (value & 12) != 0 && !(value == 4 && mtePerm)) {
            add(
                    Code.RESERVED_VALUE,
                    DescriptorField.MEM_ATTR,
                    text + " is reserved with FWB=0"
                            + (value == 4
                                    ? " and without FEAT_MTE_PERM"
                                    : ": Normal memory has no inner cacheability 0b00"));
        }
    }

    private void contiguousLevel() {
        if (descriptor.has(DescriptorField.CONTIGUOUS)) {
            return;
        }
        BitField bit =
                Layouts.of(place.atLevel(Place.LAST_LEVEL), DescriptorKind.PAGE).find(DescriptorField.CONTIGUOUS);
        if (bit != null && bit.of(descriptor.word()) != 0) {
            problems.add(new Problem(
                    Code.CONTIGUOUS_LEVEL,
                    DescriptorField.CONTIGUOUS,
                    bit.positions(),
                    "Contiguous is set, but level " + place.level() + " of " + place.granule() + " tables ("
                            + place.format().description() + ") has no contiguous groups: ignored"));
        }
    }

    private void tableAlignment() {
        int tableShift = descriptor.nextTableShift();
        long misaligned = descriptor.nextTable() & (1L << tableShift) - 1;
        if (misaligned != 0) {
            add(
                    Code.TABLE_ALIGNMENT,
                    DescriptorField.TA,
                    "the table at " + Hex.address(descriptor.nextTable()) + " has " + Hex.size(1L << tableShift)
                            + " and is not aligned to that: its entries are found with an OR, not a sum");
        }
    }

    private void fillers() {
        Word128 res0 = descriptor.layout().fillerMask(DescriptorField.RES0).and(descriptor.word());
        if (!res0.isZero()) {
            problems.add(new Problem(Code.RES0_SET, DescriptorField.RES0, positions(res0), res0Sentence(res0)));
        }
        Word128 res1 = descriptor
                .layout()
                .fillerMask(DescriptorField.RES1)
                .and(descriptor.word().not());
        if (!res1.isZero()) {
            problems.add(new Problem(
                    Code.RES1_CLEAR,
                    DescriptorField.RES1,
                    positions(res1),
                    named(res1) + " RES1 in the " + place.stage() + " " + descriptor.kind() + " and clear: ignored"));
        }
    }

    private String res0Sentence(Word128 set) {
        String where = descriptor.kind() + " at level " + place.level() + " of " + place.granule() + " tables";
        String sentence = named(set) + " RES0 in a " + where + " and set: ignored";
        Format wider = place.granule() == Granule.K64 ? Format.VMSA64_LPA : Format.VMSA64_LPA2;
        if (place.format() != Format.VMSA64) {
            return sentence;
        }
        Place wide = new Place(wider, place.granule(), place.stage(), place.level(), place.features());
        BitField narrowAddress = descriptor.layout().addressField();
        BitField wideAddress = Layouts.of(wide, descriptor.kind()).addressField();
        Word128 addressBits = mask(wideAddress).and(mask(narrowAddress).not());
        if (set.and(addressBits).isZero()) {
            return sentence;
        }
        return sentence + " (" + positions(set.and(addressBits)) + " would belong to the address with "
                + (wider == Format.VMSA64_LPA ? "FEAT_LPA" : "FEAT_LPA2 and DS=1") + ")";
    }

    private static Word128 mask(BitField field) {
        return new Word128(field.highMask(), field.lowMask());
    }

    private static String named(Word128 bits) {
        int count = Long.bitCount(bits.high()) + Long.bitCount(bits.low());
        return (count == 1 ? "bit " : "bits ") + positions(bits) + (count == 1 ? " is" : " are");
    }

    /** The set bits as runs, the highest first: {@code 49:48,12}. */
    static String positions(Word128 bits) {
        StringBuilder text = new StringBuilder();
        int high = 127;
        while (high >= 0) {
            if (!bits.bit(high)) {
                high--;
                continue;
            }
            int low = high;
            while (low > 0 && bits.bit(low - 1)) {
                low--;
            }
            text.append(text.length() > 0 ? "," : "").append(new Run(high, low));
            high = low - 1;
        }
        return text.toString();
    }

    private record Run(int high, int low) {
        @Override
        public String toString() {
            return high == low ? Integer.toString(high) : high + ":" + low;
        }
    }

    private void add(Code code, DescriptorField field, String sentence) {
        String bits = "";
        for (PlacedField placed : descriptor.layout().fields()) {
            if (placed.field() == field) {
                bits = placed.bits().positions();
            }
        }
        problems.add(new Problem(code, field, bits, sentence));
    }
}
