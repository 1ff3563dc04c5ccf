package dev.ptarmigan.kernel;

import static dev.ptarmigan.descriptors.LinuxPte.PTE_AF;
import static dev.ptarmigan.descriptors.LinuxPte.PTE_DIRTY;
import static dev.ptarmigan.descriptors.LinuxPte.PTE_USER;
import static dev.ptarmigan.descriptors.LinuxPte.PTE_UXN;
import static dev.ptarmigan.descriptors.LinuxPte.cont;
import static dev.ptarmigan.descriptors.LinuxPte.makeNonContiguous;
import static dev.ptarmigan.descriptors.LinuxPte.none;
import static dev.ptarmigan.descriptors.LinuxPte.present;
import static dev.ptarmigan.descriptors.LinuxPte.valid;

import dev.ptarmigan.bits.BitField;
import dev.ptarmigan.descriptors.DescriptorField;
import dev.ptarmigan.descriptors.DescriptorKind;
import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.descriptors.Layouts;
import dev.ptarmigan.descriptors.LinuxPte;
import dev.ptarmigan.descriptors.Place;
import dev.ptarmigan.descriptors.TranslationStage;
import dev.ptarmigan.descriptors.WordLayout;
import org.jspecify.annotations.Nullable;

/**
 * When leaves may be folded into one.
 *
 * <ul>
 *   <li>All are leaves, all valid or all present-invalid.
 *   <li>Output addresses follow each other, the first is aligned to the size of the result.
 *   <li>Attributes are equal, but for the software dirty bit, which has no effect on access: the result has it if one has.
 *   <li>The Access flag is set in all, and none is writable-clean (DBM with AP[2]): such words hardware may be rewriting.
 *   <li>For a block: NSTable is clear. PXNTable and UXNTable become PXN and UXN; APTable becomes read-only, respectively no EL0
 *       access.
 * </ul>
 */
final class FoldRule {
    private static final WordLayout TABLE =
            Layouts.of(Place.of(Granule.K4, TranslationStage.EL10, Place.LAST_LEVEL - 1), DescriptorKind.TABLE);
    private static final BitField AP_TABLE = TABLE.field(DescriptorField.AP_TABLE);
    private static final long NS_TABLE = TABLE.mask(DescriptorField.NS_TABLE);
    private static final long NO_USER = 1;
    private static final long NO_WRITE = 2;

    /**
     * What became of a question.
     *
     * @param word the block, if there is no reason
     * @param reason why there is none
     */
    record Verdict(long word, @Nullable String reason) {}

    private final KernelTask task;
    private final KernelTables tables;
    private final boolean hierarchical;

    FoldRule(KernelTask task, boolean hierarchical) {
        this.task = task;
        this.tables = task.tables();
        this.hierarchical = hierarchical;
    }

    /** The block that a whole table of leaves is equivalent to. */
    Verdict block(long table, int level, long tableWord) {
        int member = level + 1;
        long first = task.load(table);
        String reason = members(table, member, tables.entries(), first, tables.bytes(level), true);
        if (reason != null) {
            return new Verdict(0, reason.isEmpty() ? "it is empty" : reason);
        }
        if (hierarchical && (tableWord & NS_TABLE) != 0) {
            return new Verdict(0, "the table has NSTable");
        }
        long word = makeNonContiguous(first) & ~KernelWords.TYPE_PAGE;
        word |= valid(first) ? KernelWords.TYPE_BLOCK : 0;
        word |= dirty(table, tables.entries());
        return new Verdict(hierarchical ? restricted(word, tableWord) : word, null);
    }

    /** What a table's descriptor forbids, forbidden by the leaf. */
    private static long restricted(long leaf, long tableWord) {
        long word = leaf;
        if (LinuxPte.TABLE_PXN.isSet(tableWord)) {
            word |= KernelWords.PXN;
        }
        if (LinuxPte.TABLE_UXN.isSet(tableWord)) {
            word |= PTE_UXN.mask();
        }
        long access = AP_TABLE.of(tableWord);
        if ((access & NO_WRITE) != 0) {
            // DBM too: hardware would make a writable-clean leaf writable.
            word = word & ~KernelWords.WRITE | KernelWords.RDONLY;
        }
        if ((access & NO_USER) != 0) {
            word &= ~PTE_USER.mask();
        }
        return word;
    }

    /** Why a group cannot become Contiguous: null if it can, empty if there is nothing to say. */
    @Nullable
    String group(long slot, int level) {
        long first = task.load(slot);
        return members(slot, level, tables.contiguousEntries(level), first, tables.contiguousBytes(level), false);
    }

    private @Nullable String members(long slot, int level, int count, long first, long size, boolean block) {
        boolean anything = false;
        boolean allContiguous = true;
        for (int i = 0; i < count; i++) {
            long word = task.load(slot + 8L * i);
            anything |= !none(word);
            allContiguous &= cont(word);
        }
        if (!anything || (!block && allContiguous)) {
            return "";
        }
        if (!tables.leaf(first, level)) {
            return present(first) ? "the first entry is a table" : "the first entry is not mapped";
        }
        if (!KernelTables.aligned(tables.address(first), size) && !task.has(Flaw.FOLD_UNALIGNED)) {
            return "the output address is not aligned";
        }
        long ignored = PTE_DIRTY.mask() | (block ? KernelWords.CONT : 0);
        long wanted = tables.protection(first) & ~ignored;
        for (int i = 0; i < count; i++) {
            long word = task.load(slot + 8L * i);
            if (!tables.leaf(word, level)) {
                return "entry " + i + (present(word) ? " is a table" : " is not mapped");
            }
            if (tables.address(word) != tables.address(first) + i * tables.bytes(level)) {
                return "the output address of entry " + i + " does not follow";
            }
            if ((tables.protection(word) & ~ignored) != wanted) {
                return "the attributes of entry " + i + " differ";
            }
            if (!PTE_AF.isSet(word)) {
                return "the Access flag of entry " + i + " is clear";
            }
            if (valid(word)
                    && (word & (KernelWords.WRITE | KernelWords.RDONLY)) == (KernelWords.WRITE | KernelWords.RDONLY)) {
                return "hardware may make entry " + i + " writable";
            }
        }
        return null;
    }

    private long dirty(long table, int count) {
        long dirty = 0;
        for (int i = 0; i < count; i++) {
            dirty |= task.load(table + 8L * i) & PTE_DIRTY.mask();
        }
        return dirty;
    }
}
