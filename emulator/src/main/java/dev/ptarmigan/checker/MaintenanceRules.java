package dev.ptarmigan.checker;

import dev.ptarmigan.checker.ReplacedEntry.Miss;
import dev.ptarmigan.checker.ReplacedEntry.Progress;
import dev.ptarmigan.tlb.Invalidation;
import dev.ptarmigan.tlb.OperandForm;
import dev.ptarmigan.tlb.OverInvalidation;
import dev.ptarmigan.tlb.TlbRegime;
import dev.ptarmigan.tlb.TlbiDomain;
import dev.ptarmigan.tlb.TlbiException;
import dev.ptarmigan.tlb.TlbiIssuer;
import dev.ptarmigan.tlb.TlbiOperand;
import dev.ptarmigan.tlb.TlbiScope;
import dev.ptarmigan.trace.Barrier;
import java.util.List;

/** What barriers and TLBIs do to replaced entries. */
final class MaintenanceRules {
    private final CheckState state;
    private final DescriptorReader reader;
    private final EntryView view;

    MaintenanceRules(CheckState state) {
        this.state = state;
        this.reader = state.reader;
        this.view = new EntryView(reader, state.tags);
    }

    void barrier(ProcessorState pe, Barrier kind) {
        switch (kind) {
            case ISB -> pe.unsynchronised = -1;
            case DMB_ISH, DMB_ISHST, DMB_SY -> pe.orderings++;
            case DMB_ISHLD, DSB_LD, DSB_ISHLD -> {}
            case DSB_NSH, DSB_NSHST -> {
                if (state.alone(pe)) {
                    publish(pe);
                } else {
                    pe.orderings++;
                    for (ReplacedEntry entry : pe.stored) {
                        entry.publishedLocally |= entry.writer == pe;
                    }
                }
            }
            case DSB_ISH, DSB_ISHST, DSB_OSH, DSB_OSHST, DSB_SY, DSB_ST -> publish(pe);
        }
        if (kind.isDsb()) {
            complete(pe, kind);
        }
    }

    private void publish(ProcessorState pe) {
        pe.orderings++;
        pe.publications++;
        for (ReplacedEntry entry : pe.stored) {
            if (entry.writer == pe && entry.progress == Progress.STORED) {
                entry.progress = Progress.VISIBLE;
            }
        }
        pe.stored.clear();
        if (pe.unpublished >= 0) {
            pe.unpublished = -1;
            pe.unsynchronised = state.event;
        }
    }

    private void complete(ProcessorState pe, Barrier kind) {
        List<ReplacedEntry> awaited = pe.awaited;
        int kept = 0;
        for (int i = 0; i < awaited.size(); i++) {
            ReplacedEntry entry = awaited.get(i);
            if (entry.progress != Progress.INVALIDATED && entry.progress != Progress.STAGE2_INVALIDATED) {
                continue;
            }
            if (entry.domain.completedBy(kind)) {
                finish(pe, entry);
                pe.unsynchronised = state.event;
            } else {
                entry.missed(Miss.WEAK_COMPLETION, entry.missEvent);
                awaited.set(kept++, entry);
            }
        }
        awaited.subList(kept, awaited.size()).clear();
        if (TlbiDomain.LOCAL.completedBy(kind)) {
            for (ReplacedEntry entry : pe.awaitedLocally) {
                entry.holders &= ~pe.bit;
                if (entry.holders == 0) {
                    remove(entry);
                }
            }
            pe.awaitedLocally.clear();
            if (pe.emptying) {
                state.emptied(pe);
                state.replaced.all(entry -> {
                    entry.holders &= ~pe.bit;
                    if (entry.holders == 0) {
                        remove(entry);
                    }
                });
            }
        }
    }

