package dev.ptarmigan.kernel.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.descriptors.TranslationStage;
import dev.ptarmigan.kernel.Errno;
import dev.ptarmigan.kernel.KernelBugException;
import dev.ptarmigan.kernel.KernelOptions;
import dev.ptarmigan.kernel.KernelOptions.Kfence;
import dev.ptarmigan.kernel.KernelOptions.Rodata;
import dev.ptarmigan.kernel.LinuxSetMemory;
import dev.ptarmigan.kernel.VmArea;
import dev.ptarmigan.memory.MemoryRange;
import dev.ptarmigan.walker.Access;
import dev.ptarmigan.walker.ContextBuilder;
import dev.ptarmigan.walker.Profile;
import dev.ptarmigan.walker.SecurityState;
import dev.ptarmigan.walker.TranslationContext;
import dev.ptarmigan.walker.Walk;
import dev.ptarmigan.walker.Walker;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KernelWorldTest {
    private static TranslationContext context(KernelWorld world) {
        TranslationStage stage = world.kernel().options().vhe() ? TranslationStage.EL20 : TranslationStage.EL10;
        return ContextBuilder.of(world.registers(), stage, SecurityState.NON_SECURE, Profile.ARM);
    }

    private static Walk walk(KernelWorld world, long va, int access) {
        Walk walk = new Walk();
        new Walker(world.memory()).walk(context(world), va, access, walk);
        return walk;
    }

    @ParameterizedTest(name = "{0}, {1} of {2} bits, {3}")
    @CsvSource(delimiter = '|', textBlock = """
                    K4  | 39 | 39 | plain
                    K4  | 48 | 48 | plain
                    K4  | 52 | 48 | plain
                    K4  | 52 | 52 | plain
                    K16 | 47 | 47 | plain
                    K16 | 48 | 48 | plain
                    K16 | 52 | 47 | plain
                    K16 | 52 | 52 | plain
                    K64 | 42 | 42 | plain
                    K64 | 48 | 48 | plain
                    K64 | 52 | 48 | plain
                    K64 | 52 | 52 | plain
                    K4  | 48 | 48 | kpti
                    K4  | 48 | 48 | vhe
                    K4  | 48 | 48 | pie
                    K16 | 48 | 48 | mte
                    K64 | 52 | 52 | pages
                    """)
    void hardware_reads_every_configuration(Granule granule, int built, int actual, String variant) {
        KernelOptions.Builder options = KernelOptions.builder();
        switch (variant) {
            case "kpti" -> options.notGlobal(true);
            case "vhe" -> options.vhe(true);
            case "pie" -> options.permissionIndirection(true);
            case "mte" -> options.mte(true);
            case "pages" -> options.bbml2NoAbort(false);
            default -> {}
        }
        try (KernelWorld world = KernelWorld.builder()
                .granule(granule)
                .vaBits(built, actual)
                .ram(0x4000_0000L, 1L << 30)
                .ram(0x1_0000_0000L, 3L << 30)
                .options(options.build())
                .build()) {
            KernelImage image = world.image();
            for (long pa = 0x4000_0000L; pa < 0x1_c000_0000L; pa += 0x0123_4000) {
                boolean ram = world.banks().get(0).contains(pa)
                        || world.banks().get(1).contains(pa);
                Walk walk = walk(world, world.linear(pa), Access.READ);
                assertThat(walk.ok()).as(Hex.address(pa)).isEqualTo(ram);
                if (ram) {
                    assertThat(Hex.address(walk.outputAddress)).isEqualTo(Hex.address(pa));
                    assertThat(walk(world, world.linear(pa), Access.EXECUTE).ok())
                            .isFalse();
                }
            }
            long text = image.stext() + 0x4_2000;
            assertThat(Hex.address(walk(world, text, Access.EXECUTE).outputAddress))
                    .isEqualTo(Hex.address(image.physical(text)));
            assertThat(walk(world, text, Access.WRITE).ok()).isFalse();
            assertThat(walk(world, image.initEnd(), Access.WRITE).ok()).isTrue();
            assertThat(walk(world, image.initEnd(), Access.EXECUTE).ok()).isFalse();
            assertThat(walk(world, image.etext(), Access.WRITE).ok()).isFalse();
            assertThat(walk(world, image.initBegin(), Access.READ).ok()).isFalse();
            long alias = world.linear(image.physical(image.stext()));
            assertThat(walk(world, alias, Access.READ).ok()).isTrue();
            assertThat(walk(world, alias, Access.WRITE).ok()).isFalse();

            VmArea area = Objects.requireNonNull(world.vmalloc().allocate(3L * granule.pageBytes()));
            LinuxSetMemory strategy = new LinuxSetMemory();
            assertThat(walk(world, area.address(), Access.WRITE).ok()).isTrue();
            assertThat(strategy.setReadOnlyExecute(world.task(), area.address(), 3))
                    .isZero();
            assertThat(walk(world, area.address(), Access.EXECUTE).ok()).isTrue();
            assertThat(walk(world, area.address(), Access.WRITE).ok()).isFalse();
            assertThat(walk(world, world.linear(area.page(1)), Access.WRITE).ok())
                    .isFalse();
            assertThat(walk(world, world.linear(area.page(1)), Access.READ).outputAddress)
                    .isEqualTo(area.page(1));
            assertThat(walk(world, area.end() - 1, Access.READ).ok()).isFalse();
        }
    }

    @Test
    void all_tables_but_the_root_come_from_the_pool() {
        try (KernelWorld world = KernelWorld.builder().build()) {
            TableAccount account = TableAccount.of(world);

            assertThat(account.tables()).isEqualTo(world.frames().taken());
        }
    }

    /** T48. */
    @Test
    void an_early_kfence_pool_is_single_pages_inside_blocks() {
        KernelOptions options = KernelOptions.modern().withKfence(Kfence.EARLY);
        try (KernelWorld world = KernelWorld.builder().options(options).build()) {
            MemoryRange pool = Objects.requireNonNull(world.kfencePool());
            long va = world.linear(pool.base());

            assertThat(Hex.word(world.entry(va))).isEqualTo(Hex.word(0x00e8_0000_0000_0707L | pool.base()));
            assertThat(world.entry(va - 1) & 3).isEqualTo(1);
            assertThat(world.entry(va + pool.sizeBytes()) & 3).isEqualTo(1);
            int tables = world.frames().takenCount();
            LinuxSetMemory strategy = new LinuxSetMemory();
            assertThat(strategy.setValid(world.task(), va + 4096, 1, false)).isZero();
            assertThat(world.frames().takenCount()).isEqualTo(tables);
            assertThat(walk(world, va + 4096, Access.READ).ok()).isFalse();
            assertThat(walk(world, va, Access.READ).ok()).isTrue();
        }
    }

    @Test
    void kaslr_moves_the_image_and_nothing_else() {
        try (KernelWorld world =
                KernelWorld.builder().kaslrOffset(0x3ab2_7060_0000L).build()) {
            assertThat(world.image().text()).isEqualTo(0xffff_bab2_f060_0000L);
            assertThat(walk(world, world.image().stext(), Access.EXECUTE).ok()).isTrue();
            assertThat(walk(world, 0xffff_8000_8001_0000L, Access.EXECUTE).ok()).isFalse();
            assertThat(walk(world, world.linear(0x5000_0000L), Access.WRITE).ok())
                    .isTrue();
        }
    }

    @Test
    void with_rodata_off_the_image_is_writable_but_not_its_text_alias() {
        KernelOptions options = KernelOptions.modern().withRodata(Rodata.OFF);
        try (KernelWorld world = KernelWorld.builder().options(options).build()) {
            long text = world.image().stext();

            assertThat(walk(world, text, Access.WRITE).ok()).isTrue();
            assertThat(walk(world, text, Access.EXECUTE).ok()).isTrue();
            assertThat(walk(world, world.image().etext(), Access.WRITE).ok()).isTrue();
            assertThat(walk(world, world.linear(world.image().physical(text)), Access.WRITE)
                            .ok())
                    .isFalse();
        }
    }

    @Test
    void set_memory_refuses_the_image_and_the_linear_map() {
        try (KernelWorld world = KernelWorld.builder().build()) {
            LinuxSetMemory strategy = new LinuxSetMemory();

            assertThat(strategy.setReadWrite(world.task(), world.image().stext(), 1))
                    .isEqualTo(Errno.EINVAL);
            assertThat(strategy.setReadOnly(world.task(), world.linear(0x5000_0000L), 1))
                    .isEqualTo(Errno.EINVAL);
        }
    }

    @Test
    void a_world_without_room_for_its_tables_panics() {
        assertThatExceptionOfType(KernelBugException.class)
                .isThrownBy(() -> KernelWorld.builder()
                        .options(KernelOptions.modern().withBbml2NoAbort(false))
                        .tablePool(0x7f00_0000L, 1 << 20)
                        .build())
                .withMessage("Kernel panic: the linear map cannot be made: -ENOMEM (-12)");
    }

    @Test
    void banks_in_the_wrong_order_are_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KernelWorld.builder()
                        .ram(0x8000_0000L, 1 << 30)
                        .ram(0x4000_0000L, 1 << 30)
                        .build())
                .withMessageContaining("does not lie above");
    }
}
