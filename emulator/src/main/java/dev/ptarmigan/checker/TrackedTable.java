package dev.ptarmigan.checker;

/** A page that is a table, was one, or is being made one. */
final class TrackedTable {
    final long pa;
    final long[] words;
    /** Level, meaningful where {@link #placed}. */
    int level;
    /** First address it translates, meaningful where {@link #placed}. */
    long va;
    /** Whether level and address are known. */
    boolean placed;
    /** Whether walks reach it. */
    boolean live;
    /** Whether it was given back. */
    boolean freed;
    /** Bits that tables above add to leaves, and that they take away. */
    long inherited;

    long removed;
    /** How many replaced entries that caches may hold lead here. */
    int cachedLinks;
    /** The last two PEs that wrote, and how many DSBs each had executed then. */
    int writer = -1;

    int writerPublications;
    int writerOrderings;
    int otherWriter = -1;
    int otherPublications;
    int otherOrderings;
    int firstStore = -1;
    int lastStore = -1;
    /** Whether walks ever reached it, or an allocator told of it. */
    boolean known;

    TrackedTable(long pa, int entries) {
        this.pa = pa;
        this.words = new long[entries];
    }

    long slot(int index) {
        return pa + (long) index * Long.BYTES;
    }

    void wrote(ProcessorState pe, int event) {
        lastStore = event;
        firstStore = firstStore < 0 ? event : firstStore;
        if (writer != pe.number) {
            otherWriter = writer;
            otherPublications = writerPublications;
            otherOrderings = writerOrderings;
            writer = pe.number;
        }
        writerPublications = pe.publications;
        writerOrderings = pe.orderings;
    }
}
