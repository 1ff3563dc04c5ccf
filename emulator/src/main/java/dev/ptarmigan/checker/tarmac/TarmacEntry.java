package dev.ptarmigan.checker.tarmac;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.tlb.EntryKind;
import dev.ptarmigan.tlb.StoredEntry;
import dev.ptarmigan.tlb.TlbRegime;
import dev.ptarmigan.walker.SecurityState;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A line of a TLB, read: {@code 100 clk cpu0 TLB FILL cpu0.UTLB 4K 0xffff000008080000_NS EL1_n vmid=0:0x0080080000_NS Normal
 * InnerShareable Inner=WriteBack Outer=WriteBack xn=0 pxn=1 ContiguousHint=1}.
 *
 * @param cpu the PE
 * @param fill whether it is filled; else evicted
 * @param walkCache whether it is an entry of a walk cache
 * @param key what an eviction names it by
 * @param entry the entry, or null for one of a walk cache and for an eviction
 * @param line line of the file
 */
record TarmacEntry(
        String cpu,
        boolean fill,
        boolean walkCache,
        String key,
        @Nullable StoredEntry entry,
        int line) {
    private static final Pattern LINE =
            Pattern.compile("\\d+ \\S+ (?:(\\S+) )?(TLB|WALKCACHE) (FILL|EVICT) (\\S+) (\\d+[KMGT]) (.*)");
    private static final Pattern MAPPING =
            Pattern.compile("0x([0-9a-fA-F]+)(_NS)?((?: EL\\d\\S*)?)(?: vmid=(\\d+))?(, nG asid=(\\d+))?"
                    + "(?::(0x)?([0-9a-fA-F]+)(_NS)?(.*))?");
    private static final int PAGE_LEVEL = 3;
    private static final int WRITE_BACK = 0xFF;

    /**
     * Reads a line, or gives null for one that is about something else.
     *
     * @throws TarmacFormatException for a line of a TLB that is cut off or unknown
     */
    static @Nullable TarmacEntry read(String text, String source, int number) {
        if (!text.contains(" TLB ") && !text.contains(" WALKCACHE ")) {
            return null;
        }
        Matcher line = LINE.matcher(text);
        if (!line.matches()) {
            throw new TarmacFormatException(
                    source, number, "TLB or WALKCACHE, FILL or EVICT, a name, a size and a mapping were expected");
        }
        boolean fill = line.group(3).equals("FILL");
        boolean walkCache = line.group(2).equals("WALKCACHE");
        Matcher mapping = MAPPING.matcher(line.group(6));
        if (!mapping.matches() || fill && mapping.group(8) == null) {
            throw new TarmacFormatException(
                    source,
                    number,
                    "a mapping 0x<address>_NS <regime>:<address> was expected, not '" + line.group(6) + "'");
        }
        String cpu = line.group(1) == null ? line.group(4) : line.group(1);
        String regime = String.valueOf(mapping.group(3)).strip();
        String key = String.join(
                " ",
                line.group(4),
                line.group(5),
                mapping.group(1),
                regime,
                String.valueOf(mapping.group(4)),
                String.valueOf(mapping.group(6)));
        if (walkCache || !fill) {
            return new TarmacEntry(cpu, fill, walkCache, key, null, number);
        }
        try {
            return new TarmacEntry(cpu, true, false, key, entry(line.group(5), mapping, regime), number);
        } catch (IllegalArgumentException e) {
            throw new TarmacFormatException(source, number, String.valueOf(e.getMessage()));
        }
    }

    private static StoredEntry entry(String size, Matcher mapping, String regime) {
        long bytes = size(size);
        String attributes = String.valueOf(mapping.group(10)).strip();
        String type = attributes.replaceAll("\\s*\\S+=\\d\\S*", "").strip();
        StoredEntry.Builder builder = StoredEntry.of(EntryKind.LEAF)
                .regime(
                        regime.startsWith("EL2")
                                ? TlbRegime.EL2
                                : regime.startsWith("EL3") ? TlbRegime.EL3 : TlbRegime.EL10,
                        mapping.group(2) == null ? SecurityState.SECURE : SecurityState.NON_SECURE)
                .vmid(mapping.group(4) == null ? 0 : Integer.parseInt(mapping.group(4)))
                .at(Granule.K4, level(bytes), 0)
                .span(Hex.parse("0x" + mapping.group(1), "an address") & -bytes, bytes)
                .output(
                        Hex.parse("0x" + mapping.group(8), "an address") & -bytes,
                        mapping.group(9) == null ? SecurityState.SECURE : SecurityState.NON_SECURE)
                .permissions(permissions(attributes), !attributes.contains("ap=2") && !attributes.contains("ap=3"))
                // The words of the type stand for it: equal words, equal type.
                .memory(type.isEmpty() ? WRITE_BACK : type.hashCode(), 0);
        if (mapping.group(6) == null) {
            builder.global();
        } else {
            builder.asid(Integer.parseInt(mapping.group(6)));
        }
        if (attributes.contains("ContiguousHint=1")) {
            builder.contiguous();
        }
        return builder.build();
    }

    private static long permissions(String attributes) {
        long permissions = 0;
        for (String word : attributes.split("\\s+")) {
            boolean counts = word.startsWith("xn=")
                    || word.startsWith("pxn=")
                    || word.startsWith("uxn=")
                    || word.startsWith("ap=");
            permissions = counts ? permissions * 31 + word.hashCode() : permissions;
        }
        return permissions;
    }

    private static int level(long bytes) {
        int level = PAGE_LEVEL;
        for (long covered = 1L << 21; level > 0 && bytes >= covered; covered <<= 9) {
            level--;
        }
        return level;
    }

    private static long size(String text) {
        long number = Long.parseLong(text.substring(0, text.length() - 1));
        int shift = switch (text.charAt(text.length() - 1)) {
            case 'K' -> 10;
            case 'M' -> 20;
            case 'G' -> 30;
            default -> 40;
        };
        return number << shift;
    }
}
