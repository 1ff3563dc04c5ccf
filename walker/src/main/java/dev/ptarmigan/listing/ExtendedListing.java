package dev.ptarmigan.listing;

import dev.ptarmigan.bits.BitField;
import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.bits.Word128;
import dev.ptarmigan.descriptors.DescriptorField;
import dev.ptarmigan.descriptors.Format;
import dev.ptarmigan.descriptors.Layouts;
import dev.ptarmigan.descriptors.Permissions;
import dev.ptarmigan.descriptors.WordLayout;
import dev.ptarmigan.memory.PhysicalMemory;
import dev.ptarmigan.registers.MemoryAttribute;
import dev.ptarmigan.registers.MemoryAttribute.Policy;
import dev.ptarmigan.walker.LeafReader;
import dev.ptarmigan.walker.MemoryAttributes;
import dev.ptarmigan.walker.TranslationContext;
import dev.ptarmigan.walker.WalkParameters;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A listing for those to whom the kernel's says too little: one row for every range whose entries agree in all bits and whose
 * output addresses are consecutive, with these addresses, all fields, the attributes of the tables above and what access is
 * allowed in the end. It is for every format, regime and stage. Holes are not listed.
 *
 * <p>Entries count as a whole, also where a given range begins or ends inside one.
 */
public final class ExtendedListing implements Iterable<ExtendedRow> {
    private static final String NONE = "-";
    private static final String[] SHAREABILITY = {"none", "reserved", "outer", "inner"};
    private static final int FULL_HINTS = 0xF;

    private final PhysicalMemory memory;
    private final TableTree tree;
    private final WalkParameters parameters;
    private final VaRange range;
    private final LeafReader reader;
    private final boolean linux;

    /**
     * A listing of a tree or of a part of it.
     *
     * @param context the context that the tree's parameters come from
     * @param range what to list, {@link VaRange#ALL} for the whole tree
     */
    public ExtendedListing(PhysicalMemory memory, TableTree tree, TranslationContext context, VaRange range) {
        this.memory = memory;
        this.tree = tree;
        this.parameters = tree.parameters();
        this.range = range;
        this.reader = new LeafReader(context, parameters);
        this.linux = !parameters.stage().isStage2() && parameters.format() != Format.VMSA128;
    }

    /**
     * Gives the rows one by one in address order.
     *
     * @return parts of the tree that could not be read, the first thousand
     */
    public List<ScanReport> list(Consumer<? super ExtendedRow> out) {
        MappingMerger merger = new MappingMerger(tree, mapping -> out.accept(row(mapping)));
        new TableScanner(memory, tree).scan(range, merger);
        merger.finish();
        return List.copyOf(merger.problems());
    }

    /** All rows; they are found anew by each call. */
    @Override
    public Iterator<ExtendedRow> iterator() {
        List<ExtendedRow> rows = new ArrayList<>();
        list(rows::add);
        return rows.iterator();
    }

