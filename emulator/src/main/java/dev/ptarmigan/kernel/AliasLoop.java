package dev.ptarmigan.kernel;

/** Which linear aliases a change of an area's permissions reaches. */
public enum AliasLoop {
    /** Those of the pages in the range; the first error ends the operation (Linux 6.19 and later). */
    RANGE,
    /** Those of all pages of the area, whatever the range; errors are dropped (before). */
    WHOLE_AREA
}
