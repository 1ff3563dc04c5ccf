package dev.ptarmigan.explorer;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.descriptors.LinuxProtection;
import dev.ptarmigan.descriptors.LinuxPte;
import dev.ptarmigan.kernel.KernelLayout;
import dev.ptarmigan.kernel.KernelTables;
import dev.ptarmigan.kernel.KernelWords;
import dev.ptarmigan.tlb.OperandForm;
import dev.ptarmigan.tlb.TlbiFields;
import dev.ptarmigan.tlb.TlbiOperation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A scenario's tables as kernel code finds them: addresses of slots, words of descriptors, operands of invalidations, and back.
 * The scenario's root is level 2 of a kernel with {@linkplain KernelTables#small small tables}; the levels above are there and
 * never change. Page 0 is the first of the linear map. What has no counterpart on the other side is refused.
 */
final class KernelMemory {
    /** First address of the linear map, which is that of page 0. */
    static final long LINEAR = 0xFFFF_0000_0000_0000L;

    private static final long MEMORY = 0x4000_0000L;
    private static final long UPPER = 0x1000_0000L;
    private static final long MIDDLE = 0x1100_0000L;
    private static final long ROOT = 0x1200_0000L;
    private static final long TABLES = 0x2000_0000L;
    private static final long TAKEN = 0x3000_0000L;
    private static final int TAKEN_SHIFT = 20;
    private static final int PAGE_SHIFT = 12;
    private static final long PAGE = 1L << PAGE_SHIFT;
    private static final Pattern TAKEN_NAME = Pattern.compile("P([0-7])T(\\d{1,3})");
    private static final int VA_TOP_BIT = 55;
    private static final int RANGE_TOP_BIT = 48;

    /** What leaves of kernel mappings have besides what scenarios say. */
    private static final long COMMON = LinuxPte.PTE_SHARED.mask() | LinuxPte.PTE_UXN.mask() | LinuxPte.PTE_DIRTY.mask();

    private final int fanOut;
    private final int rootSlots;
    private final List<String> names;
    private final KernelTables tables;

    /**
     * The memory of a scenario.
     *
     * @param declared names of the tables that are there at the start
     */
    KernelMemory(Hardware hardware, Collection<String> declared) {
        if (hardware.stage2() || hardware.rootLevel() != KernelTables.PMD) {
            throw new ScenarioException("kernel code is run on the last two levels of stage 1 only: no stage=2 and no"
                    + " other root-level than 2");
        }
        if (hardware.dirtyByHardware() || hardware.repeatTlbi()) {
            throw new ScenarioException("hwdirty and repeat-tlbi do not go with calls of kernel code");
        }
        fanOut = hardware.fanOut();
        rootSlots = Math.min(Long.SIZE / fanOut, fanOut * fanOut * fanOut);
        names = new ArrayList<>(new TreeSet<>(declared));
        for (String name : names) {
            if (TAKEN_NAME.matcher(name).matches()) {
                throw new ScenarioException("the name " + name + " is for tables that kernel code takes");
            }
        }
        tables = KernelTables.small(fanOut, hardware.group(), UPPER);
    }

    /** The geometry. */
    KernelTables tables() {
        return tables;
    }

    /** The address space: a linear map and nothing else. */
    KernelLayout layout() {
        long end = LINEAR + (1L << tables.vaBits());
        return new KernelLayout(LINEAR, end, MEMORY, end, end);
    }

    long address(int page) {
        return LINEAR + page * PAGE;
    }

    /** The name of a table that a PE takes. */
    static String takenName(int pe, int number) {
        return "P" + pe + "T" + number;
    }

    /** Where a table lies. */
    long tableAddress(String name) {
        Matcher taken = TAKEN_NAME.matcher(name);
        if (taken.matches()) {
            return TAKEN + (Long.parseLong(taken.group(1)) << TAKEN_SHIFT) + Long.parseLong(taken.group(2)) * PAGE;
        }
        int number = names.indexOf(name);
        if (number < 0) {
            throw new ScenarioException("no table " + name);
        }
        return TABLES + number * PAGE;
    }

