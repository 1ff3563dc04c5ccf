package dev.ptarmigan.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.lang.ArchRule;
import java.lang.invoke.VarHandle;
import java.util.Set;

/** What the shipped classes may not do, each rule with its reason. */
final class Rules {
    static final ArchRule EVERY_PACKAGE_BELONGS_TO_A_MODULE = classes()
            .should()
            .resideInAnyPackage(Modules.allPackages())
            .because("a new package must say in Modules what it may use");

    static final ArchRule ONLY_HOST_USES_JNA = noClasses()
            .that()
            .resideOutsideOfPackage("dev.ptarmigan.host..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.sun.jna..")
            .because("native access is an improvement that everything else works without");

    static final ArchRule ONLY_MEMORY_AND_HOST_USE_NETTY = noClasses()
            .that()
            .resideOutsideOfPackages("dev.ptarmigan.memory..", "dev.ptarmigan.host..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.netty..")
            .because("off-heap words are owned by one package, and only host mappings are wrapped for it elsewhere");

    static final ArchRule ONLY_MEMORY_USES_VAR_HANDLES = noClasses()
            .that()
            .resideOutsideOfPackage("dev.ptarmigan.memory..")
            .should()
            .dependOnClassesThat()
            .areAssignableTo(VarHandle.class)
            .because("atomicity and order of word accesses are decided in one place");

    static final ArchRule ONLY_CLI_USES_PICOCLI = noClasses()
            .that()
            .resideOutsideOfPackage("dev.ptarmigan.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("picocli..")
            .because("a report does not know which options asked for it");

    static final ArchRule PACKAGES_HAVE_NO_CYCLES =
            slices().matching("dev.ptarmigan.(*)..").should().beFreeOfCycles();

    static final ArchRule NO_DRAWERS = noClasses()
            .should()
            .haveNameMatching(".*(Util|Utils|Utility|Utilities|Helper|Helpers|Manager|Managers)")
            .because("such a name says where code was put, not what it is");

    static final ArchRule ONLY_MAIN_ENDS_THE_JVM = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("dev.ptarmigan.cli.Main")
            .should()
            .callCodeUnitWhere(describe("ends the JVM", Rules::endsTheJvm))
            .because("a library must not end its caller's process");

    private Rules() {}

    /** {@code module} uses no package of ours but its own and those drawn below it. */
    static ArchRule usesOnlyWhatIsBelow(Modules module) {
        return noClasses()
                .that()
                .resideInAnyPackage(module.packages())
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(module.forbidden())
                .as("module " + module + " uses only the modules below it");
    }

    private static boolean endsTheJvm(JavaCall<?> call) {
        AccessTarget.CodeUnitCallTarget target = call.getTarget();
        return Set.of("exit", "halt").contains(target.getName())
                && target.getOwner().getPackageName().equals("java.lang");
    }
}
