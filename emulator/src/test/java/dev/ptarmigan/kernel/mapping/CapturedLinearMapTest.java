package dev.ptarmigan.kernel.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.descriptors.LinuxPte;
import dev.ptarmigan.kernel.KernelTables;
import dev.ptarmigan.kernel.KernelTask;
import dev.ptarmigan.kernel.KernelWords;
import dev.ptarmigan.kernel.LinuxSetMemory;
import dev.ptarmigan.kernel.RealKernel;
import dev.ptarmigan.memory.MemoryRange;
import dev.ptarmigan.memory.PhysicalMemory;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The linear map and the image that we build against those of real kernels with the same memory, image and CPU.
 *
 * <p>The captures were taken after boot, when modules had been loaded and set_memory had been at work. So first what we
 * build is compared where it can be: leaves may have been split since (never joined), and the permissions of single pages
 * may differ. Then the pages that the real kernel shows to be split or changed are split and changed in ours by
 * set_memory's own code, and after that every word of the linear map must be equal.
 *
 * <p>Not compared: the init section of the image (unmapped after boot), vmalloc areas (who allocated what in which order is
 * not recorded), vmemmap, and the addresses of table pages.
 */
class CapturedLinearMapTest {
    private static final long KFENCE_BYTES = 2L << 20;
    private static final long TABLE_BYTES = 64L << 20;
    private static final long PERMISSION = KernelWords.RDONLY | KernelWords.WRITE;
    private static final long VISIBILITY = KernelWords.VALID | KernelWords.PRESENT_INVALID;
    private static final long CHANGED_BY_SET_MEMORY =
            PERMISSION | VISIBILITY | KernelWords.CONT | KernelWords.TYPE_PAGE;

    static Stream<String> kernels() {
        return RealKernel.names();
    }

    /** A leaf on the way to an address. */
    private record Leaf(long word, int level) {
        static Leaf of(PhysicalMemory memory, KernelTables tables, long va) {
            long table = tables.root();
            for (int level = tables.rootLevel(); ; level++) {
                long word = memory.read(tables.slot(table, level, va));
                if (!LinuxPte.present(word) || level == KernelTables.PTE || tables.leaf(word, level)) {
                    return new Leaf(word, level);
                }
                table = tables.address(word);
            }
        }

        long address(KernelTables tables, long va) {
            return tables.address(word) + (va & tables.bytes(level) - 1);
        }
    }

    private static KernelWorld build(RealKernel real) {
        KernelWorldBuilder builder = KernelWorld.builder()
                .granule(real.granule())
                .vaBits(real.builtVaBits(), real.actualVaBits())
                .options(real.options())
                .image(real.image());
        long end = 0;
        for (MemoryRange bank : real.banks()) {
            builder.ram(bank.base(), bank.sizeBytes());
            end = bank.last() + 1;
        }
        // Where KFENCE's pool is was not recorded; memblock takes it from the top, and the tables show it there.
        builder.kfencePool(end - KFENCE_BYTES, KFENCE_BYTES);
        builder.tablePool(end - TABLE_BYTES, TABLE_BYTES - KFENCE_BYTES);
        return builder.build();
    }

    /** What is done with the two leaves of an address. */
    private interface Pair {
        void accept(long va, Leaf built, Leaf found, String where);
    }

    private static void forEachLeaf(KernelWorld world, PhysicalMemory memory, KernelTables theirs, Pair pair) {
        KernelTables ours = world.kernel().tables();
        for (MemoryRange bank : world.banks()) {
            long end = world.linear(bank.base()) + bank.sizeBytes();
            for (long va = world.linear(bank.base()); va != end; ) {
                Leaf built = Leaf.of(world.memory(), ours, va);
                Leaf found = Leaf.of(memory, theirs, va);
                pair.accept(va, built, found, where(va, built, found));
                va += ours.bytes(Math.max(built.level, found.level));
            }
        }
    }

    private static String where(long va, Leaf built, Leaf found) {
        return Hex.word(va) + ": built " + Hex.word(built.word) + " at level " + built.level + ", the kernel has "
                + Hex.word(found.word) + " at level " + found.level;
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void the_linear_map_is_that_of_a_real_kernel(String name) {
        RealKernel real = RealKernel.load(name);
        KernelTables theirs = real.tables();
        try (KernelWorld world = build(real);
                PhysicalMemory memory = real.capture().toMemory()) {
            KernelTables ours = world.kernel().tables();
            long[] bytes = new long[3];
            forEachLeaf(world, memory, theirs, (va, built, found, where) -> {
                long size = ours.bytes(Math.max(built.level, found.level));
                if (built.equals(found)) {
                    bytes[0] += size;
                    return;
                }
                assertThat(found.level).as(where).isGreaterThanOrEqualTo(built.level);
                assertThat(found.address(theirs, va)).as(where).isEqualTo(built.address(ours, va));
                long difference = theirs.protection(found.word) ^ ours.protection(built.word);
                assertThat(difference & ~CHANGED_BY_SET_MEMORY).as(where).isZero();
                if (found.level == built.level) {
                    assertThat(found.word & ~built.word & KernelWords.CONT)
                            .as(where)
                            .isZero();
                }
                bytes[(difference & (PERMISSION | VISIBILITY)) == 0 ? 1 : 2] += size;
            });

            assertThat(bytes[0]).as("bytes equal at once").isGreaterThan(2 * (bytes[1] + bytes[2]));
            assertThat(bytes[2]).as("bytes whose permission changed").isLessThan(4L << 20);

            LinuxSetMemory strategy = new LinuxSetMemory();
            KernelTask task = world.task();
            long page = ours.pageBytes();
            forEachLeaf(world, memory, theirs, (va, first, found, where) -> {
                if (found.level != KernelTables.PTE || LinuxPte.cont(found.word) || first.equals(found)) {
                    return;
                }
                assertThat(strategy.splitOnly(task, va, va + page)).as(where).isZero();
                Leaf built = Leaf.of(world.memory(), ours, va);
                long difference = found.word ^ built.word;
                assertThat(difference & ~(PERMISSION | VISIBILITY)).as(where).isZero();
                if (difference != 0) {
                    strategy.update(task, va, page, found.word & difference, built.word & difference);
                }
            });

            forEachLeaf(
                    world,
                    memory,
                    theirs,
                    (va, built, found, where) -> assertThat(built).as(where).isEqualTo(found));
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void the_image_is_that_of_a_real_kernel_word_by_word(String name) {
        RealKernel real = RealKernel.load(name);
        KernelImage image = real.image();
        KernelTables theirs = real.tables();
        try (KernelWorld world = build(real);
                PhysicalMemory memory = real.capture().toMemory()) {
            KernelTables ours = world.kernel().tables();
            for (long va = image.text(); va != image.end(); va += ours.pageBytes()) {
                Leaf built = Leaf.of(world.memory(), ours, va);
                Leaf found = Leaf.of(memory, theirs, va);
                if (built.word == 0 && found.word == 0) {
                    // How deep the tables of the freed init section go depends on a symbol that was not recorded.
                    continue;
                }

                assertThat(Hex.word(built.word) + " at level " + built.level)
                        .as(Hex.word(va))
                        .isEqualTo(Hex.word(found.word) + " at level " + found.level);
            }
        }
    }
}
