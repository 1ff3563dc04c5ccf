package dev.ptarmigan.checker;

import dev.ptarmigan.registers.Hcr;
import dev.ptarmigan.tlb.TlbiIssuer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One PE: what its barriers still have to do. */
final class ProcessorState {
    /** The most PEs there can be; the bit above stands for all others. */
    static final int MOST = 62;

    final int number;
    final long bit;
    /** Entries that this PE replaced, with the store not yet visible to all walkers. */
    final List<ReplacedEntry> stored = new ArrayList<>();
    /** Entries that this PE's TLBIs hit, with no completing DSB yet. */
    final List<ReplacedEntry> awaited = new ArrayList<>();
    /** Entries that its local TLBIs hit. */
    final List<ReplacedEntry> awaitedLocally = new ArrayList<>();
    /** Entries hit once, which on parts that need broadcasts twice may linger. */
    final List<ReplacedEntry> lingering = new ArrayList<>();

    final List<String> locks = new ArrayList<>();
    /** Number of DSBs that made its stores visible to all walkers. */
    int publications;
    /** Number of DSBs or DMBs that ordered its stores. */
    int orderings;
    /** Index of its first store to a live table since the last such DSB, or −1. */
    int unpublished = -1;
    /** Index of its last event, and of its last store to a live table. */
    int lastEvent = -1;

    int lastStore = -1;
    /** That store: its place, what it translates, its words. */
    long storedSlot;

    long storedVa;
    long storedBytes;
    long storedBefore;
    long storedAfter;
    /** Index of the last DSB that completed something and was not followed by an ISB, or −1. */
    int unsynchronised = -1;
    /** What its TLBIs act on; null as long as the trace says nothing of it. */
    @Nullable
    TlbiIssuer issuer;

    int vmid;
    Hcr hcr = new Hcr(0);
    /** ASID in TTBR1, which is that of both ranges if TCR.A1 is set. */
    int upperAsid;
    /** Whether it walks other tables than those that are checked. */
    boolean away;
    /** Whether, being away, it has invalidated all it had, and the DSB for that is to come. */
    boolean emptying;
    /** Whether it is away and its TLB is empty. */
    boolean empty;

    ProcessorState(int number) {
        this.number = number;
        this.bit = 1L << number;
    }
}
