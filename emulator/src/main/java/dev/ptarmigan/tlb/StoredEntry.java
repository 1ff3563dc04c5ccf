package dev.ptarmigan.tlb;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.descriptors.Format;
import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.walker.SecurityState;

/** An entry as a value: for checkers, which keep few of them, and for tests. {@link Builder} makes it. */
public record StoredEntry(
        EntryKind kind,
        TlbRegime regime,
        SecurityState security,
        int vmid,
        int asid,
        boolean global,
        long base,
        long sizeBytes,
        Granule granule,
        int level,
        SecurityState ipaSpace,
        boolean xs,
        boolean wide,
        boolean nT,
        boolean contiguous,
        long outputAddress,
        SecurityState outputSpace,
        long permissions,
        boolean writable,
        int memoryType,
        int shareability)
        implements CachedEntry {

    /** Refuses what cannot be an entry. */
    public StoredEntry {
        if (sizeBytes <= 0) {
            throw new IllegalArgumentException("sizeBytes=" + sizeBytes);
        }
        if (kind.isTable() && global) {
            throw new IllegalArgumentException("a table entry is never global");
        }
    }

    /** An entry of Non-secure EL1&amp;0, VMID 0, ASID 0, not global, Normal Write-Back Inner Shareable. */
    public static Builder of(EntryKind kind) {
        return new Builder(kind);
    }

    /** {@code leaf EL1&0 vmid=1 asid=2 0x...-0x... level 3 4K -> 0x...}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(96);
        text.append(kind).append(' ').append(regime).append(" vmid=").append(vmid);
        text.append(global ? " global" : " asid=" + asid).append(' ');
        text.append(Hex.word(base)).append('-').append(Hex.word(base + sizeBytes - 1));
        text.append(" level ").append(level).append(' ').append(granule);
        return text.append(" -> ").append(Hex.address(outputAddress)).toString();
    }

    /** Collects what differs from the defaults. */
    public static final class Builder {
        private static final int WRITE_BACK = 0xFF;
        private static final int INNER_SHAREABLE = 3;

        private final EntryKind kind;
        private TlbRegime regime = TlbRegime.EL10;
        private SecurityState security = SecurityState.NON_SECURE;
        private int vmid;
        private int asid;
        private boolean global;
        private long base;
        private long sizeBytes;
        private Granule granule = Granule.K4;
        private int level = 3;
        private SecurityState ipaSpace = SecurityState.NON_SECURE;
        private boolean xs;
        private boolean wide;
        private boolean nT;
        private boolean contiguous;
        private long outputAddress;
        private SecurityState outputSpace = SecurityState.NON_SECURE;
        private long permissions;
        private boolean writable;
        private int memoryType = WRITE_BACK;
        private int shareability = INNER_SHAREABLE;

        private Builder(EntryKind kind) {
            this.kind = kind;
        }

        /** Regime and Security state. */
        public Builder regime(TlbRegime newRegime, SecurityState newSecurity) {
            regime = newRegime;
            security = newSecurity;
            return this;
        }

        /** VMID. */
        public Builder vmid(int newVmid) {
            vmid = newVmid;
            return this;
        }

        /** ASID of an entry that is not global. */
        public Builder asid(int newAsid) {
            asid = newAsid;
            global = false;
            return this;
        }

        /** A leaf for every ASID. */
        public Builder global() {
            global = true;
            return this;
        }

        /** The span of the slot of a table at {@code newLevel} that holds {@code address}. */
        public Builder at(Granule newGranule, int newLevel, long address) {
            granule = newGranule;
            level = newLevel;
            sizeBytes = newGranule.levelBytes(wide ? Format.VMSA128 : Format.VMSA64, newLevel);
            base = address & -sizeBytes;
            return this;
        }

        /** Another span than that of one slot: a Contiguous group held as one entry, a coalesced run. */
        public Builder span(long newBase, long newSizeBytes) {
            base = newBase;
            sizeBytes = newSizeBytes;
            return this;
        }

        /** The intermediate address space of a stage 2 entry. */
        public Builder ipaSpace(SecurityState space) {
            ipaSpace = space;
            return this;
        }

        /** XS = 1. */
        public Builder xs(boolean newXs) {
            xs = newXs;
            return this;
        }

        /** Made from a 128-bit descriptor; say so before {@link #at}. */
        public Builder wide() {
            wide = true;
            return this;
        }

        /** nT = 1. */
        public Builder nT() {
            nT = true;
            return this;
        }

        /** Contiguous = 1. */
        public Builder contiguous() {
            contiguous = true;
            return this;
        }

        /** What the base is translated to, in the Non-secure space. */
        public Builder output(long address) {
            return output(address, SecurityState.NON_SECURE);
        }

        /** What the base is translated to. */
        public Builder output(long address, SecurityState space) {
            outputAddress = address;
            outputSpace = space;
            return this;
        }

        /** Permissions in the owner's encoding, and whether they let anybody write. */
        public Builder permissions(long newPermissions, boolean newWritable) {
            permissions = newPermissions;
            writable = newWritable;
            return this;
        }

        /** Memory type and shareability. */
        public Builder memory(int newType, int newShareability) {
            memoryType = newType;
            shareability = newShareability;
            return this;
        }

        /** The entry. */
        public StoredEntry build() {
            return new StoredEntry(
                    kind,
                    regime,
                    security,
                    vmid,
                    asid,
                    global,
                    base,
                    sizeBytes,
                    granule,
                    level,
                    ipaSpace,
                    xs,
                    wide,
                    nT,
                    contiguous,
                    outputAddress,
                    outputSpace,
                    permissions,
                    writable,
                    memoryType,
                    shareability);
        }
    }
}