    private void finish(ProcessorState pe, ReplacedEntry entry) {
        if (entry.progress == Progress.STAGE2_INVALIDATED) {
            entry.progress = Progress.STAGE2_DONE;
            if (entry.miss != Miss.STAGE1_FIRST) {
                entry.missed(Miss.COMBINED, entry.missEvent);
            }
        } else if (state.options.repeatTlbi() && entry.rounds == 0 && entry.domain.isBroadcast()) {
            entry.rounds = 1;
            entry.progress = Progress.LINGERING;
            entry.missed(Miss.ONCE, entry.missEvent);
            pe.lingering.add(entry);
        } else {
            remove(entry);
        }
    }

    private void remove(ReplacedEntry entry) {
        if (entry.progress == Progress.DONE) {
            return;
        }
        state.replaced.remove(entry);
        if (entry.table) {
            TrackedTable table = state.tables.find(reader.address(entry.word));
            if (table != null && table.cachedLinks > 0) {
                table.cachedLinks--;
            }
        }
    }

    void tlbi(ProcessorState pe, String name, long operand) {
        Invalidation invalidation;
        try {
            TlbiIssuer issuer = pe.issuer;
            invalidation = Invalidation.of(name, operand, issuer == null ? reader.regime.issuer() : issuer);
        } catch (TlbiException e) {
            throw new CheckerException(state.event, String.valueOf(e.getMessage()));
        }
        if (invalidation.recipients().isBroadcast()) {
            for (ReplacedEntry entry : pe.lingering) {
                if (entry.progress == Progress.LINGERING) {
                    invalidated(pe, entry, invalidation);
                }
            }
            pe.lingering.clear();
        }
        if (pe.away && invalidation.removesConflicts(false) && invalidation.regime() == reader.regime.regime()) {
            pe.emptying = true;
        }
        tags(invalidation);
        if (state.replaced.size() == 0) {
            return;
        }
        boolean byIpa = invalidation.operation().form().isIpa();
        if (!state.unplaced
                        && byIpa == reader.isStage2()
                        && invalidation.operation().form().isSingle()
                || !state.unplaced
                        && byIpa == reader.isStage2()
                        && invalidation.operation().form().isRange()) {
            state.replaced.overlapping(
                    invalidation.operand().first(),
                    invalidation.operand().last(),
                    entry -> hit(pe, entry, invalidation));
        } else {
            state.replaced.all(entry -> hit(pe, entry, invalidation));
        }
    }

    private void invalidated(ProcessorState pe, ReplacedEntry entry, Invalidation invalidation) {
        entry.progress = Progress.INVALIDATED;
        entry.domain = invalidation.recipients();
        entry.missed(Miss.NOT_COMPLETED, state.event);
        pe.awaited.add(entry);
    }

    private void hit(ProcessorState pe, ReplacedEntry entry, Invalidation invalidation) {
        if (entry.progress == Progress.STAGE2_INVALIDATED) {
            // A TLBI that does not wait for the one by IPA; one of both stages need not.
            if (invalidation.operation().scope() == TlbiScope.STAGE1) {
                entry.missed(Miss.STAGE1_FIRST, state.event);
                return;
            }
        } else if (entry.progress != Progress.STORED
                && entry.progress != Progress.VISIBLE
                && entry.progress != Progress.STAGE2_DONE) {
            return;
        }
        view.of(entry);
        if (state.unplaced) {
            state.tags.vmid(invalidation.issuer().vmid());
            view.whereverItIs(
                    invalidation.operand().first(), invalidation.operand().level());
        }
        if (reader.isStage2() && !entry.table && combined(pe, entry, invalidation)) {
            return;
        }
        if (!invalidation.hits(view)) {
            Miss miss = why(entry, invalidation);
            if (miss != Miss.NONE) {
                entry.missed(miss, state.event);
            }
            return;
        }
        boolean local = !invalidation.recipients().isBroadcast();
        if (entry.progress == Progress.STORED && !(local && entry.publishedLocally && entry.writer == pe)) {
            entry.missed(entry.writer == pe ? Miss.BEFORE_DSB : Miss.OTHER_PE, state.event);
            return;
        }
        ReplacedEntry via = entry.via;
        if (via != null && (via.progress == Progress.STORED || via.progress == Progress.VISIBLE) && !local) {
            entry.missed(Miss.WALK_CACHE, state.event);
            return;
        }
        if (state.options.strictConflicts() && entry.conflicting && !invalidation.removesConflicts(false)) {
            entry.missed(Miss.CONFLICT, state.event);
            return;
        }
        if (local && (entry.holders & ~pe.bit) != 0) {
            entry.missed(Miss.LOCAL, state.event);
            pe.awaitedLocally.add(entry);
            return;
        }
        invalidated(pe, entry, invalidation);
        if (reader.isStage2() && !entry.table && invalidation.operation().form().isIpa()) {
            entry.progress = Progress.STAGE2_INVALIDATED;
        }
    }

