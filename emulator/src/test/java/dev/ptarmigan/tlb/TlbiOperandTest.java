package dev.ptarmigan.tlb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.descriptors.TranslationStage;
import dev.ptarmigan.registers.Hcr;
import java.math.BigInteger;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TlbiOperandTest {
    private static final TlbiIssuer LPA2 = TlbiIssuer.at(1)
            .lpa2(TranslationStage.EL10, TranslationStage.STAGE2)
            .build();

    private static TlbiOperand decode(String name, long value) {
        return decode(name, value, TlbiIssuer.EL1);
    }

    private static TlbiOperand decode(String name, long value, TlbiIssuer issuer) {
        return TlbiOperand.decode(TlbiOperation.require(name), value, 0, issuer);
    }

    private static TlbiOperand pair(String name, long high, long low) {
        return TlbiOperand.decode(Objects.requireNonNull(TlbiOperation.pairNamed(name)), low, high, TlbiIssuer.EL1);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            lower half                      | vae1is   | 0x0000000000001000 | 0x0000000001000000
            upper half, bits copied         | vaae1is  | 0x00000ff000001000 | 0xffff000001000000
            end of the upper half           | vaale1is | 0x00000fffffffffff | 0xfffffffffffff000
            ASID beside it                  | vae1is   | 0x1234000000400000 | 0x0000000400000000
            52-bit address                  | vaae1is  | 0x00000f0000000000 | 0xfff0000000000000
            """)
    void an_address_counts_in_4k_and_its_sign_is_bit_55(String reason, String name, String value, String first) {
        long word = Hex.parse(value, "a value");
        TlbiOperand operand = decode(name, word);
        boolean byAsid = TlbiOperation.require(name).isByAsid();
        long va = Hex.parse(first, "an address");

        assertThat(operand.asid()).isEqualTo(byAsid ? (int) (word >>> 48) : TlbiOperand.NO_ASID);
        assertThat(operand.first()).isEqualTo(va);
        assertThat(operand.last()).isEqualTo(va + 4095);
        assertThat(operand.problems()).isEmpty();
    }

    /** Every TTL: the level it names, or none; with and without FEAT_LPA2. */
    @ParameterizedTest(name = "TTL {0}")
    @CsvSource(delimiter = '|', textBlock = """
            0b0000 | -  | -  | -  | -  | -  | -
            0b0001 | -  | -  | -  | -  | -  | -
            0b0010 | -  | -  | -  | -  | -  | -
            0b0011 | -  | -  | -  | -  | -  | -
            0b0100 | -  | r  | K4 | 0  | K4 | 0
            0b0101 | K4 | 1  | K4 | 1  | K4 | 1
            0b0110 | K4 | 2  | K4 | 2  | K4 | 2
            0b0111 | K4 | 3  | K4 | 3  | K4 | 3
            0b1000 | -  | r  | -  | r  | -  | r
            0b1001 | -  | r  | K16| 1  | K16| 1
            0b1010 | K16| 2  | K16| 2  | K16| 2
            0b1011 | K16| 3  | K16| 3  | K16| 3
            0b1100 | -  | r  | -  | r  | -  | r
            0b1101 | K64| 1  | K64| 1  | K64| 1
            0b1110 | K64| 2  | K64| 2  | K64| 2
            0b1111 | K64| 3  | K64| 3  | K64| 3
            """)
    void a_level_hint_is_a_granule_and_a_level(
            String ttl,
            String granule,
            String level,
            String lpa2Granule,
            String lpa2Level,
            String d128,
            String d128Level) {
        long value = TlbiFields.TTL.in(0, Hex.parse(ttl, "TTL"));
        for (String name : new String[] {"vaae1", "vale1is", "ipas2e1is", "vae2", "vae3os"}) {
            check(decode(name, value), granule, level);
            check(decode(name, value, LPA2), lpa2Granule, lpa2Level);
            check(pair(name, 0, value), d128, d128Level);
        }
    }

    private static void check(TlbiOperand operand, String granule, String level) {
        boolean none = granule.equals("-");
        assertThat(String.valueOf(operand.granule()))
                .isEqualTo(none ? "null" : Granule.valueOf(granule).toString());
        assertThat(operand.level()).isEqualTo(none ? TlbiOperand.NO_LEVEL : Integer.parseInt(level));
        assertThat(operand.has(OperandProblem.RESERVED_LEVEL)).isEqualTo(level.equals("r"));
        assertThat(operand.isNothingGuaranteed()).isFalse();
    }

    /** All 4,096 combinations of TG, SCALE, NUM and TTL, with 48- and with 52-bit addresses. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void every_range_begins_and_ends_where_the_formula_says(boolean wide) {
        SplittableRandom random = new SplittableRandom(wide ? 11 : 12);
        TlbiIssuer issuer = wide ? LPA2 : TlbiIssuer.EL1;
        for (int fields = 0; fields < 1 << 11; fields++) {
            for (long base : new long[] {0, 1, 1L << 36, (1L << 37) - 2, random.nextLong(1L << 37)}) {
                long value = (long) fields << 37 | base;
                checkRange(decode("rvaae1is", value, issuer), value, wide, true);
                checkRange(decode("ripas2e1is", value, issuer), value, wide, false);
            }
        }
    }

    private static void checkRange(TlbiOperand operand, long value, boolean wide, boolean signed) {
        int tg = (int) (value >>> 46 & 3);
        if (tg == 0) {
            assertThat(operand.problems()).containsOnly(OperandProblem.RESERVED_GRANULE);
            assertThat(operand.isNothingGuaranteed()).isTrue();
            return;
        }
        int pageShift = 10 + 2 * tg;
        int unit = wide ? 16 : pageShift;
        BigInteger first = BigInteger.valueOf(value & (1L << 37) - 1).shiftLeft(unit);
        boolean upper = signed && first.testBit(unit + 36);
        if (upper) {
            first = first.subtract(BigInteger.TWO.pow(unit + 37));
        }
        int scale = (int) (value >>> 44 & 3);
        int num = (int) (value >>> 39 & 31);
        BigInteger end = first.add(BigInteger.valueOf(num + 1)
                .multiply(BigInteger.TWO.pow(5 * scale + 1))
                .shiftLeft(pageShift));
        BigInteger most = upper ? BigInteger.ZERO : BigInteger.TWO.pow(signed ? unit + 36 : 56);
        String what = Hex.word(value) + (wide ? " wide" : "");
        assertThat(operand.first()).as(what).isEqualTo(first.longValue());
        assertThat(operand.last()).as(what).isEqualTo(end.min(most).longValue() - 1);
        assertThat(operand.has(OperandProblem.WRAPS)).as(what).isEqualTo(end.compareTo(most) > 0);
        assertThat(operand.scale()).isEqualTo(scale);
        assertThat(operand.num()).isEqualTo(num);
        assertThat(TlbiFields.rangeGranules(scale, num)).isBetween(2L, 2_097_152L);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            4K, level 1, at 1G            | 1 | 1 | 0x40000000     | false | false
            4K, level 1, 2M off           | 1 | 1 | 0x40200000     | false | true
            4K, level 2, at 2M            | 1 | 2 | 0x40200000     | false | false
            4K, level 2, a page off       | 1 | 2 | 0x40201000     | false | true
            4K, level 3, any page         | 1 | 3 | 0x40201000     | false | false
            16K, level 2, at 32M          | 2 | 2 | 0x2000000      | false | false
            16K, level 2, a page off      | 2 | 2 | 0x2004000      | false | true
            16K, level 1 is no hint       | 2 | 1 | 0x2004000      | false | false
            16K, level 1 is not listed    | 2 | 1 | 0x2010000      | true  | false
            64K, level 1, at 4T           | 3 | 1 | 0x40000000000  | false | false
            64K, level 1, 512M off        | 3 | 1 | 0x40020000000  | false | true
            64K, level 2, at 512M         | 3 | 2 | 0x20000000     | false | false
            64K, level 2, a page off      | 3 | 2 | 0x20010000     | false | true
            no hint, no demand            | 1 | 0 | 0x40201000     | false | false
            """)
    void a_hinted_range_begins_at_a_multiple_of_the_size(
            String reason, int tg, int ttl, String va, boolean lpa2, boolean unaligned) {
        int unit = lpa2 ? 16 : 10 + 2 * tg;
        long value = TlbiFields.RANGE_TTL.in(TlbiFields.TG.in(Hex.parse(va, "an address") >>> unit, tg), ttl);

        TlbiOperand operand = decode("rvae1is", value, lpa2 ? LPA2 : TlbiIssuer.EL1);

        assertThat(operand.first()).isEqualTo(Hex.parse(va, "an address"));
        assertThat(operand.has(OperandProblem.UNALIGNED_BASE)).isEqualTo(unaligned);
        assertThat(operand.isNothingGuaranteed()).isEqualTo(unaligned);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            VA                          | vae1is     | 0x00000ffff0000123 | 0x0007_0000_0000_0000 | 0xffffff0000123000 | 0xffffff0000123fff | 7
            VA, 4K level 0              | vaae1is    | 0x0000000000000123 | 0x0000_4000_0000_0000 | 0x123000           | 0x123fff           | -1
            IPA is not signed           | ipas2e1is  | 0x00000ff000000000 | 0x0                   | 0xff000000000000   | 0xff000000000fff   | -1
            range of 16K in units of 4K | rvae1is    | 0x0000000000000126 | 0x0001_8000_0000_0000 | 0x124000           | 0x12bfff           | 1
            """)
    void a_pair_has_its_address_in_the_second_register(
            String reason, String name, String high, String low, String first, String last, int asid) {
        TlbiOperand operand = pair(name, Hex.parse(high, "a value"), Hex.parse(low, "a value"));

        assertThat(operand.first()).isEqualTo(Hex.parse(first, "an address"));
        assertThat(operand.last()).isEqualTo(Hex.parse(last, "an address"));
        assertThat(operand.asid()).isEqualTo(asid);
        assertThat(operand.problems()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void a_physical_range_has_a_size_of_its_own(Granule physicalGranule) {
        long[] bytes = {
            4L << 10, 16L << 10, 64L << 10, 2L << 20, 32L << 20, 512L << 20, 1L << 30, 16L << 30, 64L << 30, 512L << 30
        };
        TlbiIssuer issuer = TlbiIssuer.at(3).physicalGranule(physicalGranule).build();
        for (int size = 0; size < 16; size++) {
            TlbiOperand operand = decode("rpaos", TlbiFields.SIZE.in(0x80_0000_0000L >>> 12, size), issuer);
            boolean reserved = size >= bytes.length;
            assertThat(operand.isNothingGuaranteed()).isEqualTo(reserved);
            if (!reserved) {
                assertThat(operand.first()).isEqualTo(0x80_0000_0000L);
                assertThat(operand.last() - operand.first() + 1)
                        .isEqualTo(Math.max(bytes[size], physicalGranule.pageBytes()));
            }
        }
        assertThat(decode("rpaos", TlbiFields.SIZE.in(0x8010_0000L >>> 12, 3), issuer)
                        .has(OperandProblem.UNALIGNED_BASE))
                .isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            ASID of an operation without one | vaae1is   | 0x0001000000400000 | RES0_SET
            ASID where it belongs            | vae1is    | 0x0001000000400000 | -
            bits below an ASID alone         | aside1is  | 0x0001000000000001 | RES0_SET
            ASID alone                       | aside1is  | 0x0001000000000000 | -
            no operand, anything             | vmalle1is | 0xffffffffffffffff | -
            bits below NS                    | ipas2e1is | 0x4000000000400000 | RES0_SET
            EL3 has no ASID                  | vae3is    | 0x0001000000400000 | RES0_SET
            EL2 has none without VHE         | vae2is    | 0x0001000000400000 | RES0_SET
            """)
    void bits_that_are_nothings_are_told(String reason, String name, String value, String problem) {
        Set<OperandProblem> expected = EnumSet.noneOf(OperandProblem.class);
        if (!problem.equals("-")) {
            expected.add(OperandProblem.valueOf(problem));
        }

        assertThat(decode(name, Hex.parse(value, "a value")).problems()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void el2_has_an_asid_with_vhe(int e2h) {
        TlbiIssuer issuer = TlbiIssuer.at(2).hcr(new Hcr(Hcr.E2H.in(0, e2h))).build();

        assertThat(decode("vae2is", 0x0001_0000_0040_0000L, issuer).asid())
                .isEqualTo(e2h == 1 ? 1 : TlbiOperand.NO_ASID);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {3, 4})
    void what_is_encoded_is_decoded(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 20_000; i++) {
            boolean wide = random.nextBoolean();
            Granule granule = Granule.values()[random.nextInt(3)];
            int unit = wide ? 16 : granule.pageShift();
            long va = random.nextLong(1L << 47) & -(1L << unit) | (random.nextBoolean() ? -1L << 48 : 0);
            int scale = random.nextInt(4);
            int num = random.nextInt(32);

            TlbiOperand one = decode("vaae1", TlbiFields.va(va), wide ? LPA2 : TlbiIssuer.EL1);
            TlbiOperand range =
                    decode("rvaae1", TlbiFields.range(va, granule, scale, num, wide), wide ? LPA2 : TlbiIssuer.EL1);

            assertThat(one.first()).as("seed %s, round %s", seed, i).isEqualTo(va);
            assertThat(range.first()).as("seed %s, round %s", seed, i).isEqualTo(va);
            assertThat(range.granule()).isEqualTo(granule);
            assertThat(range.scale()).isEqualTo(scale);
            assertThat(range.num()).isEqualTo(num);
        }
    }
}