    private @Nullable String tableName(long pa) {
        long page = pa & -PAGE;
        if (page >= TABLES && page < TABLES + names.size() * PAGE) {
            return names.get((int) (page - TABLES >>> PAGE_SHIFT));
        }
        if (page >= TAKEN && page < MEMORY) {
            long offset = page - TAKEN;
            return takenName((int) (offset >>> TAKEN_SHIFT), (int) ((offset & (1L << TAKEN_SHIFT) - 1) >>> PAGE_SHIFT));
        }
        return null;
    }

    private static int index(long pa) {
        return (int) ((pa & PAGE - 1) / Long.BYTES);
    }

    /** Whether a word never changes: it lies in a table above the scenario's root, or beyond the root's end. */
    boolean isConstant(long pa) {
        return pa >= UPPER && pa < ROOT || isRoot(pa) && rootSlot(pa) >= rootSlots;
    }

    private static boolean isRoot(long pa) {
        return pa >= ROOT && pa < TABLES;
    }

    private int rootSlot(long pa) {
        return (int) ((pa - ROOT) >>> PAGE_SHIFT) * fanOut + index(pa);
    }

    /** The word of a place that never changes. */
    long constant(long pa) {
        if (isRoot(pa)) {
            return 0;
        }
        // A table of the next level for every place below which the root has slots.
        boolean upper = pa < MIDDLE;
        int number = (upper ? 0 : (int) ((pa - MIDDLE) >>> PAGE_SHIFT) * fanOut) + index(pa);
        int below = upper ? fanOut * fanOut : fanOut;
        return number * below >= rootSlots
                ? 0
                : KernelWords.TABLE_KERNEL | tables.encode((upper ? MIDDLE : ROOT) + number * PAGE);
    }

    /** The slot at an address, or null if none is there. */
    @Nullable
    Location location(long pa) {
        if (isRoot(pa)) {
            return new Location(Location.Kind.ROOT, "L2", rootSlot(pa));
        }
        String name = tableName(pa);
        return name == null || index(pa) >= fanOut ? null : new Location(Location.Kind.TABLE, name, index(pa));
    }

    /** The word of a descriptor. */
    long word(Location slot, SlotValue value) {
        return switch (value.kind()) {
            case INVALID -> value.word();
            case TABLE ->
                tables.encode(tableAddress(value.table()))
                        | KernelWords.TABLE_KERNEL
                        | (value.denied() == 0 ? 0 : KernelWords.TABLE_PXN);
            case BLOCK, PAGE -> leaf(slot, value);
            case FLAG -> throw new IllegalArgumentException("slot=" + slot + " value=" + value);
        };
    }

    private long leaf(Location slot, SlotValue value) {
        boolean block = value.kind() == SlotValue.Kind.BLOCK;
        boolean writable = (value.permissions() & SlotValue.WRITE) != 0;
        boolean executable = (value.permissions() & SlotValue.EXECUTE) != 0;
        boolean known = (value.permissions() & SlotValue.READ) != 0
                && !value.nT()
                && !value.dirty()
                && !(writable && value.dirtyModifier())
                && (!block || value.page() % fanOut == 0);
        if (!known) {
            throw new ScenarioException(slot + " = " + value + " is no descriptor that kernel code is run on: r, rx,"
                    + " rw or rwx, no nT or dirty, dbm on what cannot be written only, blocks aligned");
        }
        long word = COMMON | (block ? KernelWords.TYPE_BLOCK : KernelWords.TYPE_PAGE);
        word |= tables.encode(MEMORY + value.page() * PAGE);
        word |= writable ? KernelWords.WRITE : KernelWords.RDONLY;
        word |= value.dirtyModifier() ? KernelWords.WRITE : 0;
        word |= executable ? 0 : KernelWords.PXN;
        word |= value.contiguous() ? KernelWords.CONT : 0;
        word |= value.nonGlobal() ? KernelWords.NG : 0;
        word |= value.accessFlagClear() ? 0 : LinuxPte.PTE_AF.mask();
        return LinuxPte.PTE_ATTRINDX.in(word, memoryIndex(value.memory()));
    }

    private static int memoryIndex(SlotValue.Memory memory) {
        return switch (memory) {
            case WRITE_BACK -> LinuxProtection.MT_NORMAL;
            case NON_CACHEABLE -> LinuxProtection.MT_NORMAL_NC;
            case DEVICE -> LinuxProtection.MT_DEVICE_NGNRNE;
        };
    }

