package dev.ptarmigan.checker.casemate;

/**
 * The first thing wrong in a trace.
 *
 * @param message casemate's message
 * @param id id of the record
 * @param thread thread of the record
 * @param address the location, or 0
 * @param line line of the record
 */
public record CasemateViolation(String message, long id, int thread, long address, int line) {
    /** {@code BBM valid->valid at 17, thread 0, location 0x...}. */
    @Override
    public String toString() {
        return message + " at " + id + " (line " + line + "), thread " + thread + ", location 0x"
                + Long.toHexString(address);
    }
}
