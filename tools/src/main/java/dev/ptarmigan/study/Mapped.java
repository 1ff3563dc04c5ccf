package dev.ptarmigan.study;

import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.descriptors.TranslationStage;
import dev.ptarmigan.dump.Capture;
import dev.ptarmigan.kernel.Kernel;
import dev.ptarmigan.kernel.KernelOptions;
import dev.ptarmigan.kernel.KernelTables;
import dev.ptarmigan.kernel.KernelTask;
import dev.ptarmigan.kernel.KernelWords;
import dev.ptarmigan.kernel.mapping.KernelWorld;
import dev.ptarmigan.machine.PlainPort;
import dev.ptarmigan.memory.PhysicalMemory;
import dev.ptarmigan.pe.AccessStream.Range;
import dev.ptarmigan.registers.RegisterFile;
import dev.ptarmigan.replay.CapturedKernel;
import dev.ptarmigan.replay.TablePages;
import dev.ptarmigan.walker.ContextBuilder;
import dev.ptarmigan.walker.Profile;
import dev.ptarmigan.walker.SecurityState;
import dev.ptarmigan.walker.TranslationContext;
import java.util.List;

/** A kernel whose linear map is to be accessed: one made from nothing, or one of a capture. */
final class Mapped implements AutoCloseable {
    private static final long RAM_BASE = 0x4000_0000L;
    private static final long POOL_BASE_ABOVE = 1L << 30;

    private final PhysicalMemory memory;
    private final Kernel kernel;
    private final KernelTask task;
    private final RegisterFile registers;
    private final AutoCloseable owner;
    private final long end;
    private final int exceptionLevel;

    private Mapped(
            PhysicalMemory memory,
            Kernel kernel,
            KernelTask task,
            RegisterFile registers,
            AutoCloseable owner,
            long end,
            int exceptionLevel) {
        this.memory = memory;
        this.kernel = kernel;
        this.task = task;
        this.registers = registers;
        this.owner = owner;
        this.end = end;
        this.exceptionLevel = exceptionLevel;
    }

    /** A kernel from nothing with {@code bytes} of memory, mapped by blocks and groups as large as can be, or by pages. */
    static Mapped built(Granule granule, long bytes, boolean blocks) {
        KernelOptions options = KernelOptions.modern().withBbml2NoAbort(blocks);
        long pool = RAM_BASE + bytes + POOL_BASE_ABOVE;
        KernelWorld world = KernelWorld.builder()
                .granule(granule)
                .vaBits(granule == Granule.K16 ? 47 : 48)
                .ram(RAM_BASE, bytes)
                .tablePool(pool, Math.max(bytes >>> 7, 64L << 20))
                .fixmap(false)
                .options(options)
                .build();
        long end = world.linear(RAM_BASE) + bytes;
        return new Mapped(world.memory(), world.kernel(), world.task(), world.registers(), world, end, 1);
    }

    /** The kernel of a capture. */
    static Mapped captured(Capture capture) {
        CapturedKernel captured =
                CapturedKernel.of(capture, CapturedKernel.optionsOf(capture).withBbml2NoAbort(true));
        KernelTables tables = captured.kernel().tables();
        TablePages pages = new TablePages(
                captured.memory(),
                tables.granule().pageBytes(),
                List.of(),
                List.of(),
                captured.freshPages(),
                Long.MAX_VALUE);
        KernelTask task = captured.kernel().task(new PlainPort(captured.memory(), pages));
        return new Mapped(
                captured.memory(),
                captured.kernel(),
                task,
                capture.registers(),
                captured,
                captured.kernel().layout().pageEnd(),
                capture.dump().header("el").orElse("1").strip().equals("2") ? 2 : 1);
    }

    PhysicalMemory memory() {
        return memory;
    }

    KernelTask task() {
        return task;
    }

    RegisterFile registers() {
        return registers;
    }

    Granule granule() {
        return kernel.tables().granule();
    }

    /** Where the kernel runs: 2 with VHE. */
    int exceptionLevel() {
        return exceptionLevel;
    }

    /** The regime of the kernel. */
    TranslationContext context() {
        TranslationStage stage = exceptionLevel == 2 ? TranslationStage.EL20 : TranslationStage.EL10;
        return ContextBuilder.of(registers, stage, SecurityState.NON_SECURE, Profile.ARM);
    }

    /** The readable addresses of the linear map. */
    List<Range> linearMap() {
        return MappedRanges.of(memory, context(), kernel.layout().pageOffset(), end);
    }

    /** Sets the Contiguous bit in every group of pages that may have it. */
    void makeContiguous() {
        KernelTables tables = kernel.tables();
        int members = tables.contiguousEntries(KernelTables.PTE);
        long page = tables.pageBytes();
        for (Range range : linearMap()) {
            long groupBytes = members * page;
            for (long va = range.start() + groupBytes - 1 & -groupBytes;
                    va + groupBytes - 1 < range.start() + range.bytes();
                    va += groupBytes) {
                group(tables, pageSlot(tables, va), members, page);
            }
        }
    }

    private long pageSlot(KernelTables tables, long va) {
        long table = tables.root();
        for (int level = tables.rootLevel(); level < KernelTables.PTE; level++) {
            long word = memory.read(tables.slot(table, level, va));
            if ((word & KernelWords.TYPE_PAGE) != KernelWords.TYPE_PAGE) {
                return -1;
            }
            table = tables.address(word);
        }
        return tables.slot(table, KernelTables.PTE, va);
    }

    private void group(KernelTables tables, long slot, int members, long page) {
        if (slot < 0) {
            return;
        }
        long first = memory.read(slot);
        if (!KernelTables.aligned(tables.address(first), members * page)) {
            return;
        }
        for (int i = 1; i < members; i++) {
            if (memory.read(slot + (long) i * Long.BYTES) != first + i * page) {
                return;
            }
        }
        for (int i = 0; i < members; i++) {
            memory.write(slot + (long) i * Long.BYTES, first + i * page | KernelWords.CONT);
        }
    }

    @Override
    public void close() {
        try {
            owner.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
