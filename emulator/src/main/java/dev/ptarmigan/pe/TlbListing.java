package dev.ptarmigan.pe;

import dev.ptarmigan.memory.Segment;
import dev.ptarmigan.pe.EntryArray.Flags;
import dev.ptarmigan.tlb.EntryKind;
import dev.ptarmigan.walker.Access;
import dev.ptarmigan.walker.Walk;
import dev.ptarmigan.walker.WalkParameters;
import dev.ptarmigan.walker.Walker;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists what a TLB holds, and compares it with memory. */
final class TlbListing {
    private final Machine machine;
    private final Walker walker;
    private final Walk walk = new Walk();
    private final @Nullable RegimeState[] states;

    private TlbListing(Machine machine, @Nullable RegimeState[] states) {
        this.machine = machine;
        this.walker = new Walker(machine.memory());
        this.states = states;
    }

    static List<TlbEntry> of(Machine machine, Tlb tlb, @Nullable RegimeState[] states) {
        TlbListing listing = new TlbListing(machine, states);
        List<TlbEntry> entries = new ArrayList<>();
        for (EntryArray array : tlb.arrays()) {
            for (int i = 0; i < array.capacity; i++) {
                if (array.isValid(i)) {
                    entries.add(listing.entry(array, i));
                }
            }
        }
        return entries;
    }

    private TlbEntry entry(EntryArray array, int i) {
        RegimeState state = states[Tags.regime(array.tags[i]).ordinal()];
        EntryView view = new EntryView(array).at(array, i, state);
        long slot = array.physicalSlot[i];
        Segment segment = machine.memory().at(slot);
        long held = segment == Segment.ABSENT ? 0 : segment.read(slot);
        WalkParameters p = state == null ? null : state.parameters(RegimeState.half(array.base[i]));
        boolean reversed = p != null && p.isBigEndian();
        long memoryWord = reversed ? Long.reverseBytes(held) : held;
        boolean same = memoryWord == array.word[i];
        boolean agrees = same && (state == null || reached(array, i, state));
        return new TlbEntry(
                array.name,
                view.kind(),
                view.regime(),
                view.vmid(),
                view.asid(),
                view.global(),
                view.heldBase(),
                view.heldBytes(),
                view.sizeBytes(),
                view.level(),
                array.output[i],
                slot,
                array.word[i],
                memoryWord,
                agrees,
                agrees ? -1 : machine.changedAt(slot));
    }

    /** Whether a walk in the context of the entry still comes to its descriptor; yes if that context is not set up. */
    private boolean reached(EntryArray array, int i, RegimeState state) {
        EntryKind kind = array.kindOf(i);
        int half = RegimeState.half(array.base[i]);
        boolean inContext = ((state.tags[half] ^ array.tags[i]) & array.tagMask[i] & Tags.in(-1L >>> 20, 0)) == 0;
        if (!kind.isByVa() || kind.isTable() || !inContext || !state.cached) {
            return true;
        }
        // Of a span of several descriptors the first may be one that the entry does not hold.
        long va = array.base[i];
        long member = array.spanShift[i] > array.leafShift[i]
                ? (va & (1L << array.spanShift[i]) - 1) >>> array.leafShift[i]
                : 0;
        walker.walk(state.context, va, Access.READ | Access.AT, walk);
        return walk.descriptorAddress == array.slot[i] + (member << (array.is(i, Flags.WIDE) ? 4 : 3));
    }
}
