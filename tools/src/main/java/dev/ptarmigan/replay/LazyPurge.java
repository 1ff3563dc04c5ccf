package dev.ptarmigan.replay;

import dev.ptarmigan.kernel.Kernel;
import dev.ptarmigan.kernel.TlbFlush;
import dev.ptarmigan.machine.FrameAllocator;
import dev.ptarmigan.machine.PlainPort;
import dev.ptarmigan.machine.Port;
import dev.ptarmigan.machine.RecordingPort;
import dev.ptarmigan.memory.PhysicalMemory;
import dev.ptarmigan.trace.Barrier;
import dev.ptarmigan.trace.Event;
import dev.ptarmigan.trace.EventKind;
import dev.ptarmigan.trace.EventLog;
import java.util.ArrayList;
import java.util.List;

/**
 * Recognises the flush of a lazy purge in a recording: the range of its TLBIs is decoded, the flush of that range is generated
 * anew, and must be the recorded one event for event; the range must lie in vmalloc space.
 */
public final class LazyPurge implements EventComparison.FlushRegenerator {
    private static final long ADDRESS_BITS = (1L << 44) - 1;
    private static final int NUM_SHIFT = 39;
    private static final int SCALE_SHIFT = 44;
    private static final long BASE_MASK = (1L << 37) - 1;

    private final Kernel kernel;

    /** Recognises purges of this kernel's vmalloc space. */
    public LazyPurge(Kernel kernel) {
        this.kernel = kernel;
    }

    @Override
    public int purgeEnd(List<Event> events, int from) {
        if (from >= events.size() || events.get(from).barrier() != Barrier.DSB_ISHST) {
            return from;
        }
        int last = from + 1;
        for (int i = from + 1; i < events.size() && events.get(i).kind() != EventKind.STORE; i++) {
            if (events.get(i).kind() == EventKind.TLBI && events.get(i).address() != 0) {
                last = i + 1;
            }
        }
        if (last == from + 1) {
            return from;
        }
        long start = first(events.get(from + 1));
        long end = end(events.get(last - 1));
        if (!kernel.layout().isVmalloc(start) || !kernel.layout().isVmalloc(end - 1)) {
            return from;
        }
        EventLog flush = new EventLog();
        try (PhysicalMemory none = new PhysicalMemory()) {
            Port port = new RecordingPort(new PlainPort(none, NO_FRAMES), flush, 0);
            TlbFlush.kernelRange(kernel.task(port), start, end);
        }
        List<Event> wanted = new ArrayList<>();
        flush.forEach(wanted::add);
        return EventComparison.sequenceEnd(events, from, wanted);
    }

    private static final FrameAllocator NO_FRAMES = new FrameAllocator() {
        @Override
        public long allocate(int level, long va) {
            return Port.NO_PAGE;
        }

        @Override
        public void free(long pa) {
            throw new IllegalStateException("nothing was allocated");
        }
    };

    private long first(Event tlbi) {
        int unit = kernel.options().lpa2() ? 16 : kernel.tables().granule().pageShift();
        boolean range = String.valueOf(tlbi.name()).startsWith("r");
        long va = range ? (tlbi.address() & BASE_MASK) << unit : (tlbi.address() & ADDRESS_BITS) << 12;
        return extended(va, range ? 37 + unit : 56);
    }

    /** Kernel addresses have all high bits set. */
    private static long extended(long va, int bits) {
        return bits >= 64 ? va : va | -1L << bits;
    }

    private long end(Event tlbi) {
        long page = kernel.tables().pageBytes();
        if (!String.valueOf(tlbi.name()).startsWith("r")) {
            return first(tlbi) + page;
        }
        long num = tlbi.address() >>> NUM_SHIFT & 31;
        int scale = (int) (tlbi.address() >>> SCALE_SHIFT) & 3;
        return first(tlbi) + (num + 1 << 5 * scale + 1) * page;
    }
}
