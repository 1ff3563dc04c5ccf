package dev.ptarmigan.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.descriptors.LinuxPte;
import dev.ptarmigan.kernel.mapping.KernelImage;
import dev.ptarmigan.kernel.mapping.KernelWorld;
import dev.ptarmigan.kernel.mapping.TableAccount;
import dev.ptarmigan.machine.RecordingPort;
import dev.ptarmigan.trace.Event;
import dev.ptarmigan.trace.EventKind;
import dev.ptarmigan.trace.EventLog;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** T47. */
class LinearMapRepaintTest {
    private static final long FLAG = 0x4270_0ff8L;
    private static final long IDENTITY_MAP = 0x4270_0000L;
    private static final int CPUS = 3;

    /** The boot CPU has BBML2_NOABORT, the system has not. */
    private final KernelOptions options =
            KernelOptions.builder().bootState(false, true, true, CPUS).build();

    private final KernelWorld world = KernelWorld.builder()
            .ram(0x4000_0000L, 2L << 30)
            .options(options)
            .finishBoot(false)
            .build();
    private final KernelImage image = world.image();
    private final LinearMapRepaint repaint = new LinearMapRepaint(setting(), CPUS);

    LinearMapRepaintTest() {
        world.memory().allocate(FLAG, 8);
    }

    private LinearMapRepaint.Setting setting() {
        return new LinearMapRepaint.Setting(
                FLAG,
                world.kernel().tables().root(),
                world.reservedRoot(),
                IDENTITY_MAP,
                world.linear(image.physical(image.stext())),
                world.linear(image.physical(image.initBegin())));
    }

    @AfterEach
    void close() {
        world.close();
    }

    private void assertPages() {
        long textStart = world.linear(image.physical(image.stext()));
        long textEnd = world.linear(image.physical(image.initBegin()));
        for (long pa = 0x4000_0000L; pa < 0xc000_0000L; pa += 0x1000) {
            long va = world.linear(pa);
            boolean kept = va - textStart >= 0 && va < textEnd;
            if (!kept) {
                assertThat(Hex.word(world.entry(va))).isEqualTo(Hex.word(0x00e8_0000_0000_0707L | pa));
            }
        }
        long text = world.linear(image.physical(image.stext()));
        assertThat(LinuxPte.leaf(world.entry(text + (4 << 20)))).isTrue();
        TableAccount account = TableAccount.of(world);
        assertThat(account.tables()).isEqualTo(world.frames().taken());
        assertThat(world.memory().read(FLAG)).isZero();
    }

    @Test
    void the_linear_map_becomes_pages_and_the_text_alias_stays() {
        EventLog log = new EventLog();
        List<KernelTask> others = new ArrayList<>();
        for (int cpu = 1; cpu < CPUS; cpu++) {
            others.add(world.kernel().task(new RecordingPort(world.newPort(), log, cpu)));
        }

        repaint.run(world.kernel().task(new RecordingPort(world.port(), log, 0)), others);

        assertPages();
        assertThat(world.kernel().options().forcePteMappingNow()).isTrue();
        assertParkedWhileTablesChange(log);
        assertThat(log.count(EventKind.WARN)).isZero();
    }

    /** Whoever is not the boot CPU has no kernel TTBR1 from its first to its last event, and its TLB is empty of it. */
    private void assertParkedWhileTablesChange(EventLog log) {
        int parked = 0;
        boolean allBack = true;
        int broadcasts = 0;
        for (Event event : log) {
            String text = String.valueOf(event.name());
            if (event.cpu() == 0) {
                boolean table = event.kind() == EventKind.STORE && event.address() != FLAG;
                if (table) {
                    assertThat(parked).isEqualTo(CPUS - 1);
                }
                broadcasts += text.equals("vmalle1is") ? 1 : 0;
            } else {
                boolean upper = text.startsWith("msr TTBR1_EL1");
                if (upper && text.endsWith(Hex.word(world.reservedRoot()))) {
                    allBack = false;
                } else if (upper) {
                    assertThat(world.memory().read(FLAG)).isZero();
                    allBack = true;
                }
                parked += event.kind() == EventKind.STORE ? 1 : 0;
            }
        }
        assertThat(allBack).isTrue();
        assertThat(broadcasts).isEqualTo(1);
    }

    @Test
    void a_cpu_leaves_the_kernels_tables_and_its_own_tlb_before_it_counts() {
        EventLog log = new EventLog();
        EventLog own = new EventLog();
        List<KernelTask> others = List.of(
                world.kernel().task(new RecordingPort(world.newPort(), own, 1)),
                world.kernel().task(new RecordingPort(world.newPort(), log, 2)));

        repaint.run(world.task(), others);

        List<String> events = new ArrayList<>();
        own.forEach(event -> events.add(event.toString().replaceFirst("^(\\d+|#) cpu=1 ", "")));
        String reserved = Hex.word(world.reservedRoot());
        String swapper = Hex.word(world.kernel().tables().root());
        assertThat(events)
                .containsExactly(
                        "msr TTBR0_EL1, " + reserved,
                        "isb",
                        "dsb nshst",
                        "tlbi vmalle1 x=0x0",
                        "dsb nsh",
                        "isb",
                        "msr TTBR0_EL1, " + Hex.word(IDENTITY_MAP),
                        "isb",
                        "msr TTBR1_EL1, " + reserved,
                        "isb",
                        "tlbi vmalle1 x=0x0",
                        "dsb nsh",
                        "isb",
                        "store pa=0x42700ff8 old=0x0000000000000001 new=0x0000000000000002",
                        "msr TTBR1_EL1, " + swapper,
                        "isb",
                        "msr TTBR0_EL1, " + reserved,
                        "isb",
                        "dsb nshst",
                        "tlbi vmalle1 x=0x0",
                        "dsb nsh",
                        "isb");
    }

    @Test
    void on_threads_the_cpus_wait_for_each_other() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        repaint.prepare(world.task());
        for (int cpu = 1; cpu < CPUS; cpu++) {
            KernelTask task = world.kernel().task(world.newPort());
            Thread thread = new Thread(() -> repaint.otherCpu(task), "cpu" + cpu);
            thread.start();
            threads.add(thread);
        }

        repaint.bootCpu(world.task());

        for (Thread thread : threads) {
            thread.join(10_000);
            assertThat(thread.isAlive()).isFalse();
        }
        assertPages();
    }

    @Test
    void without_memory_the_kernel_panics() {
        world.frames().limit(3);

        assertThatExceptionOfType(KernelBugException.class)
                .isThrownBy(() -> repaint.run(
                        world.task(),
                        List.of(
                                world.kernel().task(world.newPort()),
                                world.kernel().task(world.newPort()))))
                .withMessageStartingWith("Kernel panic: Failed to split linear map at 0xffff")
                .withMessageEndingWith("-ENOMEM (-12)");
    }

    @Test
    void it_is_needed_only_if_the_system_lacks_what_the_boot_cpu_has() {
        assertThat(LinearMapRepaint.isNeeded(options)).isTrue();
        assertThat(LinearMapRepaint.isNeeded(KernelOptions.modern())).isFalse();
        assertThat(LinearMapRepaint.isNeeded(KernelOptions.modern().withBbml2NoAbort(false)))
                .isFalse();
        assertThat(LinearMapRepaint.isNeeded(
                        options.toBuilder().bootState(false, false, true, 1).build()))
                .isFalse();
    }
}
