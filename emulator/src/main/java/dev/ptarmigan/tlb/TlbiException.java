package dev.ptarmigan.tlb;

/** A TLB maintenance operation that does not exist. The message stands alone. */
public final class TlbiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TlbiException(String message) {
        super(message);
    }
}
