package dev.ptarmigan.listing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.bits.Word128;
import dev.ptarmigan.descriptors.DescriptorField;
import dev.ptarmigan.descriptors.DescriptorKind;
import dev.ptarmigan.descriptors.Layouts;
import dev.ptarmigan.descriptors.Place;
import dev.ptarmigan.walker.Access;
import dev.ptarmigan.walker.Walk;
import dev.ptarmigan.walker.Walker;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MappingMergerTest {
    private static final long KERNEL = 0xffff_0000_0000_0000L;
    private static final long PAGE = 0x0068_0000_8000_0703L;
    private static final long BLOCK = 0x0068_0000_8000_0701L;
    private static final long UNMAPPED = -1;

    private static List<Mapping> mappings(TestTree test) {
        return MappingMerger.of(test.memory, test.tree, VaRange.ALL);
    }

    @Test
    void neighbours_with_consecutive_outputs_are_one_mapping_also_across_tables() {
        try (TestTree test = TestTree.kernel(Shape.K4_48)) {
            test.fill(KERNEL + 0x1fe000, 3, PAGE, 4);
            assertThat(mappings(test))
                    .containsExactly(new Mapping(
                            new VaRange(KERNEL + 0x1fe000, KERNEL + 0x201fff),
                            0x8000_0000L,
                            3,
                            12,
                            DescriptorKind.PAGE,
                            false,
                            false,
                            Word128.of(0x0068_0000_0000_0703L),
                            Word128.ZERO));
        }
    }

    @Test
    void another_output_level_attribute_or_table_attribute_begins_another_mapping() {
        try (TestTree test = TestTree.kernel(Shape.K4_48)) {
            test.put(KERNEL, 3, PAGE).put(KERNEL + 0x1000, 3, PAGE + 0x2000);
            test.put(KERNEL + 0x2000, 3, PAGE + 0x3000 | 1L << 55);
            test.put(KERNEL + 0x1ff000, 3, PAGE + 0x1f_f000);
            test.put(KERNEL + 0x200000, 2, BLOCK + 0x20_0000);
            test.memory.write(test.slot(KERNEL + 0x400000, 3, 1L << 59), PAGE + 0x40_0000);
            test.memory.write(test.slot(KERNEL + 0x600000, 3, 0), PAGE + 0x40_1000);
            assertThat(mappings(test)).hasSize(7).allMatch(Mapping::isValid);
            assertThat(mappings(test).get(5).tableAttributes()).isEqualTo(Word128.of(1L << 59));
        }
    }

    @Test
    void one_page_everywhere_is_one_mapping() {
        try (TestTree test = TestTree.user(Shape.K4_48)) {
            for (long va = 0x1fd000; va < 0x203000; va += 0x1000) {
                test.put(va, 3, PAGE);
            }
            test.put(0x203000, 3, PAGE + 0x1000);
            List<Mapping> found = mappings(test);
            assertThat(found).hasSize(2);
            assertThat(found.get(0).sameOutput()).isTrue();
            assertThat(found.get(0).entries()).isEqualTo(6);
            assertThat(found.get(0).output(0x201abc)).isEqualTo(0x8000_0abcL);
            assertThat(found.get(1).sameOutput()).isFalse();
        }
    }

    @Test
    void two_pages_decide_whether_outputs_go_on_or_repeat() {
        try (TestTree test = TestTree.user(Shape.K4_48)) {
            test.put(0, 3, PAGE)
                    .put(0x1000, 3, PAGE)
                    .put(0x2000, 3, PAGE + 0x1000)
                    .put(0x3000, 3, PAGE + 0x2000);
            assertThat(mappings(test)).extracting(Mapping::sameOutput).containsExactly(true, false);
            assertThat(mappings(test)).extracting(Mapping::entries).containsExactly(2L, 2L);
        }
    }

    @Test
    void what_linux_takes_for_present_keeps_its_address_and_other_words_are_shown_whole() {
        try (TestTree test = TestTree.kernel(Shape.K4_48)) {
            test.put(KERNEL, 3, 0x0068_0000_8000_0f02L).put(KERNEL + 0x1000, 3, 0x0068_0000_8000_1f02L);
            test.put(KERNEL + 0x2000, 3, 0x1234_5678_9abc_d004L);
            test.put(KERNEL + 0x200000, 2, 0x0068_0000_8020_0f00L);
            test.put(KERNEL + 0x400000, 3, 0x1);
            List<Mapping> found = mappings(test);
            assertThat(found).noneMatch(Mapping::isValid).hasSize(4);
            assertThat(found.get(0).outputAddress()).isEqualTo(0x8000_0000L);
            assertThat(found.get(0).entries()).isEqualTo(2);
            assertThat(found.get(0).attributes()).isEqualTo(Word128.of(0x0068_0000_0000_0f02L));
            assertThat(found.get(1).hasOutput()).isFalse();
            assertThat(found.get(1).attributes()).isEqualTo(Word128.of(0x1234_5678_9abc_d004L));
            assertThat(found.get(2).level()).isEqualTo(2);
            assertThat(found.get(2).outputAddress()).isEqualTo(0x8020_0000L);
            assertThat(found.get(3).kind()).isEqualTo(DescriptorKind.RESERVED);
        }
    }

    @Test
    void entries_count_as_a_whole_where_a_range_cuts_them() {
        try (TestTree test = TestTree.kernel(Shape.K4_48)) {
            test.fill(KERNEL, 2, BLOCK, 4);
            assertThat(MappingMerger.of(test.memory, test.tree, new VaRange(KERNEL + 0x210000, KERNEL + 0x400000)))
                    .singleElement()
                    .satisfies(mapping -> {
                        assertThat(mapping.range()).isEqualTo(new VaRange(KERNEL + 0x200000, KERNEL + 0x5fffff));
                        assertThat(mapping.outputAddress()).isEqualTo(0x8020_0000L);
                    });
        }
    }

    @Test
    void the_contiguous_bit_counts_only_where_it_has_a_function() {
        try (TestTree test = TestTree.kernel(Shape.K16_52)) {
            long first = test.tree.firstVa();
            // LPA2 has 64G blocks at level 1 with 16K, which have no groups; bit 52 is ignored there.
            test.put(first, 1, 0x0078_0010_0000_0401L).put(first + (1L << 36), 2, 0x0078_0000_0000_0401L);
            assertThat(mappings(test)).extracting(Mapping::contiguous).containsExactly(false, true);
        }
    }

    /** Every page of a region by a slow and obvious walk, against the mappings taken apart again. */
    @ParameterizedTest
    @EnumSource(Shape.class)
    void mappings_taken_apart_are_what_a_walk_of_every_page_finds(Shape shape) {
        for (long seed = 1; seed <= 12; seed++) {
            try (TestTree test = TestTree.kernel(shape)) {
                long first = test.tree.firstVa();
                int regionShift = test.tree.entryShift(2) + 2;
                grow(test, new SplittableRandom(seed), first, regionShift);
                VaRange region = VaRange.until(first, first + (1L << regionShift));
                int pageShift = shape.granule.pageShift();
                int pages = 1 << regionShift - pageShift;
                long[] expected = new long[pages];
                long[] walked = new long[pages];
                Walker walker = new Walker(test.memory);
                Walk walk = new Walk();
                for (int page = 0; page < pages; page++) {
                    long va = first + ((long) page << pageShift);
                    expected[page] = slowWalk(test, va);
                    walked[page] = walker.walk(test.context, va, Access.AT, walk) ? walk.outputAddress : UNMAPPED;
                }
                long[] found = new long[pages];
                Arrays.fill(found, UNMAPPED);
                for (Mapping mapping : MappingMerger.of(test.memory, test.tree, region)) {
                    for (long va = mapping.range().first();
                            va != mapping.range().end();
                            va += 1L << pageShift) {
                        if (mapping.isValid() && region.contains(va)) {
                            found[(int) (va - first >>> pageShift)] = mapping.output(va);
                        }
                    }
                }
                assertThat(found).as("seed %d", seed).isEqualTo(expected);
                assertThat(found).as("seed %d", seed).isEqualTo(walked);
            }
        }
    }

    private static void grow(TestTree test, SplittableRandom random, long first, int regionShift) {
        long mask = (1L << regionShift) - 1;
        int leafType = test.parameters.format().descriptorShift() == 4 ? 1 : 3;
        long attributes = 0x400;
        for (int i = 0; i < 40; i++) {
            int level = random.nextInt(8) == 0 && leafType == 3 ? 2 : 3;
            int shift = test.tree.entryShift(level);
            long va = first + (random.nextLong() & mask & -1L << shift);
            int count = (int) Math.min(1 + random.nextInt(300), (first + mask - va >>> shift) + 1);
            long output = random.nextLong() & 0x7fff_ffffL & -1L << shift;
            long step = random.nextInt(5) == 0 ? 0 : 1L << shift;
            int type = level == 3 ? leafType : 1;
            if (random.nextInt(6) == 0) {
                type = 0;
            }
            if (random.nextInt(4) == 0) {
                attributes ^= 0x80;
            }
            for (int k = 0; k < count; k++) {
                long at = va + ((long) k << shift);
                // Where a block stands there is no room for pages.
                long above = level == 3 ? test.memory.read(test.slot(at, 2, 0)) : 0;
                if (level == 3 && above != 0 && (above & leafType) != leafType) {
                    continue;
                }
                test.put(at, level, output + k * step | attributes | type);
            }
        }
        if (random.nextBoolean()) {
            // Another entry for the table of the first.
            long shared = test.memory.read(test.slot(first, 2, 0));
            test.put(first + (1L << test.tree.entryShift(2)), 2, shared);
        }
    }

    private static long slowWalk(TestTree test, long va) {
        long table = test.tree.base();
        int slotShift = test.parameters.format().descriptorShift();
        for (int level = test.tree.startLevel(); ; level++) {
            int shift = test.tree.entryShift(level);
            long count = level == test.tree.startLevel()
                    ? test.tree.entries()
                    : 1L << test.parameters.granule().stride(test.parameters.format());
            long slot = table + ((va >>> shift) % count << slotShift);
            Word128 word = new Word128(slotShift == 4 ? test.memory.read(slot + 8) : 0, test.memory.read(slot));
            Place place = test.parameters.place(level);
            switch (DescriptorKind.of(word, place)) {
                case INVALID, RESERVED -> {
                    return UNMAPPED;
                }
                case TABLE ->
                    table = Layouts.of(place, word).field(DescriptorField.TA).of(word)
                            << test.parameters.granule().pageShift();
                case BLOCK, PAGE -> {
                    long output =
                            Layouts.of(place, word).field(DescriptorField.OA).of(word) << shift;
                    return output | va & (1L << shift) - 1;
                }
            }
        }
    }

    @Test
    void a_mapping_says_what_it_is() {
        try (TestTree test = TestTree.kernel(Shape.K4_48)) {
            test.fill(KERNEL, 3, PAGE, 2);
            assertThat(mappings(test))
                    .singleElement()
                    .hasToString(Hex.word(KERNEL) + "-" + Hex.word(KERNEL + 0x1fff)
                            + " to 0x80000000, 2 x 4K page at level 3, attributes 0x0068000000000703");
        }
    }
}
