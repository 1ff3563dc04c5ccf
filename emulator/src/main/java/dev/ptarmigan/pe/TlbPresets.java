package dev.ptarmigan.pe;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The TLBs of real parts, as far as public sources tell. */
public final class TlbPresets {
    private static final String RESOURCE = "tlb-presets.tsv";
    private static final int COLUMNS = 11;
    private static final int MOST_NAMED = 4;

    private static final List<Preset> ALL = read();

    private TlbPresets() {}

    /**
     * One part.
     *
     * @param id the name by which it is asked for
     * @param title the name of the part
     * @param geometry its TLB
     * @param neverAborts whether Linux lists it as a part that never raises a TLB conflict abort for a change of size
     * @param confidence documented, secondary, measured, recalled (unverified) or synthetic
     * @param sources where the numbers come from
     * @param notes what else is known
     */
    public record Preset(
            String id,
            String title,
            TlbGeometry geometry,
            boolean neverAborts,
            String confidence,
            String sources,
            String notes) {}

    /** All presets, in the order of the data. */
    public static List<Preset> all() {
        return ALL;
    }

    /**
     * The preset of a name.
     *
     * @throws TlbGeometryException if there is none
     */
    public static Preset require(String id) {
        for (Preset preset : ALL) {
            if (preset.id.equals(id)) {
                return preset;
            }
        }
        String family = id.substring(0, Math.min(4, id.length()));
        String near = ALL.stream()
                .map(Preset::id)
                .filter(name -> name.startsWith(family))
                .limit(MOST_NAMED)
                .collect(Collectors.joining(", "));
        throw new TlbGeometryException("no TLB preset is called '" + id + "'; --list-presets shows all " + ALL.size()
                + (near.isEmpty() ? "" : ", for example " + near));
    }

    private static List<Preset> read() {
        List<Preset> presets = new ArrayList<>();
        Map<String, Integer> seen = new TreeMap<>();
        for (String line : text().lines().toList()) {
            if (line.startsWith("#") || line.startsWith("id\t")) {
                continue;
            }
            String[] cells = line.split("\t", -1);
            if (cells.length != COLUMNS || seen.put(cells[0], presets.size()) != null) {
                throw new IllegalStateException("line=" + line);
            }
            presets.add(new Preset(
                    cells[0],
                    cells[1],
                    TlbGeometry.of(cells[0], cells[2], cells[3], cells[4], cells[5], cells[6]),
                    cells[7].equals("yes"),
                    cells[8],
                    cells[9],
                    cells[10]));
        }
        return List.copyOf(presets);
    }

    private static String text() {
        try (InputStream in = TlbPresets.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("missing resource: name=" + RESOURCE);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
