package dev.ptarmigan.listing;

/** Why part of a tree could not be visited, or is not what hardware would use. */
public enum ScanProblem {
    /** No memory is where these entries should be: what they map is not known. */
    ABSENT("no memory is at the table"),
    /** The next table is one of those that led here. */
    LOOP("the table is one of those that lead to it"),
    /** The next table was reached before at another level, so its words have two meanings. */
    OTHER_LEVEL("the table was reached before at another level"),
    /** The next table lies beyond the output address size: hardware takes an Address size fault. */
    TABLE_BEYOND_OUTPUT("the table is beyond the output address size"),
    /** A leaf whose output address lies beyond the output address size: hardware takes an Address size fault. */
    LEAF_BEYOND_OUTPUT("the output address is beyond the output address size"),
    /** So many entries point to the same tables that visiting all of them would not end. */
    TOO_MANY_REPEATS("tables shared so often are not visited again");

    private final String text;

    ScanProblem(String text) {
        this.text = text;
    }

    /** Whether the entries below were left out. */
    public boolean leavesOut() {
        return this != LEAF_BEYOND_OUTPUT;
    }

    /** A sentence without a full stop. */
    @Override
    public String toString() {
        return text;
    }
}
