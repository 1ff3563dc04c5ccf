package dev.ptarmigan.explorer.naive;

import java.util.List;
import java.util.TreeSet;

/**
 * What a slot holds.
 *
 * @param kind {@code inv}, {@code tbl}, {@code blk} or {@code pg}
 * @param table the table a {@code tbl} leads to
 * @param pa the first page of the output
 * @param perm letters of what is permitted, in alphabetical order; a dirty page may be written
 * @param type memory type
 */
record Descriptor(
        String kind,
        String table,
        int pa,
        String perm,
        String type,
        boolean cont,
        boolean nT,
        boolean global,
        boolean accessed,
        boolean dbm,
        boolean dirty) {

    static final Descriptor INVALID = new Descriptor("inv", "", 0, "", "", false, false, true, true, false, false);
    static final String NORMAL = "wb";

    static Descriptor parse(String text) {
        if (text.equals("inv")) {
            return INVALID;
        }
        int colon = text.indexOf(':');
        String kind = text.substring(0, colon);
        List<String> words = List.of(text.substring(colon + 1).split(","));
        if (kind.equals("tbl")) {
            return new Descriptor(kind, words.get(0), 0, "", "", false, false, true, true, false, false);
        }
        List<String> flags = words.subList(2, words.size());
        String type = flags.contains("nc") ? "nc" : flags.contains("dev") ? "dev" : NORMAL;
        return new Descriptor(
                kind,
                "",
                Integer.parseInt(words.get(0)),
                union(words.get(1), flags.contains("dirty") ? "w" : ""),
                type,
                flags.contains("cont"),
                flags.contains("nT"),
                !flags.contains("nG"),
                !flags.contains("af0"),
                flags.contains("dbm"),
                flags.contains("dirty"));
    }

    static String letters(String permissions) {
        return union(permissions, "");
    }

    static String union(String one, String other) {
        TreeSet<String> letters = new TreeSet<>();
        for (String letter : (one + other).split("")) {
            if (!letter.isEmpty() && !letter.equals("-")) {
                letters.add(letter);
            }
        }
        return String.join("", letters);
    }

    boolean isLeaf() {
        return kind.equals("blk") || kind.equals("pg");
    }

    boolean isTable() {
        return kind.equals("tbl");
    }

    Descriptor withDirty() {
        return new Descriptor(kind, table, pa, union(perm, "w"), type, cont, nT, global, accessed, dbm, true);
    }

    Descriptor withAccessed() {
        return new Descriptor(kind, table, pa, perm, type, cont, nT, global, true, dbm, dirty);
    }
}
