package dev.ptarmigan.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ptarmigan.descriptors.Format;
import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.descriptors.LinuxPte;
import dev.ptarmigan.explorer.Catalogue;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The document of hazards names what is there, and what no other test shows is shown here. */
class HazardsTest {
    private static final Path DOCUMENT = Path.of("docs", "hazards.md");
    private static final List<String> PACKAGES =
            List.of("kernel.", "kernel.mapping.", "checker.", "explorer.", "pe.", "tlb.", "mutation.");
    /** Tests of the command line, in a module that comes after this one: only their file can be looked at. */
    private static final Path COMMAND_LINE = Path.of("..", "tools", "src", "test", "java", "dev", "ptarmigan", "cli");

    /** A row of the table. */
    record Row(String id, String hazard, String verdict, List<String> shownBy) {
        @Override
        public String toString() {
            return id;
        }
    }

    static List<Row> rows() throws IOException {
        List<Row> rows = new ArrayList<>();
        for (String line : Files.readAllLines(DOCUMENT)) {
            String[] cells = line.split(" \\| ");
            if (cells.length == 4 && cells[0].matches("\\| [RH][0-9]+")) {
                String[] quoted = cells[3].split("`");
                List<String> names = IntStream.range(0, quoted.length)
                        .filter(i -> i % 2 == 1)
                        .mapToObj(i -> quoted[i])
                        .toList();
                rows.add(new Row(cells[0].substring(2), cells[1], cells[2], names));
            }
        }
        return rows;
    }

    @Test
    void every_hazard_has_a_row() throws IOException {
        List<String> ids = Stream.concat(
                        IntStream.rangeClosed(1, 16).mapToObj(i -> "R" + i),
                        IntStream.rangeClosed(1, 16).mapToObj(i -> "H" + i))
                .toList();
        assertThat(rows()).extracting(Row::id).containsExactlyElementsOf(ids);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void what_a_row_names_is_there(Row row) throws IOException {
        assertThat(row.shownBy()).as(row.hazard()).isNotEmpty();
        for (String name : row.shownBy()) {
            assertThat(isThere(name)).as("%s: %s", row.id(), name).isTrue();
        }
        assertThat(row.verdict()).isNotBlank();
    }

    private static boolean isThere(String name) throws IOException {
        int hash = name.indexOf('#');
        if (hash >= 0) {
            return isTest(name.substring(0, hash), name.substring(hash + 1));
        }
        if (Catalogue.named(name) != null) {
            return true;
        }
        for (String file : ScenarioTest.files()) {
            Path path = Path.of("src", "test", "resources", "scenarios", file);
            if (Files.readAllLines(path).stream().anyMatch(line -> line.startsWith("== " + name))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isTest(String type, String method) throws IOException {
        for (String part : PACKAGES) {
            try {
                Method[] methods = Class.forName("dev.ptarmigan." + part + type).getDeclaredMethods();
                return Arrays.stream(methods).anyMatch(each -> each.getName().equals(method));
            } catch (ClassNotFoundException e) {
                // Another package has it, or the command line.
            }
        }
        Path file = COMMAND_LINE.resolve(type + ".java");
        return Files.exists(file) && Files.readString(file).contains("void " + method + "(");
    }

    /** H13: the shortcut looks at one edge only, because a page is never both edges of a group. */
    @ParameterizedTest
    @EnumSource
    void the_shortcut_has_groups_of_at_least_two(Granule granule) {
        KernelTables tables = new KernelTables(granule, Format.VMSA64, 48, 0);
        assertThat(tables.contiguousEntries(KernelTables.PTE)).isGreaterThanOrEqualTo(2);
    }

    /** H14: the Contiguous bit of the block is not among what its children get. */
    @ParameterizedTest
    @EnumSource
    void children_of_a_block_do_not_depend_on_its_contiguous_bit(Granule granule) {
        KernelTables tables = new KernelTables(granule, Format.VMSA64, 48, 0);
        long block = 0x00E8_0000_0000_0705L | tables.encode(tables.bytes(KernelTables.PMD));
        long contiguous = block | LinuxPte.PTE_CONT.mask();
        assertThat(LinuxPte.makeNonContiguous(contiguous)).isEqualTo(LinuxPte.makeNonContiguous(block));
        assertThat(tables.address(contiguous)).isEqualTo(tables.address(block));
    }

    /** H15: Linux writes bits 51:48 of an address into bits 15:12 and leaves 49:48 where they are, which are RES0. */
    @Test
    void bits_that_64k_descriptors_hold_twice_do_not_count() {
        KernelTables tables = new KernelTables(Granule.K64, Format.VMSA64_LPA, 52, 0);
        for (long high = 0; high < 16; high++) {
            long address = high << 48 | 0x1234_5678_0000L;
            long word = 0x00E8_0000_0000_0703L | tables.encode(address);
            assertThat(tables.address(word)).isEqualTo(address);
            assertThat(tables.address(word | address & 3L << 48)).isEqualTo(address);
        }
    }
}
