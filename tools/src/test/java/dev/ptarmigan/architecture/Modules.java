package dev.ptarmigan.architecture;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The modules, their packages and what each may use: the picture in the root README, as data. */
enum Modules {
    DESCRIPTORS(List.of("bits", "descriptors", "registers", "faults")),
    WALKER(List.of("memory", "walker", "listing"), DESCRIPTORS),
    EMULATOR(
            List.of("trace", "machine", "kernel", "mutation", "tlb", "pe", "checker", "explorer"), DESCRIPTORS, WALKER),
    FIXTURES(List.of("host", "dump", "vectors"), DESCRIPTORS, WALKER),
    TOOLS(List.of("cli", "report", "replay", "study"), DESCRIPTORS, WALKER, EMULATOR, FIXTURES);

    private final List<String> packages;
    private final List<Modules> uses;

    Modules(List<String> packages, Modules... uses) {
        this.packages = packages;
        this.uses = List.of(uses);
    }

    /** Patterns of this module's own packages. */
    String[] packages() {
        return patterns(packages.stream());
    }

    /** Patterns of the packages of ours that this module must not use. */
    String[] forbidden() {
        return patterns(Arrays.stream(values())
                .filter(module -> module != this && !uses.contains(module))
                .flatMap(module -> module.packages.stream()));
    }

    static String[] allPackages() {
        return patterns(Arrays.stream(values()).flatMap(module -> module.packages.stream()));
    }

    private static String[] patterns(Stream<String> packages) {
        return packages.map(name -> "dev.ptarmigan." + name + "..").toArray(String[]::new);
    }
}
