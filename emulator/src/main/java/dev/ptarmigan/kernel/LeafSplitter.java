package dev.ptarmigan.kernel;

import static dev.ptarmigan.descriptors.LinuxPte.PTE_CONT;
import static dev.ptarmigan.descriptors.LinuxPte.PTE_PXN;
import static dev.ptarmigan.descriptors.LinuxPte.cont;
import static dev.ptarmigan.descriptors.LinuxPte.makeInvalid;
import static dev.ptarmigan.descriptors.LinuxPte.makeNonContiguous;
import static dev.ptarmigan.descriptors.LinuxPte.none;
import static dev.ptarmigan.descriptors.LinuxPte.present;
import static dev.ptarmigan.descriptors.LinuxPte.valid;

import dev.ptarmigan.machine.Port;
import dev.ptarmigan.trace.Barrier;

/**
 * Splits leaves of live kernel mappings so that an address becomes the boundary of one (Linux 7.2,
 * {@code split_kernel_leaf_mapping}): a block becomes a table of smaller leaves with the same translation, a Contiguous
 * group loses its bit. Nothing is made invalid on the way and no TLB invalidation is made, which is right only with BBM
 * level 2 and no conflict aborts.
 */
final class LeafSplitter {
    private LeafSplitter() {}

    /**
     * Makes {@code start} and {@code end} boundaries of leaves. For a single page one split is enough, at the less aligned
     * end: the page lies in one aligned group, at most one of its ends is a boundary of that, and splitting inside a group
     * leaves single entries.
     *
     * @return 0 or a negative error number
     */
    static int split(KernelTask task, long start, long end) {
        Kernel kernel = task.kernel();
        KernelOptions options = task.options();
        if (!options.linearMapRequiresBbml2() || kernel.inKfencePool(start)) {
            return 0;
        }
        if (!options.bbml2NoAbort()) {
            if (options.capabilitiesFinal()) {
                return 0;
            }
            if (!options.pageAllocatorUp() || options.onlineCpus() > 1) {
                task.port().warn("a leaf must be split before the system capabilities are final");
                return Errno.EBUSY;
            }
        }
        long page = task.tables().pageBytes();
        if (!KernelTables.aligned(start | end, page)) {
            return Errno.EINVAL;
        }
        task.port().lock(kernel.splitLock());
        task.enterLazyMmu();
        int result;
        if (end - start == page) {
            boolean startLessAligned = Long.numberOfTrailingZeros(start) < Long.numberOfTrailingZeros(end);
            result = splitAt(task, startLessAligned ? start : end);
        } else {
            result = splitAt(task, start);
            if (result == 0) {
                result = splitAt(task, end);
            }
        }
        task.leaveLazyMmu();
        task.port().unlock(kernel.splitLock());
        return result;
    }

    /** {@code split_kernel_leaf_mapping_locked}: level by level, until the address is a boundary. */
    static int splitAt(KernelTask task, long va) {
        KernelTables tables = task.tables();
        long table = tables.root();
        int top = Math.min(tables.rootLevel(), KernelTables.PUD);
        for (int level = tables.rootLevel(); level <= Math.max(top, KernelTables.PUD); level++) {
            if (KernelTables.aligned(va, tables.bytes(level))) {
                return 0;
            }
            if (level > KernelTables.PUD) {
                break;
            }
            long slot = tables.slot(table, level, va);
            long word = task.load(slot);
            if (level == KernelTables.PUD && tables.rootLevel() <= KernelTables.PUD) {
                if (!present(word)) {
                    return 0;
                }
                if (tables.leaf(word, level)) {
                    int result = splitBlock(task, slot, level, word, va, true);
                    if (result != 0) {
                        return result;
                    }
                    word = task.load(slot);
                }
            } else if (none(word)) {
                return 0;
            }
            table = tables.address(word);
        }

        if (KernelTables.aligned(va, tables.contiguousBytes(KernelTables.PMD))) {
            return 0;
        }
        long slot = tables.slot(table, KernelTables.PMD, va);
        long word = task.load(slot);
        if (!present(word)) {
            return 0;
        }
        if (tables.leaf(word, KernelTables.PMD)) {
            if (cont(word)) {
                splitContiguous(task, slot, KernelTables.PMD);
            }
            if (KernelTables.aligned(va, tables.bytes(KernelTables.PMD))) {
                return 0;
            }
            int result = splitBlock(task, slot, KernelTables.PMD, word, va, true);
            if (result != 0) {
                return result;
            }
            word = task.load(slot);
        }
        table = tables.address(word);

        if (KernelTables.aligned(va, tables.contiguousBytes(KernelTables.PTE))) {
            return 0;
        }
        slot = tables.slot(table, KernelTables.PTE, va);
        word = task.load(slot);
        if (present(word) && cont(word)) {
            splitContiguous(task, slot, KernelTables.PTE);
        }
        return 0;
    }

    /**
     * {@code split_pud} and {@code split_pmd}: fills a table with equivalent leaves and puts it in the block's place.
     *
     * @param word the block as it was read
     * @param contiguous whether the new leaves are to form Contiguous groups
     */
    static int splitBlock(KernelTask task, long slot, int level, long word, long va, boolean contiguous) {
        KernelTables tables = task.tables();
        long table = task.port().allocateTable(level + 1, va & -tables.bytes(level));
        if (table == Port.NO_PAGE) {
            return Errno.ENOMEM;
        }
        fill(task, table, level, word, contiguous);
        task.port().barrier(Barrier.DSB_ISHST);
        task.set(slot, level, tableWord(tables, table, word));
        return 0;
    }

    /** Writes the leaves that together are equivalent to a block. */
    static void fill(KernelTask task, long table, int level, long word, boolean contiguous) {
        KernelTables tables = task.tables();
        long child = childProtection(tables, level, word, contiguous);
        long pa = tables.address(word) & -tables.bytes(level);
        long step = tables.bytes(level + 1);
        for (int i = 0; i < tables.entries(); i++) {
            long leaf = child | tables.encode(pa + i * step);
            task.set(table + 8L * i, level + 1, leaf);
        }
    }

    /** What the leaves of a split block have besides their address. */
    static long childProtection(KernelTables tables, int level, long word, boolean contiguous) {
        long child = makeNonContiguous(tables.protection(word));
        child = level + 1 == KernelTables.PTE
                ? child | KernelWords.TYPE_PAGE
                : child & ~KernelWords.TYPE_PAGE | KernelWords.TYPE_BLOCK;
        if (!valid(word)) {
            child = makeInvalid(child);
        }
        return contiguous ? child | PTE_CONT.mask() : child;
    }

    /** The table descriptor that replaces a block: privileged execution stays forbidden above if the block forbade it. */
    static long tableWord(KernelTables tables, long table, long block) {
        long attributes = KernelWords.TABLE_KERNEL;
        if (PTE_PXN.isSet(block)) {
            attributes |= KernelWords.TABLE_PXN;
        }
        return tables.encode(table) | attributes;
    }

    /** {@code split_contpmd} and {@code split_contpte}: every member of the group loses the Contiguous bit, in order. */
    static void splitContiguous(KernelTask task, long slot, int level) {
        int entries = task.tables().contiguousEntries(level);
        long first = slot & -8L * entries;
        for (int i = 0; i < entries; i++) {
            long member = first + 8L * i;
            task.set(member, level, makeNonContiguous(task.load(member)));
        }
    }
}
