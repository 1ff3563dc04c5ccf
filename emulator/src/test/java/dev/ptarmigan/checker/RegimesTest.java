package dev.ptarmigan.checker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ptarmigan.descriptors.Format;
import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.descriptors.TranslationStage;
import dev.ptarmigan.registers.RegisterFile;
import dev.ptarmigan.trace.TraceText;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Trees of processes, of a hypervisor and of its guests, several at once, as a trace itself tells of them. */
class RegimesTest {
    private static final String TCR = "# cpu=0 msr TCR_EL1, 0x80100010; ";
    private static final String TCR_EL2 = "# cpu=0 msr TCR_EL2, 0x10; # cpu=0 msr TTBR0_EL2, 0x60000000; ";
    private static final String VTCR = "# cpu=0 msr VTCR_EL2, 0x80000058; # cpu=0 msr VTTBR_EL2, 0x3000070000000; ";

    /** Four levels of tables at a place: the last has a page at address 0. */
    private static String tables(String place, String leaf) {
        StringBuilder text = new StringBuilder();
        store(text, place + "3000", "0", leaf);
        for (int level = 2; level >= 0; level--) {
            text.append("cpu=0 dsb ishst; ");
            store(text, place + level + "000", "0", place + (level + 1) + "003");
        }
        return text.append("cpu=0 dsb ishst; cpu=0 isb; ").toString();
    }

    /** Stage 2 with 40 bits of IPA: its root is of level 1. */
    private static String stage2(String leaf) {
        StringBuilder text = new StringBuilder();
        store(text, "70003000", "0", leaf);
        text.append("cpu=0 dsb ishst; ");
        store(text, "70002000", "0", "70003003");
        text.append("cpu=0 dsb ishst; ");
        store(text, "70000000", "0", "70002003");
        return text.append("cpu=0 dsb ishst; cpu=0 isb; ").toString();
    }

    private static void store(StringBuilder text, String pa, String old, String word) {
        text.append("cpu=0 store pa=0x")
                .append(pa)
                .append(" old=0x")
                .append(old)
                .append(" new=0x")
                .append(word)
                .append("; ");
    }

    private static List<Finding> findings(TranslationStage stage, CheckerOptions options, String steps) {
        StringBuilder text = new StringBuilder("# events v1\n");
        int number = 0;
        for (String step : steps.split(";")) {
            String line = step.strip();
            if (!line.isEmpty()) {
                text.append(line.startsWith("#") ? "" : number++ + " ")
                        .append(line)
                        .append('\n');
            }
        }
        TraceText trace = TraceText.read(text.toString(), "trace");
        LearnedTables learned =
                new LearnedTables(trace.log(), CheckedRegime.of(stage, Granule.K4, Format.VMSA64), new RegisterFile());
        TraceChecker checker = learned.checker(options);
        for (int i = 0; i < trace.log().size(); i++) {
            checker.event(trace.log(), i);
        }
        return checker.finish();
    }

    private static String rules(TranslationStage stage, CheckerOptions options, String steps) {
        TreeSet<String> rules = new TreeSet<>();
        findings(stage, options, steps).stream()
                .filter(Finding::isViolation)
                .forEach(finding -> rules.add(finding.rule() + ": " + finding.cause()));
        return String.join(" | ", rules);
    }