    private ExtendedRow row(Mapping mapping) {
        String name = linux ? LinuxLevel.name(LinuxLevel.ofLeaf(tree, mapping.level())) : NONE;
        String tables = HierarchicalText.of(parameters, mapping.tableAttributes());
        if (!mapping.isValid()) {
            return new ExtendedRow(
                    mapping, name, NONE, NONE, NONE, NONE, NONE, -1, NONE, -1, -1, -1, -1, -1, -1, -1, -1, -1, tables);
        }
        Word128 word = mapping.attributes();
        WordLayout layout = Layouts.of(parameters.place(mapping.level()), mapping.kind());
        Word128 above = mapping.tableAttributes();
        int all = reader.permissions(word.low(), word.high(), above.low(), above.high());
        int own = reader.permissions(word.low(), word.high(), 0, 0);
        MemoryAttributes attributes = reader.memory(word.low(), word.high());
        boolean two = parameters.stage().twoPrivileges() || parameters.stage().isStage2();
        return new ExtendedRow(
                mapping,
                name,
                Permissions.privilegedText(all),
                two ? Permissions.unprivilegedText(all) : NONE,
                Permissions.privilegedText(own),
                two ? Permissions.unprivilegedText(own) : NONE,
                attributes == null ? NONE : name(attributes.attribute()),
                value(layout, word, DescriptorField.ATTR_INDX, DescriptorField.MEM_ATTR),
                shareability(layout, word, attributes),
                value(layout, word, DescriptorField.AF),
                value(layout, word, DescriptorField.NG),
                value(layout, word, DescriptorField.GP),
                value(layout, word, DescriptorField.DBM),
                clean(layout, word),
                value(layout, word, DescriptorField.PI_INDEX, DescriptorField.S2PI_INDEX),
                value(layout, word, DescriptorField.PO_INDEX, DescriptorField.S2PO_INDEX),
                value(layout, word, DescriptorField.PBHA),
                software(layout, word),
                tables);
    }

    /** The value of the first of the fields that exists, or −1. */
    private static long value(WordLayout layout, Word128 word, DescriptorField... fields) {
        for (DescriptorField field : fields) {
            BitField bits = layout.find(field);
            if (bits != null) {
                return bits.of(word);
            }
        }
        return -1;
    }

    private static long clean(WordLayout layout, Word128 word) {
        long notDirty = value(layout, word, DescriptorField.NDIRTY);
        if (notDirty >= 0) {
            return notDirty;
        }
        long dirty = value(layout, word, DescriptorField.DIRTY);
        if (dirty >= 0) {
            return 1 - dirty;
        }
        if (value(layout, word, DescriptorField.DBM) != 1) {
            return -1;
        }
        BitField stage1 = layout.find(DescriptorField.AP);
        if (stage1 != null) {
            return stage1.of(word) >>> stage1.width() - 1;
        }
        BitField stage2 = layout.find(DescriptorField.S2AP);
        return stage2 == null ? -1 : 1 - (stage2.of(word) >>> stage2.width() - 1);
    }

    private static long software(WordLayout layout, Word128 word) {
        Word128 mask = layout.fillerMask(DescriptorField.SOFTWARE);
        if (mask.isZero()) {
            return -1;
        }
        boolean high = mask.low() == 0;
        long bits = high ? mask.high() : mask.low();
        return ((high ? word.high() : word.low()) & bits) >>> Long.numberOfTrailingZeros(bits);
    }

    private String shareability(WordLayout layout, Word128 word, @Nullable MemoryAttributes attributes) {
        if (attributes != null) {
            return SHAREABILITY[attributes.shareability()];
        }
        long written = value(layout, word, DescriptorField.SH);
        return written < 0 ? NONE : SHAREABILITY[(int) written];
    }

    /** A MAIR byte in one word: {@code Normal-WB}; the byte is added where the word leaves something out. */
    private static String name(int attribute) {
        MemoryAttribute type = new MemoryAttribute(attribute);
        if (type.isDevice()) {
            return "Device-" + type.deviceType().manualName() + (type.xs() ? "" : "-XS0");
        }
        if (!type.isNormal()) {
            return "UNPREDICTABLE/" + Hex.address(attribute);
        }
        if (type.isTagged()) {
            return "Normal-Tagged";
        }
        int inner = type.innerNibble();
        boolean alike = inner == type.outerNibble();
        String policy = switch (type.innerPolicy()) {
            case NON_CACHEABLE -> "NC";
            case WRITE_THROUGH -> "WT";
            case WRITE_BACK -> "WB";
        };
        boolean whole = alike && (inner == FULL_HINTS || type.innerPolicy() == Policy.NON_CACHEABLE && type.xs());
        return whole ? "Normal-" + policy : (alike ? "Normal-" + policy : "Normal") + "/" + Hex.address(attribute);
    }
}
