package dev.ptarmigan.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** T60: what ptdump shows of world W. */
class ListingTest {
    private static final long START = 0xFFFF_0000_0000_0000L;
    private static final long END = 0xFFFF_0004_0000_0000L;

    @Test
    void before_anything_is_changed_the_linear_map_is_one_line() {
        try (WorldW world = new WorldW()) {
            assertThat(new Translations(world).listing(world.memory, START, END))
                    .endsWith(
                            "0xffff000000000000-0xffff000400000000          16G PUD       RW NX SHD AF        BLK UXN    MEM/NORMAL-TAGGED\n");
        }
    }

    @Test
    void after_t01_every_piece_of_the_split_has_its_line() {
        try (WorldW world = new WorldW()) {
            new LinuxSetMemory()
                    .change(world.task(), world.linear(0x1_2345_6000L), 0x1000, KernelWords.RDONLY, KernelWords.WRITE);
            assertThat(new Translations(world).listing(world.memory, START, END))
                    .endsWith("""
                    0xffff000000000000-0xffff0000c0000000           3G PUD       RW NX SHD AF        BLK UXN    MEM/NORMAL-TAGGED
                    0xffff0000c0000000-0xffff0000e2000000         544M PMD       RW NX SHD AF    CON BLK UXN    MEM/NORMAL-TAGGED
                    0xffff0000e2000000-0xffff0000e3400000          20M PMD       RW NX SHD AF        BLK UXN    MEM/NORMAL-TAGGED
                    0xffff0000e3400000-0xffff0000e3450000         320K PTE       RW NX SHD AF    CON     UXN    MEM/NORMAL-TAGGED
                    0xffff0000e3450000-0xffff0000e3456000          24K PTE       RW NX SHD AF            UXN    MEM/NORMAL-TAGGED
                    0xffff0000e3456000-0xffff0000e3457000           4K PTE       ro NX SHD AF            UXN    MEM/NORMAL-TAGGED
                    0xffff0000e3457000-0xffff0000e3460000          36K PTE       RW NX SHD AF            UXN    MEM/NORMAL-TAGGED
                    0xffff0000e3460000-0xffff0000e3600000        1664K PTE       RW NX SHD AF    CON     UXN    MEM/NORMAL-TAGGED
                    0xffff0000e3600000-0xffff0000e4000000          10M PMD       RW NX SHD AF        BLK UXN    MEM/NORMAL-TAGGED
                    0xffff0000e4000000-0xffff000100000000         448M PMD       RW NX SHD AF    CON BLK UXN    MEM/NORMAL-TAGGED
                    0xffff000100000000-0xffff000400000000          12G PUD       RW NX SHD AF        BLK UXN    MEM/NORMAL-TAGGED
                    """);
        }
    }

    @Test
    void after_t17_the_invalid_block_has_an_f_and_no_blk() {
        try (WorldW world = new WorldW()) {
            new LinuxSetMemory().setValid(world.task(), world.linear(0x8020_0000L), 512, false);
            assertThat(new Translations(world).listing(world.memory, START, END))
                    .contains(
                            "0xffff000040200000-0xffff000040400000           2M PMD F     RW NX SHD AF NG         UXN    MEM/NORMAL-TAGGED\n");
        }
    }

    @Test
    void after_t47_all_but_what_is_kept_is_pages_without_the_contiguous_bit() {
        try (WorldW world = new WorldW()) {
            long gigabyte = 1L << 30;
            assertThat(RangeSplit.split(world.task(), START, START + gigabyte)).isZero();
            assertThat(RangeSplit.split(world.task(), START + 2 * gigabyte, END))
                    .isZero();
            assertThat(world.frames.inUse()).hasSize(15 * 513);
            assertThat(new Translations(world).listing(world.memory, START, END))
                    .endsWith("""
                    0xffff000000000000-0xffff000040000000           1G PTE       RW NX SHD AF            UXN    MEM/NORMAL-TAGGED
                    0xffff000040000000-0xffff000080000000           1G PUD       RW NX SHD AF        BLK UXN    MEM/NORMAL-TAGGED
                    0xffff000080000000-0xffff000400000000          14G PTE       RW NX SHD AF            UXN    MEM/NORMAL-TAGGED
                    """);
        }
    }
}
