package dev.ptarmigan.replay;

import dev.ptarmigan.descriptors.Format;
import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.dump.Capture;
import dev.ptarmigan.dump.CaptureInfo;
import dev.ptarmigan.dump.DumpRoot;
import dev.ptarmigan.dump.DumpTable;
import dev.ptarmigan.kernel.Kernel;
import dev.ptarmigan.kernel.KernelLayout;
import dev.ptarmigan.kernel.KernelOptions;
import dev.ptarmigan.kernel.KernelTables;
import dev.ptarmigan.kernel.LinuxCpus;
import dev.ptarmigan.kernel.SetMemory;
import dev.ptarmigan.kernel.VmArea;
import dev.ptarmigan.memory.PhysicalMemory;
import dev.ptarmigan.registers.CpuFeatures;
import dev.ptarmigan.registers.Register;
import dev.ptarmigan.registers.RegisterFile;
import dev.ptarmigan.registers.Tcr;
import java.util.Locale;
import java.util.Optional;

/** The kernel of a capture, taken over: its options, tables and address space, with its memory. */
public final class CapturedKernel implements AutoCloseable {
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
        PhysicalMemory memory = capture.toMemory();
        return new CapturedKernel(capture, memory, new Kernel(options, tables, layout(capture)));
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

    /** The options that a capture's kernel ran with. */
    public static KernelOptions optionsOf(Capture capture) {
        RegisterFile registers = capture.registers();
        CaptureInfo info = info(capture);
        boolean vhe = "2".equals(capture.dump().header("el").orElse("1").strip());
        Tcr tcr = new Tcr(registers.require(vhe ? Register.TCR_EL2 : Register.TCR_EL1, "whether LPA2 is in use"));
        CpuFeatures cpu = CpuFeatures.of(registers);
        long midr = registers.require(Register.MIDR_EL1, "which errata the CPU has");
        boolean bbml2 =
                "1".equals(capture.dump().header("bbml2_noabort").orElse("0").strip());
        boolean notGlobal = info.variables().getOrDefault("arm64_use_ng_mappings", 0L) != 0;
        Long kfenceEarly = info.variables().get("kfence_early_init");
        KernelOptions.Kfence kfence = kfenceEarly == null
                ? KernelOptions.Kfence.OFF
                : kfenceEarly != 0 ? KernelOptions.Kfence.EARLY : KernelOptions.Kfence.LATE;
        return KernelOptions.modern()
                .withRodata(rodata(capture))
                .withNotGlobal(notGlobal)
                .withBbml2NoAbort(bbml2)
                .withTlbi(cpu.hasRangeTlbi(), LinuxCpus.repeatsTlbi(midr))
                .withLpa2(tcr.ds())
                .withKfence(kfence);
    }

    private static KernelOptions.Rodata rodata(Capture capture) {
        String commandLine = capture.dump().header("cmdline").orElse("").toLowerCase(Locale.ROOT);
        for (String word : commandLine.split(" +")) {
            switch (word) {
                case "rodata=noalias" -> {
                    return KernelOptions.Rodata.NOALIAS;
                }
                case "rodata=off" -> {
                    return KernelOptions.Rodata.OFF;
                }
                default -> {
                    // rodata=on is the default, and the kernel ignores what it does not know.
                }
            }
        }
        return KernelOptions.Rodata.ON;
    }

    /** Registers a vm area whose backing pages are read from the tables as they are now. */
    public void addArea(Operations.Area area) {
        KernelTables tables = kernel.tables();
        long page = tables.pageBytes();
        int flags = switch (area.kind()) {
            case "vmalloc" -> VmArea.ALLOC;
            case "vmhuge" -> VmArea.ALLOC | VmArea.ALLOW_HUGE;
            default -> -1;
        };
        if (flags < 0) {
            return;
        }
        long[] pages = new long[area.pages()];
        for (int i = 0; i < pages.length; i++) {
            pages[i] = SetMemory.frameOf(tables, memory::read, area.va() + i * page);
            if (pages[i] < 0) {
                throw new ReplayException(capture.name() + ": area " + area.name() + " has no page at 0x"
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
     * says and reaches to the first page that is not mapped, which is its guard page.
     */
    public void addAreaOf(Operations.Call call) {
        KernelTables tables = kernel.tables();
        long page = tables.pageBytes();
        long start = call.area().isEmpty() ? startOfArea(call.va()) : call.va() - call.offset() * page;
        if (!kernel.layout().isVmalloc(start) || kernel.areaOf(start) != null) {
            return;
        }
        int pages = 0;
        while (SetMemory.frameOf(tables, memory::read, start + pages * page) >= 0) {
            pages++;
        }
        if (pages == 0) {
            return;
        }
        addArea(new Operations.Area(call.area(), "vmalloc", pages, start, 0));
    }

    /** The first page of the run of mapped pages that an address of vmalloc space lies in. */
    private long startOfArea(long va) {
        KernelTables tables = kernel.tables();
        long page = tables.pageBytes();
        long start = va & -page;
        while (kernel.layout().isVmalloc(start - page) && SetMemory.frameOf(tables, memory::read, start - page) >= 0) {
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
