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
 * A line of a TLB or walk cache, read: {@code 100 clk cpu0 TLB FILL cpu0.UTLB 4K 0xffff000008080000_NS EL1_n
 * vmid=0:0x0080080000_NS Normal InnerShareable Inner=WriteBack Outer=WriteBack xn=0 pxn=1 ContiguousHint=1}. The exception
 * level may be missing, as in {@code 0x2000000000_NS vmid=0, nG asid=303:0x08fa360000_NS}; it is EL1 then.
 *
 * @param cpu the PE
 * @param fill whether it is filled; else evicted
 * @param walkCache whether it is an entry of a walk cache
 * @param key what an eviction names it by
 * @param entry the entry, or null for an eviction
 * @param line line of the file
 */
record TarmacEntry(
        String cpu,
        boolean fill,
        boolean walkCache,
        String key,
        @Nullable StoredEntry entry,
        int line) {
    private static final Pattern LINE = Pattern.compile("(FILL|EVICT) (\\S+) (\\d+[KMGT])B? (.*)");
    private static final String SPACE = "(_NS|_S|_RT|_RL|_N)?";
    private static final Pattern MAPPING = Pattern.compile(
            "(?:0x)?([0-9a-fA-F]+)" + SPACE + "((?: EL\\d[^\\s:,]*)?)(?: vmid=(\\w+))?(?:,? nG asid=(\\w+))?"
                    + "(?: ?: ?(?:0x)?([0-9a-fA-F]+)" + SPACE + "(.*))?");
    private static final int PAGE_LEVEL = 3;
    private static final int WRITE_BACK = 0xFF;
    private static final int LARGEST_TAG = 0xFFFF;

    /**
     * Reads a line.
     *
     * @throws TarmacFormatException for a line that is cut off or unknown
     */
    static TarmacEntry read(TarmacLine text, String source, int number) {
        Matcher line = LINE.matcher(text.rest().strip().replaceAll("\\s+", " "));
        if (!line.matches()) {
            throw new TarmacFormatException(
                    source, number, text.source() + ": FILL or EVICT, a name, a size and a mapping were expected");
        }
        boolean fill = "FILL".equals(line.group(1));
        boolean walkCache = text.source().equals("WALKCACHE");
        Matcher mapping = MAPPING.matcher(String.valueOf(line.group(4)));
        if (!mapping.matches() || fill && mapping.group(6) == null) {
            throw new TarmacFormatException(
                    source,
                    number,
                    "a mapping 0x<address>_NS <regime>:<address> was expected, not '" + line.group(4) + "'");
        }
        String cache = String.valueOf(line.group(2));
        int dot = cache.lastIndexOf('.');
        String named = text.cpu();
        String cpu = named != null ? named : dot > 0 ? cache.substring(0, dot) : "the only PE";
        try {
            String size = String.valueOf(line.group(3));
            String key = String.join(
                    " ",
                    text.source(),
                    cache,
                    size,
                    mapping.group(1),
                    regime(mapping).toString(),
                    security(mapping.group(2)).toString(),
                    Integer.toString(tag(mapping.group(4))),
                    mapping.group(5) == null ? "global" : Integer.toString(tag(mapping.group(5))));
            return new TarmacEntry(cpu, fill, walkCache, key, fill ? entry(size, mapping, walkCache) : null, number);
        } catch (IllegalArgumentException e) {
            throw new TarmacFormatException(source, number, String.valueOf(e.getMessage()));
        }
    }

    private static TlbRegime regime(Matcher mapping) {
        String regime = String.valueOf(mapping.group(3)).strip();
        boolean tagged = mapping.group(5) != null;
        return regime.startsWith("EL2")
                ? tagged ? TlbRegime.EL20 : TlbRegime.EL2
                : regime.startsWith("EL3") ? TlbRegime.EL3 : TlbRegime.EL10;
    }

    private static SecurityState security(@Nullable String space) {
        if (space == null) {
            return SecurityState.SECURE;
        }
        return switch (space) {
            case "_RT" -> SecurityState.ROOT;
            case "_RL" -> SecurityState.REALM;
            case "_S" -> SecurityState.SECURE;
            default -> SecurityState.NON_SECURE;
        };
    }

    /** An ASID or VMID, decimal or with 0x. */
    private static int tag(@Nullable String text) {
        if (text == null) {
            return 0;
        }
        int value;
        try {
            value = Integer.decode(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is no ASID or VMID", e);
        }
        if (value < 0 || value > LARGEST_TAG) {
            throw new IllegalArgumentException("an ASID or VMID of " + value + " is more than " + LARGEST_TAG);
        }
        return value;
    }

    private static StoredEntry entry(String size, Matcher mapping, boolean walkCache) {
        long bytes = size(size);
        String attributes = String.valueOf(mapping.group(8)).strip();
        String type = attributes.replaceAll("\\s*\\S+=\\d\\S*", "").strip();
        long output = Hex.parse("0x" + mapping.group(6), "an address");
        StoredEntry.Builder builder = StoredEntry.of(walkCache ? EntryKind.TABLE : EntryKind.LEAF)
                .regime(regime(mapping), security(mapping.group(2)))
                .vmid(tag(mapping.group(4)))
                .at(Granule.K4, level(bytes), 0)
                .span(Hex.parse("0x" + mapping.group(1), "an address") & -bytes, bytes)
                .output(walkCache ? output : output & -bytes, security(mapping.group(7)))
                .permissions(permissions(attributes), !attributes.contains("ap=2") && !attributes.contains("ap=3"))
                // The words of the type stand for it: equal words, equal type.
                .memory(type.isEmpty() ? WRITE_BACK : type.hashCode(), 0);
        if (mapping.group(5) != null) {
            builder.asid(tag(mapping.group(5)));
        } else if (!walkCache) {
            builder.global();
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
        long bytes = number << shift;
        if (number == 0 || Long.bitCount(bytes) != 1 || bytes >>> shift != number) {
            throw new IllegalArgumentException("a size of " + text + " is no power of two");
        }
        return bytes;
    }
}
