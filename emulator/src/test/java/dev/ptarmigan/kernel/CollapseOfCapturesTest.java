package dev.ptarmigan.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ptarmigan.descriptors.Format;
import dev.ptarmigan.descriptors.TranslationStage;
import dev.ptarmigan.dump.Capture;
import dev.ptarmigan.dump.ShippedCaptures;
import dev.ptarmigan.machine.FrameAllocator;
import dev.ptarmigan.machine.PlainPort;
import dev.ptarmigan.memory.PhysicalMemory;
import dev.ptarmigan.walker.Access;
import dev.ptarmigan.walker.ContextBuilder;
import dev.ptarmigan.walker.Profile;
import dev.ptarmigan.walker.SecurityState;
import dev.ptarmigan.walker.TranslationContext;
import dev.ptarmigan.walker.Walk;
import dev.ptarmigan.walker.Walker;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Collapse and change of captured kernels' linear maps, with whatever their boot left there. */
class CollapseOfCapturesTest {
    private static final long SEED = 20261122;
    private static final long TABLES = 0x70_0000_0000L;

    private static final class Frames implements FrameAllocator {
        private final long pageBytes;
        private long next = TABLES;
        private final Set<Long> inUse = new HashSet<>();

        Frames(long pageBytes) {
            this.pageBytes = pageBytes;
        }

        @Override
        public long allocate(int level, long va) {
            long page = next;
            next += pageBytes;
            inUse.add(page);
            return page;
        }

        @Override
        public void free(long pa) {
            inUse.remove(pa);
        }
    }

    private final Walk walk = new Walk();

    private String at(Walker walker, TranslationContext context, long va) {
        return walker.walk(context, va, Access.AT, walk)
                ? Long.toHexString(walk.outputAddress) + " " + Integer.toHexString(walk.permissions)
                : String.valueOf(walk.fault);
    }

    @ParameterizedTest(name = "{0}, {1}")
    @CsvSource({
        "linux72-4k-bbml2-4g, IN_PLACE",
        "linux72-4k-bbml2-4g, BREAK_BEFORE_MAKE",
        "linux72-16k-bbml2-4g, IN_PLACE",
        "linux72-4k-bbml2-nopie-2g, IN_PLACE"
    })
    void a_collapse_keeps_what_every_address_translates_to(String name, Collapse.Method method) {
        Capture capture = ShippedCaptures.load(name);
        long pageOffset =
                Objects.requireNonNull(capture.info().orElseThrow().constants().get("PAGE_OFFSET"));
        long memstart =
                Objects.requireNonNull(capture.info().orElseThrow().variables().get("memstart_addr"));
        long pageEnd =
                Objects.requireNonNull(capture.info().orElseThrow().constants().get("PAGE_END"));
        TranslationContext context =
                ContextBuilder.of(capture.registers(), TranslationStage.EL10, SecurityState.NON_SECURE, Profile.ARM);
        KernelTables tables = new KernelTables(
                capture.dump().granule(),
                Format.VMSA64,
                Integer.parseInt(capture.dump().header("va_bits").orElseThrow().strip()),
                capture.dump()
                        .root("swapper_pg_dir")
                        .or(() -> capture.dump().root("ttbr1"))
                        .orElseThrow()
                        .pa());
        Frames frames = new Frames(tables.pageBytes());
        try (PhysicalMemory memory = capture.toMemory()) {
            memory.allocate(TABLES, 64L << 20);
            Kernel kernel = new Kernel(
                    KernelOptions.modern(), tables, new KernelLayout(pageOffset, pageEnd, memstart, pageEnd, pageEnd));
            KernelTask task = kernel.task(new PlainPort(memory, frames));
            Walker walker = new Walker(memory);
            boolean hierarchical = name.contains("nopie");
            SplittableRandom random = new SplittableRandom(SEED);
            Map<Long, String> before = new TreeMap<>();
            List<Long> mapped = new ArrayList<>();
            for (int i = 0; i < 20_000; i++) {
                long va = pageOffset + random.nextLong(5L << 30 >>> 14) * (1 << 14);
                before.put(va, at(walker, context, va));
                if (walk.ok()) {
                    mapped.add(va);
                }
            }
            assertThat(mapped).hasSizeGreaterThan(1000);
            long end = pageOffset + (8L << 30);
            Collapse.Result boot = Collapse.range(task, pageOffset, end, method, hierarchical);
            assertThat(boot.result()).isZero();
            before.forEach((va, text) ->
                    assertThat(at(walker, context, va)).as("%x", va).isEqualTo(text));

            // Any pages invalid and valid again, then folded: every table that this took is given back.
            SetMemory linux = new LinuxSetMemory();
            for (int i = 0; i < 50; i++) {
                long va = mapped.get(random.nextInt(mapped.size()));
                assertThat(linux.setValid(task, va, 1, false)).isZero();
                assertThat(at(walker, context, va)).isEqualTo("TRANSLATION");
                assertThat(linux.setValid(task, va, 1, true)).isZero();
            }
            Collapse.range(task, pageOffset, end, method, hierarchical);
            before.forEach((va, text) ->
                    assertThat(at(walker, context, va)).as("%x", va).isEqualTo(text));
            assertThat(frames.inUse).isEmpty();
            Collapse.Result again = Collapse.range(task, pageOffset, end, method, hierarchical);
            assertThat(again.blocks()).isZero();
            assertThat(again.groups()).isZero();
        }
    }
}
