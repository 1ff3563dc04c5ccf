package dev.ptarmigan.explorer.naive;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A moment of the machine. Changed while it is made, then left alone. */
final class NaiveState {
    /** A store that is not visible to others; {@code value} is null for a flag. */
    record Store(int epoch, String slot, @Nullable Descriptor value, boolean ownWalks, boolean fenced) {}

    /** A TLBI that has not taken effect everywhere. */
    record Pending(int issuer, int operation, int asid, Set<Integer> recipients) {}

    /** An entry that a PE with the TLBI erratum still uses; {@code synced} after a DSB of the issuer. */
    record Lingering(Entry entry, int issuer, boolean synced) {}

    /** What a page must be; a null says nothing about it. */
    record Want(
            @Nullable Integer pa,
            @Nullable String perm,
            @Nullable String type) {
        /** This, and the other's parts where this says nothing. */
        Want orElse(Want other) {
            return new Want(
                    pa != null ? pa : other.pa, perm != null ? perm : other.perm, type != null ? type : other.type);
        }
    }

    /** One PE. */
    static final class Pe {
        int at;
        int epoch;
        List<Store> buffer = new ArrayList<>();
        Set<Entry> tlb = new HashSet<>();
        /** Removed by its own TLBI, still used by older instructions; before and after a DSB. */
        Set<Entry> left = new HashSet<>();

        Set<Entry> leftAfterDsb = new HashSet<>();
        Set<Lingering> lingering = new HashSet<>();
        /** Pages whose walk failed: now, and at some time since a context synchronisation, DSB, explicit access. */
        Set<Integer> faults = new HashSet<>();

        Set<Integer> faultsSinceContext = new HashSet<>();
        Set<Integer> faultsSinceDsb = new HashSet<>();
        Set<Integer> faultsSinceAccess = new HashSet<>();
        /** ASIDs under which walks and accesses may happen; more than one while a switch is not synchronised. */
        Set<Integer> contexts = new HashSet<>();

        int asid;
        boolean on = true;

        Pe copy() {
            Pe copy = new Pe();
            copy.at = at;
            copy.epoch = epoch;
            copy.buffer = new ArrayList<>(buffer);
            copy.tlb = new HashSet<>(tlb);
            copy.left = new HashSet<>(left);
            copy.leftAfterDsb = new HashSet<>(leftAfterDsb);
            copy.lingering = new HashSet<>(lingering);
            copy.faultsSinceContext = new HashSet<>(faultsSinceContext);
            copy.faultsSinceDsb = new HashSet<>(faultsSinceDsb);
            copy.faultsSinceAccess = new HashSet<>(faultsSinceAccess);
            copy.contexts = new HashSet<>(contexts);
            copy.asid = asid;
            copy.on = on;
            return copy;
        }

        /** Everything an access or a walk may still use. */
        Set<Entry> used() {
            Set<Entry> used = new HashSet<>(tlb);
            used.addAll(left);
            used.addAll(leftAfterDsb);
            lingering.forEach(one -> used.add(one.entry()));
            return used;
        }

        /** Epochs matter by their order only. */
        void renumberEpochs() {
            List<Integer> epochs =
                    buffer.stream().map(Store::epoch).distinct().sorted().toList();
            boolean open = epochs.contains(epoch);
            List<Store> renumbered = new ArrayList<>();
            for (Store store : buffer) {
                renumbered.add(new Store(
                        epochs.indexOf(store.epoch()), store.slot(), store.value(), store.ownWalks(), store.fenced()));
            }
            buffer = renumbered;
            epoch = open ? epochs.size() - 1 : epochs.size();
        }

        List<Object> parts() {
            return List.of(
                    at,
                    epoch,
                    buffer,
                    tlb,
                    left,
                    leftAfterDsb,
                    lingering,
                    faults,
                    faultsSinceContext,
                    faultsSinceDsb,
                    faultsSinceAccess,
                    contexts,
                    asid,
                    on);
        }
    }

    List<Pe> pes = new ArrayList<>();
    Map<String, Descriptor> memory = new HashMap<>();
    Set<String> flags = new HashSet<>();
    List<Pending> pending = new ArrayList<>();
    Set<Integer> live = new HashSet<>();
    Set<String> freedTables = new HashSet<>();
    Set<Integer> freedPages = new HashSet<>();
    int owner = -1;
    /** What pages were, or were made by a completed operation. */
    Map<Integer, Want> old = new HashMap<>();

    Map<String, Map<Integer, Want>> running = new HashMap<>();
    /** The permissions of their pages when operations that run began. */
    Map<String, Map<Integer, String>> found = new HashMap<>();

    Set<String> returned = new HashSet<>();
    /** Pages whose permissions an operation that has returned was to set. */
    Set<Integer> completed = new HashSet<>();

    Set<String> accessedByHardware = new HashSet<>();
    /** What the step that led here has broken; not remembered in what follows. */
    Set<String> brokenByStep = new HashSet<>();

    NaiveState copy() {
        NaiveState copy = new NaiveState();
        pes.forEach(pe -> copy.pes.add(pe.copy()));
        copy.memory = new HashMap<>(memory);
        copy.flags = new HashSet<>(flags);
        copy.pending = new ArrayList<>(pending);
        copy.live = new HashSet<>(live);
        copy.freedTables = new HashSet<>(freedTables);
        copy.freedPages = new HashSet<>(freedPages);
        copy.owner = owner;
        copy.old = new HashMap<>(old);
        copy.running = new HashMap<>(running);
        copy.found = new HashMap<>(found);
        copy.returned = new HashSet<>(returned);
        copy.completed = new HashSet<>(completed);
        copy.accessedByHardware = new HashSet<>(accessedByHardware);
        return copy;
    }

    /** Equal lists are equal states. */
    List<Object> key() {
        Map<Pending, Integer> bag = new HashMap<>();
        pending.forEach(one -> bag.merge(one, 1, Integer::sum));
        return java.util.Arrays.asList(
                pes.stream().map(Pe::parts).toList(),
                memory,
                flags,
                bag,
                live,
                freedTables,
                freedPages,
                owner,
                old,
                running,
                completed,
                accessedByHardware,
                found,
                returned);
    }
}
