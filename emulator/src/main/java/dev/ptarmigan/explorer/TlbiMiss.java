package dev.ptarmigan.explorer;

import java.util.Locale;

/** Why an invalidation leaves an entry: which part of it would have to be another. */
final class TlbiMiss {
    private TlbiMiss() {}

    static String why(Model model, Operation.Tlbi tlbi, int asid, int entry) {
        Entries.Entry left = model.entries.get(entry);
        boolean stage2 = left.cached().kind().isStage2();
        String name = tlbi.name();
        boolean byIpa = name.contains("IPAS2");
        if (byIpa != stage2 && !name.contains("ALL")) {
            return byIpa
                    ? "operations by IPA remove stage 2 entries only, this is one of " + kind(left)
                    : "it is a stage 2 entry, which operations of stage 1 leave";
        }
        if (tlbi.wrongGranule()
                && hits(model, with(tlbi, name, tlbi.asid(), tlbi.vmid(), tlbi.ttl(), false), asid, entry)) {
            return "its operand names another granule";
        }
        if (tlbi.vmid() >= 0 && hits(model, with(tlbi, name, tlbi.asid(), -1, tlbi.ttl(), false), asid, entry)) {
            return "it acts on VMID " + tlbi.vmid();
        }
        if (tlbi.ttl() > 0
                && hits(model, with(tlbi, name, tlbi.asid(), tlbi.vmid(), 0, tlbi.wrongGranule()), asid, entry)) {
            return "its hint says level " + tlbi.ttl() + ", the entry is of level "
                    + left.cached().level();
        }
        String all = name.replaceFirst("^(R?)VAL?E1", "$1VAAE1").replaceFirst("^(R?)VAALE1", "$1VAAE1");
        if (left.isTable() && !all.equals(name) && name.contains("LE1")) {
            return "last-level operations leave table entries";
        }
        String anyAsid = name.replaceFirst("^(R?)VAE1", "$1VAAE1").replaceFirst("^(R?)VALE1", "$1VAALE1");
        if (!anyAsid.equals(name) && hits(model, with(tlbi, anyAsid, -1, -1, tlbi.ttl(), false), asid, entry)) {
            return "it names ASID " + (tlbi.asid() < 0 ? asid : tlbi.asid()) + ", the entry has "
                    + left.cached().asid();
        }
        if (name.startsWith("ASIDE1")) {
            return left.cached().global()
                    ? "operations by ASID leave global entries"
                    : "it names ASID " + (tlbi.asid() < 0 ? asid : tlbi.asid()) + ", the entry has "
                            + left.cached().asid();
        }
        if (tlbi.page() >= 0) {
            return "it covers " + (byIpa ? "IPA " : "") + pages(tlbi.page(), tlbi.page() + tlbi.pages() - 1)
                    + ", the entry serves "
                    + pages(
                            Long.numberOfTrailingZeros(left.pages()),
                            Long.SIZE - 1 - Long.numberOfLeadingZeros(left.pages()));
        }
        return name.toLowerCase(Locale.ROOT) + " does not act on " + kind(left);
    }

    private static String kind(Entries.Entry entry) {
        return switch (entry.cached().kind()) {
            case COMBINED -> "combined entries of both stages";
            case TABLE -> "table entries";
            default -> entry.cached().kind().isStage2() ? "stage 2 entries" : "stage 1 entries";
        };
    }

    private static String pages(int first, int last) {
        return first == last ? "page " + first : "pages " + first + "-" + last;
    }

    private static Operation.Tlbi with(
            Operation.Tlbi tlbi, String name, int asid, int vmid, int ttl, boolean wrongGranule) {
        return new Operation.Tlbi(name, tlbi.page(), tlbi.pages(), asid, vmid, ttl, wrongGranule);
    }

    private static boolean hits(Model model, Operation.Tlbi tlbi, int asid, int entry) {
        return Entries.has(model.effect(tlbi, asid).hits(), entry);
    }
}