    private static void assertRules(TranslationStage stage, String steps, String expected) {
        String found = rules(stage, CheckerOptions.DEFAULT, steps);
        if (expected.isEmpty()) {
            assertThat(found).isEmpty();
        } else {
            assertThat(found).contains(expected);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            IPA, then combined             | cpu=0 tlbi ipas2e1is x=0x0; cpu=0 dsb ish; cpu=0 tlbi vmalle1is x=0x0; cpu=0 dsb ish | ''
            both stages at once            | cpu=0 tlbi vmalls12e1is x=0x0; cpu=0 dsb ish                                        | ''
            every VMID                     | cpu=0 tlbi alle1is x=0x0; cpu=0 dsb ish                                             | ''
            IPA by range                   | cpu=0 tlbi ripas2e1is x=0x400000000000; cpu=0 dsb ish; cpu=0 tlbi vmalle1is x=0x0; cpu=0 dsb ish | ''
            last level by IPA              | cpu=0 tlbi ipas2le1is x=0x0; cpu=0 dsb ish; cpu=0 tlbi vmalle1is x=0x0; cpu=0 dsb ish | ''
            IPA alone                      | cpu=0 tlbi ipas2e1is x=0x0; cpu=0 dsb ish                                           | is by IPA and leaves entries that combine
            stage 1 alone                  | cpu=0 tlbi vmalle1is x=0x0; cpu=0 dsb ish                                           | leaves those of stage 2 alone
            no DSB in between              | cpu=0 tlbi ipas2e1is x=0x0; cpu=0 tlbi vmalle1is x=0x0; cpu=0 dsb ish               | before the entry of stage 2 is gone
            the wrong way round            | cpu=0 tlbi vmalle1is x=0x0; cpu=0 dsb ish; cpu=0 tlbi ipas2e1is x=0x0; cpu=0 dsb ish | is by IPA and leaves entries that combine
            another page                   | cpu=0 tlbi ipas2e1is x=0x9; cpu=0 dsb ish; cpu=0 tlbi vmalle1is x=0x0; cpu=0 dsb ish | leaves those of stage 2 alone
            no DSB at the end              | cpu=0 tlbi vmalls12e1is x=0x0                                                       | waits for the TLBI
            this PE only                   | cpu=0 tlbi vmalls12e1 x=0x0; cpu=0 dsb nsh                                          | reaches the PE alone
            a VMID of another guest        | # cpu=0 msr VTTBR_EL2, 0x4000071000000; cpu=0 tlbi vmalls12e1is x=0x0; cpu=0 dsb ish | executed with another VMID
            another guest's, by IPA        | # cpu=0 msr VTTBR_EL2, 0x4000071000000; cpu=0 tlbi ipas2e1is x=0x0; cpu=0 dsb ish; cpu=0 tlbi vmalle1is x=0x0; cpu=0 dsb ish | executed with another VMID
            the host's regime, with TGE    | # cpu=0 msr HCR_EL2, 0x408000000; cpu=0 tlbi ipas2e1is x=0x0; cpu=0 dsb ish; cpu=0 tlbi vmalle1is x=0x0; cpu=0 dsb ish | is by IPA and leaves entries that combine
            """)
    void stage_2_goes_before_what_combines_it_with_stage_1(String reason, String flush, String expected) {
        String change = "cpu=0 store pa=0x70003000 old=0xa00007ff new=0xa000077f; cpu=0 dsb ishst; ";
        assertRules(TranslationStage.EL10, VTCR + stage2("a00007ff") + change + flush + "; cpu=0 isb", expected);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            another place in place     | b00007ff | break-before-make
            another type in place      | a00007c3 | break-before-make
            another shareability       | a00006ff | break-before-make
            read-only, flushed         | a000077f | ''
            """)
    void changes_of_stage_2_have_the_same_rules(String reason, String word, String expected) {
        assertRules(
                TranslationStage.EL10,
                VTCR + stage2("a00007ff") + "cpu=0 store pa=0x70003000 old=0xa00007ff new=0x" + word
                        + "; cpu=0 dsb ishst; cpu=0 tlbi vmalls12e1is x=0x0; cpu=0 dsb ish; cpu=0 isb",
                expected);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            its address                 | vae2is x=0x0   | ''
            last level                  | vale2is x=0x0  | ''
            everything                  | alle2is x=0x0  | ''
            another address             | vae2is x=0x5   | no TLBI covers it
            an operation of EL1         | vaae1is x=0x0  | another translation regime
            this PE only                | vae2 x=0x0     | reaches the PE alone
            """)
    void el2_has_operations_of_its_own(String reason, String flush, String expected) {
        assertRules(
                TranslationStage.EL2,
                TCR_EL2 + tables("6000", "a0000703") + "cpu=0 store pa=0x60003000 old=0xa0000703 new=0xa0000783;"
                        + "cpu=0 dsb ishst; cpu=0 tlbi " + flush + "; cpu=0 dsb ish; cpu=0 isb",
                expected);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            its ASID                    | vale1is x=0x5000000000000  | ''
            all of its ASID             | aside1is x=0x5000000000000 | ''
            every ASID                  | vaale1is x=0x0             | ''
            another ASID                | vale1is x=0x6000000000000  | is not that of every user
            all of another              | aside1is x=0x6000000000000 | is not that of every user
            """)
    void the_asid_of_a_process_is_that_of_its_root(String reason, String flush, String expected) {
        String own = TCR + "# cpu=0 msr TTBR0_EL1, 0x5000050000000; ";
        String change = "cpu=0 store pa=0x50003000 old=0xa0000f43 new=0xa0000fc3; cpu=0 dsb ishst; cpu=0 tlbi " + flush
                + "; cpu=0 dsb ish; cpu=0 isb";
        assertRules(TranslationStage.EL10, own + tables("5000", "a0000f43") + change, expected);
        // As recordings of Linux have it: the ASID in TTBR1, an empty tree in TTBR0 meanwhile.
        String linux = TCR + "# cpu=0 msr ttbr0_el1 x=0x42702000 pc=a; # cpu=0 msr ttbr1_el1 x=0x5000042703001 pc=b;"
                + "# cpu=0 msr ttbr0_el1 x=0x50000001 pc=c; ";
        assertRules(TranslationStage.EL10, linux + tables("5000", "a0000f43") + change, expected);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            no TLBI                     | cpu=0 isb                                                    | tag-reused
            its ASID invalidated        | cpu=0 tlbi aside1is x=0x5000000000000; cpu=0 dsb ish         | ''
            another ASID invalidated    | cpu=0 tlbi aside1is x=0x6000000000000; cpu=0 dsb ish         | tag-reused
            everything invalidated here | cpu=0 tlbi vmalle1 x=0x0; cpu=0 dsb nsh                      | ''
            the TLBI not complete       | cpu=0 tlbi vmalle1is x=0x0                                   | tag-reused
            on another PE only          | cpu=1 tlbi vmalle1 x=0x0; cpu=1 dsb nsh                      | tag-reused
            everywhere                  | cpu=1 tlbi vmalle1is x=0x0; cpu=1 dsb ish                    | ''
            """)
    void an_asid_is_not_used_for_another_process_before_it_is_flushed(String reason, String flush, String expected) {
        String first = "# cpu=0 msr TTBR0_EL1, 0x5000050000000; cpu=0 isb; ";
        String second = "; # cpu=0 msr TTBR0_EL1, 0x5000058000000; cpu=0 isb";
        assertRules(TranslationStage.EL10, TCR + first + flush + second, expected);
    }

    @Test
    void a_vmid_is_not_used_for_another_guest_before_it_is_flushed() {
        String first = "# cpu=0 msr VTTBR_EL2, 0x3000070000000; cpu=0 isb; ";
        String second = "# cpu=0 msr VTTBR_EL2, 0x3000078000000; cpu=0 isb";
        assertRules(TranslationStage.STAGE2, first + second, "tag-reused");
        assertRules(TranslationStage.STAGE2, first + "cpu=0 tlbi vmalls12e1is x=0x0; cpu=0 dsb ish; " + second, "");
        assertRules(TranslationStage.STAGE2, first + second.replace("0x3", "0x4"), "");
    }

    @Test
    void several_trees_are_checked_at_once_and_a_flush_is_for_its_own() {
        String kernel = "# cpu=0 msr TTBR1_EL1, 0x40000000; ";
        String user = "# cpu=0 msr TTBR0_EL1, 0x5000050000000; ";
        String both = TCR + kernel + user + tables("4000", "b0000703") + tables("5000", "a0000f43");
        String ofUser = "cpu=0 store pa=0x50003000 old=0xa0000f43 new=0xa0000fc3; cpu=0 dsb ishst; ";
        String ofKernel = "cpu=0 store pa=0x40003000 old=0xb0000703 new=0xb0000783; cpu=0 dsb ishst; ";
        String end = "cpu=0 dsb ish; cpu=0 isb";
        assertRules(TranslationStage.EL10, both + ofUser + ofKernel + "cpu=0 tlbi vmalle1is x=0x0; " + end, "");
        List<Finding> findings = findings(
                TranslationStage.EL10,
                CheckerOptions.DEFAULT,
                both + ofUser + ofKernel + "cpu=0 tlbi aside1is x=0x5000000000000; " + end);
        assertThat(findings).singleElement().satisfies(finding -> {
            assertThat(finding.rule()).isEqualTo(Rule.STALE_TRANSLATION);
            assertThat(finding.firstVa()).isEqualTo(0xFFFF_0000_0000_0000L);
            assertThat(finding.placed()).isTrue();
        });
    }

    @Test
    void an_access_is_translated_by_the_tree_that_its_pe_walks() {
        String two = TCR + "# cpu=0 msr TTBR0_EL1, 0x5000050000000; " + tables("5000", "a0000f43")
                + "# cpu=1 msr TTBR0_EL1, 0x6000058000000; " + tables("5800", "c0000f43");
        assertRules(TranslationStage.EL10, two + "# cpu=1 access va=0x10 r pa=0xc0000010; cpu=1 isb", "");
        assertRules(TranslationStage.EL10, two + "# cpu=1 access va=0x10 r pa=0xa0000010; cpu=1 isb", "access");
        assertRules(TranslationStage.EL10, two + "# cpu=0 access va=0x10 r pa=0xa0000010; cpu=0 isb", "");
    }
}
