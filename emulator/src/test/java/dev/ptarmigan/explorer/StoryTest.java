package dev.ptarmigan.explorer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ptarmigan.trace.EventKind;
import dev.ptarmigan.trace.EventText;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoryTest {
    private static Exploration exploration(String name) {
        Scenario scenario = Catalogue.named(name);
        assertThat(scenario).as(name).isNotNull();
        return new Explorer().explore(scenario);
    }

    @Test
    void every_story_reads_back_as_events_with_as_many_stores_and_invalidations_as_its_programs_have() {
        for (Scenario scenario : Catalogue.all()) {
            for (Story story : new Explorer().explore(scenario).stories().values()) {
                EventText.Recording recording = EventText.read(StoryEvents.write(story), scenario.id());
                long stores = story.steps().stream()
                        .filter(step -> step.operation() instanceof Operation.Store)
                        .count();
                long invalidations = story.steps().stream()
                        .filter(step -> step.operation() instanceof Operation.Tlbi)
                        .count();
                assertThat(recording.log().count(EventKind.STORE))
                        .as(scenario.id())
                        .isEqualTo((int) stores);
                assertThat((long) recording.log().count(EventKind.TLBI)).isGreaterThanOrEqualTo(invalidations);
            }
        }
    }

    @Test
    void every_story_has_a_reason_and_its_last_step_is_what_breaks_the_invariant() {
        for (Scenario scenario : Catalogue.all()) {
            for (Story story : new Explorer().explore(scenario).stories().values()) {
                assertThat(story.reason()).as(scenario.id()).isNotBlank();
                assertThat(story.lines()).hasSize(story.steps().size());
            }
        }
    }

    @Test
    void a_timeline_has_a_column_for_each_pe_and_the_machine_in_brackets() {
        Story story = exploration("S18").stories().get(Invariant.I4);
        assertThat(story).isNotNull();
        assertThat(story.timeline())
                .startsWith("""
                               PE0                                PE1
                                                                  [may cache block page 0-3 = blk:0,rw]
                            1  goal a 1 perm=r
                          2-5  store T0.0-3 pg:0-3,rw
                          6-9  (stores to T0.0-3 become visible)
                           10  dsb ishst
                        """)
                .contains("(store T0.1 becomes visible)")
                .contains("tlbi vaale1 page=1")
                .contains("PE1 may still use block page 0-3 = blk:0,rw\n");
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            S07  | I1  | a walk of PE0 reads T0.0 = inv below L2.0 = tbl:T0 (its own store, which only it sees yet): what step 1 stores need not be visible to PE0's own walks before a DSB
            S13  | I4  | step 20, 'tlbi vaale1is page=1 ttl=3', does not remove it: its hint says level 3, the entry is of level 2
            S14  | I4  | after the invalidation of step 17 a walk of PE0 may cache leaf page 1 = pg:1,rw again, from T0.1 = pg:1,rw
            S17  | I4  | step 19, 'tlbi vaale1is page=1', has not taken effect at PE0: no DSB has waited for it
            S18  | I4  | step 19, 'tlbi vaale1 page=1', acts on PE0 only
            S19  | I4  | step 19, 'tlbi vaale1is page=1', has not taken effect at PE1: step 21, 'dsb nsh', waits for effects at PE0 only
            S22  | I4  | step 22, 'tlbi rvaale1is page=1 n=2 wrong-granule', does not remove it: its operand names another granule
            S25  | I4  | step 6 takes it out of PE0's own TLB, but what PE0 does next may have been translated before: sure only after a DSB and, without FEAT_ETS2, an ISB
            S34  | I4  | step 9, 'tlbi vaale1is page=0', does not remove it: it covers page 0, the entry serves page 1
            S42  | I6  | step 3 stores inv to T0.1, visible from step 4 on
            S46  | I7  | step 5, 'tlbi rvaale1is page=0 n=4', does not remove it: last-level operations leave table entries
            S58  | I1  | up to step 1 a walk of PE1 may have read T0.1 = inv: what step 1 stores need not be visible to it yet
            S62  | I4  | step 5, 'tlbi aside1is asid=1', does not remove it: operations by ASID leave global entries
            S65  | I7  | after the invalidation of step 6 a walk of PE0 may cache combined page 0 = pg:0,rw again, from its stage 2 IPA page 0 = pg:0,rw
            S67  | I7  | step 5, 'tlbi ipas2e1is page=0 vmid=7', does not remove it: it acts on VMID 7
            S70  | I4  | after step 34 a walk of PE1 may cache leaf page 1 = pg:1,rw, from T1.1 = pg:1,rw below L2.0 = tbl:T1 (its own store, which only it sees yet)
            S71  | I4  | step 7 takes it out of PE1's TLB, but this hardware may go on using it until a second invalidation and DSB
            S73  | I11 | hardware has changed the descriptor at step 2; the value that is stored after it was made up before
            S85  | I4  | step 20, 'tlbi vaale1is page=1', need not remove it: several entries serve the address, and only an operation for the whole context is sure to remove them all
            asid-wrong         | I4  | step 5, 'tlbi vae1is page=1 asid=2', does not remove it: it names ASID 2, the entry has 1
            alias-by-pa        | I4  | after step 9 a walk of PE0 may cache leaf page 5 = pg:1,rw, from T0.1 = pg:1,rw, read before and kept by where it lies
            free-table-written | I7  | step 11 writes T0.0, which may be somebody else's by now
            lock-forgotten     | I10 | PE0 has the lock and has ended without giving it back
            kernel-rule-oa     | I12 | step 3 changes T0.1 = pg:1,r to pg:9,r
            """)
    void an_account_says_how_it_came_to_that(String scenario, Invariant invariant, String sentence) {
        Story story = exploration(scenario).stories().get(invariant);
        assertThat(story).isNotNull();
        assertThat(story.account()).contains(sentence);
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            S07  | I1  | PE0: 'dsb ishst' after 'store T0.3 pg:3,rw'
            S13  | I4  | PE0: 'tlbi vaale1is page=1' in place of 'tlbi vaale1is page=1 ttl=3'
            S14  | I4  | PE0: 'dsb ishst' after 'store T0.1 pg:1,r'
            S15  | I4  | PE0: 'dsb ishst' in place of 'dmb ishst'
            S18  | I4  | PE0: 'tlbi vaale1is page=1' and 'dsb ish' in place of 'tlbi vaale1 page=1' and 'dsb nsh'
            S25  | I4  | PE0: 'isb' after 'dsb ish'
            S34  | I4  | PE0: 'tlbi rvaale1is page=0 n=2' in place of 'tlbi vaale1is page=0'
            S46  | I7  | PE0: 'tlbi rvaae1is page=0 n=4' in place of 'tlbi rvaale1is page=0 n=4'
            S58  | I1  | PE1: 'isb' after 'wait f'
            S65  | I7  | PE0: 'tlbi vmalls12e1is' in place of 'tlbi vmalle1is'
            S71  | I4  | PE0: 'tlbi vaale1is page=1' twice, each with a DSB ISH
            S73  | I11 | PE0: 'atomic T0.1 pg:1,r' in place of 'store T0.1 pg:1,r'
            S35  | I6  | PE0: break-before-make ('store T0.1 inv', 'dsb ishst', 'tlbi vmalle1is', 'dsb ish') before 'store T0.1 pg:9,rw', nobody using the memory meanwhile
            S37  | I1  | ""
            """)
    void a_repair_is_the_smallest_change_after_which_nothing_breaks(
            String scenario, Invariant invariant, String repair) {
        assertThat(Repair.of(exploration(scenario), invariant)).isEqualTo(repair.isEmpty() ? null : repair);
    }

    @Test
    void what_one_pe_does_stays_together_and_nothing_can_be_left_out() {
        Story story = exploration("S70").stories().get(Invariant.I4);
        assertThat(story).isNotNull();
        List<Integer> columns = story.steps().stream().map(Story.Step::pe).toList();
        assertThat(columns.lastIndexOf(0)).as("PE0 ends").isLessThan(columns.lastIndexOf(1));
        assertThat(story.timeline().lines().filter(line -> line.contains(" goal ")))
                .hasSize(2);
        Story parked = exploration("S78").stories().get(Invariant.I6);
        assertThat(parked).isNotNull();
        assertThat(parked.steps()).noneMatch(step -> step.text().contains("tlbi"));
    }

    @Test
    void two_invariants_that_break_in_one_way_share_a_story() {
        Exploration exploration = exploration("S03");
        List<List<Story>> groups = Story.together(exploration.stories().values());
        assertThat(groups).hasSize(1);
        assertThat(Story.timeline(groups.get(0)))
                .contains("I6 no TLB conflict abort is possible; I8 break-before-make where it is required: ");
        assertThat(StoryPage.of(List.of(exploration))).containsOnlyOnce("<table>");
    }

    @Test
    void a_page_closes_what_it_opens() {
        List<Exploration> all = Catalogue.all().stream()
                .filter(scenario -> scenario.id().matches("S[0-4]\\d|alias.*"))
                .map(scenario -> new Explorer().explore(scenario))
                .toList();
        Deque<String> open = new ArrayDeque<>();
        Matcher tags = Pattern.compile("<(/?)([a-z0-9]+)[^>]*>").matcher(StoryPage.of(all));
        int count = 0;
        while (tags.find()) {
            count++;
            if (tags.group(1).isEmpty()) {
                if (!tags.group(2).equals("meta")) {
                    open.push(tags.group(2));
                }
            } else {
                assertThat(open.pop()).as("tag %d", count).isEqualTo(tags.group(2));
            }
        }
        assertThat(open).isEmpty();
        assertThat(count).isGreaterThan(1000);
    }

    @Test
    void a_page_needs_nothing_else_and_escapes_what_it_shows() {
        Scenario scenario =
                ScenarioText.readAll("scenario a <b> & c\n0: wait f\n", "f").get(0);
        String page = StoryPage.of(List.of(new Explorer().explore(scenario)));
        assertThat(page)
                .contains("&lt;b&gt; &amp; c")
                .contains("I10")
                .contains("PE0 waits forever at &#39;wait f&#39;".replace("&#39;", "'"))
                .doesNotContain("src=")
                .doesNotContain("href=");
    }
}
