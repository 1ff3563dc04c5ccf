package dev.ptarmigan.explorer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.descriptors.LinuxPte;
import dev.ptarmigan.kernel.KernelTables;
import dev.ptarmigan.tlb.TlbiFields;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KernelMemoryTest {
    private static final Location ROOT = Location.parse("L2.1");
    private static final Location SLOT = Location.parse("T0.2");

    private static Hardware hardware(String... options) {
        Hardware.Builder builder = new Hardware.Builder();
        for (String option : options) {
            String[] pair = option.split("=");
            builder.set(pair[0], pair.length > 1 ? pair[1] : "true");
        }
        return builder.build(2);
    }

    private static KernelMemory memory() {
        return new KernelMemory(hardware(), Set.of("T0", "T1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "inv",
                "tbl:T0",
                "tbl:T1,nx",
                "tbl:P1T3,nx",
                "blk:0,rw",
                "blk:4,r",
                "blk:8,rx,cont",
                "blk:60,rwx,nG",
                "blk:1024,r,nc",
                "blk:4,r,dev,dbm",
                "blk:4,rw,af0",
                "inv:0x78000040001f04"
            })
    void a_root_descriptor_is_a_word_and_the_word_is_the_descriptor(String text) {
        SlotValue value = SlotValue.parse(text);
        long word = memory().word(ROOT, value);
        assertThat(memory().value(ROOT, word)).isEqualTo(value);
        assertThat(SlotValue.parse(value.toString())).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"inv", "pg:0,rw", "pg:63,r,cont,nG", "pg:7,rx,nc,dbm", "pg:5,rwx,dev,af0", "inv:0x70000000000001"
            })
    void a_page_descriptor_is_a_word_and_the_word_is_the_descriptor(String text) {
        SlotValue value = SlotValue.parse(text);
        assertThat(memory().value(SLOT, memory().word(SLOT, value))).isEqualTo(value);
    }

    @Test
    void words_are_those_of_linux() {
        long page = memory().word(SLOT, SlotValue.parse("pg:0,rw"));
        assertThat(LinuxPte.valid(page)).isTrue();
        assertThat(page).isEqualTo(0x00E8_0000_4000_0703L);
        assertThat(memory().word(ROOT, SlotValue.parse("blk:4,r"))).isEqualTo(0x00E0_0000_4000_4781L);
        // Present to the kernel, nothing to hardware.
        SlotValue hidden = memory().value(SLOT, LinuxPte.makeInvalid(page));
        assertThat(hidden.kind()).isEqualTo(SlotValue.Kind.INVALID);
        assertThat(hidden).isNotEqualTo(SlotValue.INVALID);
        assertThat(memory().word(SLOT, hidden)).isEqualTo(LinuxPte.makeInvalid(page));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            UXN is clear                | 0x00A8000040000703
            user access                 | 0x00E8000040000743
            not dirty for software      | 0x0068000040000703
            writable without DBM        | 0x00E0000040000703
            outer shareable             | 0x00E8000040000603
            AttrIndx 1                  | 0x00E8000040000707
            below memory                | 0x00E8000030000703
            """)
    void a_word_that_no_scenario_says_is_refused(String why, String word) {
        assertThatThrownBy(() -> memory().value(SLOT, Long.decode(word)))
                .as(why)
                .isInstanceOf(ScenarioException.class)
                .hasMessageEndingWith("to T0.2, which no descriptor of a scenario says");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            nT             | blk:0,rw,nT
            no access      | blk:0,-
            dirty          | blk:0,r,dbm,dirty
            not aligned    | blk:3,rw
            two readings   | blk:0,rw,dbm
            """)
    void a_descriptor_that_no_kernel_has_is_refused(String why, String value) {
        assertThatThrownBy(() -> memory().word(ROOT, SlotValue.parse(value)))
                .as(why)
                .isInstanceOf(ScenarioException.class)
                .hasMessageContaining("is no descriptor that kernel code is run on");
    }

    @ParameterizedTest
    @ValueSource(strings = {"stage=2", "root-level=1", "hwdirty", "repeat-tlbi"})
    void hardware_that_kernel_code_is_not_explored_on_is_refused(String option) {
        assertThatThrownBy(() -> new KernelMemory(hardware(option), Set.of())).isInstanceOf(ScenarioException.class);
    }

    @ParameterizedTest
    @CsvSource({"4, 2", "8, 4", "16, 2", "2, 2"})
    void a_walk_from_the_top_finds_every_slot_of_the_root_once(int fanOut, int group) {
        KernelMemory memory = new KernelMemory(hardware("fan-out=" + fanOut, "group=" + group), Set.of());
        KernelTables tables = memory.tables();
        int pages = Math.min(64, fanOut * fanOut * fanOut * fanOut);
        for (int page = 0; page < pages; page += fanOut) {
            long va = memory.address(page);
            long top = memory.constant(tables.slot(tables.root(), 0, va));
            long middle = memory.constant(tables.slot(tables.address(top), KernelTables.PUD, va));
            long slot = tables.slot(tables.address(middle), KernelTables.PMD, va);
            assertThat(memory.isConstant(slot)).isFalse();
            assertThat(memory.location(slot)).isEqualTo(Location.parse("L2." + page / fanOut));
        }
    }

    @Test
    void beyond_the_last_page_nothing_is_mapped_and_no_table_lies_at_other_addresses() {
        KernelMemory memory = memory();
        KernelTables tables = memory.tables();
        assertThat(memory.constant(tables.slot(tables.root(), 0, memory.address(64))))
                .isZero();
        assertThat(memory.location(0x3FF8)).isNull();
        assertThat(memory.location(memory.tableAddress("T1") + 0x20)).isNull();
        assertThat(memory.location(memory.tableAddress("P2T1") + 0x18)).isEqualTo(Location.parse("P2T1.3"));
        assertThatThrownBy(() -> new KernelMemory(hardware(), Set.of("P0T1")))
                .hasMessage("the name P0T1 is for tables that kernel code takes");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            vaale1is  | 5  | 0 | tlbi vaale1is page=5
            vaae1     | 63 | 0 | tlbi vaae1 page=63
            vaale1is  | 5  | 3 | tlbi vaale1is page=5 ttl=3
            rvaale1is | 2  | 0 | tlbi rvaale1is page=2 n=4
            rvaae1is  | 62 | 0 | tlbi rvaae1is page=62 n=2
            vmalle1is | 0  | 0 | tlbi vmalle1is
            vaale1is  | 64 | 0 | -
            """)
    void an_operand_names_pages(String name, int page, int level, String expected) {
        KernelMemory memory = memory();
        long va = memory.address(page);
        long operand = name.startsWith("r")
                ? TlbiFields.range(va, Granule.K4, 0, 1, false)
                : name.startsWith("vmall") ? 0 : TlbiFields.va(va);
        if (level > 0) {
            operand = TlbiFields.TTL_LEVEL.in(TlbiFields.TTL_GRANULE.in(operand, 1), level);
        }
        assertThat(Objects.toString(memory.invalidation(name, operand), "-")).isEqualTo(expected);
    }
}
