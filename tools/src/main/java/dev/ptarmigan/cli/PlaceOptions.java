package dev.ptarmigan.cli;

import dev.ptarmigan.descriptors.DescriptorReadings;
import dev.ptarmigan.descriptors.Feature;
import dev.ptarmigan.descriptors.Features;
import dev.ptarmigan.descriptors.Format;
import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.descriptors.Place;
import dev.ptarmigan.descriptors.TranslationStage;
import dev.ptarmigan.registers.RegisterFile;
import dev.ptarmigan.report.LinuxReading;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The options that say where a descriptor word was read. What is not given stays open, unless the level is: whoever knows the
 * level means one place, of which the rest then is 4K, EL1&amp;0 and 48-bit addresses.
 */
final class PlaceOptions {
    static final String GRANULE = "--granule";
    static final String LEVEL = "--level";
    static final String STAGE = "--stage";
    private static final String FEATURE = "--feature";
    private static final String REGS = RegisterFiles.REGS;
    private static final String CAPTURE = "--capture";
    private static final String NOT = "no-";
    private static final int LOWEST_LEVEL = -2;

    private final Given given;
    private final @Nullable Granule granule;
    private final @Nullable Integer level;
    private final @Nullable Format format;
    private final String formatOption;
    private final TranslationStage stage;
    private final boolean stageOpen;
    private final RegisterFile registers;
    private final String source;
    private final @Nullable RegisterPlace said;
    private final Features features;

    /** Adds the options to a command's. */
    static Options add(Options options) {
        return options.value(GRANULE, "SIZE", "granule of the table: 4K, 16K or 64K")
                .value(
                        LEVEL,
                        "N",
                        "level of the table: -1 to 3 (-2 with --d128); the rest then defaults to 4K, el1, 48-bit")
                .value(STAGE, "STAGE", "el1 (EL1&0), el2-0 (EL2&0, VHE), el2, el3 or stage2")
                .flag("--ds", "52-bit addresses with 4K or 16K: FEAT_LPA2 and TCR.DS=1")
                .flag("--lpa", "52-bit addresses with 64K: FEAT_LPA")
                .flag("--d128", "128-bit descriptors: FEAT_D128")
                .values(
                        FEATURE,
                        "LIST",
                        "extensions in force, separated by commas; no-NAME takes one away: " + tokens())
                .flag("--pie", "short for --feature pie; so are --poe, --aie and --fwb")
                .hidden("--poe", "--aie", "--fwb")
                .value(
                        REGS,
                        "FILE",
                        "registers, lines NAME = 0x...; they decide format and extensions and name memory types")
                .value(CAPTURE, "CAPTURE", "take the registers of a capture instead");
    }

    PlaceOptions(Given given) {
        this.given = given;
        given.refuseBoth("--ds", "--lpa", "DS is for 4K and 16K, FEAT_LPA alone for 64K");
        given.refuseBoth("--ds", "--d128", "128-bit descriptors have no DS format");
        given.refuseBoth("--lpa", "--d128", "one is for 64-bit descriptors, the other for 128-bit ones");
        given.refuseBoth(REGS, CAPTURE, "registers come from one source");
        granule = granule();
        level = level();
        formatOption = given.has("--ds") ? "--ds" : given.has("--lpa") ? "--lpa" : given.has("--d128") ? "--d128" : "";
        format = switch (formatOption) {
            case "--ds" -> Format.VMSA64_LPA2;
            case "--lpa" -> Format.VMSA64_LPA;
            case "--d128" -> Format.VMSA128;
            default -> null;
        };
        if (format != null && granule != null && !format.supports(granule)) {
            throw new CliException(formatOption + " and --granule " + granule + " contradict each other: "
                    + (format == Format.VMSA64_LPA2 ? "DS is for 4K and 16K" : "FEAT_LPA is for 64K"));
        }
        source = source();
        TranslationStage captured = null;
        if (given.value(CAPTURE) != null) {
            CaptureSource capture = CaptureSource.load(given.value(CAPTURE), null);
            registers = capture.registers(0);
            captured = capture.regime();
        } else {
            registers = RegisterFiles.of(given);
        }
        TranslationStage named = stage();
        stageOpen = named == null && captured == null && source.isEmpty() && level == null;
        stage = named != null ? named : captured != null ? captured : TranslationStage.EL10;
        if (format == Format.VMSA128 && stage == TranslationStage.EL2) {
            throw new CliException(
                    "--d128 and --stage el2 contradict each other: EL2 without VHE has no 128-bit descriptors");
        }
        said = source.isEmpty() ? null : new RegisterPlace(stage, registers);
        if (said != null) {
            refuse(said);
        }
        features = features();
    }

