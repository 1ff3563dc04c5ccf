package dev.ptarmigan.kernel;

/**
 * The modelled kernel stops: a BUG_ON was true, or it panics. What was stored before stays stored, as in the real one. The
 * message stands alone.
 */
public final class KernelBugException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private KernelBugException(String message) {
        super(message);
    }

    /** BUG(): something is so that the kernel must not go on. */
    public static KernelBugException bug(String what) {
        return new KernelBugException("BUG: " + what);
    }

    /** panic(). */
    public static KernelBugException panic(String what) {
        return new KernelBugException("Kernel panic: " + what);
    }
}
