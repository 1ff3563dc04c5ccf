package dev.ptarmigan.explorer;

import dev.ptarmigan.tlb.EntryKind;
import dev.ptarmigan.tlb.StoredEntry;
import java.util.ArrayList;
import java.util.List;

/** Makes the entries that a walk of given descriptors leaves in a TLB. */
final class EntryFactory {
    private static final int INNER_SHAREABLE = 3;

    private final Entries entries;
    private final Geometry geometry;
    private final int fanOut;
    private final boolean hardwareDirty;
    private final List<Integer> asids;

    EntryFactory(Entries entries, Hardware hardware, List<Integer> asids) {
        this.entries = entries;
        this.fanOut = hardware.fanOut();
        this.geometry = new Geometry(hardware);
        this.hardwareDirty = hardware.dirtyByHardware();
        this.asids = asids;
    }

    private static long span(int first, int count) {
        return (count >= Long.SIZE ? -1L : (1L << count) - 1) << first;
    }

    /** The first of the group of a size that a number is in. */
    private static int first(int number, int size) {
        return number / size * size;
    }

    /** The pages that a root slot spans. */
    long rootPages(int slot) {
        return span(slot * fanOut, fanOut);
    }

    int table(int rootSlot, SlotValue value, int tableNumber, int context) {
        int first = rootSlot * fanOut;
        StoredEntry cached = StoredEntry.of(EntryKind.TABLE)
                .vmid(Geometry.VMID)
                .asid(asids.get(context))
                .at(Geometry.GRANULE, geometry.rootLevel(), geometry.virtualAddress(first))
                .output(Geometry.table(tableNumber))
                .build();
        return entries.number(new Entries.Entry(cached, rootPages(rootSlot), first, tableNumber, context, value, 0));
    }

    /** What a block leaves: one entry, or one for each block of a Contiguous group. */
    List<Integer> block(int rootSlot, SlotValue value, int context) {
        List<Integer> result = new ArrayList<>();
        if (!value.contiguous()) {
            result.add(leaf(rootSlot * fanOut, fanOut, geometry.rootLevel(), value.page(), value, context, 0));
            return result;
        }
        int group = first(rootSlot, geometry.rootGroup());
        int output = first(value.page(), geometry.rootGroup() * fanOut);
        for (int i = 0; i < geometry.rootGroup(); i++) {
            int slot = group + i;
            result.add(leaf(slot * fanOut, fanOut, geometry.rootLevel(), output + i * fanOut, value, context, 0));
        }
        return result;
    }

    /**
     * What a page leaves: one entry, or one for each page of a Contiguous group (each is invalidated by itself).
     *
     * @param denied permissions that the table's descriptor takes away
     */
    List<Integer> page(int rootSlot, int slot, SlotValue value, int context, int denied) {
        List<Integer> result = new ArrayList<>();
        int table = rootSlot * fanOut;
        if (!value.contiguous()) {
            result.add(leaf(table + slot, 1, geometry.leafLevel(), value.page(), value, context, denied));
            return result;
        }
        int group = first(slot, geometry.group());
        int output = first(value.page(), geometry.group());
        for (int i = 0; i < geometry.group(); i++) {
            result.add(leaf(table + group + i, 1, geometry.leafLevel(), output + i, value, context, denied));
        }
        return result;
    }

    private int leaf(int page, int pages, int level, int output, SlotValue value, int context, int denied) {
        StoredEntry.Builder builder = StoredEntry.of(EntryKind.LEAF).vmid(Geometry.VMID);
        builder.at(Geometry.GRANULE, level, geometry.virtualAddress(page));
        int permissions = value.effectivePermissions() & ~denied;
        int owner = describe(builder, value, output, context, permissions);
        return entries.number(
                new Entries.Entry(builder.build(), span(page, pages), page, output, owner, value, permissions));
    }

    /** Attributes of a leaf; returns the context it belongs to, the first one for global entries. */
    private int describe(StoredEntry.Builder builder, SlotValue value, int output, int context, int permissions) {
        boolean writable = (permissions & SlotValue.WRITE) != 0 || hardwareDirty && value.mayBecomeDirty();
        builder.output(geometry.address(output))
                .permissions(permissions, writable)
                .memory(value.memory().mair(), INNER_SHAREABLE);
        if (value.contiguous()) {
            builder.contiguous();
        }
        if (value.nT()) {
            builder.nT();
        }
        if (value.nonGlobal()) {
            builder.asid(asids.get(context));
            return context;
        }
        builder.global();
        return 0;
    }

    /** What a stage 2 descriptor leaves: one entry, or one for each page of a Contiguous group. */
    List<Integer> stage2(int page, SlotValue value) {
        if (!value.contiguous()) {
            return List.of(stage2Leaf(page, value.page(), value));
        }
        List<Integer> result = new ArrayList<>();
        int group = first(page, geometry.group());
        int output = first(value.page(), geometry.group());
        for (int i = 0; i < geometry.group(); i++) {
            result.add(stage2Leaf(group + i, output + i, value));
        }
        return result;
    }

    private int stage2Leaf(int page, int output, SlotValue value) {
        StoredEntry.Builder builder = StoredEntry.of(EntryKind.STAGE2_LEAF)
                .vmid(Geometry.VMID)
                .at(Geometry.GRANULE, geometry.leafLevel(), geometry.address(page));
        describe(builder, value, output, 0, value.effectivePermissions());
        return entries.number(new Entries.Entry(
                builder.build(), span(page, 1), page, output, 0, value, value.effectivePermissions()));
    }

    /**
     * A stage 1 leaf with the stage 2 leaf of one of its pages. It is invalidated with the descriptor of stage 1.
     *
     * @param first the stage 1 leaf, or null where stage 1 maps each page to itself
     */
    int combined(Entries.@org.jspecify.annotations.Nullable Entry first, int page, Entries.Entry second) {
        StoredEntry.Builder builder = StoredEntry.of(EntryKind.COMBINED).vmid(Geometry.VMID);
        int level = first == null ? geometry.leafLevel() : first.cached().level();
        long address =
                first == null ? geometry.virtualAddress(page) : first.cached().base();
        builder.at(Geometry.GRANULE, level, address);
        int output = second.output();
        int permissions = second.permissions() & (first == null ? -1 : first.permissions());
        boolean writable =
                second.cached().writable() && (first == null || first.cached().writable());
        // The span is the descriptor's, so the output is that of its first page.
        int base = first == null ? page : first.firstPage();
        builder.output(geometry.address(output) - geometry.address(page - base))
                .permissions(permissions, writable)
                .memory(second.cached().memoryType(), INNER_SHAREABLE);
        if (first != null && !first.cached().global()) {
            builder.asid(first.cached().asid());
        } else {
            builder.global();
        }
        if ((first == null ? second : first).cached().contiguous()) {
            builder.contiguous();
        }
        int context = first == null ? 0 : first.context();
        return entries.number(
                new Entries.Entry(builder.build(), span(page, 1), page, output, context, second.value(), permissions));
    }
}
