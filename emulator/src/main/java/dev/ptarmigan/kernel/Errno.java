package dev.ptarmigan.kernel;

/** Linux's error numbers, negative as kernel functions return them. */
public final class Errno {
    /** Out of memory. */
    public static final int ENOMEM = -12;
    /** Device or resource busy. */
    public static final int EBUSY = -16;
    /** Invalid argument. */
    public static final int EINVAL = -22;

    private Errno() {}

    /** The name with the number: {@code -EINVAL (-22)}; {@code 0} for success. */
    public static String text(int result) {
        return switch (result) {
            case ENOMEM -> "-ENOMEM (-12)";
            case EBUSY -> "-EBUSY (-16)";
            case EINVAL -> "-EINVAL (-22)";
            default -> Integer.toString(result);
        };
    }
}