    /** The descriptor of a word; {@link #word} gives the same word again. */
    SlotValue value(Location slot, long word) {
        boolean root = slot.kind() == Location.Kind.ROOT;
        boolean typeBit = (word & KernelWords.TYPE_PAGE) == KernelWords.TYPE_PAGE;
        SlotValue value;
        if (!LinuxPte.valid(word) || !root && !typeBit) {
            // Not valid, or of a type that the last level has not: hardware finds nothing.
            value = word == 0 ? SlotValue.INVALID : SlotValue.hidden(word);
        } else if (root && typeBit) {
            String name = tableName(tables.address(word));
            if (name == null) {
                throw inexpressible(slot, word);
            }
            value = SlotValue.table(name, LinuxPte.TABLE_PXN.isSet(word));
        } else {
            value = leafValue(slot, word);
        }
        if (word(slot, value) != word) {
            throw inexpressible(slot, word);
        }
        return value;
    }

    private SlotValue leafValue(Location slot, long word) {
        long offset = tables.address(word) - MEMORY;
        SlotValue.Memory memory = null;
        for (SlotValue.Memory one : SlotValue.Memory.values()) {
            if (LinuxPte.PTE_ATTRINDX.of(word) == memoryIndex(one)) {
                memory = one;
            }
        }
        if (offset < 0 || offset >>> PAGE_SHIFT > Integer.MAX_VALUE || memory == null) {
            throw inexpressible(slot, word);
        }
        int permissions = Shape.permissions(word);
        boolean writable = (permissions & SlotValue.WRITE) != 0;
        return new SlotValue(
                slot.kind() == Location.Kind.ROOT ? SlotValue.Kind.BLOCK : SlotValue.Kind.PAGE,
                "",
                (int) (offset >>> PAGE_SHIFT),
                permissions,
                memory,
                LinuxPte.cont(word),
                false,
                LinuxPte.PTE_NG.isSet(word),
                !LinuxPte.PTE_AF.isSet(word),
                LinuxPte.PTE_WRITE.isSet(word) && !writable,
                false);
    }

    private static ScenarioException inexpressible(Location slot, long word) {
        return new ScenarioException(
                "kernel code stores " + Hex.word(word) + " to " + slot + ", which no descriptor of a scenario says");
    }

    /** An invalidation; null if it concerns no page of the scenario. */
    Operation.@Nullable Tlbi invalidation(String name, long operand) {
        TlbiOperation operation = Geometry.operation(name);
        OperandForm form = operation.form();
        if (!operation.isOfEl1() || form.isIpa() || operation.isPair()) {
            throw new ScenarioException("TLBI " + name + ": only operations by address of EL1&0's stage 1 are handled");
        }
        String upper = name.toUpperCase(Locale.ROOT);
        int asid = operation.isByAsid() ? (int) TlbiFields.ASID.of(operand) : -1;
        if (!form.isVa()) {
            return new Operation.Tlbi(upper, -1, 1, asid, -1, 0, false);
        }
        boolean range = form.isRange();
        long va = range
                ? signed(TlbiFields.RANGE_BASE.of(operand) << PAGE_SHIFT, RANGE_TOP_BIT)
                : signed(TlbiFields.VA.of(operand) << PAGE_SHIFT, VA_TOP_BIT);
        long count = range
                ? TlbiFields.rangeGranules((int) TlbiFields.SCALE.of(operand), (int) TlbiFields.NUM.of(operand))
                : 1;
        long granule = range ? TlbiFields.TG.of(operand) : TlbiFields.TTL_GRANULE.of(operand);
        long level = range ? TlbiFields.RANGE_TTL.of(operand) : granule == 0 ? 0 : TlbiFields.TTL_LEVEL.of(operand);
        boolean wrong = granule != 0 && granule != TlbiFields.granuleCode(tables.granule());
        long first = Math.max(0, va - LINEAR >> PAGE_SHIFT);
        long end = Math.min((long) rootSlots * fanOut, (va - LINEAR >> PAGE_SHIFT) + count);
        if (first >= end) {
            return null;
        }
        return new Operation.Tlbi(upper, (int) first, (int) (end - first), asid, -1, (int) level, wrong);
    }

    private static long signed(long address, int topBit) {
        int unused = Long.SIZE - 1 - topBit;
        return address << unused >> unused;
    }
}
