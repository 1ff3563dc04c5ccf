package dev.ptarmigan.descriptors;

import dev.ptarmigan.bits.BitField;
import dev.ptarmigan.bits.Hex;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How Linux reads a word of its own stage 1 tables: names for the bits hardware leaves to software or gives another meaning,
 * the predicates, and the protection or the creator by name. It stands beside the architecture's reading and replaces none of it.
 *
 * @param descriptor the word
 * @param level Linux's name of the table level, PGD to PTE
 * @param rows Linux's fields, the most significant first
 * @param predicates names of the predicates that are true of the word
 * @param summary what the word is to Linux, in one line
 */
public record LinuxOverlay(
        Descriptor descriptor, String level, List<Row> rows, List<String> predicates, String summary) {
    /**
     * One of Linux's fields.
     *
     * @param bits name and positions
     * @param value its value
     * @param text what it means; empty where the name says all
     */
    public record Row(BitField bits, long value, String text) {
        /** {@code PTE_DIRTY[55] = 1: written to (software)}. */
        @Override
        public String toString() {
            return bits + " = " + Hex.address(value) + (text.isEmpty() ? "" : ": " + text);
        }
    }

    private static final List<BitField> LEAF_FIELDS = List.of(
            LinuxPte.PTE_UFFD_WP,
            LinuxPte.PTE_SPECIAL,
            LinuxPte.PTE_DIRTY,
            LinuxPte.PTE_UXN,
            LinuxPte.PTE_PXN,
            LinuxPte.PTE_CONT,
            LinuxPte.PTE_WRITE,
            LinuxPte.PTE_GP,
            LinuxPte.PTE_NG,
            LinuxPte.PTE_AF,
            LinuxPte.PTE_SHARED,
            LinuxPte.PTE_RDONLY,
            LinuxPte.PTE_USER,
            LinuxPte.PTE_ATTRINDX,
            LinuxPte.PTE_VALID);

    private static final String[] MEMORY_TYPES = {
        "MT_NORMAL", "MT_NORMAL_TAGGED", "MT_NORMAL_NC", "MT_DEVICE_nGnRnE", "MT_DEVICE_nGnRE"
    };

    /** Whether Linux has such tables: 64-bit descriptors of EL1&amp;0 or EL2&amp;0. */
    public static boolean appliesTo(Place place) {
        return place.format() != Format.VMSA128 && place.stage().twoPrivileges();
    }

    /**
     * Linux's reading of a word.
     *
     * @param levels how many levels the tables have, 2 to 5, for the level's name
     * @throws IllegalArgumentException if {@link #appliesTo} is false of the place, or there is no such level
     */
    public static LinuxOverlay of(Descriptor descriptor, int levels) {
        Place place = descriptor.place();
        if (!appliesTo(place)) {
            throw new IllegalArgumentException("Linux has no such tables: " + place);
        }
        String level = LinuxPte.levelName(place.level(), levels);
        long word = descriptor.word().low();
        List<String> predicates = predicates(word, place.level());
        return new LinuxOverlay(
                descriptor, level, rows(descriptor), List.copyOf(predicates), level + ": " + summary(descriptor));
    }

    private static List<String> predicates(long word, int level) {
        List<String> names = new ArrayList<>();
        add(names, LinuxPte.none(word), "none");
        add(names, LinuxPte.valid(word), "valid");
        add(names, LinuxPte.presentInvalid(word), "present_invalid");
        add(names, level > 0 ? LinuxPte.present(word) : !LinuxPte.none(word), "present");
        if (level < Place.LAST_LEVEL) {
            add(names, LinuxPte.table(word), "table");
            add(names, LinuxPte.leaf(word), "leaf");
        }
        add(names, LinuxPte.cont(word), "cont");
        add(names, LinuxPte.validCont(word), "valid_cont");
        add(names, level == Place.LAST_LEVEL && LinuxPte.validNotUser(word), "valid_not_user");
        return names;
    }

    private static void add(List<String> names, boolean holds, String name) {
        if (holds) {
            names.add(name);
        }
    }

    private static List<Row> rows(Descriptor descriptor) {
        long word = descriptor.word().low();
        List<Row> rows = new ArrayList<>();
        if (LinuxPte.swapEntry(word)) {
            row(rows, LinuxPte.SWP_OFFSET, word, "");
            row(rows, LinuxPte.SWP_TYPE, word, "");
            row(rows, LinuxPte.SWP_UFFD_WP, word, "");
            row(rows, LinuxPte.SWP_EXCLUSIVE, word, "");
        } else if (descriptor.kind() == DescriptorKind.TABLE) {
            row(rows, LinuxPte.TABLE_UXN, word, "");
            row(rows, LinuxPte.TABLE_PXN, word, "");
            row(rows, LinuxPte.PTE_AF, word, "");
            row(rows, LinuxPte.PTE_VALID, word, "");
        } else if (!LinuxPte.none(word)) {
            leafRows(rows, descriptor, word);
        }
        return List.copyOf(rows);
    }

    private static void leafRows(List<Row> rows, Descriptor descriptor, long word) {
        boolean lpa2 = descriptor.place().format() == Format.VMSA64_LPA2;
        if (descriptor.place().has(Feature.POE)) {
            row(rows, LinuxPte.PTE_PO_IDX, word, "protection key");
        }
        for (BitField field : LEAF_FIELDS) {
            if (field.equals(LinuxPte.PTE_NG) && !LinuxPte.valid(word)) {
                row(rows, LinuxPte.PTE_PRESENT_INVALID, word, "");
            } else if (!(lpa2 && field.equals(LinuxPte.PTE_SHARED))) {
                row(rows, field, word, text(field, word));
            }
        }
    }

    private static String text(BitField field, long word) {
        if (field.equals(LinuxPte.PTE_ATTRINDX)) {
            int index = (int) field.of(word);
            return index < MEMORY_TYPES.length ? MEMORY_TYPES[index] : "not used by Linux";
        }
        if (!field.isSet(word)) {
            return "";
        }
        if (field.equals(LinuxPte.PTE_WRITE)) {
            return "writable in principle (the DBM bit)";
        }
        if (field.equals(LinuxPte.PTE_DIRTY)) {
            return "written to (software)";
        }
        if (field.equals(LinuxPte.PTE_SPECIAL)) {
            return "no struct page (software)";
        }
        return field.equals(LinuxPte.PTE_UFFD_WP) ? "write-protected for userfaultfd (software)" : "";
    }

    private static void row(List<Row> rows, BitField field, long word, String text) {
        rows.add(new Row(field, field.of(word), text));
    }

    private static String summary(Descriptor descriptor) {
        long word = descriptor.word().low();
        if (LinuxPte.none(word)) {
            return "none";
        }
        if (LinuxPte.swapEntry(word)) {
            return "not present, reads as a swap entry: type " + LinuxPte.SWP_TYPE.of(word) + ", offset "
                    + Hex.address(LinuxPte.SWP_OFFSET.of(word));
        }
        if (descriptor.kind() == DescriptorKind.TABLE) {
            return "table, " + tableCreator(descriptor);
        }
        LinuxProtection protection = LinuxProtection.of(descriptor);
        if (protection != null) {
            return protection.toString();
        }
        return LinuxPte.present(word) ? "a protection without a name" : "not present";
    }

    /** The protection's name, or null: for words that are no leaves and protections that have none. */
    public @Nullable LinuxProtection protection() {
        return LinuxProtection.of(descriptor);
    }

    /** Who makes table descriptors with these attributes ({@code __pud_populate} and its callers). */
    private static String tableCreator(Descriptor descriptor) {
        long word = descriptor.word().low();
        boolean uxn = LinuxPte.TABLE_UXN.isSet(word);
        boolean pxn = LinuxPte.TABLE_PXN.isSet(word);
        boolean accessed = LinuxPte.PTE_AF.isSet(word);
        WordLayout layout = descriptor.layout();
        long known = layout.addressField().mask()
                | layout.mask(DescriptorField.VALID)
                | layout.mask(DescriptorField.TYPE)
                | LinuxPte.TABLE_UXN.mask()
                | LinuxPte.TABLE_PXN.mask()
                | LinuxPte.PTE_AF.mask()
                | LinuxPte.PTE_NG.mask();
        if ((word & ~known) != 0) {
            return "with attributes Linux does not use";
        }
        String creator;
        if (accessed) {
            creator = uxn
                    ? pxn
                            ? "of the linear map (__create_pgd_mapping) or of a split block that had PXN"
                            : "of vmalloc, of an executable __create_pgd_mapping or of a split block without PXN"
                    : pxn ? "of user space" : "of the fixmap";
        } else {
            creator = uxn && !pxn ? "of the early image map (map_range)" : "by nobody Linux has";
        }
        return LinuxPte.PTE_NG.isSet(word) ? creator + ", nG (KPTI)" : creator;
    }
}
