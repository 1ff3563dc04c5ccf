package dev.ptarmigan.kernel.mapping;

import dev.ptarmigan.descriptors.Format;
import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.kernel.Kernel;
import dev.ptarmigan.kernel.KernelLayout;
import dev.ptarmigan.kernel.KernelOptions;
import dev.ptarmigan.kernel.KernelTables;
import dev.ptarmigan.kernel.KernelTask;
import dev.ptarmigan.kernel.KernelWords;
import dev.ptarmigan.listing.KernelVaLayout;
import dev.ptarmigan.machine.FramePool;
import dev.ptarmigan.machine.PlainPort;
import dev.ptarmigan.machine.Port;
import dev.ptarmigan.memory.MemoryRange;
import dev.ptarmigan.memory.PhysicalMemory;
import dev.ptarmigan.memory.Segment;
import dev.ptarmigan.registers.RegisterFile;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A small arm64 kernel made from nothing, booted as Linux 7.2 would: image, fixmap and linear map in tables of its own, in
 * memory that holds nothing but the tables.
 *
 * <pre>{@code
 * try (KernelWorld world = KernelWorld.builder().granule(Granule.K4).ram(0x4000_0000L, 4L << 30).build()) {
 *     VmArea area = world.vmalloc().allocate(64 << 10);
 *     new LinuxSetMemory().setReadOnly(world.task(), area.address(), 4);
 * }
 * }</pre>
 */
public final class KernelWorld implements AutoCloseable {
    private static final int PAGES_BEFORE_ROOT = 3;
    private static final int FIXMAP_SLOT = 16;

    private final PhysicalMemory memory;
    private final Kernel kernel;
    private final KernelVaLayout regions;
    private final KernelImage image;
    private final List<MemoryRange> banks;
    private final FramePool frames;
    private final RamPages pages;
    private final @Nullable MemoryRange kfencePool;
    private final long reservedRoot;
    private final boolean kaslr;
    private final @Nullable Fixmap fixmap;
    private final Port port;

    KernelWorld(KernelWorldBuilder plan) {
        Granule granule = plan.granule;
        regions = KernelVaLayout.of(granule, plan.vaBits, plan.actualVaBits);
        banks = plan.banks();
        KernelLayout layout = KernelLayout.of(regions, banks.get(0).base());
        image = plan.image(regions);
        kaslr = plan.kaslrOffset != 0;
        kfencePool = plan.kfencePool();
        KernelOptions options = plan.options();
        long page = granule.pageBytes();
        long swapper = image.physical(image.initBegin()) - PAGES_BEFORE_ROOT * page;
        reservedRoot = swapper - page;
        memory = new PhysicalMemory();
        memory.allocate(reservedRoot, 2 * page);
        frames = new FramePool(memory, plan.tablePool(), granule.pageBytes());
        pages = new RamPages(plan.freeRam(image), granule.pageShift());
        port = new PlainPort(memory, frames);
        KernelTables tables =
                new KernelTables(granule, plan.format(), regions.actualVaBits(), swapper + plan.rootOffset());
        kernel = new Kernel(options, tables, layout);
        boolean built = false;
        try {
            fixmap = boot(plan);
            built = true;
        } finally {
            if (!built) {
                memory.close();
            }
        }
    }

    /** A world with 4K pages, 48 bits, 1 GiB at 0x40000000 and the options of {@link KernelOptions#modern}; to be varied. */
    public static KernelWorldBuilder builder() {
        return new KernelWorldBuilder();
    }

    private @Nullable Fixmap boot(KernelWorldBuilder plan) {
        kernel.setSwapperWritable(true);
        KernelTask task = task();
        ImageMapper mapper = new ImageMapper(task, image);
        mapper.map(true);
        Fixmap slots = plan.fixmap ? makeFixmap(task) : null;
        LinearMap linear = new LinearMap(task, new MappingBuilder(task, slots), image);
        linear.map(banks, kfencePool);
        mapper.declareAreas();
        if (plan.finishBoot) {
            linear.markTextAliasReadOnly();
            mapper.freeInit();
            linear.markRodataReadOnly();
            kernel.setSwapperWritable(kernel.options().rodata() == KernelOptions.Rodata.OFF);
        }
        return slots;
    }

