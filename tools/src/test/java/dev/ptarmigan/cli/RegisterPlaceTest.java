package dev.ptarmigan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ptarmigan.descriptors.Feature;
import dev.ptarmigan.descriptors.Place;
import dev.ptarmigan.descriptors.TranslationStage;
import dev.ptarmigan.dump.ShippedCaptures;
import dev.ptarmigan.registers.RegisterFile;
import dev.ptarmigan.walker.ContextBuilder;
import dev.ptarmigan.walker.Profile;
import dev.ptarmigan.walker.SecurityState;
import dev.ptarmigan.walker.TranslationContext;
import dev.ptarmigan.walker.WalkParameters;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RegisterPlaceTest {
    static Stream<String> captures() {
        return ShippedCaptures.names().stream()
                .filter(name -> Files.exists(ShippedCaptures.path(name).resolve("tables.ptw.gz")));
    }

    /** The walker reads the same registers its own way. */
    @ParameterizedTest
    @MethodSource("captures")
    void it_agrees_with_the_walker_on_every_capture(String name) {
        CaptureSource source = CaptureSource.load(name, null);
        RegisterFile registers = source.registers(0);
        RegisterPlace place = new RegisterPlace(source.regime(), registers);

        TranslationContext context =
                ContextBuilder.of(registers, source.regime(), SecurityState.NON_SECURE, Profile.ARM);
        WalkParameters upper = context.upper();
        assertThat(upper).isNotNull();
        Place walked = upper.place(Place.LAST_LEVEL);
        assertThat(place.granules()).contains(walked.granule());
        assertThat(place.formats()).contains(walked.format());
        assertThat(place.upperLevel()).isEqualTo(upper.startLevel());
        for (Feature feature : List.of(Feature.PIE, Feature.POE, Feature.AIE, Feature.NV1, Feature.HAFT)) {
            assertThat(place.on().has(feature)).as("%s", feature).isEqualTo(walked.has(feature));
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            nothing is known            | el1    | ''                                   | ''   | ''      | ''
            LPA2 by TCR_EL1.DS          | el1    | TCR_EL1=0x0d5001f6b54c350c           | 4K   | lpa2    | ''
            LPA by IPS                  | el1    | TCR_EL1=0x00000006f5507510           | 64K  | lpa     | ''
            64K with fewer bits         | el1    | TCR_EL1=0x00000005f5507510           | 64K  | 48      | ''
            D128 by TCR2_EL1            | el1    | TCR_EL1=0x055001f5b5503510 TCR2_EL1=0x20 | 4K | d128 | ''
            POE by E0POE alone          | el1    | TCR2_EL1=0x4                         | ''   | ''      | poe
            PIE, AIE                    | el2-0  | TCR2_EL2=0x12                        | ''   | ''      | pie,aie
            PIE of EL3 is in TCR_EL3    | el3    | TCR_EL3=0x0000000800023510           | 4K   | 48      | pie
            stage 2 and FWB             | stage2 | VTCR_EL2=0x80023558 HCR_EL2=0x400000000000 | 4K | 48 | fwb
            S2PIE                       | stage2 | VTCR_EL2=0x1080023558                | 4K   | 48      | pie
            TCR2 without effect         | el1    | TCR2_EL1=0x2 HCRX_EL2=0 HCR_EL2=0x80000000 ID_AA64PFR0_EL1=0x1111 | '' | '' | ''
            TCR2 enabled by HCRX_EL2    | el1    | TCR2_EL1=0x2 HCRX_EL2=0x4000 HCR_EL2=0x80000000 ID_AA64PFR0_EL1=0x0111 | '' | '' | pie
            HCRX_EL2 where EL2 may not be | el1  | TCR2_EL1=0x2 HCRX_EL2=0              | ''   | ''      | pie
            NV1                         | el1    | HCR_EL2=0xc0080000000                | ''   | ''      | nv1
            """)
    void registers_decide(
            String reason, String stage, String registers, String granules, String formats, String features) {
        RegisterPlace place = new RegisterPlace(stage(stage), RegisterFile.parse(registers.replace(' ', '\n'), "test"));

        assertThat(joined(place.granules())).isEqualTo(granules);
        assertThat(String.join(
                        ",",
                        place.formats().stream().map(format -> format.token()).toList()))
                .isEqualTo(formats);
        assertThat(place.on().without(Feature.HPD)).hasToString(features);
    }

    private static TranslationStage stage(String token) {
        return Stream.of(TranslationStage.values())
                .filter(stage -> stage.token().equals(token))
                .findFirst()
                .orElseThrow();
    }

    private static String joined(Iterable<?> things) {
        StringBuilder text = new StringBuilder();
        for (Object thing : things) {
            text.append(text.length() > 0 ? "," : "").append(thing);
        }
        return text.toString();
    }

    @Test
    void what_is_not_known_is_assumed_aloud() {
        assertThat(new RegisterPlace(TranslationStage.EL10, new RegisterFile()).assumptions())
                .containsExactly("TCR2_EL1 is not known: PIE, POE, AIE and D128 are taken as off");
        assertThat(new RegisterPlace(TranslationStage.EL10, RegisterFile.parse("ID_AA64MMFR3_EL1=0", "test"))
                        .assumptions())
                .isEmpty();
    }
}
