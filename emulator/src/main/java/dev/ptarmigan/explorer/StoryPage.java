package dev.ptarmigan.explorer;

import java.util.List;

/** Explorations as one page of HTML that needs nothing else. */
public final class StoryPage {
    private static final String HEAD = """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <title>ptarmigan explore</title>
            <style>
            :root { color-scheme: light dark; --line: #8885; --own: #0a7; --bad: #c33; --quiet: #888; }
            body { font: 15px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
            table { border-collapse: collapse; margin: .5rem 0 1rem; font: 13px/1.5 ui-monospace, monospace; }
            th, td { border-left: 1px solid var(--line); padding: .1rem .7rem; text-align: left; white-space: nowrap; }
            th:first-child, td:first-child { border-left: 0; color: var(--quiet); text-align: right; }
            tbody tr:nth-child(even) { background: #8881; }
            .machine { color: var(--own); font-style: italic; }
            .note { color: var(--bad); }
            .reason { border-left: 4px solid var(--bad); padding: .2rem .8rem; }
            .reason p { margin: .3rem 0; } .reason ul { margin: .3rem 0; padding-left: 1.2rem; }
            .pass { color: var(--own); } .fail { color: var(--bad); } .scroll { overflow-x: auto; }
            footer { color: var(--quiet); }
            </style></head><body>
            <h1>Explorations</h1>
            """;

    private StoryPage() {}

    /** The page. */
    public static String of(List<Exploration> explorations) {
        StringBuilder page = new StringBuilder(HEAD);
        for (Exploration exploration : explorations) {
            one(page, exploration);
        }
        return page.append("<footer>Steps in italics are the machine's own: a store becomes visible to table walks, an")
                .append(
                        " invalidation takes effect. Lines in red are entries that a walk may leave in the PE's TLB.</footer>\n</body></html>\n")
                .toString();
    }

    private static void one(StringBuilder page, Exploration exploration) {
        Scenario scenario = exploration.scenario();
        String verdict = exploration.verdict();
        page.append("<section><h2>").append(escaped(scenario.id())).append(' ').append(escaped(scenario.title()));
        page.append("</h2>\n<p><strong class=\"").append(verdict).append("\">").append(verdict);
        page.append(exploration.stories().isEmpty() ? "" : " " + exploration.violationText());
        page.append("</strong>, ").append(exploration.states()).append(" states, ");
        page.append(exploration.transitions()).append(" transitions");
        Scenario.Expectation expected = scenario.expected();
        page.append(expected == null ? "" : "; " + escaped(expected.why())).append("</p>\n");
        for (List<Story> group : Story.together(exploration.stories().values())) {
            story(page, exploration, group);
        }
        page.append("</section>\n");
    }

    private static void story(StringBuilder page, Exploration exploration, List<Story> group) {
        Story story = group.get(0);
        page.append("<h3>").append(escaped(Story.claims(group)));
        page.append("</h3>\n<div class=\"scroll\"><table><thead><tr><th></th>");
        int pes = exploration.scenario().hardware().pes();
        for (int pe = 0; pe < pes; pe++) {
            page.append("<th>PE").append(pe).append("</th>");
        }
        page.append("</tr></thead><tbody>\n");
        for (StoryRow row : StoryRow.of(story)) {
            page.append("<tr><td>").append(row.number().replace("-", "–")).append("</td>");
            for (int pe = 0; pe < pes; pe++) {
                boolean here = row.column() == pe;
                String style = switch (row.kind()) {
                    case PROGRAM -> "<td>";
                    case MACHINE -> "<td class=\"machine\">";
                    case NOTE -> "<td class=\"note\">";
                };
                page.append(here ? style + escaped(row.text()) : "<td>").append("</td>");
            }
            page.append("</tr>\n");
        }
        page.append("</tbody></table></div>\n<div class=\"reason\"><p>")
                .append(escaped(story.reason()))
                .append("</p>\n");
        if (!story.account().isEmpty()) {
            page.append("<ul>\n");
            for (String sentence : story.account()) {
                page.append("<li>").append(escaped(sentence)).append("</li>\n");
            }
            page.append("</ul>\n");
        }
        String repair = Repair.of(exploration, story.invariant());
        if (repair != null) {
            page.append("<p class=\"pass\">Repaired by ")
                    .append(escaped(repair))
                    .append("</p>\n");
        }
        page.append("</div>\n");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