    /** {@code early_fixmap_init}: tables down to {@code bm_pte}, which have neither UXNTable nor PXNTable. */
    private Fixmap makeFixmap(KernelTask task) {
        KernelTables tables = task.tables();
        long span = tables.bytes(KernelTables.PMD);
        long va = (regions.fixmapTop() - 2 * span & -span) + FIXMAP_SLOT * tables.pageBytes();
        long table = tables.root();
        for (int level = tables.rootLevel(); level < KernelTables.PTE; level++) {
            long slot = tables.slot(table, level, va);
            long word = task.load(slot);
            if (word == 0) {
                long below = task.port().allocateTable(level + 1, va & -tables.bytes(level));
                word = tables.encode(below) | KernelWords.TABLE_FIXMAP;
                task.set(slot, level, word);
            }
            table = tables.address(word);
        }
        return new Fixmap(table, va, new Protections(task.options()).kernel());
    }

    /** The memory: tables only. */
    public PhysicalMemory memory() {
        return memory;
    }

    /** The kernel. */
    public Kernel kernel() {
        return kernel;
    }

    /** The image. */
    public KernelImage image() {
        return image;
    }

    /** Where the configuration puts things. */
    public KernelVaLayout regions() {
        return regions;
    }

    /** The memory that the linear map shows. */
    public List<MemoryRange> banks() {
        return banks;
    }

    /** Where table pages come from, with the account of those taken. The root is not one of them. */
    public FramePool frames() {
        return frames;
    }

    /** Where pages of data come from. */
    public PageSource pages() {
        return pages;
    }

    /** KFENCE's pool in memory; null if the world has none. */
    public @Nullable MemoryRange kfencePool() {
        return kfencePool;
    }

    /** A port of the thread that built the world. */
    public Port port() {
        return port;
    }

    /** A port for another thread. */
    public Port newPort() {
        return new PlainPort(memory, frames);
    }

    /** A task on {@link #port}. */
    public KernelTask task() {
        return kernel.task(port);
    }

    /** {@code __create_pgd_mapping} as a task of this kernel, through its fixmap if it has one. */
    public MappingBuilder mappings(KernelTask task) {
        return new MappingBuilder(task, fixmap);
    }

    /** The linear map, for memory that is added. */
    public LinearMap linearMap(KernelTask task) {
        return new LinearMap(task, mappings(task), image);
    }

    /** vmalloc on {@link #port}. */
    public Vmalloc vmalloc() {
        return vmalloc(task());
    }

    /** vmalloc as a task of this kernel uses it. */
    public Vmalloc vmalloc(KernelTask task) {
        return new Vmalloc(task, pages);
    }

    /** The linear address of a physical one. */
    public long linear(long pa) {
        return kernel.layout().linear(pa);
    }

    /** The descriptor that maps an address, valid or not, or the first one on the way to it that is no table. */
    public long entry(long va) {
        return memory.read(slot(va));
    }

    /** Where {@link #entry} lies. */
    public long slot(long va) {
        KernelTables tables = kernel.tables();
        long table = tables.root();
        for (int level = tables.rootLevel(); ; level++) {
            long slot = tables.slot(table, level, va);
            long word = memory.read(slot);
            boolean isTable = level < KernelTables.PTE && (word & KernelWords.TYPE_PAGE) == KernelWords.TYPE_PAGE;
            if (!isTable || memory.at(tables.address(word)) == Segment.ABSENT) {
                return slot;
            }
            table = tables.address(word);
        }
    }

    /** Physical address of the empty root table, {@code reserved_pg_dir}. */
    public long reservedRoot() {
        return reservedRoot;
    }

    /** The translation registers of a PE that runs this kernel. */
    public RegisterFile registers() {
        return KernelRegisters.of(kernel.options(), kernel.tables(), reservedRoot, kaslr);
    }

    /** Which format the tables have. */
    public Format format() {
        return kernel.tables().format();
    }

    @Override
    public void close() {
        memory.close();
    }
}
