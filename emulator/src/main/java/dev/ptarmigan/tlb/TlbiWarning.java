package dev.ptarmigan.tlb;

/**
 * Something about an executed operation that was hardly meant.
 *
 * @param code a name that does not change, for scripts: {@code unmasked-address}
 * @param sentence what is seen, what follows, and what was probably meant
 * @param mistake whether it can hardly be right; otherwise it is a reminder of what the value rests on
 */
public record TlbiWarning(String code, String sentence, boolean mistake) {}
