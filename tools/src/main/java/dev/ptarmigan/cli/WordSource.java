package dev.ptarmigan.cli;

import dev.ptarmigan.bits.NumberTextException;
import dev.ptarmigan.bits.Word128;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The descriptor words of a command line, in order; {@code -} stands for the lines of standard input. */
final class WordSource {
    private final Iterator<String> operands;
    private final Console console;
    private @Nullable BufferedReader lines;
    private int line;

    WordSource(List<String> operands, Console console) {
        this.operands = operands.iterator();
        this.console = console;
    }

    /**
     * The next word, or null at the end.
     *
     * @throws NumberTextException if a text is no word; for standard input the message begins with the line
     */
    @Nullable
    Word128 next() throws IOException {
        for (; ; ) {
            BufferedReader input = lines;
            if (input != null) {
                String text = input.readLine();
                line++;
                if (text == null) {
                    lines = null;
                    continue;
                }
                int comment = text.indexOf('#');
                String word = (comment < 0 ? text : text.substring(0, comment)).strip();
                if (!word.isEmpty()) {
                    return parse(word);
                }
            } else if (!operands.hasNext()) {
                return null;
            } else {
                String operand = operands.next();
                if (!operand.equals("-")) {
                    return WordText.descriptor(operand);
                }
                lines = console.reader();
                line = 0;
            }
        }
    }

    private Word128 parse(String word) {
        try {
            return WordText.descriptor(word);
        } catch (NumberTextException e) {
            throw new NumberTextException("standard input:" + line + ": " + e.getMessage());
        }
    }
}
