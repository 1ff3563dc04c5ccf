package dev.ptarmigan.explorer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ptarmigan.trace.EventKind;
import dev.ptarmigan.trace.EventText;
import java.util.List;
import org.junit.jupiter.api.Test;

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
                .contains("PE0")
                .contains("(store T0.1 becomes visible)")
                .contains("tlbi vaale1 page=1")
                .endsWith("PE1 holds block page 0-3 = blk:0,rw\n");
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
