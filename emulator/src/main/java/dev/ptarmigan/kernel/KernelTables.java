package dev.ptarmigan.kernel;

import dev.ptarmigan.bits.BitField;
import dev.ptarmigan.descriptors.DescriptorField;
import dev.ptarmigan.descriptors.DescriptorKind;
import dev.ptarmigan.descriptors.Features;
import dev.ptarmigan.descriptors.Format;
import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.descriptors.Layouts;
import dev.ptarmigan.descriptors.LinuxPte;
import dev.ptarmigan.descriptors.Place;
import dev.ptarmigan.descriptors.TranslationStage;

/**
 * The geometry of {@code init_mm}'s tables and what their words hold: Linux's {@code pgtable.h} for one configuration.
 *
 * <p>Levels are the architecture's: PTE is 3, PMD 2, PUD 1, P4D 0, PGD the root's. A folded level is simply not there.
 */
public final class KernelTables {
    /** Level of PTE tables. */
    public static final int PTE = 3;

    /** Level of PMD tables. */
    public static final int PMD = 2;

    /** Level of PUD tables. */
    public static final int PUD = 1;

    private static final int NOT_SMALL = -1;

    private final Granule granule;
    private final Format format;
    private final int vaBits;
    private final int stride;
    private final int smallGroupShift;
    private final int rootLevel;
    private final long root;
    private final long addressInPlace;
    private final long addressMoved;
    private final int movedShift;

    /**
     * Tables of a kernel.
     *
     * @param granule page size
     * @param format VMSA64, or VMSA64_LPA2 with LPA2; VMSA64_LPA for 64K pages with 52-bit physical addresses
     * @param vaBits bits of kernel addresses in use (vabits_actual)
     * @param root physical address of swapper_pg_dir, of the part in use
     */
    public KernelTables(Granule granule, Format format, int vaBits, long root) {
        this(granule, format, vaBits, root, granule.stride(format), NOT_SMALL);
    }

    private KernelTables(Granule granule, Format format, int vaBits, long root, int stride, int smallGroupShift) {
        if (format == Format.VMSA128) {
            throw new IllegalArgumentException("Linux 7.2 has no 128-bit descriptors: format=" + format);
        }
        this.granule = granule;
        this.format = format;
        this.vaBits = vaBits;
        this.root = root;
        this.stride = stride;
        this.smallGroupShift = smallGroupShift;
        this.rootLevel = PTE - (vaBits - 1 - granule.pageShift()) / stride;
        Place page = new Place(format, granule, TranslationStage.EL10, PTE, Features.NONE);
        BitField address = Layouts.of(page, DescriptorKind.PAGE).field(DescriptorField.OA);
        long inPlace = 0;
        long moved = 0;
        int shift = 0;
        int position = granule.pageShift();
        for (int i = address.runs().size() - 1; i >= 0; i--) {
            BitField.Run run = address.runs().get(i);
            long mask = (1L << run.width()) - 1 << run.low();
            if (run.low() == position) {
                inPlace |= mask;
            } else {
                moved |= mask;
                shift = position - run.low();
            }
            position += run.width();
        }
        this.addressInPlace = inPlace;
        this.addressMoved = moved;
        this.movedShift = shift;
    }

    /**
     * Small tables for machines that are explored: four levels over pages of 4K, words as ever, but tables of a few entries, so
     * that a block of level 2 has that many pages. Only {@link #entries}, {@link #contiguousEntries} and what follows from them
     * differ; no hardware walks such tables.
     *
     * @param entries entries of a table, a power of two from 2 to 512
     * @param group entries of a Contiguous group at every level, a power of two from 2 to {@code entries}
     * @param root physical address of the root table
     */
    public static KernelTables small(int entries, int group, long root) {
        if (Integer.bitCount(entries) != 1 || entries < 2 || entries > Granule.K4.entries(Format.VMSA64)) {
            throw new IllegalArgumentException("entries=" + entries);
        }
        if (Integer.bitCount(group) != 1 || group < 2 || group > entries) {
            throw new IllegalArgumentException("group=" + group + " entries=" + entries);
        }
        int stride = Integer.numberOfTrailingZeros(entries);
        int vaBits = Granule.K4.pageShift() + (PTE + 1) * stride;
        return new KernelTables(Granule.K4, Format.VMSA64, vaBits, root, stride, Integer.numberOfTrailingZeros(group));
    }

    /** Page size. */
    public Granule granule() {
        return granule;
    }

    /** Descriptor format. */
    public Format format() {
        return format;
    }

    /** Bits of kernel addresses. */
    public int vaBits() {
        return vaBits;
    }

    /** Level of the root table: −1 to 2. */
    public int rootLevel() {
        return rootLevel;
    }

    /** Physical address of the root table. */
    public long root() {
        return root;
    }

    /** PAGE_SIZE in bytes. */
    public long pageBytes() {
        return granule.pageBytes();
    }

    /** Bytes that an entry of a level maps: PMD_SIZE, PUD_SIZE … */
    public long bytes(int level) {
        return 1L << levelShift(level);
    }

    /** Bytes of a Contiguous group of a level: CONT_PTE_SIZE, CONT_PMD_SIZE. */
    public long contiguousBytes(int level) {
        return bytes(level) << contiguousShift(level);
    }

    /** Entries of a Contiguous group of a level: CONT_PTES, CONT_PMDS. */
    public int contiguousEntries(int level) {
        return 1 << contiguousShift(level);
    }

    private int levelShift(int level) {
        return granule.pageShift() + (PTE - level) * stride;
    }

    private int contiguousShift(int level) {
        if (smallGroupShift == NOT_SMALL) {
            return granule.contiguousShift(format, level);
        }
        return level >= PUD ? smallGroupShift : 0;
    }

    /** Entries of a table below the root: PTRS_PER_PTE. */
    public int entries() {
        return 1 << stride;
    }

    /** Address of the descriptor of {@code va} in a table of a level. */
    public long slot(long table, int level, long va) {
        int shift = levelShift(level);
        long mask = level == rootLevel ? (1L << vaBits - shift) - 1 : entries() - 1;
        return table + ((va >>> shift & mask) << format.descriptorShift());
    }

    /** {@code pud_sect_supported}: whether Linux uses PUD blocks: only with 4K pages. */
    public boolean pudBlocks() {
        return granule == Granule.K4 && rootLevel <= PUD;
    }

    /** {@code p?d_leaf} at a level: {@code pud_leaf} is constantly false on 64K pages and with less than three levels. */
    public boolean leaf(long word, int level) {
        if (level == PUD && (granule == Granule.K64 || rootLevel > PUD)) {
            return false;
        }
        return level == PTE ? LinuxPte.present(word) : level >= PUD && LinuxPte.leaf(word);
    }

    /** The physical address a word holds: of the page or block, or of the next table. */
    public long address(long word) {
        return word & addressInPlace | (word & addressMoved) << movedShift;
    }

    /** A physical address as the bits of a word. */
    public long encode(long pa) {
        return pa & addressInPlace | pa >>> movedShift & addressMoved;
    }

    /** {@code pgprot}: what is left of a word without the address. */
    public long protection(long word) {
        return word & ~(addressInPlace | addressMoved);
    }

    /** Whether an address is a multiple of a size. */
    public static boolean aligned(long address, long size) {
        return (address & size - 1) == 0;
    }

    /** {@code p?d_addr_end}: the end of the piece of a level that starts at {@code va}, at most {@code end}. */
    public long pieceEnd(long va, long end, int level) {
        long next = (va & -bytes(level)) + bytes(level);
        return Long.compareUnsigned(next - 1, end - 1) < 0 ? next : end;
    }
}
