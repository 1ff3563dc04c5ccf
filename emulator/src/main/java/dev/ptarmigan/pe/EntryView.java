package dev.ptarmigan.pe;

import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.descriptors.Permissions;
import dev.ptarmigan.pe.EntryArray.Flags;
import dev.ptarmigan.registers.MemoryAttribute;
import dev.ptarmigan.tlb.CachedEntry;
import dev.ptarmigan.tlb.EntryKind;
import dev.ptarmigan.tlb.TlbRegime;
import dev.ptarmigan.walker.LeafReader;
import dev.ptarmigan.walker.MemoryAttributes;
import dev.ptarmigan.walker.SecurityState;
import org.jspecify.annotations.Nullable;

/** An entry of an array as the rules see it; moved from entry to entry rather than made anew. */
final class EntryView implements CachedEntry {
    private static final int NORMAL = 0xFF;
    private static final int WRITES = Permissions.PW | Permissions.UW;

    private EntryArray array;
    private @Nullable RegimeState state;
    private int i;

    EntryView(EntryArray array) {
        this.array = array;
    }

    /** Looks at another entry; {@code state} is its regime's, or null if that is not set up. */
    EntryView at(EntryArray newArray, int index, @Nullable RegimeState newState) {
        array = newArray;
        i = index;
        state = newState;
        return this;
    }

    @Override
    public EntryKind kind() {
        return array.kindOf(i);
    }

    @Override
    public TlbRegime regime() {
        return Tags.regime(array.tags[i]);
    }

    @Override
    public SecurityState security() {
        return Tags.security(array.tags[i]);
    }

    @Override
    public int vmid() {
        return Tags.vmid(array.tags[i]);
    }

    @Override
    public int asid() {
        return Tags.asid(array.tags[i]);
    }

    @Override
    public boolean global() {
        return array.is(i, Flags.GLOBAL);
    }

    @Override
    public long base() {
        return array.base[i] & -1L << array.spanShift[i];
    }

    @Override
    public long sizeBytes() {
        return 1L << array.spanShift[i];
    }

    /** First address that the TLB translates by it: a part of the span where the array has no larger entries. */
    long heldBase() {
        return array.base[i];
    }

    /** Bytes that the TLB translates by it. */
    long heldBytes() {
        return 1L << array.heldShift[i];
    }

    @Override
    public Granule granule() {
        return Tags.granule(array.tags[i]);
    }

    @Override
    public int level() {
        return array.level[i];
    }

    @Override
    public SecurityState ipaSpace() {
        return Tags.ipaSpace(array.tags[i]);
    }

    @Override
    public boolean xs() {
        if (kind().isTable() || state == null) {
            return false;
        }
        return new MemoryAttribute(memoryType()).xs();
    }

    @Override
    public boolean wide() {
        return array.is(i, Flags.WIDE);
    }

    @Override
    public boolean nT() {
        return array.is(i, Flags.NOT_TRANSLATED);
    }

    @Override
    public boolean contiguous() {
        return array.is(i, Flags.CONTIGUOUS);
    }

    @Override
    public long outputAddress() {
        return array.kindOf(i).isTable() ? array.output[i] : array.output[i] - (array.base[i] - base());
    }

    @Override
    public SecurityState outputSpace() {
        return Tags.security(array.tags[i]);
    }

    private @Nullable LeafReader reader() {
        RegimeState known = state;
        if (known == null) {
            return null;
        }
        return kind() == EntryKind.STAGE2_LEAF ? known.stage2Reader() : known.reader(RegimeState.half(array.base[i]));
    }

    private int rights() {
        LeafReader reader = reader();
        if (reader == null) {
            return 0;
        }
        long tables = array.attributes[i];
        int own = reader.permissions(array.word[i], array.wordHigh[i], tables, tables);
        LeafReader second = kind() == EntryKind.COMBINED && state != null ? state.stage2Reader() : null;
        return second == null ? own : own & second.permissions(array.stage2Word[i], array.stage2WordHigh[i], 0, 0);
    }

    @Override
    public long permissions() {
        return rights();
    }

    @Override
    public boolean writable() {
        return (rights() & WRITES) != 0;
    }

    @Override
    public int memoryType() {
        LeafReader reader = kind() == EntryKind.STAGE2_LEAF ? null : reader();
        MemoryAttributes attributes = reader == null ? null : reader.memory(array.word[i], array.wordHigh[i]);
        return attributes == null ? NORMAL : attributes.attribute();
    }

    @Override
    public int shareability() {
        LeafReader reader = kind() == EntryKind.STAGE2_LEAF ? null : reader();
        MemoryAttributes attributes = reader == null ? null : reader.memory(array.word[i], array.wordHigh[i]);
        return attributes == null ? 0 : attributes.shareability();
    }

    /** The descriptor it was made from; the first of several. */
    long word() {
        return array.word[i];
    }

    /** Where that was read. */
    long physicalSlot() {
        return array.physicalSlot[i];
    }

    /** When it was filled: the number of events before. */
    long filledAt() {
        return array.filledAt[i];
    }
}
