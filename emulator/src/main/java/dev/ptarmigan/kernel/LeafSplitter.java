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

/**
 * Splits leaves of live kernel mappings so that an address becomes the boundary of one (Linux 7.2,
 * {@code split_kernel_leaf_mapping}): a block becomes a table of smaller leaves with the same translation, a Contiguous
 * group loses its bit. Nothing is made invalid on the way and no TLB invalidation is made, which is right only with BBM
 * level 2 and no conflict aborts.
 */
final class LeafSplitter {
    private LeafSplitter() {}

    /** Which boundaries of a range are made boundaries of leaves. */
    enum Extent {
        /** Start and end; for a single page one of them is enough, see {@link #split}. */
        EDGES,
        /** Start and end, of a single page too. */
        BOTH_EDGES,
        /** Every page of the range, and of the leaves it touches ({@code range_split_to_ptes}). */
        EVERY_PAGE
    }

    /** As Linux 7.2 does it: the edges of the range, in place, under {@code pgtable_split_lock}. */
    static int split(KernelTask task, long start, long end) {
        return split(task, start, end, Extent.EDGES, true);
    }

    /**
     * Makes {@code start} and {@code end} boundaries of leaves, if this kernel's linear map is one that is split. For a single
     * page one split is enough, at the less aligned end: the page lies in one aligned group, at most one of its ends is a
     * boundary of that, and splitting inside a group leaves single entries.
     *
     * @param locked whether {@code pgtable_split_lock} is taken
     * @return 0 or a negative error number
     */
    static int split(KernelTask task, long start, long end, Extent extent, boolean locked) {
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
        if (locked) {
            task.lockMutex(kernel.splitLock());
        }
        task.enterLazyMmu();
        int result = extent == Extent.EVERY_PAGE
                ? PageWalk.walk(task, start, end, new RangeSplit())
                : splitEdges(task, start, end, extent == Extent.EDGES, InPlaceReplacement.INSTANCE);
        task.leaveLazyMmu();
        if (locked) {
            task.port().unlock(kernel.splitLock());
        }
        return result;
    }

    /** Splits at both ends of a range, or at one if it is a page and {@code shortcut} allows it. */
    static int splitEdges(KernelTask task, long start, long end, boolean shortcut, LeafReplacement replacement) {
        if (shortcut && end - start == task.tables().pageBytes()) {
            boolean startLessAligned = Long.numberOfTrailingZeros(start) < Long.numberOfTrailingZeros(end);
            if (task.has(Flaw.SPLIT_WRONG_EDGE)) {
                startLessAligned = !startLessAligned;
            }
            return splitAt(task, startLessAligned ? start : end, replacement);
        }
        int result = splitAt(task, start, replacement);
        if (result == 0 && !task.has(Flaw.SKIP_END_EDGE)) {
            result = splitAt(task, end, replacement);
        }
        return result;
    }

    /** {@code split_kernel_leaf_mapping_locked}: level by level, until the address is a boundary. */
    static int splitAt(KernelTask task, long va) {
        return splitAt(task, va, InPlaceReplacement.INSTANCE);
    }

    static int splitAt(KernelTask task, long va, LeafReplacement replacement) {
        KernelTables tables = task.tables();
        // PGDIR_SIZE, before anything else: with two levels it is PMD_SIZE, so that a boundary of blocks inside a
        // Contiguous
        // group ends the search there.
        if (KernelTables.aligned(va, tables.bytes(tables.rootLevel()))) {
            return 0;
        }
        long table = tables.root();
        for (int level = tables.rootLevel(); level <= KernelTables.PUD; level++) {
            if (KernelTables.aligned(va, tables.bytes(level))) {
                return 0;
            }
            long slot = tables.slot(table, level, va);
            long word = task.load(slot);
            if (level == KernelTables.PUD ? !present(word) : none(word)) {
                return 0;
            }
            if (tables.leaf(word, level)) {
                int result = splitBlock(task, slot, level, word, va, true, replacement);
                if (result != 0) {
                    return result;
                }
                word = task.load(slot);
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
                replacement.group(task, slot, KernelTables.PMD, va);
            }
            if (KernelTables.aligned(va, tables.bytes(KernelTables.PMD))) {
                return 0;
            }
            int result = splitBlock(task, slot, KernelTables.PMD, word, va, true, replacement);
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
            replacement.group(task, slot, KernelTables.PTE, va);
        }
        return 0;
    }

    /** Whether an address is the boundary of a leaf already, or nothing is mapped there: {@link #splitAt} would do nothing. */
    static boolean isBoundary(KernelTask task, long va) {
        KernelTables tables = task.tables();
        long table = tables.root();
        for (int level = tables.rootLevel(); ; level++) {
            if (KernelTables.aligned(va, tables.bytes(level)) && level < KernelTables.PMD) {
                return true;
            }
            long word = task.load(tables.slot(table, level, va));
            if (!present(word)) {
                return true;
            }
            if (level == KernelTables.PTE || tables.leaf(word, level)) {
                boolean whole = level == KernelTables.PUD || !cont(word);
                return KernelTables.aligned(va, whole ? tables.bytes(level) : tables.contiguousBytes(level));
            }
            table = tables.address(word);
        }
    }

    /**
     * {@code split_pud} and {@code split_pmd}: fills a table with equivalent leaves and puts it in the block's place.
     *
     * @param word the block as it was read
     * @param contiguous whether the new leaves are to form Contiguous groups
     */
    static int splitBlock(KernelTask task, long slot, int level, long word, long va, boolean contiguous) {
        return splitBlock(task, slot, level, word, va, contiguous, InPlaceReplacement.INSTANCE);
    }

    private static int splitBlock(
            KernelTask task,
            long slot,
            int level,
            long word,
            long va,
            boolean contiguous,
            LeafReplacement replacement) {
        KernelTables tables = task.tables();
        long table = task.port().allocateTable(level + 1, va & -tables.bytes(level));
        if (table == Port.NO_PAGE) {
            return Errno.ENOMEM;
        }
        fill(task, table, level, word, contiguous);
        replacement.block(task, slot, level, word, table, tableWord(tables, table, word), va);
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
    static void splitContiguous(KernelTask task, long slot, int level, long va) {
        InPlaceReplacement.INSTANCE.group(task, slot, level, va);
    }

    /** The slot of the first member of the Contiguous group that a slot is in. */
    static long firstOfGroup(KernelTables tables, long slot, int level) {
        return slot & -8L * tables.contiguousEntries(level);
    }
}
