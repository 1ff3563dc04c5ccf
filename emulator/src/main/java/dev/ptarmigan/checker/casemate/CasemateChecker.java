package dev.ptarmigan.checker.casemate;

import dev.ptarmigan.descriptors.DescriptorKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The state of an EL2's tables as a trace of casemate leaves it; ends at the first violation. */
public final class CasemateChecker {
    private final CasemateMode mode;
    private final boolean defaultRegisters;
    private final boolean checkLocks;

    /**
     * A checker.
     *
     * @param mode whose reading
     * @param defaultRegisters whether translation counts as enabled, with 48 bits and 4KB, where the trace writes no register;
     *     casemate's {@code -S} is without
     * @param checkLocks whether locks and the order of plain stores are checked; casemate's {@code -R} is without
     */
    public CasemateChecker(CasemateMode mode, boolean defaultRegisters, boolean checkLocks) {
        this.mode = mode;
        this.defaultRegisters = defaultRegisters;
        this.checkLocks = checkLocks;
    }

    /** The first violation of a trace, or null if there is none. */
    public @Nullable CasemateViolation check(CasemateTrace trace) {
        CasemateState state = new CasemateState(mode, defaultRegisters, checkLocks);
        trace.read(state);
        String message = state.message();
        return message == null
                ? null
                : new CasemateViolation(message, trace.id(), state.thread(), state.location(), trace.line());
    }

    /** Locks: who holds them, and whether a plain store is allowed. */
    static final class Locks {
        private static final class Lock {
            int owner;
            int depth;
            boolean authorised;
        }

        private final Map<Long, Lock> locks = new HashMap<>();
        private @Nullable Lock recent;
        private long recentAddress;

        private @Nullable Lock find(long address) {
            Lock lock = recent;
            if (lock != null && recentAddress == address) {
                return lock;
            }
            lock = locks.get(address);
            recent = lock;
            recentAddress = address;
            return lock;
        }

        @Nullable
        String lock(int thread, long address, boolean tryOnly) {
            Lock lock = find(address);
            if (lock == null) {
                lock = new Lock();
                locks.put(address, lock);
            }
            if (lock.depth > 0 && !tryOnly) {
                return "Tried to lock a component that was alerady held";
            }
            if (lock.depth > 0 && lock.owner != thread) {
                return "Tried to reacquire lock on different thread";
            }
            lock.owner = thread;
            lock.depth++;
            lock.authorised = lock.depth == 1 || lock.authorised;
            return null;
        }

        @Nullable
        String unlock(int thread, long address) {
            Lock lock = find(address);
            if (lock == null || lock.depth == 0) {
                return "Tried to unlock a component that was not held";
            }
            if (lock.owner != thread) {
                return "Tried to unlock a cpmponent that was held by another thread";
            }
            lock.depth--;
            return null;
        }

        boolean holds(int thread, long address) {
            Lock lock = find(address);
            return lock != null && lock.depth > 0 && lock.owner == thread;
        }

        boolean isHeld(long address) {
            Lock lock = find(address);
            return lock != null && lock.depth > 0;
        }

        boolean isAuthorised(long address) {
            Lock lock = find(address);
            return lock == null || lock.authorised;
        }

        void plainStore(long address) {
            Lock lock = find(address);
            if (lock != null) {
                lock.authorised = false;
            }
        }

        void barrier(int thread) {
            for (Lock lock : locks.values()) {
                lock.authorised |= lock.depth > 0 && lock.owner == thread;
            }
        }
    }

    /** Descriptors that are invalid and not clean, in the order they became so. */
    static final class Unclean {
        private final List<CasematePage> pages = new ArrayList<>();
        private int[] indexes = new int[64];

        void add(CasematePage page, int index) {
            if (pages.size() == indexes.length) {
                indexes = java.util.Arrays.copyOf(indexes, indexes.length * 2);
            }
            indexes[pages.size()] = index;
            pages.add(page);
        }

        int size() {
            return pages.size();
        }

        CasematePage page(int i) {
            return pages.get(i);
        }

        int index(int i) {
            return indexes[i];
        }

        /** Drops those that are clean, or no descriptors any more. */
        void sweep() {
            int kept = 0;
            for (int i = 0; i < pages.size(); i++) {
                CasematePage page = pages.get(i);
                if (page.isTable() && page.isUnclean(indexes[i])) {
                    pages.set(kept, page);
                    indexes[kept++] = indexes[i];
                }
            }
            pages.subList(kept, pages.size()).clear();
        }
    }

    /** Whether a word can be a descriptor of a level: not a block where there are none. */
    static boolean isReserved(long word, boolean stage2, int level) {
        return (word & 1) != 0 && CasemateRules.kind(word, stage2, level) == DescriptorKind.RESERVED;
    }
}
