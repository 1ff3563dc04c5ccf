package dev.ptarmigan.cli;

import dev.ptarmigan.bits.Word128;
import dev.ptarmigan.descriptors.DescriptorReadings;
import dev.ptarmigan.descriptors.Reading;
import dev.ptarmigan.report.DescriptorJson;
import dev.ptarmigan.report.DescriptorText;
import dev.ptarmigan.report.Json;
import dev.ptarmigan.report.LinuxReading;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** {@code ptarmigan decode WORD...}: a bit ruler, each field with its meaning, and what they come to. */
final class DecodeCommand implements Command {
    private static final String ALL = "--all";
    private static final String LINUX = "--linux";

    @Override
    public Options options() {
        Options options = new Options(CommandName.DECODE)
                .operands(
                        "WORD...",
                        "descriptor words in hexadecimal; 0x may be left out where that is clear;"
                                + " - reads standard input, a word a line");
        PlaceOptions.add(options)
                .flag(ALL, "show every legal reading in full, not only the first")
                .flag(LINUX, "say also how Linux reads the word: its names, software bits and protections")
                .text(
                        "Without --level",
                        "every granule, stage, format and level is tried that the options allow. Places at which the word",
                        "reads the same are one reading; the first is shown in full.")
                .example("0xe8000080000705", "every legal reading of a word")
                .example("--granule 4K --level 2 00e8000080000705", "one place, and a word as a log prints it")
                .example(
                        "--level 3 --regs registers.txt --json 0x00680000413f3783",
                        "with memory types by name, for a script")
                .example("--level 3 -", "words from standard input");
        return options;
    }

    @Override
    public int run(Given given, Console console) {
        if (given.operands().isEmpty()) {
            throw new CliException("decode needs a descriptor word; see ptarmigan decode --help");
        }
        given.refuseBoth(ALL, Options.JSON, "JSON always has every reading in full");
        PlaceOptions places = new PlaceOptions(given);
        DescriptorReadings readings = places.readings();
        WordSource words = new WordSource(given.operands(), console);
        try {
            return given.has(Options.JSON)
                    ? json(given, places, readings, words, console)
                    : text(given, places, readings, words, console);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int text(
            Given given, PlaceOptions places, DescriptorReadings readings, WordSource words, Console console)
            throws IOException {
        DescriptorText text =
                new DescriptorText(places.registers(), Program.paint(given, console), linux(given, places));
        StringBuilder out = new StringBuilder();
        text.notes(places.notes(), out);
        boolean first = true;
        int status = ExitStatus.OK;
        for (Word128 word = words.next(); word != null; word = words.next()) {
            if (!first) {
                out.append('\n');
            }
            first = false;
            List<Reading> found = readings.of(fitting(word, readings));
            status = Math.max(status, found.get(0).isLegal() ? ExitStatus.OK : ExitStatus.FOUND);
            text.readings(word, found, given.has(ALL), out);
            console.out().print(out);
            out.setLength(0);
        }
        return status;
    }

    private static int json(
            Given given, PlaceOptions places, DescriptorReadings readings, WordSource words, Console console)
            throws IOException {
        int status = ExitStatus.OK;
        // Every word is read before anything is written, so that a bad one leaves no half of a document.
        List<Word128> all = new java.util.ArrayList<>();
        for (Word128 word = words.next(); word != null; word = words.next()) {
            all.add(fitting(word, readings));
        }
        try (Json json = new Json(console.out())) {
            json.object().array("words");
            for (Word128 word : all) {
                List<Reading> found = readings.of(word);
                status = Math.max(status, found.get(0).isLegal() ? ExitStatus.OK : ExitStatus.FOUND);
                new DescriptorJson(json, places.registers(), linux(given, places)).word(word, found);
            }
            json.endArray().texts("notes", places.notes()).endObject();
        }
        return status;
    }

    private static LinuxReading linux(Given given, PlaceOptions places) {
        return given.has(LINUX) ? places.linux() : LinuxReading.OFF;
    }

    private static Word128 fitting(Word128 word, DescriptorReadings readings) {
        boolean wide = readings.formats().contains(dev.ptarmigan.descriptors.Format.VMSA128);
        if (word.high() != 0 && !wide) {
            throw new CliException(word + " has more than 64 bits; 128-bit descriptors need --d128");
        }
        return word;
    }
}
