package dev.ptarmigan.walker;

import static dev.ptarmigan.descriptors.Permissions.NO_OVERLAY;
import static dev.ptarmigan.descriptors.Permissions.PGCS;
import static dev.ptarmigan.descriptors.Permissions.PR;
import static dev.ptarmigan.descriptors.Permissions.PW;
import static dev.ptarmigan.descriptors.Permissions.PX;
import static dev.ptarmigan.descriptors.Permissions.TTW_READ;
import static dev.ptarmigan.descriptors.Permissions.TTW_WRITE;
import static dev.ptarmigan.descriptors.Permissions.UX;

import dev.ptarmigan.descriptors.Permissions;
import dev.ptarmigan.descriptors.Place;
import dev.ptarmigan.descriptors.TranslationStage;
import dev.ptarmigan.faults.FaultType;
import dev.ptarmigan.memory.PhysicalMemory;
import dev.ptarmigan.memory.Segment;
import org.jspecify.annotations.Nullable;

/**
 * Translates addresses by reading translation tables, as the MMU of one PE does on a TLB miss: stage 1 of any regime, with
 * every table access and the result translated by stage 2 where that is on (Arm ARM D8.2, D8.4, D8.5).
 *
 * <p>A walk allocates nothing and does not synchronize: use one walker a thread. Faults are values in the {@link Walk}, never
 * exceptions. Hardware updates of descriptors are made by compare-and-set on the real words; a lost race repeats the walk.
 */
public final class Walker {
    private static final int PRIVILEGE_SHIFT = 4;
    private static final int RIGHTS = PR | PW | PX | PGCS;
    private static final int SKIP_MASK = 3;
    private static final long ABSENT_ADDRESS = -1;
    private static final long ADDRESS_56 = -1L >>> 8;

    private final PhysicalMemory memory;
    private final long[] pair = new long[2];
    private Segment segment = Segment.ABSENT;
    private @Nullable WalkObserver observer;

    // What descend() found; read at once by its caller, before the next descend().
    private long entry;
    private long entryAddress;
    private long low;
    private long high;
    private int level;
    private int shift;
    private long hierarchy;
    private boolean contiguousOff;
    private boolean raceLost;

    /** A walker over a memory, which stays the caller's. */
    public Walker(PhysicalMemory memory) {
        this.memory = memory;
    }

    /** Sets who is told of every descriptor read and written; null for nobody. */
    public void observe(@Nullable WalkObserver newObserver) {
        observer = newObserver;
    }

    /**
     * Translates one address.
     *
     * @param context the regime, from {@link ContextBuilder}
     * @param va the address, with its tag if it has one
     * @param access a combination of the constants of {@link Access}
     * @param out overwritten with the result
     * @return whether the access is allowed, that is {@link Walk#ok}
     */
    public boolean walk(TranslationContext context, long va, int access, Walk out) {
        boolean ok;
        do {
            raceLost = false;
            ok = attempt(context, va, access, out);
        } while (raceLost);
        return ok;
    }

    private boolean attempt(TranslationContext context, long va, int access, Walk out) {
        out.start(va, access);
        out.outputSpace = context.security;
        if (context.alignmentChecked && (access & (Access.UNALIGNED | Access.AT | Access.CACHE)) == Access.UNALIGNED) {
            return stage1Fault(out, FaultType.ALIGNMENT, 0);
        }
        if (!context.stage1On) {
            return flat(context, va, access, out) && output(context, access, out);
        }
        WalkParameters p = context.parametersFor(va);
        out.parameters = p;
        out.stage1 = true;
        if (p.refusal(va, access) != null) {
            return stage1Fault(out, FaultType.TRANSLATION, 0);
        }
        return stage1(context, p, va, access, out) && output(context, access, out);
    }

    private static boolean stage1Fault(Walk out, FaultType type, int level) {
        out.write = (out.access & (Access.WRITE | Access.READ)) == Access.WRITE;
        return out.fault(type, level);
    }

    /** Stage 1 is off: the address is used as it is, if the PE has that many address bits (Arm ARM D8.2.11). */
    private static boolean flat(TranslationContext context, long va, int access, Walk out) {
        if ((va & context.flatMask(va, (access & Access.EXECUTE) != 0)) != 0) {
            return stage1Fault(out, FaultType.ADDRESS_SIZE, 0);
        }
        out.ipa = va & ADDRESS_56;
        out.outputAddress = out.ipa;
        out.permissions = Permissions.PRIVILEGED & ~PGCS | Permissions.UNPRIVILEGED & ~Permissions.UGCS;
        return true;
    }

