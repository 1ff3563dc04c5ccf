package dev.ptarmigan.tlb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TlbiOperationTest {
    static Stream<TlbiOperation> all() {
        return TlbiOperation.all().stream();
    }

    @Test
    void there_are_166_of_tlbi_and_120_of_tlbip() {
        assertThat(TlbiOperation.all()).hasSize(286);
        assertThat(all().filter(TlbiOperation::isPair)).hasSize(120);
    }

    @Test
    void every_row_of_the_table_is_an_operation_with_its_columns() throws IOException {
        List<String> rows;
        try (InputStream in = TlbiOperation.class.getResourceAsStream("tlbi-operations.tsv")) {
            rows = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .toList();
        }
        List<String> again = new ArrayList<>();
        for (TlbiOperation x : TlbiOperation.all()) {
            String domain = switch (x.domain()) {
                case LOCAL -> "local";
                case INNER_SHAREABLE -> "IS";
                case OUTER_SHAREABLE -> "OS";
            };
            String regime = switch (x.regime()) {
                case EL10 -> "EL1&0";
                case EL2, EL20 -> "EL2 (EL2&0 when E2H=1)";
                case EL3 -> "EL3";
                case PHYSICAL -> "GPT";
            };
            String form = switch (x.form()) {
                case NONE -> "none";
                case VA -> "VA+TTL" + (x.isByAsid() ? "+ASID" : "");
                case VA_RANGE -> "VA range+TTL" + (x.isByAsid() ? "+ASID" : "");
                case ASID -> "ASID";
                case IPA -> "IPA+TTL+NS";
                case IPA_RANGE -> "IPA range+TTL+NS";
                case PA_RANGE -> "PA range";
            };
            boolean byAddress = x.form().isSingle() || x.form().isRange();
            String levels = !byAddress ? "n/a" : x.isLastLevel() ? "last only" : "all";
            again.add(String.join(
                    "\t",
                    x.name(),
                    x.isPair() ? "TLBIP (128-bit operand)" : "TLBI",
                    "1",
                    x.op1() + "\t" + x.crn() + "\t" + x.crm() + "\t" + x.op2(),
                    domain,
                    regime,
                    form,
                    x.removes(),
                    levels,
                    x.excludesXs() ? "yes" : "no",
                    x.needs()));
        }
        assertThat(again).isEqualTo(rows);
    }

    @ParameterizedTest
    @MethodSource("all")
    void each_is_found_by_its_name_and_its_encoding(TlbiOperation operation) {
        String lower = operation.name().toLowerCase(Locale.ROOT);

        assertThat(operation.isPair() ? TlbiOperation.pairNamed(lower) : TlbiOperation.named(lower))
                .isSameAs(operation);
        assertThat(
                        operation.isPair()
                                ? TlbiOperation.pairNamed(operation.name())
                                : TlbiOperation.named(operation.name()))
                .isSameAs(operation);
        assertThat(TlbiOperation.encoded(
                        operation.op1(), operation.crn(), operation.crm(), operation.op2(), operation.isPair()))
                .isSameAs(operation);
        assertThat(TlbiOperation.all().get(operation.number())).isSameAs(operation);
    }

    @Test
    void no_other_encoding_is_allocated() {
        int allocated = 0;
        for (int op1 = -1; op1 <= 8; op1++) {
            for (int crn = -1; crn <= 16; crn++) {
                for (int crm = -1; crm <= 16; crm++) {
                    for (int op2 = -1; op2 <= 8; op2++) {
                        allocated += TlbiOperation.encoded(op1, crn, crm, op2, false) == null ? 0 : 1;
                        allocated += TlbiOperation.encoded(op1, crn, crm, op2, true) == null ? 0 : 1;
                    }
                }
            }
        }
        assertThat(allocated).isEqualTo(286);
    }

    /** The grid of the manual (Arm ARM C5.5), which the names follow. */
    @ParameterizedTest
    @MethodSource("all")
    void the_encoding_follows_the_grid(TlbiOperation x) {
        String name = x.name();
        assertThat(x.crn()).isEqualTo(name.endsWith("NXS") ? 9 : 8);
        assertThat(x.excludesXs()).isEqualTo(name.endsWith("NXS"));
        String plain = name.replaceAll("NXS$", "");
        assertThat(x.domain())
                .isEqualTo(
                        plain.endsWith("IS")
                                ? TlbiDomain.INNER_SHAREABLE
                                : plain.endsWith("OS") ? TlbiDomain.OUTER_SHAREABLE : TlbiDomain.LOCAL);
        boolean range = x.form().isRange();
        if (x.form().isIpa()) {
            assertThat(x.crm()).isEqualTo(x.domain() == TlbiDomain.INNER_SHAREABLE ? 0 : 4);
        } else if (!name.startsWith("VMALLWS2") && x.regime() != TlbRegime.PHYSICAL) {
            int expected = switch (x.domain()) {
                case OUTER_SHAREABLE -> range ? 5 : 1;
                case INNER_SHAREABLE -> range ? 2 : 3;
                case LOCAL -> range ? 6 : 7;
            };
            assertThat(x.crm()).isEqualTo(expected);
        }
        assertThat(range).isEqualTo(plain.matches("R(VA|IPA).*"));
        assertThat(x.isLastLevel()).isEqualTo(plain.matches("R?(VAA?L|IPAS2L|PAL)E?.*") && !plain.startsWith("PA"));
        assertThat(x.isByAsid()).isEqualTo(plain.matches("R?VAL?E[12].*|ASIDE1.*"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            VAE1IS       | 0 | 8 | 3 | 1 | false
            VAALE1IS     | 0 | 8 | 3 | 7 | false
            RVAALE1IS    | 0 | 8 | 2 | 7 | false
            VMALLE1      | 0 | 8 | 7 | 0 | false
            VMALLS12E1IS | 4 | 8 | 3 | 6 | false
            IPAS2E1IS    | 4 | 8 | 0 | 1 | false
            RIPAS2LE1OS  | 4 | 8 | 4 | 7 | false
            ALLE3        | 6 | 8 | 7 | 0 | false
            RPALOS       | 6 | 8 | 4 | 7 | false
            VAE1ISNXS    | 0 | 9 | 3 | 1 | false
            VAE1IS       | 0 | 8 | 3 | 1 | true
            """)
    void encodings_everybody_knows(String name, int op1, int crn, int crm, int op2, boolean pair) {
        TlbiOperation operation = TlbiOperation.encoded(op1, crn, crm, op2, pair);

        assertThat(operation).isNotNull();
        assertThat(operation.name()).isEqualTo(name);
    }
}
