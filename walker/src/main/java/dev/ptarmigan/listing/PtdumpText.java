package dev.ptarmigan.listing;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes what {@link Ptdump} finds as Linux prints it, byte for byte. */
public final class PtdumpText implements PtdumpSink {
    private static final int FLUSH_CHARS = 8 << 10;

    private final Appendable out;
    private final StringBuilder text = new StringBuilder(FLUSH_CHARS + 256);

    /** A text that goes to {@code out} in pieces; call {@link #flush} at the end. */
    public PtdumpText(Appendable out) {
        this.out = out;
    }

    /** The whole text of a listing. */
    public static String of(Ptdump dump) {
        StringBuilder all = new StringBuilder();
        PtdumpText text = new PtdumpText(all);
        dump.list(text);
        text.flush();
        return all.toString();
    }

    @Override
    public void marker(PtdumpMarkers.Marker marker) {
        text.append("---[ ").append(marker.name()).append(" ]---\n");
    }

    @Override
    public void line(PtdumpLine line) {
        line.append(text);
        if (text.length() >= FLUSH_CHARS) {
            flush();
        }
    }

    /** Hands over what is still here. */
    public void flush() {
        try {
            out.append(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        text.setLength(0);
    }
}