    // One rule of the architecture after the other, in the order of fault priority (vmsa: R_BRVNW and neighbours).
    private boolean stage1(TranslationContext context, WalkParameters p, long va, int access, Walk out) {
        boolean found = descend(context, p, va, access, out);
        long descriptor = low;
        long descriptorHigh = high;
        out.descriptor = descriptor;
        out.descriptorHigh = descriptorHigh;
        out.descriptorAddress = entry;
        out.level = level;
        out.leafShift = shift;
        out.tableAttributes = hierarchy;
        if (!found) {
            return false;
        }
        int leafLevel = level;
        long leafEntry = entry;
        long leafAddress = entryAddress;
        long above = p.hierarchical ? hierarchy : 0;
        long address = leaf(context, p, va, access, out);
        if (address == ABSENT_ADDRESS) {
            return false;
        }
        if ((access & Access.UNALIGNED) != 0
                && (access & (Access.AT | Access.CACHE)) == 0
                && MemoryAttributes.isStage1Device(context, p, descriptor, descriptorHigh)) {
            return stage1Fault(out, FaultType.ALIGNMENT, leafLevel);
        }
        out.outputSpace = stage1Space(context, p, descriptor, descriptorHigh, hierarchy);

        int base = stage1Permissions(context, p, descriptor, descriptorHigh, above, access, out.outputSpace);
        int overlay = stage1Overlay(context, p, base, descriptor, descriptorHigh);
        out.permissions = Permissions.settled(base, overlay) & overlay;
        if (!permitted(context, p, base, overlay, descriptor, access, leafLevel, out)) {
            return false;
        }
        long updated = stage1Updated(context, p, descriptor, access);
        if (updated != descriptor) {
            if (!update(context, p, leafEntry, leafAddress, leafLevel, descriptor, updated, access, out)) {
                return false;
            }
            out.descriptor = updated;
        }
        out.ipa = address;
        out.outputAddress = address;
        return true;
    }

    /** Stage 2 of the output, unless it is off or the access asks for stage 1 only. */
    private boolean output(TranslationContext context, int access, Walk out) {
        if (context.stage2 == null
                || (access & Access.STAGE1_ONLY) != 0
                || (access & Access.GCS) != 0 && context.profile.has(Knob.GCS_SKIPS_STAGE2)) {
            return true;
        }
        long address = stage2(context, context.stage2, out.ipa, access, out);
        if (address == ABSENT_ADDRESS) {
            return false;
        }
        out.outputAddress = address;
        return true;
    }

