package dev.ptarmigan.walker;

import static dev.ptarmigan.walker.WalkSteps.ABSENT_ADDRESS;
import static dev.ptarmigan.walker.WalkSteps.ADDRESS_56;
import static dev.ptarmigan.walker.WalkSteps.fail;
import static dev.ptarmigan.walker.WalkSteps.failed;
import static dev.ptarmigan.walker.WalkSteps.failedOnStage2;
import static dev.ptarmigan.walker.WalkSteps.flat;
import static dev.ptarmigan.walker.WalkSteps.holds;
import static dev.ptarmigan.walker.WalkSteps.isUnaligned;
import static dev.ptarmigan.walker.WalkSteps.refused;
import static dev.ptarmigan.walker.WalkSteps.stage2Space;
import static dev.ptarmigan.walker.WalkSteps.tableSpace;
import static dev.ptarmigan.walker.WalkSteps.tableWalk;

import dev.ptarmigan.descriptors.Place;
import dev.ptarmigan.faults.FaultType;
import dev.ptarmigan.memory.PhysicalMemory;
import dev.ptarmigan.memory.Segment;
import org.jspecify.annotations.Nullable;

/**
 * The walk that knows every rule: both stages, all formats, faults, hardware updates (Arm ARM D8.2, D8.4, D8.5). What
 * {@link Walker} finds plain never comes here.
 */
final class FullWalk {

    private final PhysicalMemory memory;
    private final long[] pair = new long[2];
    private Segment segment = Segment.ABSENT;
    private @Nullable WalkObserver observer;
    private @Nullable WalkCache cache;
    private final FoundTable foundTable = new FoundTable();
    private final FoundLeaf foundStage2 = new FoundLeaf();
    /** The stage 1 leaf of the last walk; kept only where a cache is. */
    final FoundLeaf leaf = new FoundLeaf();
    /** The stage 2 leaf that a resumed translation already has, for its output. */
    private @Nullable FoundLeaf second;
    /** A race was lost: what caches hold is not to be relied on. */
    private boolean cacheIgnored;

    private boolean walkedAgain;

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

    /** Stage 1 came here by Protected descriptors in mostly read-only stage 2 pages alone (FEAT_THE). */
    private boolean assured;
    /** The last stage 2 leaf was mostly read-only; kept only where FEAT_THE asks. */
    private boolean mostlyReadOnly;

    FullWalk(PhysicalMemory memory) {
        this.memory = memory;
    }

    void observe(@Nullable WalkObserver newObserver) {
        observer = newObserver;
    }

    void use(@Nullable WalkCache newCache) {
        cache = newCache;
    }

    /** Whether {@link #resume} had to give up what it was given and walked from the start. */
    boolean hasWalkedAgain() {
        return walkedAgain;
    }

    /** Translates one address, see {@link Walker#walk}; a walk whose update lost a race is made again. */
    boolean walk(TranslationContext context, long va, int access, Walk out) {
        leaf.valid = false;
        boolean ok = attempt(context, va, access, out);
        while (raceLost) {
            raceLost = false;
            cacheIgnored = true;
            leaf.valid = false;
            ok = attempt(context, va, access, out);
        }
        cacheIgnored = false;
        return ok;
    }

    /** See {@link Walker#resume}. */
    boolean resume(
            TranslationContext context, long va, int access, FoundLeaf known, @Nullable FoundLeaf stage2, Walk out) {
        walkedAgain = false;
        int special = access & context.specialAccess;
        if ((special & Access.CACHE) != 0 || special != 0 && (access & (Access.AT | Access.CACHE)) == 0) {
            out.start(va, access);
            return unusual(context, va, access, out);
        }
        WalkParameters p = context.parametersFor(va);
        out.start(va, access);
        if (p.refuses(va, access)) {
            return refused(p, out);
        }
        contiguousOff = known.contiguousOff;
        assured = known.assured;
        second = stage2;
        boolean ok = judge(
                        context,
                        p,
                        va,
                        access,
                        known.word,
                        known.wordHigh,
                        known.level,
                        known.shift,
                        known.attributes,
                        known.slot,
                        known.physicalSlot,
                        out)
                && (context.stage2 == null || output(context, access, out));
        second = null;
        if (raceLost) {
            raceLost = false;
            walkedAgain = true;
            cacheIgnored = true;
            return walk(context, va, access, out);
        }
        return ok;
    }

    /** Two entries of a TLB have met. */
    boolean conflict(long va, int access, Walk out) {
        out.start(va, access);
        out.withoutStage1();
        return out.stage1Fault(FaultType.TLB_CONFLICT, 0);
    }

