package dev.ptarmigan.cli;

import dev.ptarmigan.bits.BitField;
import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.descriptors.Descriptor;
import dev.ptarmigan.descriptors.DescriptorBuilder;
import dev.ptarmigan.descriptors.DescriptorField;
import dev.ptarmigan.descriptors.DescriptorKind;
import dev.ptarmigan.descriptors.Place;
import dev.ptarmigan.report.DescriptorJson;
import dev.ptarmigan.report.DescriptorText;
import dev.ptarmigan.report.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code ptarmigan encode page|block|table}: the inverse of decode. */
final class EncodeCommand implements Command {
    private static final String PA = "--pa";
    private static final String SET = "--set";
    private static final String EXPLAIN = "--explain";
    private static final String RESERVED = "--allow-reserved";
    private static final int TABLE_LEVEL = 2;

    @Override
    public Options options() {
        Options options = new Options(CommandName.ENCODE)
                .operands("page|block|table", "the kind of descriptor; a page is at level 3, a block needs --level")
                .value(PA, "ADDRESS", "what it maps, or for a table the address of the next one (0)");
        StringBuilder names = new StringBuilder();
        for (DescriptorField field : DescriptorField.values()) {
            if (hasOption(field)) {
                options.hiddenValue(option(field));
                names.append(names.length() > 0 ? ", " : "").append(option(field));
            }
        }
        PlaceOptions.add(options)
                .values(
                        SET,
                        "FIELD=VALUE",
                        "set a field by the manual's name, or bits left to software by number: 58=1, 57:55=3")
                .flag(RESERVED, "allow reserved values")
                .flag(EXPLAIN, "explain the word as decode does")
                .text(
                        "Fields",
                        "each takes a number; what is not given is 0, but Valid, AF and (Inner Shareable) SH of leaves:",
                        names.toString())
                .example("page --pa 0x40200000 --attrindx 0 --ap 2 --uxn 1", "a read-only page that EL1 may execute")
                .example("block --level 2 --pa 0x40000000 --pxn 1 --uxn 1 --contiguous 1", "a 2M block, one of sixteen")
                .example("table --pa 0x41fdd000 --uxntable 1", "a table descriptor")
                .example("--stage stage2 --feature fwb page --pa 0x80000000 --s2ap 3 --memattr 6", "stage 2");
        return options;
    }

    private static boolean hasOption(DescriptorField field) {
        return switch (field) {
            case OA, TA, VALID, TYPE, SKL -> false;
            default -> !field.isFiller();
        };
    }

    private static String option(DescriptorField field) {
        return "--" + field.label().toLowerCase(Locale.ROOT);
    }

    @Override
    public int run(Given given, Console console) {
        given.refuseBoth(EXPLAIN, Options.JSON, "JSON always has the explanation");
        PlaceOptions places = new PlaceOptions(given);
        DescriptorKind kind = kind(given);
        Place place = places.place(level(kind, places));
        Descriptor descriptor = build(given, place, kind);
        if (given.has(Options.JSON)) {
            try (Json json = new Json(console.out())) {
                DescriptorJson body = new DescriptorJson(json, places.registers());
                json.object();
                body.wordAndPlace(descriptor);
                body.body(descriptor);
                json.texts("notes", places.notes()).endObject();
            }
            return ExitStatus.OK;
        }
        StringBuilder out = new StringBuilder();
        if (given.has(EXPLAIN)) {
            DescriptorText text = new DescriptorText(places.registers(), Program.paint(given, console));
            text.notes(places.notes(), out);
            text.word(descriptor, place.toString(), out);
        } else {
            out.append(DescriptorText.wordText(descriptor.word(), place.format()))
                    .append('\n');
        }
        console.out().print(out);
        return ExitStatus.OK;
    }

    private static DescriptorKind kind(Given given) {
        List<String> operands = given.operands();
        if (operands.isEmpty()) {
            throw new CliException("encode needs a kind: page, block or table; see ptarmigan encode --help");
        }
        if (operands.size() > 1) {
            throw new CliException("encode makes one word, unexpected " + operands.get(1));
        }
        return switch (operands.get(0)) {
            case "page" -> DescriptorKind.PAGE;
            case "block" -> DescriptorKind.BLOCK;
            case "table" -> DescriptorKind.TABLE;
            default -> throw new CliException("encode " + operands.get(0) + ", expected page, block or table");
        };
    }

    private static int level(DescriptorKind kind, PlaceOptions places) {
        if (kind == DescriptorKind.BLOCK && !places.hasLevel()) {
            throw new CliException("encode block needs --level, which says how large the block is");
        }
        return kind == DescriptorKind.TABLE ? TABLE_LEVEL : Place.LAST_LEVEL;
    }

    private static Descriptor build(Given given, Place place, DescriptorKind kind) {
        DescriptorBuilder builder = DescriptorBuilder.of(place, kind);
        if (given.has(RESERVED)) {
            builder.allowReserved();
        }
        // Which option set what, so that two of them do not quietly disagree.
        Map<String, String> setBy = new HashMap<>();
        DescriptorField address = kind == DescriptorKind.TABLE ? DescriptorField.TA : DescriptorField.OA;
        String pa = given.value(PA);
        if (pa != null) {
            setBy.put(address.label(), PA);
            builder.set(address, WordText.address(pa));
        }
        for (DescriptorField field : DescriptorField.values()) {
            String value = hasOption(field) ? given.value(option(field)) : null;
            if (value != null) {
                setBy.put(field.label(), option(field));
                builder.set(field, Hex.parse(value, "a value of " + field.label()));
            }
        }
        for (String assignment : given.values(SET)) {
            int equals = assignment.indexOf('=');
            if (equals <= 0) {
                throw new CliException(SET + " " + assignment + ", expected FIELD=VALUE");
            }
            assign(builder, assignment.substring(0, equals), assignment.substring(equals + 1), setBy);
        }
        return builder.descriptor();
    }

    private static void assign(DescriptorBuilder builder, String name, String value, Map<String, String> setBy) {
        BitField bits = bits(name);
        DescriptorField field = bits == null ? DescriptorField.named(name) : null;
        String key = field == null ? name : field.label();
        String other = setBy.put(key, SET + " " + name);
        if (other != null) {
            throw new CliException(key + " is set twice, by " + other + " and by " + SET + " " + name);
        }
        if (bits != null) {
            builder.set(bits, Hex.parse(value, "a value of bits " + name));
        } else if (field == DescriptorField.OA || field == DescriptorField.TA) {
            builder.set(field, WordText.address(value));
        } else {
            builder.set(name, Hex.parse(value, "a value of " + key));
        }
    }

    /** Bits by number: {@code 58} or {@code 57:55}; null if the text is a name. */
    private static @Nullable BitField bits(String text) {
        int colon = text.indexOf(':');
        int high = position(colon < 0 ? text : text.substring(0, colon));
        int low = colon < 0 ? high : position(text.substring(colon + 1));
        return low < 0 || high < low || high >= Long.SIZE ? null : BitField.bits("bits " + text, high, low);
    }

    private static int position(String text) {
        if (text.isEmpty() || text.length() > 3) {
            return -1;
        }
        int number = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            number = 10 * number + c - '0';
        }
        return number;
    }
}
