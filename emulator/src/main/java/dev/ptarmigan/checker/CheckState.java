package dev.ptarmigan.checker;

import dev.ptarmigan.checker.Finding.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** What the rules share: tables, replaced entries, PEs, and where in the trace we are. */
final class CheckState {
    final CheckerOptions options;
    final DescriptorReader reader;
    final TrackedTables tables;
    final ReplacedEntries replaced;
    final Findings findings;
    final TreeTags tags = new TreeTags();
    /** Whether addresses and levels of the tables are made up. */
    boolean unplaced;

    private final @Nullable ProcessorState[] processors = new ProcessorState[ProcessorState.MOST + 1];
    private final List<ProcessorState> known = new ArrayList<>();
    private IntFunction<String> names = Integer::toString;
    /** Index of the event at hand. */
    int event;
    /** PEs whose TLBs may hold entries of the checked tables. */
    private long holders;

    CheckState(CheckedRegime regime, CheckerOptions options) {
        this.options = options;
        reader = new DescriptorReader(regime);
        tables = new TrackedTables(reader);
        replaced = new ReplacedEntries(reader);
        findings = new Findings(options.mostFindings());
        holders = options.cpus() == 0 ? -1L : (1L << options.cpus()) - 1;
    }

    ProcessorState pe(int cpu) {
        if (cpu > ProcessorState.MOST) {
            throw new CheckerException(event, "cpu=" + cpu + ", the checker keeps PEs 0 to " + ProcessorState.MOST);
        }
        ProcessorState pe = processors[cpu];
        if (pe == null) {
            if (options.cpus() != 0 && cpu >= options.cpus()) {
                throw new CheckerException(event, "cpu=" + cpu + ", but there are only " + options.cpus() + " PEs");
            }
            pe = new ProcessorState(cpu);
            processors[cpu] = pe;
            known.add(pe);
        }
        return pe;
    }

    List<ProcessorState> known() {
        return known;
    }

    /** PEs that may hold what they find in the tables now. */
    long holders() {
        return holders;
    }

    /** Whether {@code pe} is the only one whose TLB matters. */
    boolean alone(ProcessorState pe) {
        return (holders & ~pe.bit) == 0;
    }

    /** A PE has left the tables and has nothing of them. */
    void emptied(ProcessorState pe) {
        pe.empty = true;
        pe.emptying = false;
        holders &= ~pe.bit;
    }

    /** A PE walks the tables again: what is replaced and not yet visible as such it may still find. */
    void returned(ProcessorState pe) {
        pe.away = false;
        pe.emptying = false;
        if (!pe.empty) {
            return;
        }
        pe.empty = false;
        holders |= pe.bit;
        replaced.all(entry -> {
            if (entry.progress == ReplacedEntry.Progress.STORED) {
                entry.holders |= pe.bit;
            }
        });
    }

    void nameEvents(IntFunction<String> newNames) {
        names = newNames;
    }

    String nameOf(int index) {
        return names.apply(index);
    }

    /** Why a replaced entry is still there. */
    String cause(ReplacedEntry entry) {
        if (entry.miss != ReplacedEntry.Miss.NONE) {
            return entry.miss.text("event " + nameOf(entry.missEvent));
        }
        if (entry.progress == ReplacedEntry.Progress.STORED) {
            return "no DSB and TLBI after the store at event " + nameOf(entry.event);
        }
        return "no TLBI covers it since the store at event " + nameOf(entry.event);
    }

    /** What would remove a replaced entry. */
    String repair(ReplacedEntry entry) {
        boolean stage2 = reader.isStage2();
        return switch (entry.miss) {
            case NONE ->
                stage2
                        ? "DSB ISHST; IPAS2E1IS; DSB ISH; VMALLE1IS; DSB ISH"
                        : entry.table
                                ? "DSB ISHST; TLBI of all levels for an address of the span, every ASID; DSB ISH"
                                : "DSB ISHST; TLBI covering the range, every ASID; DSB ISH";
            case BEFORE_DSB, OTHER_PE -> "DSB ISHST by the PE that stores, between store and TLBI";
            case LAST_LEVEL, WALK_CACHE -> "an operation of all levels (VAAE1IS, not VAALE1IS)";
            case LEVEL_HINT -> "no level hint, for the old entry has another level";
            case GRANULE -> "the granule of the tables in TG or TTL";
            case ASID -> "an operation for every ASID (VAA...)";
            case REGIME -> "an operation of the regime of the tables";
            case VMID -> "the same after VTTBR_EL2 is written with the VMID of the tables, and an ISB";
            case COMBINED, STAGE1_FIRST, STAGE1_ALONE ->
                "IPAS2E1IS, DSB ISH, VMALLE1IS, DSB ISH in this order, or VMALLS12E1IS, DSB ISH";
            case LOCAL -> "the Inner Shareable form of the operation";
            case NXS -> "the operation without nXS";
            case CONFLICT -> "VMALLE1IS, or flush between the change of size and the change of attributes";
            case RESERVED -> "an operand that is not reserved";
            case NOT_COMPLETED, WEAK_COMPLETION -> "DSB ISH after the TLBI, by the same PE";
            case ONCE -> "TLBI and DSB ISH once more";
        };
    }

    void add(
            Rule rule,
            ProcessorState pe,
            long firstVa,
            long bytes,
            long slot,
            long before,
            long after,
            String stale,
            String cause,
            String repair) {
        add(rule, Severity.VIOLATION, pe, firstVa, bytes, slot, before, after, stale, cause, repair);
    }

    void add(
            Rule rule,
            Severity severity,
            ProcessorState pe,
            long firstVa,
            long bytes,
            long slot,
            long before,
            long after,
            String stale,
            String cause,
            String repair) {
        findings.add(new Finding(
                rule,
                severity,
                event,
                pe.number,
                firstVa,
                bytes == 0 ? firstVa : firstVa + bytes - 1,
                slot,
                before,
                after,
                stale,
                cause,
                repair,
                !unplaced));
    }
}
