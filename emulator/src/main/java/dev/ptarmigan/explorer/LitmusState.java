package dev.ptarmigan.explorer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A moment of a litmus test: what has happened to memory and to the TLBs in order, and each thread. Times are positions in that
 * order; a thread's views are the earliest times that its next accesses may act at.
 */
final class LitmusState {
    /**
     * What happened.
     *
     * @param thread who stored, or whose TLB an invalidation acted on, or whose context changed
     * @param location the word
     * @param store number of the store among the thread's; the issuer of an invalidation
     * @param view when the thread's own walks may see the store first
     */
    record Event(
            Kind kind,
            int thread,
            String location,
            String value,
            int store,
            int view,
            LitmusTlb.@Nullable Operation tlbi,
            LitmusTest.@Nullable Context context) {
        enum Kind {
            /** A store became visible to all. */
            WRITE,
            /** A store of a descriptor is in its thread's buffer, where only the thread's own walks see it. */
            ISSUE,
            /** An invalidation took effect at a thread's TLB. */
            EFFECT,
            /** A thread translates in another context, or none. */
            CONTEXT
        }

        @Override
        public String toString() {
            return kind.name().charAt(0) + "" + thread + location + value + view + (tlbi == null ? "" : tlbi)
                    + (context == null ? "" : context);
        }
    }

    /** A store that is not visible yet. */
    record Buffered(int number, int epoch, String location, String value, int view, int entry) {}

    /**
     * A load that is translated and waits for its value, while younger stores go on.
     *
     * @param op its number in the program
     * @param register where the value goes
     * @param entry the entry that translated it
     * @param address when its address was known and translated
     * @param translated when it was translated
     * @param from the earliest time it may read at
     */
    record Deferred(int op, String register, String location, int entry, int address, int translated, int from) {}

    /** An invalidation that has not finished. */
    record Pending(int issuer, LitmusTlb.Operation operation, int recipients) {}

    /** A register's value, and when it was read. */
    record Register(String value, int view) {}

    /** A thread. */
    static final class ThreadState {
        int pc;
        /** Where exceptions return to, the innermost last. */
        List<Integer> returns = new ArrayList<>();

        List<Integer> levels = new ArrayList<>();
        int exceptionLevel;
        boolean ended;
        long syndrome;
        /** The intermediate address of a stage 2 fault. */
        String faultAddress = "";

        boolean equal;
        Map<String, Register> registers = new TreeMap<>();
        List<Buffered> buffer = new ArrayList<>();
        List<Deferred> deferred = new ArrayList<>();
        Map<String, Integer> coherence = new TreeMap<>();
        int epoch;
        int stores;
        /** Stores below this number are waited for by loads. */
        int fenced;

        int barrier;
        int translation;
        int dsb;
        int control;
        int address;
        int read;
        int own;
        LitmusTest.Context context;
        LitmusTest.Context nextContext;

        ThreadState(LitmusTest.Context context) {
            this.context = context;
            this.nextContext = context;
        }

        ThreadState copy() {
            ThreadState copy = new ThreadState(context);
            copy.pc = pc;
            copy.returns = new ArrayList<>(returns);
            copy.levels = new ArrayList<>(levels);
            copy.exceptionLevel = exceptionLevel;
            copy.ended = ended;
            copy.syndrome = syndrome;
            copy.faultAddress = faultAddress;
            copy.equal = equal;
            copy.registers = new TreeMap<>(registers);
            copy.buffer = new ArrayList<>(buffer);
            copy.deferred = new ArrayList<>(deferred);
            copy.coherence = new TreeMap<>(coherence);
            copy.epoch = epoch;
            copy.stores = stores;
            copy.fenced = fenced;
            copy.barrier = barrier;
            copy.translation = translation;
            copy.dsb = dsb;
            copy.control = control;
            copy.address = address;
            copy.read = read;
            copy.own = own;
            copy.nextContext = nextContext;
            return copy;
        }

        void key(StringBuilder key) {
            if (ended) {
                // Views have nothing left to bound.
                key.append("|ended").append(buffer);
                registers.forEach((name, register) -> {
                    if (name.charAt(0) != '#') {
                        key.append(name).append('=').append(register.value()).append(' ');
                    }
                });
                return;
            }
            key.append('|')
                    .append(pc)
                    .append(',')
                    .append(returns)
                    .append(levels)
                    .append(exceptionLevel);
            key.append(ended)
                    .append(syndrome)
                    .append(equal)
                    .append(registers)
                    .append(buffer)
                    .append(deferred.isEmpty() ? "" : deferred)
                    .append(coherence);
            key.append(epoch)
                    .append(',')
                    .append(stores)
                    .append(',')
                    .append(fenced)
                    .append(',')
                    .append(barrier);
            key.append(',')
                    .append(translation)
                    .append(',')
                    .append(dsb)
                    .append(',')
                    .append(control)
                    .append(',');
            key.append(address)
                    .append(',')
                    .append(read)
                    .append(',')
                    .append(own)
                    .append(context)
                    .append(nextContext);
        }
    }

    final List<Event> history;
    final ThreadState[] threads;
    final List<Pending> pending;

    @Nullable
    LitmusState from;

    String how = "";

    LitmusState(List<Event> history, ThreadState[] threads, List<Pending> pending) {
        this.history = history;
        this.threads = threads;
        this.pending = pending;
    }

    LitmusState copy(String step) {
        ThreadState[] copies = new ThreadState[threads.length];
        for (int i = 0; i < copies.length; i++) {
            copies[i] = threads[i].copy();
        }
        LitmusState copy = new LitmusState(new ArrayList<>(history), copies, new ArrayList<>(pending));
        copy.from = this;
        copy.how = step;
        return copy;
    }

    int now() {
        return history.size();
    }

    String key() {
        StringBuilder key = new StringBuilder();
        key.append(history).append(pending);
        for (ThreadState thread : threads) {
            thread.key(key);
        }
        return key.toString();
    }
}
