package dev.ptarmigan.replay;

import dev.ptarmigan.descriptors.Format;
import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.descriptors.LinuxPte;
import dev.ptarmigan.dump.Capture;
import dev.ptarmigan.dump.CaptureInfo;
import dev.ptarmigan.dump.DumpRoot;
import dev.ptarmigan.dump.DumpTable;
import dev.ptarmigan.kernel.BootParameters;
import dev.ptarmigan.kernel.Kernel;
import dev.ptarmigan.kernel.KernelLayout;
import dev.ptarmigan.kernel.KernelOptions;
import dev.ptarmigan.kernel.KernelTables;
import dev.ptarmigan.kernel.SetMemory;
import dev.ptarmigan.kernel.VmArea;
import dev.ptarmigan.memory.PhysicalMemory;
import dev.ptarmigan.registers.Register;
import dev.ptarmigan.registers.RegisterFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The kernel of a capture, taken over: its options, tables and address space, with its memory. */
public final class CapturedKernel implements AutoCloseable {
    /** MT_NORMAL, index of MAIR_EL1. */
    private static final long NORMAL = 0;
    /** MT_NORMAL_TAGGED. */
    private static final long NORMAL_TAGGED = 1;

    private final Capture capture;
    private final PhysicalMemory memory;
    private final Kernel kernel;

    private CapturedKernel(Capture capture, PhysicalMemory memory, Kernel kernel) {
        this.capture = capture;
        this.memory = memory;
        this.kernel = kernel;
    }

    /**
     * Takes over a capture's kernel.
     *
     * @throws ReplayException if the capture lacks what that needs
     */
    public static CapturedKernel of(Capture capture) {
        return of(capture, optionsOf(capture));
    }

    /**
     * Takes over a capture's kernel with options of the caller's.
     *
     * @throws ReplayException if the capture lacks what that needs
     */
    public static CapturedKernel of(Capture capture, KernelOptions options) {
        Granule granule = capture.dump().granule();
        Format format = options.lpa2() ? Format.VMSA64_LPA2 : Format.VMSA64;
        KernelTables tables = new KernelTables(
                granule, format, vaBits(capture), kernelRoot(capture).pa());
        Kernel kernel = new Kernel(options, tables, layout(capture));
        addImage(capture, kernel);
        return new CapturedKernel(capture, capture.toMemory(), kernel);
    }

    /** The kernel. */
    public Kernel kernel() {
        return kernel;
    }

    /** Its memory. */
    public PhysicalMemory memory() {
        return memory;
    }

    /** Where it came from. */
    public Capture capture() {
        return capture;
    }

    @Override
    public void close() {
        memory.close();
    }

    private static CaptureInfo info(Capture capture) {
        return capture.info()
                .orElseThrow(() -> new ReplayException(capture.name()
                        + ": info.txt is missing; it tells the kernel's address space and capabilities"));
    }

    private static long value(Optional<Long> found, Capture capture, String what) {
        return found.orElseThrow(() -> new ReplayException(capture.name() + ": info.txt does not tell " + what));
    }

    private static Optional<Long> constant(Capture capture, String name) {
        return Optional.ofNullable(info(capture).constants().get(name));
    }

    private static Optional<Long> variable(Capture capture, String name) {
        return Optional.ofNullable(info(capture).variables().get(name));
    }

    private static int vaBits(Capture capture) {
        String text = capture.dump()
                .header("va_bits")
                .orElseThrow(() -> new ReplayException(capture.name() + ": the header '# va_bits:' is missing"));
        try {
            return Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            throw new ReplayException(capture.name() + ": '# va_bits: " + text + "' is not a number");
        }
    }

    private static DumpRoot kernelRoot(Capture capture) {
        return capture.dump()
                .root("swapper_pg_dir")
                .or(() -> capture.dump().root("ttbr1"))
                .orElseThrow(() -> new ReplayException(
                        capture.name() + ": no root swapper_pg_dir or ttbr1: the kernel's tables are not in the dump"));
    }