    private @Nullable Granule granule() {
        String text = given.value(GRANULE);
        Granule named = text == null ? null : Granule.named(text);
        if (text != null && named == null) {
            throw new CliException("--granule " + text + ", expected 4K, 16K or 64K");
        }
        return named;
    }

    private @Nullable Integer level() {
        String text = given.value(LEVEL);
        if (text == null) {
            return null;
        }
        for (int number = LOWEST_LEVEL; number <= Place.LAST_LEVEL; number++) {
            if (text.equals(Integer.toString(number))) {
                return number;
            }
        }
        throw new CliException("--level " + text + ", expected -1 to 3 (-2 with --d128)");
    }

    private @Nullable TranslationStage stage() {
        String text = given.value(STAGE);
        if (text == null) {
            return null;
        }
        for (TranslationStage named : TranslationStage.values()) {
            if (named.token().equals(text)) {
                return named;
            }
        }
        throw new CliException("--stage " + text + ", expected el1, el2-0, el2, el3 or stage2");
    }

    /** Where the registers come from, for messages; empty if there are none. */
    private String source() {
        String file = given.value(REGS);
        String capture = given.value(CAPTURE);
        return file != null ? file : capture != null ? capture : "";
    }

    private void refuse(RegisterPlace place) {
        if (granule != null && !place.granules().isEmpty() && !place.granules().contains(granule)) {
            throw contradiction("--granule " + granule, place);
        }
        if (format != null && !place.formats().isEmpty() && !place.formats().contains(format)) {
            throw contradiction(formatOption, place);
        }
    }

    private CliException contradiction(String option, RegisterPlace place) {
        return new CliException(option + " contradicts " + source + ": " + String.join(", ", place.evidence()));
    }

    private Features features() {
        Features explicit = Features.NONE;
        Features value = Features.NONE;
        List<String> names = new ArrayList<>();
        for (String list : given.values(FEATURE)) {
            names.addAll(List.of(list.split(",")));
        }
        for (String shortcut : List.of("pie", "poe", "aie", "fwb")) {
            if (given.has("--" + shortcut)) {
                names.add(shortcut);
            }
        }
        for (String name : names) {
            boolean absent = name.startsWith(NOT);
            Feature feature = feature(absent ? name.substring(NOT.length()) : name);
            if (explicit.has(feature) && value.has(feature) == absent) {
                throw new CliException(
                        "features " + feature.token() + " and " + NOT + feature.token() + " contradict each other");
            }
            if (said != null && said.known().has(feature) && said.on().has(feature) == absent) {
                throw contradiction("feature " + name, said);
            }
            explicit = explicit.with(feature);
            value = value.with(feature, !absent);
        }
        check(value);
        Features all = Features.COMMON;
        for (Feature feature : Feature.values()) {
            if (explicit.has(feature)) {
                all = all.with(feature, value.has(feature));
            } else if (said != null && said.known().has(feature)) {
                all = all.with(feature, said.on().has(feature));
            }
        }
        return all;
    }

    private void check(Features value) {
        if (given.has(STAGE) && stage.isStage2() && value.has(Feature.AIE)) {
            throw new CliException("feature aie and --stage stage2 contradict each other: stage 2 has no AttrIndx");
        }
        if (given.has(STAGE) && !stage.isStage2() && value.has(Feature.FWB)) {
            throw new CliException(
                    "feature fwb and --stage " + stage.token() + " contradict each other: FWB is for stage 2");
        }
    }

    private static Feature feature(String token) {
        for (Feature feature : Feature.values()) {
            if (feature.token().equalsIgnoreCase(token)) {
                return feature;
            }
        }
        throw new CliException("unknown feature " + token + ", expected one of " + tokens());
    }

