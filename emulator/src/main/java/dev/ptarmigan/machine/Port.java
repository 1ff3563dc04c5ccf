package dev.ptarmigan.machine;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.registers.Register;
import dev.ptarmigan.trace.Barrier;

/**
 * The door between kernel code and a machine. One port belongs to one processing element: its calls are that PE's program
 * order.
 *
 * <p>Words are 64 bits, addresses physical and multiples of 8.
 */
public interface Port {
    /** What {@link #allocateTable} gives when there is no page. No table lies there. */
    long NO_PAGE = -1;

    /** The word at an address, single-copy atomic (READ_ONCE). */
    long load(long pa);

    /** Stores a word, single-copy atomic (WRITE_ONCE). */
    void store(long pa, long word);

    /** Stores a word and gives the one that was there, in one step (xchg). */
    long exchange(long pa, long word);

    /** Stores {@code update} if the word is {@code expected}, in one step; whether it was. */
    boolean compareAndSet(long pa, long expected, long update);

    /** A barrier. */
    void barrier(Barrier kind);

    /**
     * A TLB invalidation.
     *
     * @param operation the architecture's name in lower case: {@code vaale1is}
     * @param operand the value of Xt, 0 for operations without one
     */
    void tlbi(String operation, long operand);

    /**
     * Takes a page for a table. Its contents are whatever the allocator left, zeros by default.
     *
     * @param level the level the table will serve
     * @param va the first address it will translate
     * @return its physical address, or {@link #NO_PAGE}
     */
    long allocateTable(int level, long va);

    /** Gives a table page back. */
    void freeTable(long pa);

    /** Takes a lock, waiting for it. */
    void lock(KernelLock lock);

    /** Takes a lock if it is free; whether it was. */
    default boolean tryLock(KernelLock lock) {
        lock(lock);
        return true;
    }

    /** Gives a lock back. */
    void unlock(KernelLock lock);

    /** The kernel warns (WARN, WARN_ONCE). */
    void warn(String text);

    /** Something else worth a line in a record: CPUs stopped, a step of a protocol. */
    void note(String text);

    /** Writes a system register of this PE (MSR): a table base. Takes effect for certain at the next ISB. */
    default void writeRegister(Register register, long value) {
        note("msr " + register + ", " + Hex.word(value));
    }

    /** Waits until something may have changed that this PE polls (WFE). May return at any time. */
    default void waitForEvent() {}

    /**
     * Asks the Realm Management Monitor to make [start, end) protected or shared with the host ({@code RSI_IPA_STATE_SET}).
     *
     * @param start intermediate physical address of the first byte
     * @return 0, or a negative error number
     */
    default int setRealmMemory(boolean isProtected, long start, long end) {
        note("rsi_set_memory_range_" + (isProtected ? "protected " : "shared ") + Hex.address(start) + "-"
                + Hex.address(end));
        return 0;
    }
}
