package dev.ptarmigan.checker;

import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.tlb.CachedEntry;
import dev.ptarmigan.tlb.EntryKind;
import dev.ptarmigan.tlb.TlbRegime;
import dev.ptarmigan.walker.SecurityState;

/** A descriptor seen as the entry that a cache makes of it. One object is filled again and again. */
final class EntryView implements CachedEntry {
    /** An ASID that no operand has: the entry may have any. */
    private static final int ANY_ASID = -1;

    private final DescriptorReader reader;
    private boolean table;
    private long word;
    private int level;
    private long base;

    EntryView(DescriptorReader reader) {
        this.reader = reader;
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
        return reader.regime.issuer().vmid();
    }

    @Override
    public int asid() {
        return ANY_ASID;
    }

    @Override
    public boolean global() {
        return !table && !reader.isNotGlobal(word);
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
