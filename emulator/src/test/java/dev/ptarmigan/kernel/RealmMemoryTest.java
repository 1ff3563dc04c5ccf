package dev.ptarmigan.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.kernel.mapping.KernelWorld;
import dev.ptarmigan.machine.ForwardingPort;
import dev.ptarmigan.machine.Port;
import dev.ptarmigan.machine.RecordingPort;
import dev.ptarmigan.trace.Event;
import dev.ptarmigan.trace.EventKind;
import dev.ptarmigan.trace.EventLog;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RealmMemoryTest {
    /** In a gigabyte of its own, so that it is a block. */
    private static final long PA = 0x9960_0000L;

    private static final int IPA_BITS = 33;

    private final KernelWorld world = KernelWorld.builder()
            .ram(0x4000_0000L, 4L << 30)
            .options(KernelOptions.modern().withRealm(true))
            .build();
    private final EventLog log = new EventLog();
    private final RealmMemory realm = new RealmMemory(new LinuxSetMemory(), IPA_BITS);
    private final long va = world.linear(PA);

    @AfterEach
    void close() {
        world.close();
    }

    private KernelTask task(Port port) {
        return world.kernel().task(new RecordingPort(port, log, 0));
    }

    private List<String> relevant() {
        List<String> lines = new ArrayList<>();
        for (Event event : log) {
            boolean own = event.kind() == EventKind.STORE && event.address() == world.slot(va) && event.before() != 0;
            if (own || event.kind() == EventKind.TLBI || event.kind() == EventKind.NOTE) {
                lines.add(
                        own
                                ? Hex.word(event.before()) + " to " + Hex.word(event.after())
                                : event.kind() == EventKind.TLBI ? "tlbi" : String.valueOf(event.name()));
            }
        }
        return lines;
    }

    /** T25. */
    @Test
    void two_megabytes_are_shared_by_way_of_an_invalid_block() {
        assertThat(realm.setDecrypted(task(world.port()), va, 512)).isZero();

        assertThat(Hex.word(world.entry(va))).isEqualTo("0x00e8000199600705");
        assertThat(relevant())
                .containsExactly(
                        "0x00f8000099600705 to 0x00e8000099600705",
                        "0x00e8000099600705 to 0x00e8000199600f04",
                        "tlbi",
                        "rsi_set_memory_range_shared 0x99600000-0x99800000",
                        "0x00e8000199600f04 to 0x00e8000199600705");
    }

    @Test
    void memory_comes_back_the_same_way() {
        realm.setDecrypted(task(world.port()), va, 512);
        EventLog before = new EventLog();
        KernelTask task = world.kernel().task(new RecordingPort(world.port(), before, 0));

        assertThat(realm.setEncrypted(task, va, 512)).isZero();

        assertThat(Hex.word(world.entry(va))).isEqualTo("0x00e8000099600705");
        assertThat(before.count(EventKind.ALLOCATE)).isZero();
        assertThat(before.count(EventKind.TLBI)).isEqualTo(1);
    }

    @Test
    void a_split_of_shared_memory_keeps_the_bit() {
        realm.setDecrypted(task(world.port()), va, 512);

        new LinuxSetMemory().setValid(world.task(), va + 4096, 1, false);

        assertThat(Hex.word(world.entry(va))).isEqualTo("0x00e8000199600707");
        assertThat(Hex.word(world.entry(va + 4096))).isEqualTo("0x00e8000199601f06");
        assertThat(Hex.word(world.entry(va + 0x10000))).isEqualTo("0x00f8000199610707");
    }

    @Test
    void if_the_monitor_refuses_the_memory_stays_invalid_and_is_leaked() {
        Port refusing = new ForwardingPort(world.port()) {
            @Override
            public int setRealmMemory(boolean isProtected, long start, long end) {
                return Errno.EINVAL;
            }
        };

        assertThat(realm.setDecrypted(task(refusing), va, 512)).isEqualTo(Errno.EINVAL);

        assertThat(Hex.word(world.entry(va))).isEqualTo("0x00e8000199600f04");
        assertThat(log.count(EventKind.WARN)).isEqualTo(1);
        assertThat(DirectMapTest.present(world, va)).isFalse();
    }

    @Test
    void only_the_linear_map_can_be_shared() {
        assertThat(realm.setDecrypted(task(world.port()), world.image().stext(), 1))
                .isEqualTo(Errno.EINVAL);
        assertThat(log.count(EventKind.STORE)).isZero();
    }

    @Test
    void outside_a_realm_nothing_happens() {
        try (KernelWorld plain = KernelWorld.builder().build()) {
            long page = plain.linear(0x5000_0000L);
            long before = plain.entry(page);

            assertThat(realm.setDecrypted(plain.task(), page, 1)).isZero();

            assertThat(plain.entry(page)).isEqualTo(before);
        }
    }

    @Test
    void an_address_size_that_no_realm_has_is_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new RealmMemory(new LinuxSetMemory(), 53));
    }
}