    private static String tokens() {
        StringBuilder text = new StringBuilder();
        for (Feature feature : Feature.values()) {
            text.append(text.length() > 0 ? ", " : "").append(feature.token());
        }
        return text.toString();
    }

    /** The registers that are known, perhaps none. */
    RegisterFile registers() {
        return registers;
    }

    /** What registers decided, and what was assumed for want of one; for people. */
    List<String> notes() {
        if (said == null) {
            return List.of();
        }
        List<String> notes = new ArrayList<>();
        notes.add("registers of " + source + ": "
                + (said.evidence().isEmpty() ? "none that decides here" : String.join(", ", said.evidence())));
        for (String assumption : said.assumptions()) {
            notes.add("assumed: " + assumption);
        }
        return notes;
    }

    /** Every place that the options allow. */
    DescriptorReadings readings() {
        Set<Granule> granules = granule != null
                ? Set.of(granule)
                : said != null && !said.granules().isEmpty()
                        ? said.granules()
                        : level != null ? Set.of(defaultGranule()) : EnumSet.allOf(Granule.class);
        Set<Format> formats = format != null
                ? Set.of(format)
                : said != null && !said.formats().isEmpty()
                        ? said.formats()
                        : level != null
                                ? Set.of(Format.VMSA64)
                                : EnumSet.of(Format.VMSA64, Format.VMSA64_LPA, Format.VMSA64_LPA2);
        Set<TranslationStage> stages = stageOpen ? EnumSet.allOf(TranslationStage.class) : Set.of(stage);
        Set<Integer> levels = new TreeSet<>();
        for (int number = LOWEST_LEVEL; number <= Place.LAST_LEVEL; number++) {
            if (level == null ? said == null || number >= said.lowestLevel() : level == number) {
                levels.add(number);
            }
        }
        if (level != null) {
            checkLevel(granules, formats, level);
        }
        return new DescriptorReadings(granules, stages, formats, levels, features);
    }

    private Granule defaultGranule() {
        return format == Format.VMSA64_LPA ? Granule.K64 : Granule.K4;
    }

    private void checkLevel(Set<Granule> granules, Set<Format> formats, int wanted) {
        String why = "";
        for (Granule one : granules) {
            for (Format other : formats) {
                if (other.supports(one)) {
                    int lowest = other.lowestLevel(one);
                    if (wanted >= lowest) {
                        return;
                    }
                    why = one + " tables (" + other.description() + ") have levels " + lowest + " to 3";
                }
            }
        }
        throw new CliException("level " + wanted + " does not exist: " + why + hint(granules, wanted));
    }

    private static String hint(Set<Granule> granules, int wanted) {
        boolean lpa2 = false;
        for (Granule one : granules) {
            lpa2 |= one != Granule.K64 && wanted >= Format.VMSA64_LPA2.lowestLevel(one);
        }
        return lpa2 ? "; with --ds there are more" : "";
    }

    /** The one place that the options mean, at the given level unless the user names another. */
    Place place(int defaultLevel) {
        int at = level == null ? defaultLevel : level;
        Granule one = granule != null
                ? granule
                : said != null && said.granules().size() == 1
                        ? said.granules().iterator().next()
                        : defaultGranule();
        Format other = format;
        if (other == null && said != null) {
            for (Format candidate : said.formats()) {
                if (candidate.supports(one)) {
                    other = candidate;
                }
            }
        }
        Format chosen = other == null ? Format.VMSA64 : other;
        checkLevel(Set.of(one), Set.of(chosen), at);
        return new Place(chosen, one, stage, at, features);
    }

    /** How Linux reads words here: its level names depend on the size of the upper range. */
    LinuxReading linux() {
        int levels = said == null ? 0 : Place.LAST_LEVEL + 1 - said.upperLevel();
        return levels < 2 || levels > 5 ? LinuxReading.MOST_LEVELS : LinuxReading.ofLevels(levels);
    }

    /** Whether the user has said the level. */
    boolean hasLevel() {
        return level != null;
    }
}
