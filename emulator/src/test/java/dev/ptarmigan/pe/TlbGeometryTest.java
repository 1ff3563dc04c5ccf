package dev.ptarmigan.pe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TlbGeometryTest {
    @Test
    void there_are_26_presets_with_sources_and_confidence() {
        assertThat(TlbPresets.all()).hasSize(26);
        assertThat(TlbPresets.all())
                .extracting(TlbPresets.Preset::confidence)
                .isSubsetOf("documented", "secondary", "measured", "recalled", "synthetic");
        assertThat(TlbPresets.all().stream()
                        .filter(preset -> !preset.confidence().equals("synthetic"))
                        .map(TlbPresets.Preset::sources))
                .allMatch(text -> text.length() > 5);
        assertThat(TlbPresets.all().stream()
                        .filter(TlbPresets.Preset::neverAborts)
                        .map(TlbPresets.Preset::id))
                .containsExactly("cortex-x4", "neoverse-v3");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            fully associative       | 48:full                         | 1    | 48
            sets are a power of two | 1280:5                          | 256  | 5
            sizes and neighbours    | 1280:5:sizes=4K+2M:coalesce=4   | 256  | 5
            all sizes but one       | 512:4:no=1G                     | 128  | 4
            """)
    void an_array_is_what_its_text_says(String reason, String text, int sets, int ways) {
        ArrayGeometry geometry = ArrayGeometry.parse(text);
        assertThat(geometry.sets()).isEqualTo(sets);
        assertThat(geometry.waysInSet()).isEqualTo(ways);
        assertThat(geometry).hasToString(text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            sets             | l2=1200:5      | 1200 entries of 5 ways are 240 sets; the number of sets must be a power of two
            division         | l2=1281:5      | 1281 entries cannot be in sets of 5 ways: the ways must divide the entries
            nothing          | l1d=0:full     | 0 entries, expected 1 to 1048576
            no ways          | l1d=16:0       | 0 ways in '16:0', expected a number or full
            no number        | l1d=x:4        | 'x' is no number of entries
            half             | l1d=16         | '16' is no TLB array, expected ENTRIES:WAYS such as 1280:5 or 48:full
            neighbours       | l2=16:4:coalesce=3 | coalesce=3, expected 1, 2, 4 or 8
            a size           | l2=16:4:sizes=3K   | '3K' is no size of an entry, expected a power of two as in 64K
            an array         | l3=16:4        | 'l3=16:4' in 'l3=16:4', expected l1i=, l1d=, l2=, walk= or ipa=
            a place          | walk=in-l2     | custom: there is no second level that tables could live in
            a name           | neoverse-n9    | no TLB preset is called 'neoverse-n9'; --list-presets shows all 26, for example neoverse-n1, neoverse-n2, neoverse-v1, neoverse-v2
            """)
    void what_cannot_be_is_refused_with_the_reason(String reason, String text, String message) {
        assertThatExceptionOfType(TlbGeometryException.class)
                .isThrownBy(() -> TlbGeometry.named(text))
                .withMessage(message);
    }
}