    /** An ASID of which nothing is cached any more. */
    private void tags(Invalidation invalidation) {
        if (!invalidation.recipients().isBroadcast()
                || invalidation.regime() != reader.regime.regime()
                || invalidation.operation().form().isIpa()) {
            return;
        }
        if (invalidation.operation().form() == OperandForm.ASID) {
            state.tags.invalidated(invalidation.operand().asid());
        } else if (invalidation.removesConflicts(false)) {
            state.tags.invalidated(TreeTags.ANY_ASID);
        }
    }

    /**
     * Entries that combine a leaf of stage 2 with one of stage 1 are found by virtual address: they go with VMALLE1 of the VMID,
     * and must go after the entry of stage 2, from which they can be made again. Whether that is all there is to say.
     */
    private boolean combined(ProcessorState pe, ReplacedEntry entry, Invalidation invalidation) {
        boolean ofStage1 = invalidation.operation().scope() == TlbiScope.STAGE1;
        boolean sameVmid = invalidation.operation().isForEveryVmid()
                || invalidation.issuer().vmid() == state.tags.vmid();
        if (ofStage1 && invalidation.regime() != TlbRegime.EL10) {
            return true;
        }
        if (!sameVmid) {
            entry.missed(Miss.VMID, state.event);
            return true;
        }
        if (!ofStage1) {
            return entry.progress == Progress.STAGE2_DONE
                    && invalidation.operation().form().isIpa();
        }
        boolean all = invalidation.operation().form() == OperandForm.NONE;
        if (entry.progress != Progress.STAGE2_DONE) {
            if (all) {
                entry.missed(entry.miss == Miss.NOT_COMPLETED ? Miss.STAGE1_FIRST : Miss.STAGE1_ALONE, state.event);
            }
            return true;
        }
        if (!all) {
            return true;
        }
        if (!invalidation.recipients().isBroadcast() && (entry.holders & ~pe.bit) != 0) {
            entry.missed(Miss.LOCAL, state.event);
            pe.awaitedLocally.add(entry);
            return true;
        }
        invalidated(pe, entry, invalidation);
        return true;
    }

    /** Why an operation that covers the address of an entry, or all addresses, does not hit it. */
    private Miss why(ReplacedEntry entry, Invalidation invalidation) {
        TlbiOperand operand = invalidation.operand();
        if (operand.isNothingGuaranteed()) {
            return Miss.RESERVED;
        }
        if (invalidation.mayHit(view, OverInvalidation.DROP_ASID)) {
            return invalidation.excludesXs() && view.xs() ? Miss.NXS : Miss.ASID;
        }
        if (entry.table && invalidation.operation().isLastLevel()) {
            return Miss.LAST_LEVEL;
        }
        if (!invalidation.mayHit(view, OverInvalidation.DROP_LEVEL)) {
            boolean otherVmid = invalidation.regime() == reader.regime.regime()
                    && invalidation.issuer().vmid() != state.tags.vmid()
                    && !invalidation.operation().isForEveryVmid();
            return otherVmid ? Miss.VMID : Miss.REGIME;
        }
        return operand.granule() != null && operand.granule() != view.granule() ? Miss.GRANULE : Miss.LEVEL_HINT;
    }
}
