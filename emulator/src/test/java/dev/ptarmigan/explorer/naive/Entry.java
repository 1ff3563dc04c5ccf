package dev.ptarmigan.explorer.naive;

/**
 * What a TLB may hold.
 *
 * @param kind what it is
 * @param first the first page it speaks of
 * @param pages how many
 * @param table of a TABLE entry: where it leads
 * @param pa of others: the output page of the first page
 * @param asid whose it is; 0 if it is global
 * @param level 2 for what a root slot gave, 3 for what a table's slot gave
 */
record Entry(
        Kind kind,
        int first,
        int pages,
        String table,
        int pa,
        String perm,
        String type,
        boolean cont,
        boolean nT,
        boolean global,
        int asid,
        int level,
        boolean dbm,
        boolean dirty) {

    enum Kind {
        /** A walk-cache entry: a root slot's table. */
        TABLE,
        /** A final translation of stage 1. */
        LEAF,
        /** A translation of stage 2 alone. */
        STAGE2,
        /** Stage 1 and stage 2 in one. */
        COMBINED
    }

    boolean covers(int page) {
        return first <= page && page < first + pages;
    }

    int paOf(int page) {
        return pa + page - first;
    }

    boolean leadsTo(int page) {
        return kind != Kind.TABLE && pa <= page && page < pa + pages;
    }

    /** Whether an access to a page may be translated by it. */
    boolean translates() {
        return kind == Kind.LEAF || kind == Kind.COMBINED;
    }

    boolean serves(int context) {
        return global || asid == context;
    }

    /** Cheaper than a record's own: sets of entries are all that is ever compared. */
    @Override
    public int hashCode() {
        return ((((first * 31 + pa) * 31 + perm.hashCode()) * 31 + table.hashCode()) * 31 + asid) * 4 + level;
    }
}
