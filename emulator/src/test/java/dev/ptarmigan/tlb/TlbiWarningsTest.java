package dev.ptarmigan.tlb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.descriptors.TranslationStage;
import dev.ptarmigan.registers.Hcr;
import dev.ptarmigan.walker.SecurityState;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TlbiWarningsTest {
    private static List<String> codes(String name, long value, TlbiIssuer issuer, @Nullable Granule inUse) {
        return TlbiWarnings.of(Invalidation.of(name, value, issuer), inUse).stream()
                .map(TlbiWarning::code)
                .toList();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            as Linux does it                   | vaale1is  | 0x00000ff00005abcd | K4  | -
            a process's page                   | vale1is   | 0x0007000000000400 | K4  | -
            upper bits, logical shift          | vaae1is   | 0x000ffff800000001 | K4  | unmasked-address
            upper bits, arithmetic shift       | vaae1is   | 0xfffffff800000001 | K4  | unmasked-address
            upper bits at EL2                  | vae2is    | 0x000ffff800000001 | K4  | unmasked-address
            upper bits in a range              | rvaae1is  | 0x000ffff800000001 | K4  | unmasked-address
            shift by the granule               | vae1is    | 0x00050000000048d2 | K16 | shifted-by-granule
            shift by the granule, 64K          | vae1is    | 0x0005000000001234 | K64 | shifted-by-granule
            shift by the granule, unmasked     | vaae1is   | 0x0003fffe00000001 | K16 | granule-mismatch asid-ignored shifted-by-granule
            shift by the hint's granule        | vaae1is   | 0x0000b000000048d2 | -   | shifted-by-granule hint
            ASID in the upper part of the VA   | vaae1is   | 0x0000007000000400 | K4  | not-canonical
            ASID alone, below                  | aside1is  | 0x0000000000000007 | -   | asid-misplaced
            ASID given to an every-ASID form   | vaae1is   | 0x0007000000000400 | K4  | asid-ignored
            ASID left out                      | vae1is    | 0x0000000000000400 | K4  | asid-zero
            ASID of 16 bits                    | vae1is    | 0x0100000000000400 | K4  | wide-asid
            hint of another granule            | vaae1is   | 0x0000b00000000400 | K4  | granule-mismatch
            range of another granule           | rvaae1is  | 0x0000800000000400 | K4  | granule-mismatch
            range without TG                   | rvaae1is  | 0x0000000000000400 | K4  | reserved-granule
            level 0 without LPA2               | vaae1is   | 0x0000400000000400 | K4  | reserved-level
            hinted base between blocks         | rvaae1is  | 0x0000404000000201 | K4  | unaligned-base
            hinted base at a block             | rvaae1is  | 0x0000404000000200 | K4  | hint
            beyond the lower half              | rvaae1is  | 0x00007f8fffffffff | K4  | wraps
            IPA of a Non-secure guest, NS set  | ipas2e1is | 0x8000000000080000 | K4  | ns-ignored
            IPA with bits above                | ipas2e1is | 0x4000000000080000 | K4  | reserved-bits
            all, whatever the register holds   | vmalle1is | 0xffffffffffffffff | K4  | -
            """)
    void a_mistake_is_recognised(
            String reason, String name, String value, @Nullable Granule inUse, @Nullable String expected) {
        assertThat(codes(name, Hex.parse(value, "a value"), TlbiIssuer.EL1, inUse))
                .containsExactly(expected == null ? new String[0] : expected.split(" "));
    }

    @ParameterizedTest
    @EnumSource
    void a_right_operand_is_not_warned_of(Granule granule) {
        SplittableRandom random = new SplittableRandom(granule.ordinal());
        TlbiIssuer vhe = TlbiIssuer.at(2).hcr(new Hcr(Hcr.E2H.in(0, 1))).build();
        for (int i = 0; i < 2000; i++) {
            long va = random.nextLong(1L << 47) & -granule.pageBytes() | (random.nextBoolean() ? -1L << 48 : 0);
            int asid = random.nextInt(1, 256);
            long one = TlbiFields.va(va);
            long range = TlbiFields.range(va, granule, random.nextInt(2), random.nextInt(32), false);

            assertThat(codes("vaale1is", one, TlbiIssuer.EL1, granule)).isEmpty();
            assertThat(codes("vae1is", TlbiFields.ASID.in(one, asid), TlbiIssuer.EL1, granule))
                    .isEmpty();
            assertThat(codes("vae2is", TlbiFields.ASID.in(one, asid), vhe, granule))
                    .isEmpty();
            assertThat(codes("rvaale1is", range, TlbiIssuer.EL1, granule)).isSubsetOf("wraps");
        }
    }

    @Test
    void a_context_is_reminded_of() {
        TlbiIssuer secure = TlbiIssuer.at(2).security(SecurityState.SECURE).build();
        TlbiIssuer lpa2 = TlbiIssuer.at(1).lpa2(TranslationStage.EL10).build();

        assertThat(codes("ipas2e1is", 0x8_0000, secure, null)).containsExactly("secure-ipa");
        assertThat(codes("ipas2e1is", TlbiFields.NS.in(0x8_0000, 1), secure, null))
                .isEmpty();
        assertThat(codes("rvaale1is", TlbiFields.TG.in(0x40, 1), lpa2, null)).containsExactly("base-in-64k");
    }

    @Test
    void what_was_probably_meant_is_said() {
        assertThat(TlbiWarnings.of(Invalidation.of("vae1is", 0x0005_0000_0000_48d2L, TlbiIssuer.EL1), Granule.K16))
                .singleElement()
                .satisfies(warning -> assertThat(warning.sentence()).contains("0x12348000 was meant"));
        assertThat(TlbiWarnings.of(Invalidation.of("vae1is", 0x000f_fff8_0000_0001L, TlbiIssuer.EL1), null))
                .singleElement()
                .satisfies(warning -> assertThat(warning.sentence())
                        .contains("0xffff800000001000 shifted right by 12 and not masked"));
    }
}