    /**
     * Goes down through table descriptors. What is not one ends it, good or bad, and is judged by {@link #leaf}.
     *
     * @return false if the descent itself failed, with the fault in {@code out}
     */
    private boolean descend(TranslationContext context, WalkParameters p, long ia, int access, Walk out) {
        WalkParameters through = p.stage2 ? null : context.stage2;
        Segment current = segment;
        long table = p.base;
        long mask = p.startIndexMask;
        int at = p.startLevel;
        int down = p.startShift;
        long attributes = 0;
        boolean disch = p.contiguousDisabled;
        long index = ia >>> down & mask;
        if (((table | index << p.entryShift) & p.beyondOutput) != 0) {
            note(table, 0, 0, 0, at, down, 0, disch);
            return fail(p, out, FaultType.ADDRESS_SIZE, 0, ia, access);
        }
        for (; ; ) {
            long slot = table | index << p.entryShift;
            long address = slot;
            if (through != null) {
                address = stage2(context, through, slot, tableWalk(access, false), out);
                if (address == ABSENT_ADDRESS) {
                    note(slot, 0, 0, 0, at, down, attributes, disch);
                    return false;
                }
                current = segment;
            }
            if (!current.contains(address)) {
                current = memory.at(address);
                segment = current;
                if (current == Segment.ABSENT) {
                    note(slot, address, 0, 0, at, down, attributes, disch);
                    return fail(p, out, FaultType.EXTERNAL_ON_WALK, at, ia, access);
                }
            }
            long word;
            long wordHigh = 0;
            if (p.wide) {
                current.readPair(address, pair);
                word = p.bigEndian ? Long.reverseBytes(pair[1]) : pair[0];
                wordHigh = p.bigEndian ? Long.reverseBytes(pair[0]) : pair[1];
            } else {
                word = current.read(address);
                if (p.bigEndian) {
                    word = Long.reverseBytes(word);
                }
            }
            if (observer != null) {
                observer.read(p, at, table, index, address, word, wordHigh);
            }

            int skipped = 0;
            if (p.wide) {
                skipped = (int) (wordHigh >>> DescriptorBits.SKL_SHIFT_128) & SKIP_MASK;
            }
            if (!isTable(p, word, at, skipped)) {
                note(slot, address, word, wordHigh, at, down, attributes, disch);
                return true;
            }
            long next = p.tableAddress(word);
            int nextLevel = at + skipped + 1;
            int nextShift = down - p.stride * (skipped + 1);
            long nextMask = skipped == 0 ? p.indexMask : (1L << p.stride * (skipped + 1)) - 1;
            long nextIndex = ia >>> nextShift & nextMask;
            if (((next | nextIndex << p.entryShift) & p.beyondOutput) != 0) {
                note(slot, address, word, wordHigh, at, down, attributes, disch);
                return fail(p, out, FaultType.ADDRESS_SIZE, at, ia, access);
            }
            if (skipped != 0 && (word & DescriptorBits.NT_128) != 0 && context.profile.has(Knob.NT_FAULTS)) {
                note(slot, address, word, wordHigh, at, down, attributes, disch);
                return fail(p, out, FaultType.TRANSLATION, at, ia, access);
            }
            if (p.tableAccessFlagManaged && (word & DescriptorBits.AF) == 0 && (access & Access.AT) == 0) {
                if (!update(context, p, slot, address, at, word, word | DescriptorBits.AF, access, out)) {
                    note(slot, address, word, wordHigh, at, down, attributes, disch);
                    return false;
                }
                current = segment;
            }
            attributes |= p.wide ? wordHigh & DescriptorBits.NS_TABLE_128 : word;
            disch = p.contiguousDisabled || p.wide && !p.stage2 && (wordHigh & DescriptorBits.DISCH_128) != 0;
            table = next;
            index = nextIndex;
            at = nextLevel;
            down = nextShift;
        }
    }

    private static boolean isTable(WalkParameters p, long word, int at, int skipped) {
        if (!p.wide) {
            return (word & DescriptorBits.TABLE_OR_PAGE) == DescriptorBits.TABLE_OR_PAGE && at != Place.LAST_LEVEL;
        }
        return (word & DescriptorBits.VALID) != 0 && at + skipped < Place.LAST_LEVEL && skipped <= p.mostSkipped;
    }

    private void note(
            long slot, long address, long word, long wordHigh, int at, int down, long attributes, boolean disch) {
        entry = slot;
        entryAddress = address;
        low = word;
        high = wordHigh;
        level = at;
        shift = down;
        hierarchy = attributes;
        contiguousOff = disch;
    }

    /** A fault of the descent itself, at either stage. */
    private static boolean fail(WalkParameters p, Walk out, FaultType type, int level, long ia, int access) {
        if (p.stage2) {
            return stage2Fault(out, type, level, ia, access);
        }
        return stage1Fault(out, type, level);
    }

    /** Judges what {@link #descend} ended with; gives the output address, or {@link #ABSENT_ADDRESS} with the fault set. */
    private long leaf(TranslationContext context, WalkParameters p, long ia, int access, Walk out) {
        long word = low;
        int at = level;
        if ((word & DescriptorBits.VALID) == 0 || !isLeaf(p, word, high, at)) {
            return failed(p, out, FaultType.TRANSLATION, at, ia, access);
        }
        int span = shift;
        boolean contiguous = (p.wide ? high & DescriptorBits.CONTIGUOUS_128 : word & DescriptorBits.CONTIGUOUS) != 0
                && !contiguousOff
                && p.contiguousShift(at) > 0;
        if (contiguous) {
            int group = span + p.contiguousShift(at);
            if (group > p.inputBits) {
                if (context.profile.has(Knob.CONTIGUOUS_SPAN_FAULTS)) {
                    return failed(p, out, FaultType.TRANSLATION, at, ia, access);
                }
            } else if (context.profile.has(Knob.CONTIGUOUS_TAKES_INPUT_BITS)) {
                span = group;
            }
        }
        if (at != Place.LAST_LEVEL
                && (word & (p.wide ? DescriptorBits.NT_128 : DescriptorBits.NT)) != 0
                && context.profile.has(Knob.NT_FAULTS)) {
            return failed(p, out, FaultType.TRANSLATION, at, ia, access);
        }
        long offset = (1L << span) - 1;
        long own = p.leafAddress(at, word);
        long address = own & ~offset | ia & offset;
        long checked = context.profile.has(Knob.LEAF_BASE_CHECKED_ONLY) ? own : address;
        if ((checked & p.beyondOutput) != 0) {
            return failed(p, out, FaultType.ADDRESS_SIZE, at, ia, access);
        }
        if ((word & DescriptorBits.AF) == 0 && !p.accessFlagManaged && (access & Access.CACHE) == 0) {
            return failed(p, out, FaultType.ACCESS_FLAG, at, ia, access);
        }
        return address;
    }