    private static KernelLayout layout(Capture capture) {
        long pageOffset = value(constant(capture, "PAGE_OFFSET"), capture, "PAGE_OFFSET");
        long compiledBits = value(constant(capture, "VA_BITS"), capture, "VA_BITS");
        long memstart = value(variable(capture, "memstart_addr"), capture, "memstart_addr");
        long compiledPageOffset = -1L << compiledBits;
        return new KernelLayout(
                pageOffset,
                value(constant(capture, "PAGE_END"), capture, "PAGE_END"),
                memstart + (pageOffset - compiledPageOffset),
                value(constant(capture, "VMALLOC_START"), capture, "VMALLOC_START"),
                value(constant(capture, "VMALLOC_END"), capture, "VMALLOC_END"));
    }

    /**
     * The options that a capture's kernel ran with: what Linux decides on a CPU with these registers and this command line
     * ({@link KernelOptions#of}), and what the kernel itself said where that was recorded.
     *
     * @throws ReplayException if there is no {@code info.txt}
     * @throws dev.ptarmigan.registers.MissingRegisterException if a register that decides something is absent
     */
    public static KernelOptions optionsOf(Capture capture) {
        CaptureInfo info = info(capture);
        RegisterFile registers = capture.registers();
        if (!registers.has(Register.ID_AA64MMFR3_EL1) && registers.has(Register.ID_AA64MMFR2_EL1)) {
            // A CPU that is older than the register reads it as zero; the recording leaves it out.
            registers.set(Register.ID_AA64MMFR3_EL1, 0);
        }
        Long kfenceEarly = info.variables().get("kfence_early_init");
        BootParameters configured = BootParameters.DEFAULT
                .withKaslr(true)
                .withKfence(kfenceEarly == null ? KernelOptions.Kfence.OFF : KernelOptions.Kfence.LATE)
                .withVhe("2".equals(capture.dump().header("el").orElse("1").strip()));
        String commandLine = capture.dump().header("cmdline").orElse("");
        KernelOptions derived = KernelOptions.of(registers, BootParameters.parse(commandLine, configured));

        KernelOptions.Builder recorded = derived.toBuilder();
        capability(info, "ARM64_MTE").ifPresent(recorded::mte);
        capability(info, "ARM64_HAS_TLB_RANGE").ifPresent(recorded::tlbRange);
        capture.dump()
                .header("bbml2_noabort")
                .map(text -> text.strip().equals("1"))
                .or(() -> capability(info, "ARM64_HAS_BBML2_NOABORT"))
                .ifPresent(recorded::bbml2NoAbort);
        Optional.ofNullable(info.variables().get("arm64_use_ng_mappings"))
                .ifPresent(value -> recorded.notGlobal(value != 0));
        if (kfenceEarly != null) {
            recorded.kfence(kfenceEarly != 0 ? KernelOptions.Kfence.EARLY : KernelOptions.Kfence.LATE);
        }
        return recorded.build();
    }

    private static Optional<Boolean> capability(CaptureInfo info, String name) {
        return Optional.ofNullable(info.capabilities().get(name));
    }

    /** The kernel's image is mapped in vmalloc space, by areas that vmalloc did not make. */
    private static void addImage(Capture capture, Kernel kernel) {
        Long start = info(capture).symbols().get("_text");
        Long end = info(capture).symbols().get("_end");
        if (start != null && end != null && Long.compareUnsigned(start, end) < 0) {
            kernel.add(new VmArea(start, end - start, VmArea.MAP | VmArea.NO_GUARD, new long[0]));
        }
    }

