package dev.ptarmigan.descriptors;

import dev.ptarmigan.testing.Golden;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FieldTablesTest {
    @Test
    void the_documentation_is_what_the_tables_say() {
        Golden.compare(Path.of("FIELDS.md"), FieldTables.markdown());
    }
}