    private static boolean isLeaf(WalkParameters p, long word, long wordHigh, int at) {
        if (p.wide) {
            int skipped = (int) (wordHigh >>> DescriptorBits.SKL_SHIFT_128) & SKIP_MASK;
            return at + skipped == Place.LAST_LEVEL && skipped <= p.mostSkipped;
        }
        boolean typeBit = (word & DescriptorBits.TABLE_OR_PAGE) == DescriptorBits.TABLE_OR_PAGE;
        return at == Place.LAST_LEVEL ? typeBit : p.blockAllowed(at);
    }

    private static long failed(WalkParameters p, Walk out, FaultType type, int level, long ia, int access) {
        fail(p, out, type, level, ia, access);
        return ABSENT_ADDRESS;
    }

    static SecurityState stage1Space(
            TranslationContext context, WalkParameters p, long word, long wordHigh, long tables) {
        if (context.security == SecurityState.NON_SECURE) {
            return SecurityState.NON_SECURE;
        }
        boolean ns = (p.wide ? wordHigh & DescriptorBits.NS_128 : word & DescriptorBits.NS) != 0;
        switch (context.security) {
            case SECURE -> {
                ns |= (tables & (p.wide ? DescriptorBits.NS_TABLE_128 : DescriptorBits.NS_TABLE)) != 0;
                return ns ? SecurityState.NON_SECURE : SecurityState.SECURE;
            }
            case REALM -> {
                return ns && p.stage != TranslationStage.EL10 ? SecurityState.NON_SECURE : SecurityState.REALM;
            }
            case ROOT -> {
                boolean nse = (word & DescriptorBits.NSE) != 0;
                return nse
                        ? (ns ? SecurityState.REALM : SecurityState.ROOT)
                        : (ns ? SecurityState.NON_SECURE : SecurityState.SECURE);
            }
            case NON_SECURE -> throw new AssertionError();
        }
        throw new AssertionError();
    }

    static int stage1Permissions(
            TranslationContext context,
            WalkParameters p,
            long word,
            long wordHigh,
            long above,
            int access,
            SecurityState space) {
        int index;
        if (p.indirect) {
            index = p.wide ? (int) (wordHigh >>> DescriptorBits.PI_SHIFT_128) & 15 : DescriptorBits.piIndex(word);
        } else {
            long ap = word >>> DescriptorBits.AP_SHIFT & 3;
            if (p.dirtyManaged && (word & DescriptorBits.DBM) != 0 && !ignoresDbm(context, access)) {
                ap &= 1;
            }
            index = (int) (ap << 4
                    | (above >>> DescriptorBits.AP_TABLE_SHIFT & 3) << 2
                    | ((word >>> DescriptorBits.UXN_SHIFT | above >>> DescriptorBits.UXN_TABLE_SHIFT) & 1) << 1
                    | ((word >>> DescriptorBits.PXN_SHIFT | above >>> DescriptorBits.PXN_TABLE_SHIFT) & 1));
        }
        boolean pan = (access & (Access.PAN | Access.UNPRIVILEGED | Access.CACHE)) == Access.PAN
                && ((access & Access.EXECUTE) == 0 || context.profile.has(Knob.WXN_AFTER_PAN));
        int base = context.permissionTable[pan ? index + PermissionTable.PAN : index];
        if (space != context.security) {
            boolean forbids = switch (context.security) {
                case NON_SECURE -> false;
                case SECURE -> context.secureFetchOnly;
                case REALM, ROOT -> true;
            };
            return forbids ? Permissions.withoutExecute(base) : base;
        }
        return base;
    }

