package dev.ptarmigan.replay;

import dev.ptarmigan.descriptors.DescriptorKind;
import dev.ptarmigan.descriptors.Features;
import dev.ptarmigan.descriptors.Place;
import dev.ptarmigan.descriptors.TranslationStage;
import dev.ptarmigan.dump.DumpHandler;
import dev.ptarmigan.dump.DumpRoot;
import dev.ptarmigan.dump.DumpTable;
import dev.ptarmigan.dump.TableDump;
import dev.ptarmigan.kernel.KernelTables;
import dev.ptarmigan.memory.PhysicalMemory;
import dev.ptarmigan.memory.Segment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The tables that memory holds now, as a dump of the same roots, header and registers as another one: each table once, at the
 * first address at which it is reached, roots in order.
 */
public final class TreeDump {
    private final PhysicalMemory memory;
    private final KernelTables geometry;
    private final Set<Long> seen = new HashSet<>();
    private final List<DumpTable> tables = new ArrayList<>();

    private TreeDump(PhysicalMemory memory, KernelTables geometry) {
        this.memory = memory;
        this.geometry = geometry;
    }

    /** Gives the dump to a handler. */
    public static void write(TableDump like, PhysicalMemory memory, KernelTables geometry, DumpHandler handler) {
        write(like, memory, geometry, handler, comment -> comment);
    }

    /** Gives the dump to a handler as one from after an operation, if the other is from before one. */
    public static void writeAfter(TableDump like, PhysicalMemory memory, KernelTables geometry, DumpHandler handler) {
        write(
                like,
                memory,
                geometry,
                handler,
                comment -> comment.replaceFirst("^# moment: before$", "# moment: after"));
    }

    private static void write(
            TableDump like,
            PhysicalMemory memory,
            KernelTables geometry,
            DumpHandler handler,
            UnaryOperator<String> comments) {
        TreeDump dump = new TreeDump(memory, geometry);
        List<DumpRoot> roots = new ArrayList<>();
        for (DumpRoot root : like.roots()) {
            int before = dump.tables.size();
            dump.visit(root.pa(), root.level(), root.va(), root.entries());
            roots.add(new DumpRoot(
                    root.name(), root.pa(), root.level(), root.va(), root.entries(), dump.tables.size() - before));
        }
        like.comments().forEach(comment -> handler.comment(comments.apply(comment)));
        like.registers().forEach(handler::register);
        roots.forEach(handler::root);
        dump.tables.forEach(handler::table);
    }

    private void visit(long pa, int level, long va, int entries) {
        if (!seen.add(pa) || memory.at(pa) == Segment.ABSENT) {
            return;
        }
        long[] words = new long[entries];
        for (int i = 0; i < entries; i++) {
            words[i] = memory.read(pa + 8L * i);
        }
        tables.add(DumpTable.of(pa, level, va, words));
        if (level == Place.LAST_LEVEL) {
            return;
        }
        Place place = new Place(geometry.format(), geometry.granule(), TranslationStage.EL10, level, Features.COMMON);
        for (int i = 0; i < entries; i++) {
            if (DescriptorKind.of(words[i], place) == DescriptorKind.TABLE) {
                visit(geometry.address(words[i]), level + 1, va + i * geometry.bytes(level), geometry.entries());
            }
        }
    }
}
