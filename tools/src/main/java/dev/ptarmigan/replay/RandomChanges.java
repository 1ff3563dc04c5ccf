package dev.ptarmigan.replay;

import static dev.ptarmigan.kernel.KernelWords.RDONLY;
import static dev.ptarmigan.kernel.KernelWords.WRITE;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.kernel.KernelOptions;
import dev.ptarmigan.kernel.KernelTask;
import dev.ptarmigan.kernel.SetMemory;
import dev.ptarmigan.kernel.mapping.KernelWorld;
import dev.ptarmigan.memory.MemoryRange;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/**
 * What strategies cost in the long run: many changes of single pages, drawn at random from the linear map of a kernel that is
 * booted for it. Each strategy gets the same kernel and the same pages. Tables lie outside the linear map, and pages of the
 * kernel's image are not drawn.
 *
 * @param granule page size; 48 bits of address, 47 with 16K pages
 * @param linearBytes how much memory the linear map shows, a multiple of the page size
 * @param changes how many different pages are changed, one after the other
 * @param seed of the pages
 * @param invalidate whether pages are made invalid instead of read-only
 * @param options the kernel's configuration
 */
public record RandomChanges(
        Granule granule, long linearBytes, int changes, long seed, boolean invalidate, KernelOptions options) {
    private static final long RAM = 0x4000_0000L;
    /** 64 GiB of addresses for tables, above what a linear map can show here. */
    private static final long POOL_BYTES = 1L << 36;

    private static final long POOL = 1L << 46;

    /** The least and the greatest linear map. */
    public static final long LEAST_BYTES = 1L << 30;

    /** See {@link #LEAST_BYTES}. */
    public static final long MOST_BYTES = 1L << 40;

    private static final int K16_VA_BITS = 47;
    private static final int VA_BITS = 48;

    /**
     * What came of it.
     *
     * @param strategy name of the strategy
     * @param refused how many changes did not return 0
     * @param stores stores to tables
     * @param barriers DSBs, DMBs and ISBs
     * @param tlbis TLB invalidations
     * @param tablesTaken table pages taken
     * @param windows how often a live entry was invalid for a while
     * @param largestLeaf the largest leaf left, in bytes
     * @param before the linear map before
     * @param after the linear map after
     */
    public record Outcome(
            String strategy,
            int refused,
            long stores,
            long barriers,
            long tlbis,
            long tablesTaken,
            long windows,
            long largestLeaf,
            OperationRun.Extent before,
            OperationRun.Extent after) {}

    /** Checks the sizes. */
    public RandomChanges {
        if (linearBytes < LEAST_BYTES || linearBytes > MOST_BYTES || linearBytes % granule.pageBytes() != 0) {
            throw new IllegalArgumentException("linearBytes=" + linearBytes);
        }
        if (changes < 1 || changes > linearBytes / granule.pageBytes() / 2) {
            throw new IllegalArgumentException("changes=" + changes);
        }
    }

    /** Runs it with a strategy. */
    public Outcome run(String name, SetMemory strategy) {
        try (KernelWorld world = KernelWorld.builder()
                .granule(granule)
                .vaBits(granule == Granule.K16 ? K16_VA_BITS : VA_BITS)
                .ram(RAM, linearBytes)
                .tablePool(POOL, POOL_BYTES)
                .options(options)
                .build()) {
            OperationRun.Extent before =
                    LinearMapSurvey.of(world.kernel(), world.memory()).extent();
            CountingPort counts = new CountingPort(world.port());
            KernelTask task = world.kernel().task(counts);
            int refused = 0;
            for (long page : pages(world.image().memory())) {
                refused += change(strategy, task, world.linear(page)) == 0 ? 0 : 1;
            }
            LinearMapSurvey after = LinearMapSurvey.of(world.kernel(), world.memory());
            return new Outcome(
                    name,
                    refused,
                    counts.stores(),
                    counts.barriers(),
                    counts.tlbis(),
                    counts.tables(),
                    counts.windows(),
                    after.largest(),
                    before,
                    after.extent());
        }
    }

    private int change(SetMemory strategy, KernelTask task, long va) {
        return invalidate
                ? strategy.setValid(task, va, 1, false)
                : strategy.change(task, va, granule.pageBytes(), RDONLY, WRITE);
    }

    private long[] pages(MemoryRange image) {
        SplittableRandom random = new SplittableRandom(seed);
        return LongStream.generate(() -> RAM + random.nextLong(linearBytes / granule.pageBytes()) * granule.pageBytes())
                .filter(pa -> !image.contains(pa))
                .distinct()
                .limit(changes)
                .toArray();
    }

    /** The kernel in words. */
    public String description() {
        return "a linear map of " + Hex.size(linearBytes) + " with " + granule + " pages, "
                + (options.bbml2NoAbort() ? "BBML2_NOABORT" : "no BBML2_NOABORT") + ", rodata="
                + options.rodata().name().toLowerCase(java.util.Locale.ROOT);
    }
}