    private static boolean ignoresDbm(TranslationContext context, int access) {
        return (access & Access.AT) != 0 && context.profile.has(Knob.AT_WRITE_IGNORES_DBM)
                || (access & Access.EXECUTE) != 0 && context.profile.has(Knob.FETCH_IGNORES_DBM);
    }

    static int stage1Overlay(TranslationContext context, WalkParameters p, int base, long word, long wordHigh) {
        if (!p.overlay) {
            return Permissions.overlay(base, NO_OVERLAY, NO_OVERLAY);
        }
        int index = p.wide
                ? (int) (wordHigh >>> DescriptorBits.PO_SHIFT_128) & 15
                : (int) (word >>> DescriptorBits.PO_SHIFT) & 7;
        int privileged =
                context.overlayPrivilegedOn ? (int) (context.overlayPrivileged >>> 4 * index) & 15 : NO_OVERLAY;
        int unprivileged =
                context.overlayUnprivilegedOn ? (int) (context.overlayUnprivileged >>> 4 * index) & 15 : NO_OVERLAY;
        return Permissions.overlay(base, privileged, unprivileged);
    }

    /** The stage 1 permission check: overlay before base, reading before writing, clean last (Arm ARM D8.4). */
    private static boolean permitted(
            TranslationContext context,
            WalkParameters p,
            int base,
            int overlay,
            long word,
            int access,
            int at,
            Walk out) {
        int down = (access & Access.UNPRIVILEGED) != 0 ? PRIVILEGE_SHIFT : 0;
        int wanted = wanted(access);
        int kept = overlay >>> down & RIGHTS;
        int own = Permissions.settled(base, overlay) >>> down & RIGHTS;
        if ((wanted & ~kept & ~PGCS) != 0) {
            out.overlayFault = true;
            return permissionFault(out, at, wanted & ~kept);
        }
        if ((wanted & ~own) != 0) {
            return permissionFault(out, at, wanted & ~own);
        }
        if ((access & Access.EXECUTE) != 0
                && context.profile.has(Knob.DEVICE_FETCH_FAULTS)
                && MemoryAttributes.isStage1Device(context, p, word, out.descriptorHigh)) {
            return permissionFault(out, at, PX);
        }
        boolean clean = p.indirect
                && (access & (Access.WRITE | Access.CACHE)) == Access.WRITE
                && (word & DescriptorBits.AP2) != 0
                && !p.dirtyManaged;
        if (clean && !((access & Access.AT) != 0 && context.profile.has(Knob.AT_WRITE_IGNORES_DIRTY_STATE))) {
            out.dirtyFault = true;
            return permissionFault(out, at, PW);
        }
        return true;
    }

    private static int wanted(int access) {
        if ((access & Access.GCS) != 0) {
            return PGCS;
        }
        return ((access & Access.READ) != 0 ? PR : 0)
                | ((access & Access.WRITE) != 0 ? PW : 0)
                | ((access & Access.EXECUTE) != 0 ? PX : 0);
    }

    private static boolean permissionFault(Walk out, int at, int missing) {
        out.write = (missing & PR) == 0 && (out.access & Access.WRITE) != 0;
        return out.fault(FaultType.PERMISSION, at);
    }

    /** The descriptor with what hardware sets in it: Access flag, and the dirty state of a write (HA, HD). */
    private static long stage1Updated(TranslationContext context, WalkParameters p, long word, int access) {
        if (!p.accessFlagManaged || (access & Access.AT) != 0 && !context.profile.has(Knob.AT_SETS_ACCESS_FLAG)) {
            return word;
        }
        long updated = word | DescriptorBits.AF;
        if (p.dirtyManaged && (access & (Access.WRITE | Access.AT | Access.CACHE)) == Access.WRITE) {
            boolean may = !p.indirect
                    ? (word & DescriptorBits.DBM) != 0
                    : p.wide
                            || !context.profile.has(Knob.INDIRECT_DIRTY_NEEDS_BIT_51)
                            || (word & DescriptorBits.PI_INDEX_1) != 0;
            if (may) {
                updated &= ~DescriptorBits.AP2;
            }
        }
        return updated;
    }