    /**
     * Registers a vm area whose backing pages are read from the tables as they are now.
     *
     * @param where file and line that tell of it, for messages
     */
    public void addArea(Operations.Area area, String where) {
        KernelTables tables = kernel.tables();
        long page = tables.pageBytes();
        int flags = switch (area.kind()) {
            case "vmalloc" -> VmArea.ALLOC;
            case "vmhuge" -> VmArea.ALLOC | VmArea.ALLOW_HUGE;
            default -> 0; // Frames of the linear map: no area.
        };
        if (flags == 0) {
            return;
        }
        long[] pages = new long[area.pages()];
        for (int i = 0; i < pages.length; i++) {
            pages[i] = SetMemory.frameOf(tables, memory::read, area.va() + i * page);
            if (pages[i] < 0) {
                throw new ReplayException(where + "area " + area.name() + " has no page at 0x"
                        + Long.toHexString(area.va() + i * page) + ", so its backing pages are not known");
            }
        }
        kernel.add(new VmArea(area.va(), (area.pages() + 1) * page, flags, pages));
    }

    /**
     * Where the fixmap starts.
     *
     * @throws ReplayException if the capture does not tell
     */
    long fixmapStart() {
        return value(constant(capture, "FIXADDR_TOT_START"), capture, "FIXADDR_TOT_START");
    }

    /**
     * Registers the area of a call that an earlier recording prepared, as the tables show it: it starts where the call's offset
     * says, or at the first page of the run, and reaches to the first page that is not mapped, which is its guard page. What
     * is mapped with blocks or Contiguous pages was allowed to be, and device memory is ioremap's; vmap of ordinary pages looks
     * like vmalloc.
     */
    public void addAreaOf(Operations.Call call) {
        KernelTables tables = kernel.tables();
        long page = tables.pageBytes();
        if (!hasAreas(call.va()) || kernel.areaOf(call.va()) != null) {
            return;
        }
        long start = call.area().isEmpty() ? startOfArea(call.va()) : call.va() - call.offset() * page;
        int flags = VmArea.ALLOC | (kernel.layout().isModules(start) ? VmArea.FLUSH_RESET_PERMS : 0);
        List<Long> frames = new ArrayList<>();
        for (long va = start; ; va += page) {
            long frame = SetMemory.frameOf(tables, memory::read, va);
            if (frame < 0) {
                break;
            }
            frames.add(frame);
            flags |= flagsOfLeaf(va);
        }
        if (frames.isEmpty()) {
            return;
        }
        if ((flags & VmArea.IOREMAP) != 0) {
            flags = VmArea.IOREMAP;
        }
        long[] pages = frames.stream().mapToLong(Long::longValue).toArray();
        kernel.add(new VmArea(start, (pages.length + 1) * page, flags, flags == VmArea.IOREMAP ? new long[0] : pages));
    }

    private boolean hasAreas(long va) {
        return kernel.layout().isVmalloc(va) || kernel.layout().isModules(va);
    }

    /** What the leaf of an address tells of its area. */
    private int flagsOfLeaf(long va) {
        KernelTables tables = kernel.tables();
        long table = tables.root();
        for (int level = tables.rootLevel(); ; level++) {
            long word = memory.read(tables.slot(table, level, va));
            if (level == KernelTables.PTE || tables.leaf(word, level)) {
                long memoryType = LinuxPte.PTE_ATTRINDX.of(word);
                boolean ordinary = memoryType == NORMAL || memoryType == NORMAL_TAGGED;
                boolean large = level < KernelTables.PTE || LinuxPte.cont(word);
                return (ordinary ? 0 : VmArea.IOREMAP) | (large ? VmArea.ALLOW_HUGE : 0);
            }
            table = tables.address(word);
        }
    }

    /** The first page of the run of mapped pages that an address of vmalloc space lies in. */
    private long startOfArea(long va) {
        KernelTables tables = kernel.tables();
        long page = tables.pageBytes();
        long start = va & -page;
        while (hasAreas(start - page)
                && kernel.areaOf(start - page) == null
                && SetMemory.frameOf(tables, memory::read, start - page) >= 0) {
            start -= page;
        }
        return start;
    }

    /** An address above every table of the dump, where a replay may put new tables. */
    public long freshPages() {
        long top = 0;
        for (DumpTable table : capture.dump().tables()) {
            top = Math.max(top, table.pa() + table.sizeBytes());
        }
        long page = kernel.tables().pageBytes();
        return (top + (64 * page) - 1) & -page;
    }
}
