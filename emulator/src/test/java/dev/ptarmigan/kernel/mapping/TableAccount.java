package dev.ptarmigan.kernel.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.descriptors.LinuxPte;
import dev.ptarmigan.kernel.KernelTables;
import java.util.SortedSet;
import java.util.TreeSet;

/** The tables that can be reached from a world's root, each once, with the Contiguous groups in them checked. */
public final class TableAccount {
    private final KernelWorld world;
    private final KernelTables tables;
    private final SortedSet<Long> reached = new TreeSet<>();

    private TableAccount(KernelWorld world) {
        this.world = world;
        this.tables = world.kernel().tables();
    }

    /** Walks the whole tree. Fails if a table is reached twice or a Contiguous group is not homogeneous. */
    public static TableAccount of(KernelWorld world) {
        TableAccount account = new TableAccount(world);
        int shift = account.tables.granule().levelShift(account.tables.format(), account.tables.rootLevel());
        account.table(account.tables.root(), account.tables.rootLevel(), 1 << account.tables.vaBits() - shift);
        return account;
    }

    /** The tables below the root, by address. */
    public SortedSet<Long> tables() {
        return reached;
    }

    private void table(long table, int level, int entries) {
        for (int i = 0; i < entries; i++) {
            long word = world.memory().read(table + 8L * i);
            if (level < KernelTables.PTE && LinuxPte.table(word)) {
                long below = tables.address(word);
                assertThat(reached.add(below))
                        .as("table " + Hex.address(below) + " is reached twice")
                        .isTrue();
                table(below, level + 1, tables.entries());
            } else if (LinuxPte.present(word) && LinuxPte.cont(word)) {
                member(table, level, i, word);
            }
        }
    }

    /** Every member of a group has the attributes of the first, and the address that follows from it. */
    private void member(long table, int level, int index, long word) {
        int group = tables.contiguousEntries(level);
        long first = world.memory().read(table + 8L * (index & -group));
        long expected = first + tables.encode((index & group - 1) * tables.bytes(level));
        assertThat(Hex.word(word))
                .as("member " + index + " of the table " + Hex.address(table))
                .isEqualTo(Hex.word(expected));
        assertThat(tables.address(first) & tables.contiguousBytes(level) - 1).isZero();
    }
}