    /**
     * Writes a descriptor that hardware updates. The low half holds every bit that can change, so it alone is compared and
     * set, also for 128-bit descriptors.
     *
     * @return false with a fault, or with {@link #raceLost} if somebody changed the descriptor meanwhile
     */
    private boolean update(
            TranslationContext context,
            WalkParameters p,
            long slot,
            long address,
            int at,
            long before,
            long after,
            int access,
            Walk out) {
        long target = address;
        if (!p.stage2 && context.stage2 != null) {
            target = stage2(context, context.stage2, slot, tableWalk(access, true), out);
            if (target == ABSENT_ADDRESS) {
                return false;
            }
        }
        Segment current = segment;
        if (!current.contains(target)) {
            current = memory.at(target);
            segment = current;
        }
        boolean reversed = p.bigEndian;
        long lowHalf = p.wide && reversed ? target + Long.BYTES : target;
        boolean won = current.compareAndSet(
                lowHalf, reversed ? Long.reverseBytes(before) : before, reversed ? Long.reverseBytes(after) : after);
        if (!won) {
            raceLost = true;
            return false;
        }
        if (observer != null) {
            observer.updated(p, at, target, before, after);
        }
        return true;
    }

    /** The access by which stage 1 reads or updates a descriptor; what caused it is kept for reports. */
    private static int tableWalk(int access, boolean update) {
        return Access.TABLE_WALK
                | Access.READ
                | (update ? Access.WRITE : 0)
                | access & (Access.AT | Access.UNPRIVILEGED);
    }

    /** Translates an intermediate physical address; gives the physical one, or {@link #ABSENT_ADDRESS} with the fault set. */
    private long stage2(TranslationContext context, WalkParameters p, long ipa, int access, Walk out) {
        if (p.unusable != null || (ipa & p.canonicalMaskData) != 0) {
            return failed(p, out, FaultType.TRANSLATION, 0, ipa, access);
        }
        if (!descend(context, p, ipa, access, out)) {
            return ABSENT_ADDRESS;
        }
        long word = low;
        long wordHigh = high;
        int at = level;
        int span = shift;
        long slot = entry;
        long address = leaf(context, p, ipa, access, out);
        if (address == ABSENT_ADDRESS) {
            return ABSENT_ADDRESS;
        }
        boolean device = MemoryAttributes.isStage2Device(context, word);
        boolean tableWalk = (access & Access.TABLE_WALK) != 0;
        if (device && !tableWalk && (access & (Access.UNALIGNED | Access.AT | Access.CACHE)) == Access.UNALIGNED) {
            return failed(p, out, FaultType.ALIGNMENT, at, ipa, access);
        }
        if (!stage2Permitted(context, p, word, wordHigh, ipa, access, at, device, out)) {
            return ABSENT_ADDRESS;
        }
        long updated = stage2Updated(context, p, word, access);
        if (updated != word && !update(context, p, slot, slot, at, word, updated, access, out)) {
            return ABSENT_ADDRESS;
        }
        if (!tableWalk) {
            out.stage2 = true;
            out.stage2DescriptorAddress = slot;
            out.stage2Descriptor = updated;
            out.stage2DescriptorHigh = wordHigh;
            out.stage2Level = at;
            out.stage2LeafShift = span;
            if (context.security == SecurityState.REALM && (word & DescriptorBits.REALM_NS) != 0 && !p.wide
                    || context.security == SecurityState.REALM && p.wide && (wordHigh & DescriptorBits.NS_128) != 0) {
                out.outputSpace = SecurityState.NON_SECURE;
            }
        }
        return address;
    }

    private static boolean stage2Permitted(
            TranslationContext context,
            WalkParameters p,
            long word,
            long wordHigh,
            long ipa,
            int access,
            int at,
            boolean device,
            Walk out) {
        boolean tableWalk = (access & Access.TABLE_WALK) != 0;
        if (tableWalk && device && context.protectedTableWalk) {
            int level = context.profile.has(Knob.PTW_FAULT_AT_LEVEL_0) ? 0 : at;
            return stage2Fault(out, FaultType.PERMISSION, level, ipa, access);
        }
        int set = context.stage2Permissions[stage2Index(context, p, word, wordHigh, access)];
        int needed = stage2Needed(access);
        if (context.stage2OverlayOn) {
            int overlay = stage2Overlay(context, p, word, wordHigh);
            if ((needed & ~overlay) != 0) {
                out.overlayFault = true;
                return stage2PermissionFault(out, at, ipa, access, needed & ~overlay);
            }
            set = Permissions.stage2Overlaid(set, overlay);
        }
        boolean realmToNonSecure = context.security == SecurityState.REALM
                && (p.wide ? wordHigh & DescriptorBits.NS_128 : word & DescriptorBits.REALM_NS) != 0;
        if (realmToNonSecure) {
            if (tableWalk) {
                return stage2PermissionFault(out, at, ipa, access, TTW_READ);
            }
            set = Permissions.withoutExecute(set);
        }
        if ((needed & ~set) != 0) {
            return stage2PermissionFault(out, at, ipa, access, needed & ~set);
        }
        boolean clean = p.indirect
                && (access & (Access.WRITE | Access.CACHE)) == Access.WRITE
                && (word & DescriptorBits.S2AP_WRITE) == 0
                && !p.dirtyManaged;
        boolean ignored = tableWalk
                ? context.profile.has(Knob.TABLE_UPDATE_IGNORES_STAGE2_DIRTY)
                : (access & Access.AT) != 0 && context.profile.has(Knob.AT_WRITE_IGNORES_DIRTY_STATE);
        if (clean && !ignored) {
            out.dirtyFault = true;
            return stage2PermissionFault(out, at, ipa, access, PW);
        }
        return true;
    }

