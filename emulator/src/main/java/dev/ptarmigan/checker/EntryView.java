package dev.ptarmigan.checker;

import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.tlb.CachedEntry;
import dev.ptarmigan.tlb.EntryKind;
import dev.ptarmigan.tlb.TlbRegime;
import dev.ptarmigan.tlb.TlbiOperand;
import dev.ptarmigan.walker.SecurityState;

/** A descriptor seen as the entry that a cache makes of it. One object is filled again and again. */
final class EntryView implements CachedEntry {
    private final DescriptorReader reader;
    private final TreeTags tags;
    private boolean table;
    private long word;
    private int level;
    private long base;

    EntryView(DescriptorReader reader, TreeTags tags) {
        this.reader = reader;
        this.tags = tags;
    }

    /** The same entry where an operation by address would find it, for tables of which the addresses are not known. */
    EntryView whereverItIs(long address, int hintedLevel) {
        base = address & -reader.bytes(level);
        if (!table && hintedLevel != TlbiOperand.NO_LEVEL) {
            level = hintedLevel;
        }
        return this;
    }

    EntryView of(ReplacedEntry entry) {
        return of(entry.table, entry.word, entry.level, entry.base);
    }

    EntryView of(boolean isTable, long newWord, int newLevel, long newBase) {
        table = isTable;
        word = newWord;
        level = newLevel;
        base = newBase;
        return this;
    }

    @Override
    public EntryKind kind() {
        if (reader.isStage2()) {
            return table ? EntryKind.STAGE2_TABLE : EntryKind.STAGE2_LEAF;
        }
        return table ? EntryKind.TABLE : EntryKind.LEAF;
    }

    @Override
    public TlbRegime regime() {
        return reader.regime.regime();
    }

    @Override
    public SecurityState security() {
        return reader.regime.security();
    }

    @Override
    public int vmid() {
        return tags.vmid();
    }

    @Override
    public int asid() {
        return tags.asid();
    }

    @Override
    public boolean global() {
        return !table && !reader.isNotGlobal(word) && !reader.isStage2();
    }

    @Override
    public long base() {
        return base;
    }

    @Override
    public long sizeBytes() {
        return reader.bytes(level);
    }

    @Override
    public Granule granule() {
        return reader.regime.granule();
    }

    @Override
    public int level() {
        return level;
    }

    @Override
    public SecurityState ipaSpace() {
        return security();
    }

    @Override
    public boolean xs() {
        return !table && reader.mayHaveXs(word);
    }

    @Override
    public boolean wide() {
        return false;
    }

    @Override
    public boolean nT() {
        return !table && reader.hasNt(word, level);
    }

    @Override
    public boolean contiguous() {
        return !table && reader.isContiguous(word);
    }

    @Override
    public long outputAddress() {
        return reader.address(word);
    }

    @Override
    public SecurityState outputSpace() {
        return security();
    }

    @Override
    public long permissions() {
        return reader.permissions(word);
    }

    @Override
    public boolean writable() {
        return reader.isWritable(word);
    }

    @Override
    public int memoryType() {
        return reader.memoryType(word);
    }

    @Override
    public int shareability() {
        return reader.shareability(word);
    }
}
