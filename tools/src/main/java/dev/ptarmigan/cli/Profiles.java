package dev.ptarmigan.cli;

import dev.ptarmigan.walker.Profile;

/** The option {@code --profile}. */
final class Profiles {
    static final String PROFILE = "--profile";

    private Profiles() {}

    static Options add(Options options) {
        return options.value(
                PROFILE, "NAME", "ARM, the architecture (default), or QEMU_11_1, the machine that was measured");
    }

    /**
     * The profile asked for.
     *
     * @throws CliException if there is none of that name
     */
    static Profile of(Given given) {
        String name = given.value(PROFILE);
        Profile profile = name == null ? Profile.ARM : Profile.named(name);
        if (profile == null) {
            throw new CliException(PROFILE + " " + name + ", expected ARM or QEMU_11_1");
        }
        return profile;
    }
}
