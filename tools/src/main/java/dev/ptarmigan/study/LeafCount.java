package dev.ptarmigan.study;

import dev.ptarmigan.memory.PhysicalMemory;
import dev.ptarmigan.pe.AccessStream.Range;
import dev.ptarmigan.walker.Access;
import dev.ptarmigan.walker.TranslationContext;
import dev.ptarmigan.walker.Walk;
import dev.ptarmigan.walker.Walker;
import java.util.List;

/**
 * How many leaf descriptors map some ranges.
 *
 * @param pages at level 3
 * @param blocks above
 */
public record LeafCount(long pages, long blocks) {
    static LeafCount of(PhysicalMemory memory, TranslationContext context, List<Range> ranges) {
        Walker walker = new Walker(memory);
        Walk walk = new Walk();
        long pages = 0;
        long blocks = 0;
        for (Range range : ranges) {
            for (long offset = 0; offset < range.bytes(); ) {
                walker.walk(context, range.start() + offset, Access.READ | Access.AT, walk);
                if (walk.level == 3) {
                    pages++;
                } else {
                    blocks++;
                }
                offset += 1L << Math.max(walk.leafShift, 12);
            }
        }
        return new LeafCount(pages, blocks);
    }
}
