package dev.ptarmigan.trace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Events in the order they happened, four words each: kind, PE and name number in one, then address, before and after. A
 * million stores take 32 MB and no objects. Names are kept once.
 *
 * <p>Not synchronized; several PEs that log at once need one log each or a lock around it.
 */
public final class EventLog implements Iterable<Event> {
    private static final int WORDS = 4;
    private static final int KIND_BITS = 8;
    private static final int CPU_BITS = 16;
    private static final int NO_NAME = 0;

    private final List<String> names = new ArrayList<>(List.of(""));
    private final Map<String, Integer> numbers = new HashMap<>();
    private long[] words = new long[WORDS * 64];
    private int size;

    /** Number of events. */
    public int size() {
        return size;
    }

    /** Appends a store. */
    public void store(int cpu, long pa, long before, long after) {
        add(EventKind.STORE, cpu, NO_NAME, pa, before, after);
    }

    /** Appends a barrier. */
    public void barrier(int cpu, Barrier barrier) {
        add(EventKind.BARRIER, cpu, barrier.ordinal(), 0, 0, 0);
    }

    /** Appends a TLB invalidation; the operation's name is in lower case. */
    public void tlbi(int cpu, String operation, long operand) {
        add(EventKind.TLBI, cpu, number(operation), operand, 0, 0);
    }

    /** Appends an allocation of a table page. */
    public void allocate(int cpu, long pa, int level, long va) {
        add(EventKind.ALLOCATE, cpu, NO_NAME, pa, va, level);
    }

    /** Appends a refused allocation. */
    public void allocateFailed(int cpu, int level, long va) {
        add(EventKind.ALLOCATE_FAILED, cpu, NO_NAME, 0, va, level);
    }

    /** Appends that a table page was given back. */
    public void free(int cpu, long pa) {
        add(EventKind.FREE, cpu, NO_NAME, pa, 0, 0);
    }

    /** Appends an access that was allowed; {@code what} says what it was: {@code read el=1}. */
    public void access(int cpu, String what, long va, long pa) {
        add(EventKind.ACCESS, cpu, number(what), va, pa, 0);
    }

    /** Appends an access that ended in a fault; {@code what} says what it was and which fault. */
    public void fault(int cpu, String what, long va) {
        add(EventKind.FAULT, cpu, number(what), va, 0, 0);
    }

    /** Appends that a cache filled an entry; {@code what} says which cache, kind and size: {@code L1D leaf size=4K}. */
    public void fill(int cpu, String what, long va, long slot, long word) {
        add(EventKind.FILL, cpu, number(what), va, slot, word);
    }

    /** Appends that a cache threw an entry out; {@code what} says which cache and size. */
    public void evict(int cpu, String what, long va) {
        add(EventKind.EVICT, cpu, number(what), va, 0, 0);
    }

    /** Appends an event that is a kind and a text: LOCK, UNLOCK, WARN, NOTE. */
    public void text(int cpu, EventKind kind, String text) {
        add(kind, cpu, number(text), 0, 0, 0);
    }

    private int number(String name) {
        Integer known = numbers.get(name);
        if (known != null) {
            return known;
        }
        int number = names.size();
        names.add(name);
        numbers.put(name, number);
        return number;
    }

    private void add(EventKind kind, int cpu, int name, long address, long before, long after) {
        int at = size * WORDS;
        if (at == words.length) {
            words = Arrays.copyOf(words, words.length * 2);
        }
        words[at] = kind.ordinal() | (long) cpu << KIND_BITS | (long) name << KIND_BITS + CPU_BITS;
        words[at + 1] = address;
        words[at + 2] = before;
        words[at + 3] = after;
        size++;
    }

    /** The kind of event {@code index}. */
    public EventKind kind(int index) {
        return KINDS[(int) words[index * WORDS] & (1 << KIND_BITS) - 1];
    }

    private static final EventKind[] KINDS = EventKind.values();

    /** The PE of event {@code index}. */
    public int cpu(int index) {
        return (int) (words[index * WORDS] >>> KIND_BITS) & (1 << CPU_BITS) - 1;
    }

    /** Address of event {@code index}: of a store, of a table page, or the operand of a TLBI. */
    public long address(int index) {
        return words[index * WORDS + 1];
    }

    /** The word before, of a store. */
    public long before(int index) {
        return words[index * WORDS + 2];
    }

    /** The word after, of a store. */
    public long after(int index) {
        return words[index * WORDS + 3];
    }

    /**
     * The barrier of event {@code index}.
     *
     * @throws IllegalArgumentException if it is none
     */
    public Barrier barrierAt(int index) {
        if (kind(index) != EventKind.BARRIER) {
            throw new IllegalArgumentException("index=" + index + ", kind=" + kind(index));
        }
        return Barrier.of(name(index));
    }

    /** The name of event {@code index}: of a TLBI, a lock, a note; empty for events that have none. */
    public String nameAt(int index) {
        return kind(index) == EventKind.BARRIER ? "" : names.get(name(index));
    }

    private int name(int index) {
        return (int) (words[index * WORDS] >>> KIND_BITS + CPU_BITS);
    }

    /** Event {@code index} as an object. */
    public Event get(int index) {
        if (index < 0 || index >= size) {
            throw new IndexOutOfBoundsException("index=" + index + ", size=" + size);
        }
        EventKind kind = kind(index);
        @Nullable Barrier barrier = kind == EventKind.BARRIER ? Barrier.of(name(index)) : null;
        @Nullable String name = barrier != null || name(index) == NO_NAME ? null : names.get(name(index));
        return new Event(index, cpu(index), kind, address(index), before(index), after(index), barrier, name);
    }

    /** How many events are of a kind. */
    public int count(EventKind kind) {
        int count = 0;
        for (int i = 0; i < size; i++) {
            if (kind(i) == kind) {
                count++;
            }
        }
        return count;
    }

    @Override
    public Iterator<Event> iterator() {
        return new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < size;
            }

            @Override
            public Event next() {
                if (next >= size) {
                    throw new NoSuchElementException();
                }
                return get(next++);
            }
        };
    }
}
