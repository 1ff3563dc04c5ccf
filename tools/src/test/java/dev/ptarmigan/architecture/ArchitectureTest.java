package dev.ptarmigan.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule holds for what ships, and finds the class that was written to break it. */
class ArchitectureTest {
    private static final JavaClasses SHIPPED = new ClassFileImporter()
            .withImportOption(location -> !isTestCode(location))
            .importPackages("dev.ptarmigan");

    private static final JavaClasses VIOLATING = new ClassFileImporter()
            .withImportOption(ArchitectureTest::isTestCode)
            .withImportOption(location -> location.contains("/violating/"))
            .importPackages("dev.ptarmigan");

    @Test
    void every_module_is_among_the_classes_that_are_checked() {
        assertThat(SHIPPED.stream().map(type -> type.getPackageName()))
                .contains(
                        "dev.ptarmigan.bits",
                        "dev.ptarmigan.memory",
                        "dev.ptarmigan.kernel",
                        "dev.ptarmigan.dump",
                        "dev.ptarmigan.cli")
                .doesNotContain("dev.ptarmigan.architecture");
    }

    static Stream<Arguments> rules() {
        return Stream.of(
                Arguments.of(Rules.ONLY_HOST_USES_JNA, "CallsNativeCode"),
                Arguments.of(Rules.ONLY_MEMORY_AND_HOST_USE_NETTY, "AllocatesByItself"),
                Arguments.of(Rules.ONLY_MEMORY_USES_VAR_HANDLES, "AllocatesByItself"),
                Arguments.of(Rules.ONLY_CLI_USES_PICOCLI, "ReportManager"),
                Arguments.of(Rules.PACKAGES_HAVE_NO_CYCLES, "PeersIntoFaults"),
                Arguments.of(Rules.NO_DRAWERS, "ReportManager"),
                Arguments.of(Rules.ONLY_MAIN_ENDS_THE_JVM, "ReportManager"),
                Arguments.of(Rules.usesOnlyWhatIsBelow(Modules.EMULATOR), "ReadsDumps"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void shipped_classes_keep_the_rule(ArchRule rule, String offender) {
        rule.allowEmptyShould(true).check(SHIPPED);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("rules")
    void a_class_that_breaks_the_rule_is_reported(ArchRule rule, String offender) {
        assertThat(rule.evaluate(VIOLATING).getFailureReport().getDetails())
                .anySatisfy(detail -> assertThat(detail).contains(offender));
    }

    @ParameterizedTest
    @EnumSource
    void a_module_uses_only_the_modules_below_it(Modules module) {
        Rules.usesOnlyWhatIsBelow(module).allowEmptyShould(true).check(SHIPPED);
    }

    @Test
    void every_shipped_package_says_what_it_may_use() {
        Rules.EVERY_PACKAGE_BELONGS_TO_A_MODULE.check(SHIPPED);
    }

    @Test
    void a_package_that_no_module_names_is_reported() {
        JavaClasses unnamed = new ClassFileImporter().importClasses(ArchitectureTest.class);

        assertThat(Rules.EVERY_PACKAGE_BELONGS_TO_A_MODULE.evaluate(unnamed).hasViolation())
                .isTrue();
    }

    private static boolean isTestCode(Location location) {
        return location.contains("/test-classes/") || location.contains("-tests.jar");
    }
}
