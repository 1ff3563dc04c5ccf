package dev.ptarmigan.report;

import java.io.PrintStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultPrettyPrinter;

/**
 * Writes one JSON document, indented. Words and addresses are strings with {@code 0x}, because readers of JSON keep numbers
 * as doubles; counts, levels and positions are numbers.
 */
public final class Json implements AutoCloseable {
    private final JsonGenerator generator;
    private final PrintStream out;

    /** A document on a stream, which is flushed and stays open. */
    public Json(PrintStream out) {
        this.out = out;
        this.generator = JsonFactory.builder()
                .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
                .build()
                .createGenerator(new Indented(), out);
    }

    private static final class Indented extends ObjectWriteContext.Base {
        @Override
        public PrettyPrinter getPrettyPrinter() {
            return new DefaultPrettyPrinter().withObjectIndenter(Lines.INSTANCE).withArrayIndenter(Lines.INSTANCE);
        }

        @Override
        public boolean hasPrettyPrinter() {
            return true;
        }
    }

    /** Two spaces a step, and the same end of line on every system. */
    private static final class Lines implements DefaultPrettyPrinter.Indenter {
        static final Lines INSTANCE = new Lines();

        @Override
        public void writeIndentation(JsonGenerator generator, int level) {
            generator.writeRaw('\n');
            for (int i = 0; i < level; i++) {
                generator.writeRaw("  ");
            }
        }

        @Override
        public boolean isInline() {
            return false;
        }
    }

    /** Starts an object in an array, or the document. */
    public Json object() {
        generator.writeStartObject();
        return this;
    }

    /** Starts a named object. */
    public Json object(String name) {
        generator.writeName(name);
        return object();
    }

    /** Ends an object. */
    public Json endObject() {
        generator.writeEndObject();
        return this;
    }

    /** Starts a named array. */
    public Json array(String name) {
        generator.writeName(name);
        generator.writeStartArray();
        return this;
    }

    /** Ends an array. */
    public Json endArray() {
        generator.writeEndArray();
        return this;
    }

    /** A named text; null becomes JSON's null. */
    public Json text(String name, @Nullable String value) {
        generator.writeName(name);
        if (value == null) {
            generator.writeNull();
        } else {
            generator.writeString(value);
        }
        return this;
    }

    /** A named number. */
    public Json number(String name, long value) {
        generator.writeNumberProperty(name, value);
        return this;
    }

    /** A named truth value. */
    public Json flag(String name, boolean value) {
        generator.writeBooleanProperty(name, value);
        return this;
    }

    /** A named array of texts. */
    public Json texts(String name, Iterable<String> values) {
        array(name);
        for (String value : values) {
            generator.writeString(value);
        }
        return endArray();
    }

    /** Ends the document. */
    @Override
    public void close() {
        generator.close();
        out.print("\n");
        out.flush();
    }
}
