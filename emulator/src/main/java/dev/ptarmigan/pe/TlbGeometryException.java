package dev.ptarmigan.pe;

/** A TLB cannot be built as asked; the message stands alone. */
public final class TlbGeometryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TlbGeometryException(String message) {
        super(message);
    }
}
