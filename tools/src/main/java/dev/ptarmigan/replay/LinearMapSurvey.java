package dev.ptarmigan.replay;

import dev.ptarmigan.descriptors.LinuxPte;
import dev.ptarmigan.kernel.Kernel;
import dev.ptarmigan.kernel.KernelTables;
import dev.ptarmigan.memory.PhysicalMemory;

/** Counts what a kernel's linear map is made of. */
final class LinearMapSurvey {
    private final PhysicalMemory memory;
    private final KernelTables tables;
    private long tableCount;
    private long leaves;
    private long mappedBytes;
    private long tlbEntries;
    private long largest;

    private LinearMapSurvey(PhysicalMemory memory, KernelTables tables) {
        this.memory = memory;
        this.tables = tables;
    }

    /** The linear map as memory holds it now. */
    static LinearMapSurvey of(Kernel kernel, PhysicalMemory memory) {
        LinearMapSurvey survey = new LinearMapSurvey(memory, kernel.tables());
        survey.level(
                kernel.tables().root(),
                kernel.tables().rootLevel(),
                kernel.layout().pageOffset(),
                kernel.layout().pageEnd());
        return survey;
    }

    private void level(long table, int level, long start, long end) {
        int group = Math.max(1, tables.contiguousEntries(level));
        long va = start;
        while (va != end) {
            long next = tables.pieceEnd(va, end, level);
            long slot = tables.slot(table, level, va);
            long word = memory.read(slot);
            if (level < KernelTables.PTE && LinuxPte.table(word)) {
                tableCount++;
                level(tables.address(word), level + 1, va, next);
            } else if (LinuxPte.valid(word)) {
                leaves++;
                mappedBytes += tables.bytes(level);
                long first = slot & -(long) group * Long.BYTES;
                boolean whole = LinuxPte.cont(word) && isWhole(first, level, group);
                // The last member counts for a whole group.
                tlbEntries += !whole || slot == first + (group - 1L) * Long.BYTES ? 1 : 0;
                largest = Math.max(largest, whole ? tables.contiguousBytes(level) : tables.bytes(level));
            }
            va = next;
        }
    }

    /** Whether a Contiguous group holds what its bits promise, so that one TLB entry may stand for it. */
    private boolean isWhole(long first, int level, int group) {
        long head = memory.read(first);
        for (int i = 0; i < group; i++) {
            long word = memory.read(first + (long) i * Long.BYTES);
            if (tables.protection(word) != tables.protection(head)
                    || tables.address(word) != tables.address(head) + i * tables.bytes(level)) {
                return false;
            }
        }
        return KernelTables.aligned(tables.address(head), tables.contiguousBytes(level));
    }

    /** In numbers; the root is not counted among the tables. */
    OperationRun.Extent extent() {
        return new OperationRun.Extent(tableCount, leaves, mappedBytes, tlbEntries);
    }

    /** The largest leaf, a whole Contiguous group being one, in bytes. */
    long largest() {
        return largest;
    }
}
