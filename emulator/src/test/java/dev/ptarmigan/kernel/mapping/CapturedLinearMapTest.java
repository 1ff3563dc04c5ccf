package dev.ptarmigan.kernel.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.descriptors.LinuxPte;
import dev.ptarmigan.kernel.KernelTables;
import dev.ptarmigan.kernel.KernelWords;
import dev.ptarmigan.kernel.RealKernel;
import dev.ptarmigan.memory.MemoryRange;
import dev.ptarmigan.memory.PhysicalMemory;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The linear map and the image that we build against those of real kernels with the same memory, image and CPU.
 *
 * <p>The captures were taken after boot, when modules had been loaded and set_memory had been at work. What that may have
 * changed is known: leaves may have been split (never joined), and RDONLY and DBM of single pages may differ; everything
 * else must be equal to the bit, and is, word by word, where no split has happened. Not compared: the init section (freed
 * after boot), vmalloc areas (who allocated what in which order is not recorded), vmemmap and the addresses of table pages.
 */
class CapturedLinearMapTest {
    private static final long CHANGED_BY_SET_MEMORY =
            KernelWords.RDONLY | KernelWords.WRITE | KernelWords.CONT | KernelWords.TYPE_PAGE;

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
        for (MemoryRange bank : real.banks()) {
            builder.ram(bank.base(), bank.sizeBytes());
        }
        return builder.build();
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void the_linear_map_is_that_of_a_real_kernel(String name) {
        RealKernel real = RealKernel.load(name);
        KernelTables theirs = real.tables();
        try (KernelWorld world = build(real);
                PhysicalMemory memory = real.capture().toMemory()) {
            KernelTables ours = world.kernel().tables();
            long equal = 0;
            long split = 0;
            long permission = 0;
            for (MemoryRange bank : world.banks()) {
                long end = world.linear(bank.base()) + bank.sizeBytes();
                for (long va = world.linear(bank.base()); va != end; ) {
                    Leaf built = Leaf.of(world.memory(), ours, va);
                    Leaf found = Leaf.of(memory, theirs, va);
                    String where = Hex.word(va) + ": built " + Hex.word(built.word) + " at level " + built.level
                            + ", the kernel has " + Hex.word(found.word) + " at level " + found.level;
                    long size = ours.bytes(Math.max(built.level, found.level));
                    if (built.equals(found)) {
                        equal += size;
                    } else {
                        assertThat(found.level).as(where).isGreaterThanOrEqualTo(built.level);
                        assertThat(found.address(theirs, va)).as(where).isEqualTo(built.address(ours, va));
                        long difference = theirs.protection(found.word) ^ ours.protection(built.word);
                        assertThat(difference & ~CHANGED_BY_SET_MEMORY)
                                .as(where)
                                .isZero();
                        if (found.level == built.level) {
                            assertThat(found.word & ~built.word & KernelWords.CONT)
                                    .as(where)
                                    .isZero();
                        }
                        if ((difference & (KernelWords.RDONLY | KernelWords.WRITE)) != 0) {
                            permission += size;
                        } else {
                            split += size;
                        }
                    }
                    va += size;
                }
            }
            System.out.println("QQ " + name + " equal " + (equal >> 10) + "K split " + (split >> 10) + "K permission "
                    + (permission >> 10) + "K");
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

                assertThat(Hex.word(built.word) + " at level " + built.level)
                        .as(Hex.word(va))
                        .isEqualTo(Hex.word(found.word) + " at level " + found.level);
            }
        }
    }
}
