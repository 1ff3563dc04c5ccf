package dev.ptarmigan.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ptarmigan.descriptors.LinuxPte;

/** Invariant V3: in every Contiguous group all members have the bit, equal attributes and addresses that follow each other. */
final class GroupRule {
    private GroupRule() {}

    static void check(WorldW world) {
        check(world, world.tables().root(), world.tables().rootLevel());
    }

    private static void check(WorldW world, long table, int level) {
        KernelTables tables = world.tables();
        int group = level >= KernelTables.PMD ? tables.contiguousEntries(level) : 1;
        for (int i = 0; i < tables.entries(); i++) {
            long word = world.memory.read(table + 8L * i);
            if (level < KernelTables.PTE && LinuxPte.table(word)) {
                check(world, tables.address(word), level + 1);
            } else if (tables.leaf(word, level) && LinuxPte.cont(word)) {
                long first = world.memory.read(table + 8L * (i & -group));
                long expected = tables.protection(first)
                        | tables.encode(tables.address(first) + (i % group) * tables.bytes(level));
                assertThat(word).as("entry %d of %x", i, table).isEqualTo(expected);
                assertThat(tables.address(first) & tables.contiguousBytes(level) - 1)
                        .isZero();
            } else if (group > 1 && tables.leaf(word, level)) {
                assertThat(LinuxPte.cont(world.memory.read(table + 8L * (i & -group))))
                        .as("entry %d of %x is in a group", i, table)
                        .isFalse();
            }
        }
    }
}
