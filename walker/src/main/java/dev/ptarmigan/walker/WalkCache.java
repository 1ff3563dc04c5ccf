package dev.ptarmigan.walker;

/**
 * What a walk may take from earlier walks instead of reading memory: table descriptors of both stages, and stage 2 leaves. A
 * PE's walk cache and stage 2 TLB; whether what they hold is what memory holds is their affair.
 *
 * <p>The walker hands in objects that it uses again: nobody keeps them. A walk asks for tables with the access it makes, so that
 * an implementation can count.
 */
public interface WalkCache {
    /**
     * The deepest table known on the way to an address.
     *
     * @param p the tables, whose stage tells stage 1 from stage 2
     * @param address the input address of that stage
     * @param out overwritten if there is one
     */
    boolean findTable(TranslationContext context, WalkParameters p, long address, FoundTable out);

    /** A walk has passed a table descriptor that it read from memory. */
    void addTable(TranslationContext context, WalkParameters p, long address, FoundTable table);

    /** The stage 2 leaf known for an intermediate address; {@code space} is the space of that address. */
    boolean findStage2(TranslationContext context, WalkParameters p, SecurityState space, long address, FoundLeaf out);

    /** A walk of stage 2 has ended well at a leaf that it read from memory or updated there. */
    void addStage2(TranslationContext context, WalkParameters p, SecurityState space, long address, FoundLeaf leaf);
}
