package dev.ptarmigan.pe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ptarmigan.faults.Par;
import dev.ptarmigan.kernel.KernelOptions;
import dev.ptarmigan.kernel.Strategies;
import dev.ptarmigan.kernel.mapping.KernelWorld;
import dev.ptarmigan.registers.Register;
import dev.ptarmigan.trace.Barrier;
import dev.ptarmigan.trace.EventKind;
import dev.ptarmigan.trace.EventLog;
import dev.ptarmigan.trace.EventText;
import dev.ptarmigan.walker.AbortReport;
import dev.ptarmigan.walker.Access;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A PE that runs a small kernel. */
class ProcessingElementTest {
    private static final long RAM = 0x4000_0000L;

    private final KernelWorld world = KernelWorld.builder()
            .ram(RAM, 1L << 30)
            .options(KernelOptions.modern().withBbml2NoAbort(true))
            .build();
    private final Machine machine =
            new Machine(world.memory(), world.registers(), 2, MachineOptions.of(TlbGeometry.named("neoverse-v3")));
    private final ProcessingElement pe = machine.pe(0);
    private final long page = world.linear(RAM + (300L << 20));

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void an_access_that_the_tlb_holds_needs_no_walk() {
        assertThat(pe.translate(page + 0x123, Access.READ)).isEqualTo(RAM + (300L << 20) + 0x123);
        assertThat(pe.translate(page + 0x1000, Access.READ)).isEqualTo(RAM + (300L << 20) + 0x1000);
        assertThat(pe.tlb().statistics().walks).isEqualTo(1);
        assertThat(pe.tlb().hits("L1D")).isEqualTo(1);
    }

    @Test
    void a_register_takes_effect_at_the_next_isb() {
        pe.writeRegister(Register.TTBR1_EL1, world.reservedRoot());
        pe.tlb().clear();
        assertThat(pe.load(page)).isTrue();
        pe.tlb().clear();
        pe.barrier(Barrier.ISB);
        assertThat(pe.register(Register.TTBR1_EL1)).isEqualTo(world.reservedRoot());
        assertThat(pe.load(page)).isFalse();
    }

    @Test
    void an_exception_synchronises_too_and_leaves_its_syndrome() {
        assertThat(pe.load(page & ~(1L << 55))).isFalse();
        AbortReport abort = pe.abort();
        pe.writeRegister(Register.TTBR1_EL1, world.reservedRoot());
        pe.takeException(abort);
        pe.tlb().clear();
        assertThat(pe.load(page)).isFalse();
        assertThat(pe.register(Register.ESR_EL1)).isEqualTo(abort.esr().word());
        assertThat(pe.register(Register.FAR_EL1)).isEqualTo(page & ~(1L << 55));
    }

    @Test
    void el0_may_not_read_what_the_kernel_may_though_the_tlb_holds_it() {
        assertThat(pe.load(page)).isTrue();
        pe.setExceptionLevel(0);
        assertThat(pe.load(page)).isFalse();
        pe.setExceptionLevel(1);
        assertThat(pe.load(page)).isTrue();
        assertThat(pe.translate(page, pe.unprivilegedAccess(Access.READ))).isEqualTo(ProcessingElement.FAULT);
        pe.setUao(true);
        assertThat(pe.translate(page, pe.unprivilegedAccess(Access.READ))).isNotEqualTo(ProcessingElement.FAULT);
    }

    @Test
    void at_writes_par_as_the_walker_would() {
        Par par = pe.at(AtOperation.S1E1W, page);
        assertThat(par).isNotNull();
        assertThat(par.isFault()).isFalse();
        assertThat(pe.register(Register.PAR_EL1)).isEqualTo(par.word().low());
        assertThat(pe.at(AtOperation.S1E0R, page)).matches(answer -> answer != null && answer.isFault());
    }

    @Test
    void an_entry_that_memory_contradicts_is_listed_with_the_event_that_did_it() {
        MachinePort port = new MachinePort(machine, 1, world.frames());
        pe.load(page);
        assertThat(pe.entries()).allMatch(TlbEntry::agrees);
        int result = Strategies.named("linux").update(world.kernel().task(port), page, 4096, 0x80, 0);
        assertThat(result).isZero();
        List<TlbEntry> stale =
                pe.entries().stream().filter(entry -> !entry.agrees()).toList();
        assertThat(stale).isNotEmpty();
        assertThat(stale)
                .allMatch(entry -> entry.staleSince() >= 0 && entry.toString().contains("stale since event"));
    }

    @Test
    void what_a_machine_records_can_be_read_and_replayed() {
        EventLog log = new EventLog();
        machine.record(log, true);
        MachinePort port = new MachinePort(machine, 0, world.frames());
        pe.load(page);
        machine.pe(1).storeAt(page + 4096);
        assertThat(Strategies.named("linux").setValid(world.kernel().task(port), page, 1, false))
                .isZero();
        pe.load(page);
        machine.pe(1).load(page + 4096);
        String text = EventText.write(log, null);
        EventLog read = EventText.read(text, "recorded").log();
        for (EventKind kind : List.of(
                EventKind.STORE,
                EventKind.TLBI,
                EventKind.BARRIER,
                EventKind.ACCESS,
                EventKind.FAULT,
                EventKind.FILL)) {
            assertThat(read.count(kind))
                    .as("%s", kind)
                    .isEqualTo(log.count(kind))
                    .isPositive();
        }
        try (KernelWorld again = KernelWorld.builder()
                .ram(RAM, 1L << 30)
                .options(KernelOptions.modern().withBbml2NoAbort(true))
                .build()) {
            Machine other = new Machine(
                    again.memory(), again.registers(), 2, MachineOptions.of(TlbGeometry.named("spec-tiny")));
            EventReplay replay = new EventReplay(other, "recorded", 4096);
            replay.run(read);
            assertThat(replay.differences()).isZero();
            assertThat(again.entry(page)).isEqualTo(world.entry(page));
        }
    }

    @Test
    void events_out_of_order_are_refused() {
        EventLog log = new EventLog();
        long slot = world.slot(page);
        log.store(0, slot, 1, 2);
        EventReplay replay = new EventReplay(machine, "odd", 4096);
        assertThatExceptionOfType(EventReplayException.class)
                .isThrownBy(() -> replay.run(log))
                .withMessageContaining("odd: event 0 stores to")
                .withMessageContaining("events are missing or out of order");
    }

    @Test
    void a_local_invalidation_reaches_this_pe_alone_and_a_broadcast_all_at_the_dsb() {
        machine.pe(1).load(page);
        pe.load(page);
        pe.tlbi("vmalle1", 0);
        pe.barrier(Barrier.DSB_NSH);
        assertThat(pe.entries()).isEmpty();
        assertThat(machine.pe(1).entries()).isNotEmpty();
        pe.tlbi("vmalle1is", 0);
        pe.barrier(Barrier.DSB_ISHST);
        assertThat(machine.pe(1).entries()).isNotEmpty();
        pe.barrier(Barrier.DSB_ISH);
        assertThat(machine.pe(1).entries()).isEmpty();
    }
}