    private boolean attempt(TranslationContext context, long va, int access, Walk out) {
        out.start(va, access);
        if (!context.stage1On || (access & context.specialAccess) != 0) {
            return unusual(context, va, access, out);
        }
        return translate(context, va, access, out);
    }

    private boolean translate(TranslationContext context, long va, int access, Walk out) {
        WalkParameters p = context.parametersFor(va);
        if (p.refuses(va, access)) {
            return refused(p, out);
        }
        return stage1(context, p, va, access, out) && (context.stage2 == null || output(context, access, out));
    }

    /** Accesses that are decided without a walk, or before it. */
    private boolean unusual(TranslationContext context, long va, int access, Walk out) {
        int special = access & context.specialAccess;
        if ((special & Access.CACHE) != 0) {
            out.withoutStage1();
            out.space(context.security);
            out.outputAddress = va & ADDRESS_56;
            return true;
        }
        if (special != 0 && (access & (Access.AT | Access.CACHE)) == 0) {
            out.withoutStage1();
            return out.stage1Fault(FaultType.ALIGNMENT, 0);
        }
        if (context.stage1On) {
            return translate(context, va, access, out);
        }
        return flat(context, va, access, out) && (context.stage2 == null || output(context, access, out));
    }

    private boolean stage1(TranslationContext context, WalkParameters p, long va, int access, Walk out) {
        if (!descend(context, p, va, access, out)) {
            out.found(p, entry, low, high, level, shift, hierarchy);
            out.permissions = 0;
            return false;
        }
        if (assured) {
            assured = mostlyReadOnly && (low & p.protectedLow | high & p.protectedHigh) != 0;
        }
        return judge(context, p, va, access, low, high, level, shift, hierarchy, entry, entryAddress, out);
    }

    // One rule of the architecture after the other, in the order of fault priority (vmsa: R_BRVNW and neighbours).
    private boolean judge(
            TranslationContext context,
            WalkParameters p,
            long va,
            int access,
            long word,
            long wordHigh,
            int at,
            int down,
            long tables,
            long slot,
            long physicalSlot,
            Walk out) {
        out.found(p, slot, word, wordHigh, at, down, tables);
        SecurityState space = Stage1Rules.space(context, p, word, wordHigh, tables);
        out.space(space);
        out.permissions = 0;
        long address = leaf(context, p, word, wordHigh, at, down, va, access, out);
        if (address == ABSENT_ADDRESS) {
            return false;
        }
        if (cache != null) {
            leaf.set(slot, physicalSlot, word, wordHigh, at, down, tables, contiguousOff, assured);
        }
        if (isUnaligned(access) && MemoryAttributes.isStage1Device(context, p, word, wordHigh)) {
            return out.stage1Fault(FaultType.ALIGNMENT, at);
        }
        int base = Stage1Rules.permissions(context, p, word, wordHigh, p.hierarchical ? tables : 0, access, space);
        out.permissions = base;
        boolean permitted = p.simplePermissions && (access & Access.EXECUTE) == 0
                ? Stage1Rules.permitted(base, access, out)
                : Stage1Rules.permittedInFull(context, p, base, word, wordHigh, access, out);
        if (p.accessFlagManaged && !updated(context, p, word, at, slot, physicalSlot, access, permitted, out)) {
            return false;
        }
        if (permitted) {
            out.allowed(address, space, out.permissions);
        }
        return permitted;
    }

    /** Makes the hardware updates of a stage 1 leaf. */
    private boolean updated(
            TranslationContext context,
            WalkParameters p,
            long word,
            int at,
            long slot,
            long physicalSlot,
            int access,
            boolean permitted,
            Walk out) {
        long updated = Stage1Rules.updated(context, p, word, access, permitted);
        if (updated == word) {
            return true;
        }
        WalkParameters through = context.stage2(tableSpace(context, p, out.tableAttributes));
        if (!update(context, p, through, slot, physicalSlot, at, word, updated, access, out)) {
            return false;
        }
        out.descriptor = updated;
        if (cache != null) {
            leaf.word = updated;
            leaf.valid = true;
        }
        return true;
    }

    /** Judges what either stage's tables ended with; gives the output address, or {@link WalkSteps#ABSENT_ADDRESS} with the fault set. */
    private long leaf(
            TranslationContext context,
            WalkParameters p,
            long word,
            long wordHigh,
            int at,
            int down,
            long ia,
            int access,
            Walk out) {
        if (!LeafRules.isLeaf(p, word, wordHigh, at)) {
            return failed(p, out, FaultType.TRANSLATION, at, ia, access);
        }
        int span = down;
        if (at != Place.LAST_LEVEL || p.special) {
            span = LeafRules.span(context, p, word, wordHigh, at, down, contiguousOff);
            if (span == 0) {
                return failed(p, out, FaultType.TRANSLATION, at, ia, access);
            }
        }
        long offset = (1L << span) - 1;
        long own = p.leafAddress(at, word);
        long address = own & ~offset | ia & offset;
        if ((address & p.beyondOutput) != 0 && LeafRules.isBeyond(context, p, own)) {
            return failed(p, out, FaultType.ADDRESS_SIZE, at, ia, access);
        }
        if ((word & DescriptorBits.AF) == 0 && !p.accessFlagManaged && (access & Access.CACHE) == 0) {
            return failed(p, out, FaultType.ACCESS_FLAG, at, ia, access);
        }
        return address;
    }

