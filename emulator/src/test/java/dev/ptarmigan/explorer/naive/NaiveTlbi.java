package dev.ptarmigan.explorer.naive;

import dev.ptarmigan.explorer.naive.NaiveScenario.Op;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** What a TLBI must remove, after the table of operations. */
final class NaiveTlbi {
    private final NaiveScenario scenario;
    private final String base;
    private final boolean range;
    private final boolean lastLevel;
    private final int first;
    private final int pages;
    private final int asid;
    private final int ttl;
    private final boolean noEffect;
    /** 0 for the issuer alone, 1 for the inner shareable domain, 2 for the outer. */
    final int domain;

    NaiveTlbi(NaiveScenario scenario, Op op, int issuerAsid) {
        this.scenario = scenario;
        String name = op.text("kind").toUpperCase(Locale.ROOT);
        domain = name.endsWith("OS") ? 2 : name.endsWith("IS") ? 1 : 0;
        if (domain != 0) {
            name = name.substring(0, name.length() - 2);
        }
        range = name.startsWith("R");
        if (range) {
            name = name.substring(1);
        }
        lastLevel = Set.of("VALE1", "VAALE1", "IPAS2LE1").contains(name);
        base = lastLevel ? name.replace("LE1", "E1") : name;
        first = op.number("page", 0);
        pages = op.number("n", 1);
        asid = op.number("asid", issuerAsid);
        ttl = op.number("ttl", 0);
        noEffect = op.flag("tgBad", false) || op.number("vmid", 0) == 7 && !base.equals("ALLE1");
    }

    private boolean isWhole() {
        return Set.of("VMALLE1", "VMALLS12E1", "ALLE1").contains(base);
    }

    private boolean removesEveryMultiHit() {
        return scenario.stage2 ? Set.of("VMALLS12E1", "ALLE1").contains(base) : isWhole();
    }

    private boolean levelMatches(Entry entry) {
        if (ttl == 0) {
            return true;
        }
        if (entry.kind() == Entry.Kind.TABLE && !scenario.aslTtl) {
            return entry.level() < ttl;
        }
        return entry.level() == ttl;
    }

    private boolean matches(Entry entry) {
        if (noEffect) {
            return false;
        }
        boolean stage2Only = entry.kind() == Entry.Kind.STAGE2;
        return switch (base) {
            case "ALLE1", "VMALLS12E1" -> true;
            case "VMALLE1" -> !stage2Only;
            case "ASIDE1" -> !stage2Only && !entry.global() && entry.asid() == asid;
            case "IPAS2E1" -> stage2Only && inRange(entry) && levelMatches(entry);
            case "VAE1" -> byAddress(entry) && (entry.global() || entry.asid() == asid);
            case "VAAE1" -> byAddress(entry);
            default -> false;
        };
    }

    private boolean byAddress(Entry entry) {
        boolean sparedTable = lastLevel && entry.kind() == Entry.Kind.TABLE;
        return entry.kind() != Entry.Kind.STAGE2 && !sparedTable && inRange(entry) && levelMatches(entry);
    }

    private boolean inRange(Entry entry) {
        for (int page = first; page < first + pages; page++) {
            if (entry.covers(page)) {
                return true;
            }
        }
        return false;
    }

    /** Those of the entries that go, whatever else there is. */
    Set<Entry> hits(Set<Entry> entries) {
        Set<Entry> hits = new HashSet<>(entries);
        hits.removeIf(entry -> !matches(entry));
        return hits;
    }

    /** Those of the candidates that go, where a TLB holds {@code tlb}. */
    Set<Entry> hits(Set<Entry> candidates, Set<Entry> tlb) {
        Set<Entry> hits = new HashSet<>();
        for (Entry entry : candidates) {
            if (matches(entry) && !(scenario.strict && !removesEveryMultiHit() && sparedAsMultiHit(entry, tlb))) {
                hits.add(entry);
            }
        }
        return hits;
    }

    /** Whether at each page the operation names, another entry conflicts with this one. */
    private boolean sparedAsMultiHit(Entry entry, Set<Entry> tlb) {
        boolean byAddress = !base.equals("ASIDE1");
        for (int page = entry.first(); page < entry.first() + entry.pages(); page++) {
            boolean named = !byAddress || first <= page && page < first + pages;
            if (named && !conflicts(entry, tlb, page)) {
                return false;
            }
        }
        return true;
    }

    private boolean conflicts(Entry entry, Set<Entry> tlb, int page) {
        for (Entry other : tlb) {
            boolean together = entry.global() || other.global() || entry.asid() == other.asid();
            if (together && other.covers(page) && NaivePairs.isTableAndBlock(entry, other)) {
                return true;
            }
            if (other.kind() == entry.kind()
                    && other.kind() != Entry.Kind.TABLE
                    && other.covers(page)
                    && !other.equals(entry)) {
                switch (NaivePairs.classify(entry, other, page, scenario)) {
                    case SAME, PERM, OARO -> {}
                    default -> {
                        if (together) {
                            return true;
                        }
                    }
                }
            }
        }
        return false;
    }
}
