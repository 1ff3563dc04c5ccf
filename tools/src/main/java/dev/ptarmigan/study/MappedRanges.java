package dev.ptarmigan.study;

import dev.ptarmigan.memory.PhysicalMemory;
import dev.ptarmigan.pe.AccessStream.Range;
import dev.ptarmigan.walker.Access;
import dev.ptarmigan.walker.TranslationContext;
import dev.ptarmigan.walker.Walk;
import dev.ptarmigan.walker.Walker;
import java.util.ArrayList;
import java.util.List;

/** Which addresses can be read. */
final class MappedRanges {
    private MappedRanges() {}

    /** The readable ranges of [start, end), in order, neighbours joined; {@code end} may be 0 for the end of the address space. */
    static List<Range> of(PhysicalMemory memory, TranslationContext context, long start, long end) {
        Walker walker = new Walker(memory);
        Walk walk = new Walk();
        List<Range> ranges = new ArrayList<>();
        long from = 0;
        long length = 0;
        long size = end - start;
        for (long offset = 0; Long.compareUnsigned(offset, size) < 0; ) {
            long va = start + offset;
            boolean readable = walker.walk(context, va, Access.READ | Access.AT, walk);
            long step =
                    walk.leafShift == 0 ? size - offset : (1L << walk.leafShift) - (va & (1L << walk.leafShift) - 1);
            if (Long.compareUnsigned(step, size - offset) > 0) {
                step = size - offset;
            }
            if (readable && length > 0) {
                length += step;
            } else if (readable) {
                from = va;
                length = step;
            } else if (length > 0) {
                ranges.add(new Range(from, length));
                length = 0;
            }
            offset += step;
        }
        if (length > 0) {
            ranges.add(new Range(from, length));
        }
        return ranges;
    }

    /** How many bytes they are together. */
    static long bytes(List<Range> ranges) {
        return ranges.stream().mapToLong(Range::bytes).sum();
    }
}