    /** What the nibble of S2POR_EL1 that the leaf selects allows. */
    static int stage2Overlay(TranslationContext context, WalkParameters p, long word, long wordHigh) {
        int index =
                (int) ((p.wide ? wordHigh >>> DescriptorBits.PO_SHIFT_128 : word >>> DescriptorBits.S2PO_SHIFT) & 15);
        return Permissions.stage2Indirect((int) (context.overlayStage2 >>> 4 * index) & 15);
    }

    static int stage2Index(TranslationContext context, WalkParameters p, long word, long wordHigh, int access) {
        if (p.indirect) {
            return p.wide ? (int) (wordHigh >>> DescriptorBits.PI_SHIFT_128) & 15 : DescriptorBits.piIndex(word);
        }
        long s2ap = word >>> DescriptorBits.S2AP_SHIFT & 3;
        boolean faceValue = (access & (Access.AT | Access.TABLE_WALK)) == Access.AT
                && context.profile.has(Knob.AT_WRITE_IGNORES_DBM);
        if (p.dirtyManaged && (word & DescriptorBits.DBM) != 0 && !faceValue) {
            s2ap |= 2;
        }
        return (int) ((word >>> DescriptorBits.S2_XN_SHIFT & 3) << 2 | s2ap);
    }

    private static int stage2Needed(int access) {
        if ((access & Access.TABLE_WALK) != 0) {
            return TTW_READ | ((access & Access.WRITE) != 0 ? TTW_WRITE : 0);
        }
        int execute = (access & Access.UNPRIVILEGED) != 0 ? UX : PX;
        return ((access & Access.READ) != 0 ? PR : 0)
                | ((access & Access.WRITE) != 0 ? PW : 0)
                | ((access & Access.EXECUTE) != 0 ? execute : 0);
    }

    private static long stage2Updated(TranslationContext context, WalkParameters p, long word, int access) {
        boolean translationOnly = (access & (Access.AT | Access.TABLE_WALK)) == Access.AT;
        if (!p.accessFlagManaged || translationOnly && !context.profile.has(Knob.AT_SETS_ACCESS_FLAG)) {
            return word;
        }
        long updated = word | DescriptorBits.AF;
        if (p.dirtyManaged && (access & (Access.WRITE | Access.CACHE)) == Access.WRITE && !translationOnly) {
            boolean may = !p.indirect
                    ? (word & DescriptorBits.DBM) != 0
                    : p.wide
                            || !context.profile.has(Knob.INDIRECT_DIRTY_NEEDS_BIT_51)
                            || (word & DescriptorBits.PI_INDEX_1) != 0;
            if (may) {
                updated |= DescriptorBits.S2AP_WRITE;
            }
        }
        return updated;
    }

    private static boolean stage2PermissionFault(Walk out, int at, long ipa, int access, int missing) {
        stage2Fault(out, FaultType.PERMISSION, at, ipa, access);
        if ((access & Access.TABLE_WALK) == 0) {
            out.write = (missing & PR) == 0 && (out.access & Access.WRITE) != 0;
        }
        return false;
    }

    private static boolean stage2Fault(Walk out, FaultType type, int level, long ipa, int access) {
        out.stage2Fault = true;
        out.s1ptw = (access & Access.TABLE_WALK) != 0;
        out.ipa = ipa;
        out.write = (out.access & (Access.WRITE | Access.READ)) == Access.WRITE;
        return out.fault(type, level);
    }
}
