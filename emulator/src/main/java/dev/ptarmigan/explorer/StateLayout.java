package dev.ptarmigan.explorer;

import java.util.ArrayList;
import java.util.List;

/**
 * Where the parts of a state lie in its words. A state is an array of long: memory first, then the ghosts, then each PE.
 * Equal states have equal words, so states are compared as words.
 */
final class StateLayout {
    private static final int BASE_BITS = 4;
    static final int MOST_BASES = 1 << BASE_BITS;

    private static final int LOCK_BITS = 4;
    static final int MOST_LOCKS = Long.SIZE / LOCK_BITS;

    private final int[] memoryWord;
    private final int[] memoryShift;
    private final long[] memoryMask;
    private final int ghost;
    private final boolean tracksLive;
    private final int[] goalPages;
    private final int[] baseWord;
    private final int[] baseShift;
    private final int firstBaseWord;
    private final int baseWords;
    private final Part[] pes;
    private final int size;
    final int setWords;

    /**
     * Offsets of one PE's parts; −1 for those it does not need.
     *
     * @param free with {@code walker-order=formal}: table entries that the PE did not get from a pending store of its own
     * @param physical elements of its {@link PhysicalWalkCache}
     */
    record Part(
            int node,
            int buffer,
            int pending,
            int tlb,
            int faults,
            int leftDsb,
            int left,
            int lingerNew,
            int linger,
            int faultsDsb,
            int faultsLoad,
            int faultsSince,
            int free,
            int physical) {}

    StateLayout(Model model) {
        int locations = model.words.size();
        memoryWord = new int[locations];
        memoryShift = new int[locations];
        memoryMask = new long[locations];
        int word = 0;
        int shift = 0;
        for (int l = 0; l < locations; l++) {
            int bits = Integer.SIZE
                    - Integer.numberOfLeadingZeros(
                            Math.max(1, model.words.values(l).size() - 1));
            if (shift + bits > Long.SIZE) {
                word++;
                shift = 0;
            }
            memoryWord[l] = word;
            memoryShift[l] = shift;
            memoryMask[l] = (1L << bits) - 1;
            shift += bits;
        }
        word++;
        ghost = word;
        boolean live = false;
        boolean[] issues = new boolean[model.hardware.pes()];
        boolean[] stores = new boolean[model.hardware.pes()];
        boolean[] probes = new boolean[model.hardware.pes()];
        for (int n = 0; n < model.programs.size(); n++) {
            Node node = model.programs.node(n);
            Operation operation = node.operation;
            live |= operation instanceof Operation.Live;
            issues[node.pe] |= operation instanceof Operation.Tlbi;
            probes[node.pe] |= operation instanceof Operation.Access;
            stores[node.pe] |= node.stores.length > 0;
        }
        tracksLive = live;
        word += 2;
        List<Integer> pages = new ArrayList<>();
        for (Operation.Begin goal : model.goals) {
            for (int page : goal.pages()) {
                if (!pages.contains(page)) {
                    pages.add(page);
                }
            }
        }
        goalPages = pages.stream().mapToInt(Integer::intValue).toArray();
        firstBaseWord = word;
        baseWord = new int[Long.SIZE];
        baseShift = new int[Long.SIZE];
        java.util.Arrays.fill(baseWord, -1);
        int perWord = Long.SIZE / BASE_BITS;
        for (int i = 0; i < goalPages.length; i++) {
            baseWord[goalPages[i]] = word + i / perWord;
            baseShift[goalPages[i]] = i % perWord * BASE_BITS;
        }
        baseWords = (goalPages.length + perWord - 1) / perWord;
        word += baseWords;
        setWords = model.entries.words();
        boolean none = !model.hardware.ets().ordersFaults();
        boolean repeat = model.hardware.repeatTlbi();
        pes = new Part[model.hardware.pes()];
        for (int pe = 0; pe < pes.length; pe++) {
            int node = word++;
            int buffer = stores[pe] ? word++ : -1;
            int pending = issues[pe] ? word++ : -1;
            int tlb = word;
            word += setWords;
            int faults = word++;
            int leftDsb = -1;
            int left = -1;
            if (issues[pe]) {
                leftDsb = word;
                word += setWords;
                left = leftDsb;
                if (none) {
                    left = word;
                    word += setWords;
                }
            }
            int lingerNew = -1;
            int linger = -1;
            if (repeat) {
                lingerNew = word;
                linger = word + setWords;
                word += 2 * setWords;
            }
            int faultsDsb = -1;
            int faultsLoad = -1;
            int since = -1;
            if (probes[pe]) {
                since = word++;
                faultsDsb = none ? word++ : since;
                faultsLoad = none ? word++ : since;
            }
            int free = -1;
            if (model.hardware.formalWalkerOrder() && stores[pe]) {
                free = word;
                word += setWords;
            }
            int physical = -1;
            if (model.physical.words > 0) {
                physical = word;
                word += model.physical.words;
            }
            pes[pe] = new Part(
                    node,
                    buffer,
                    pending,
                    tlb,
                    faults,
                    leftDsb,
                    left,
                    lingerNew,
                    linger,
                    faultsDsb,
                    faultsLoad,
                    since,
                    free,
                    physical);
        }
        size = word;
    }

    /** Words of a state. */
    int size() {
        return size;
    }

    Part pe(int pe) {
        return pes[pe];
    }

    int memory(long[] state, int location) {
        return (int) (state[memoryWord[location]] >>> memoryShift[location] & memoryMask[location]);
    }

    void setMemory(long[] state, int location, int value) {
        int word = memoryWord[location];
        int shift = memoryShift[location];
        state[word] = state[word] & ~(memoryMask[location] << shift) | (long) value << shift;
    }

    /** Who holds a lock, plus 1; 0 for nobody. */
    int lockOwner(long[] state, int lock) {
        return (int) (state[ghost] >>> lock * LOCK_BITS & (1 << LOCK_BITS) - 1);
    }

    void setLockOwner(long[] state, int lock, int owner) {
        long mask = (1L << LOCK_BITS) - 1 << lock * LOCK_BITS;
        state[ghost] = state[ghost] & ~mask | (long) owner << lock * LOCK_BITS;
    }

    long live(long[] state) {
        return state[ghost + 1];
    }

    void setLive(long[] state, long pages) {
        state[ghost + 1] = pages;
    }

    boolean tracksLive() {
        return tracksLive;
    }

    /** What a page must be when no operation on it runs: a number that {@link Ghosts} gives meaning. */
    int base(long[] state, int page) {
        return baseWord[page] < 0 ? 0 : (int) (state[baseWord[page]] >>> baseShift[page] & MOST_BASES - 1);
    }

    void setBase(long[] state, int page, int base) {
        int word = baseWord[page];
        int shift = baseShift[page];
        state[word] = state[word] & ~((long) (MOST_BASES - 1) << shift) | (long) base << shift;
    }

    int firstBaseWord() {
        return firstBaseWord;
    }

    int baseWords() {
        return baseWords;
    }

    /** Bytes a stored state takes. */
    int bytes() {
        return size * Long.BYTES;
    }

    @Override
    public String toString() {
        return bytes() + " bytes";
    }
}
