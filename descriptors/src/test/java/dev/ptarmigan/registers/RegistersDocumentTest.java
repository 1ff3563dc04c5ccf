package dev.ptarmigan.registers;

import dev.ptarmigan.testing.Golden;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class RegistersDocumentTest {
    @Test
    void the_document_shows_the_tables_as_they_are() {
        Golden.compare(Path.of("REGISTERS.md"), RegistersDocument.render());
    }
}
