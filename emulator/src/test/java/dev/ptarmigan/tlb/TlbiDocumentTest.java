package dev.ptarmigan.tlb;

import dev.ptarmigan.testing.Golden;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TlbiDocumentTest {
    @Test
    void the_documentation_is_what_the_table_says() {
        Golden.compare(Path.of("TLBI.md"), TlbiDocument.markdown());
    }
}
