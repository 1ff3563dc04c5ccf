package dev.ptarmigan.listing;

import dev.ptarmigan.memory.PhysicalMemory;
import dev.ptarmigan.registers.Register;
import dev.ptarmigan.registers.RegisterFile;
import dev.ptarmigan.registers.Tcr;
import dev.ptarmigan.walker.TranslationContext;
import dev.ptarmigan.walker.WalkParameters;
import java.util.Objects;
import java.util.function.Consumer;

/** A tree built word by word in a small memory. */
final class TestTree implements AutoCloseable {
    static final long BASE = 0x4000_0000L;
    private static final long TABLE = 3;
    private static final int OFFSET_MASK = 0xFFFF;

    final PhysicalMemory memory = new PhysicalMemory();
    final TranslationContext context;
    final WalkParameters parameters;
    final TableTree tree;
    private final int slotShift;
    private long free = BASE;

    private TestTree(Shape shape, boolean upper, Consumer<RegisterFile> change) {
        memory.allocate(BASE, 8L << 20);
        RegisterFile registers = shape.registers(newTable());
        change.accept(registers);
        context = shape.context(registers);
        parameters = Objects.requireNonNull(upper ? context.upper() : context.lower());
        tree = TableTree.of(parameters);
        slotShift = parameters.format().descriptorShift();
    }

    static TestTree kernel(Shape shape) {
        return new TestTree(shape, true, registers -> {});
    }

    static TestTree user(Shape shape) {
        return new TestTree(shape, false, registers -> {});
    }

    /** With another encoded output size (IPS). */
    static TestTree user(Shape shape, int ips) {
        return new TestTree(shape, false, registers -> {
            long tcr = registers.value(Register.TCR_EL1).orElseThrow();
            registers.set(Register.TCR_EL1, Tcr.IPS.in(tcr, ips));
        });
    }

    static TestTree kernel(Shape shape, Consumer<RegisterFile> change) {
        return new TestTree(shape, true, change);
    }

    /** The address of an empty table of 64K, which serves every granule. */
    long newTable() {
        long table = free;
        free += OFFSET_MASK + 1;
        return table;
    }

    /** Where the entry for an address stands; tables above are made, with {@code attributes} in their descriptors. */
    long slot(long va, int level, long attributes) {
        long table = tree.base();
        for (int at = tree.startLevel(); ; at++) {
            long index = va - tree.firstVa() >>> tree.entryShift(at);
            if (at > tree.startLevel()) {
                index &= (1L << parameters.granule().stride(parameters.format())) - 1;
            }
            long slot = table + (index << slotShift);
            if (at == level) {
                return slot;
            }
            long word = memory.read(slot);
            if (word == 0) {
                word = newTable() | (slotShift == 4 ? 1 : TABLE) | attributes;
                memory.write(slot, word);
            }
            table = parameters.tableAddress(word);
        }
    }

    TestTree put(long va, int level, long word) {
        memory.write(slot(va, level, 0), word);
        return this;
    }

    /** {@code count} neighbouring entries whose words go up by what an entry maps. */
    TestTree fill(long va, int level, long word, int count) {
        long step = 1L << tree.entryShift(level);
        for (int i = 0; i < count; i++) {
            put(va + i * step, level, word + i * step);
        }
        return this;
    }

    @Override
    public void close() {
        memory.close();
    }
}
