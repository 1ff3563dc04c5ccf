package dev.ptarmigan.listing;

/** Takes the lines of the kernel's listing one by one. */
public interface PtdumpSink {
    /** The name of the area that begins here. */
    void marker(PtdumpMarkers.Marker marker);

    /** A range of equal entries. */
    void line(PtdumpLine line);
}