    /** Stage 2 of the output, unless the access asks for stage 1 only. */
    private boolean output(TranslationContext context, int access, Walk out) {
        out.ipaSpace = out.outputSpace;
        WalkParameters p = context.stage2(out.outputSpace);
        if (p == null
                || (access & Access.STAGE1_ONLY) != 0
                || (access & Access.GCS) != 0 && context.profile.has(Knob.GCS_SKIPS_STAGE2)) {
            return true;
        }
        long address = stage2(context, p, out.ipa, access, out);
        if (address == ABSENT_ADDRESS) {
            return false;
        }
        out.outputAddress = address;
        if (context.security == SecurityState.SECURE) {
            out.space(p == context.stage2Secure ? context.secureOutput : context.nonSecureOutput);
        } else if (Stage2Rules.leavesRealm(context, p, out.stage2Descriptor, out.stage2DescriptorHigh)) {
            out.space(SecurityState.NON_SECURE);
        }
        return true;
    }

    /**
     * Goes down through table descriptors. What is not one ends it, good or bad, and is judged by the caller.
     *
     * @return false if the descent itself failed, with the fault in {@code out}
     */
    private boolean descend(TranslationContext context, WalkParameters p, long ia, int access, Walk out) {
        WalkParameters through = p.stage2 ? null : context.stage2(context.security);
        Segment current = segment;
        long table = p.base;
        long mask = p.startIndexMask;
        int at = p.startLevel;
        int down = p.startShift;
        long attributes = 0;
        boolean disch = p.contiguousDisabled;
        long index = ia >>> down & mask;
        if (!p.stage2) {
            assured = through != null && (p.upper ? through.topLevel1Checked : through.topLevel0Checked);
        }
        WalkCache known = cache;
        if (known != null && !cacheIgnored && known.findTable(context, p, ia, foundTable)) {
            FoundTable found = foundTable;
            table = found.table;
            at = found.nextLevel;
            down = found.nextShift;
            index = ia >>> down & found.nextIndexMask;
            attributes = found.attributes;
            disch = found.contiguousOff;
            if (!p.stage2) {
                assured = found.assured;
            }
            if (through != null && context.security == SecurityState.SECURE) {
                through = context.stage2(tableSpace(context, p, attributes));
            }
        }
        if (((table | index << p.entryShift) & p.beyondOutput) != 0) {
            note(table, 0, 0, 0, at, down, 0, disch);
            return fail(p, out, FaultType.ADDRESS_SIZE, 0, ia, access);
        }
        for (; ; ) {
            long slot = table | index << p.entryShift;
            long address = slot;
            if (through != null) {
                address = stage2(context, through, slot, tableWalk(p, at, access, false), out);
                if (address == ABSENT_ADDRESS) {
                    note(slot, 0, 0, 0, at, down, attributes, disch);
                    return failedOnStage2(context, p, at, attributes, out);
                }
                current = segment;
            }
            if (!holds(current, address, p.wide)) {
                current = memory.at(address);
                segment = current;
                if (!holds(current, address, p.wide)) {
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
                skipped = LeafRules.skipped(wordHigh);
            }
            if (!LeafRules.isTable(p, word, at, skipped)) {
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
            if (assured && !p.stage2) {
                assured = mostlyReadOnly && (word & p.protectedLow | wordHigh & p.protectedHigh) != 0;
            }
            if (p.tableAccessFlagManaged
                    && (word & DescriptorBits.AF) == 0
                    && ((access & (Access.AT | Access.TABLE_WALK)) != Access.AT
                            || context.profile.has(Knob.AT_SETS_ACCESS_FLAG))) {
                long marked = word | DescriptorBits.AF;
                if (!update(context, p, through, slot, address, at, word, marked, access, out)) {
                    note(slot, address, word, wordHigh, at, down, attributes, disch);
                    return failedOnStage2(context, p, at, attributes, out);
                }
                current = segment;
                word = marked;
            }
            attributes |= p.wide ? wordHigh & DescriptorBits.NS_TABLE_128 : word;
            if (through != null && context.security == SecurityState.SECURE) {
                through = context.stage2(tableSpace(context, p, attributes));
            }
            disch = p.wide ? !p.stage2 && (wordHigh & DescriptorBits.DISCH_128) != 0 : p.contiguousDisabled;
            if (known != null && (!p.tableAccessFlagManaged || (word & DescriptorBits.AF) != 0)) {
                FoundTable found = foundTable;
                found.slot = slot;
                found.physicalSlot = address;
                found.word = word;
                found.wordHigh = wordHigh;
                found.level = at;
                found.shift = down;
                found.table = next;
                found.nextLevel = nextLevel;
                found.nextShift = nextShift;
                found.nextIndexMask = nextMask;
                found.attributes = attributes;
                found.contiguousOff = disch;
                found.assured = assured;
                known.addTable(context, p, ia, found);
            }
            table = next;
            index = nextIndex;
            at = nextLevel;
            down = nextShift;
        }
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

    /**
     * Writes a descriptor that hardware updates. The low half holds every bit that can change, so it alone is compared and
     * set, also for 128-bit descriptors.
     *
     * @param through the stage 2 tables that stage 1 descriptors are reached by; null for none
     * @return false with a fault, or with {@link #raceLost} if somebody changed the descriptor meanwhile
     */
    private boolean update(
            TranslationContext context,
            WalkParameters p,
            @Nullable WalkParameters through,
            long slot,
            long address,
            int at,
            long before,
            long after,
            int access,
            Walk out) {
        long target = address;
        if (!p.stage2 && through != null) {
            target = stage2(context, through, slot, tableWalk(p, at, access, true), out);
            if (target == ABSENT_ADDRESS) {
                return failedOnStage2(context, p, at, out.tableAttributes, out);
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

    /** Translates an intermediate physical address; gives the physical one, or {@link WalkSteps#ABSENT_ADDRESS} with the fault set. */
    private long stage2(TranslationContext context, WalkParameters p, long ipa, int access, Walk out) {
        if (p.unusable != null || (ipa & p.canonicalMaskData) != 0) {
            return failed(p, out, FaultType.TRANSLATION, 0, ipa, access);
        }
        boolean tableWalk = (access & Access.TABLE_WALK) != 0;
        SecurityState space = p == context.stage2Secure ? SecurityState.SECURE : stage2Space(context);
        boolean known = known(context, p, space, ipa, tableWalk);
        if (!known && !descend(context, p, ipa, access, out)) {
            return ABSENT_ADDRESS;
        }
        long word = low;
        long wordHigh = high;
        int at = level;
        int span = shift;
        long slot = entry;
        long address = leaf(context, p, word, wordHigh, at, span, ipa, access, out);
        if (address == ABSENT_ADDRESS) {
            return ABSENT_ADDRESS;
        }
        boolean device = MemoryAttributes.isStage2Device(context, word);
        if (device && !tableWalk && isUnaligned(access)) {
            return failed(p, out, FaultType.ALIGNMENT, at, ipa, access);
        }
        if (!Stage2Rules.permitted(context, p, word, wordHigh, ipa, access, at, device, assured, out)) {
            return ABSENT_ADDRESS;
        }
        long updated = Stage2Rules.updated(context, p, word, access);
        if (updated != word && !update(context, p, null, slot, slot, at, word, updated, access, out)) {
            return ABSENT_ADDRESS;
        }
        if (cache != null && (!known || updated != word) && (updated & DescriptorBits.AF) != 0) {
            foundStage2.set(slot, slot, updated, wordHigh, at, span, 0, contiguousOff, false);
            cache.addStage2(context, p, space, ipa, foundStage2);
        }
        if (tableWalk) {
            mostlyReadOnly = p.hardened && Stage2Rules.mostlyReadOnly(context, p, word, wordHigh);
        } else {
            out.stage2 = true;
            out.stage2DescriptorAddress = slot;
            out.stage2Descriptor = updated;
            out.stage2DescriptorHigh = wordHigh;
            out.stage2Level = at;
            out.stage2LeafShift = span;
        }
        return address;
    }

    /** Whether the leaf of an intermediate address is known without a walk; it is then where a walk would have left it. */
    private boolean known(
            TranslationContext context, WalkParameters p, SecurityState space, long ipa, boolean tableWalk) {
        FoundLeaf found = tableWalk ? null : second;
        if (found == null) {
            if (cache == null || cacheIgnored || !cache.findStage2(context, p, space, ipa, foundStage2)) {
                return false;
            }
            found = foundStage2;
        }
        note(found.slot, found.slot, found.word, found.wordHigh, found.level, found.shift, 0, found.contiguousOff);
        return true;
    }
}
