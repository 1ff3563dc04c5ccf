package dev.ptarmigan.pe;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.faults.FaultType;
import dev.ptarmigan.tlb.EntryKind;
import dev.ptarmigan.trace.EventLog;
import dev.ptarmigan.walker.Walk;
import java.util.Locale;

/** Writes accesses, faults, fills and evictions of one PE into a log. */
final class EventRecorder implements TlbListener {
    private final EventLog log;
    private final int cpu;

    EventRecorder(EventLog log, int cpu) {
        this.log = log;
        this.cpu = cpu;
    }

    static void access(EventLog log, int cpu, long va, int access, int level, Walk out) {
        FaultType fault = out.fault;
        String kind = AccessText.of(access) + " el=" + level;
        if (fault == null) {
            log.access(cpu, kind, va, out.outputAddress);
        } else {
            String where = fault.hasLevel() ? " level=" + out.faultLevel : "";
            String name = fault.name().toLowerCase(Locale.ROOT) + where + (out.stage2Fault ? " stage2" : "");
            log.fault(cpu, kind + " " + name, va);
        }
    }

    @Override
    public void filled(String array, EntryKind kind, long base, int shift, long physicalSlot, long word) {
        String what = array + " " + kind.name().toLowerCase(Locale.ROOT) + " size=" + Hex.size(1L << shift);
        log.fill(cpu, what, base, physicalSlot, word);
    }

    @Override
    public void evicted(String array, long base, int shift) {
        log.evict(cpu, array + " size=" + Hex.size(1L << shift), base);
    }
}
