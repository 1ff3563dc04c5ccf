package dev.ptarmigan.walker;

import dev.ptarmigan.bits.BitField;
import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.bits.Word128;
import dev.ptarmigan.descriptors.Format;
import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.descriptors.TranslationStage;
import dev.ptarmigan.memory.PhysicalMemory;
import dev.ptarmigan.registers.Register;
import dev.ptarmigan.registers.RegisterField;
import dev.ptarmigan.registers.RegisterFile;
import dev.ptarmigan.registers.RegisterLayout;
import dev.ptarmigan.registers.RegisterLayouts;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A machine small enough to be written down in a test: registers, four megabytes of RAM at 0x40000000 with translation tables
 * in it, and names for the descriptors a test wants to turn bits in. {@link WalkSetups} has the usual ones.
 *
 * <p>A chain of tables for one address is made with {@link #chain}; its descriptors are then called by prefix and level:
 * {@code l0}, {@code l1}, …; of 128-bit ones {@code l0h} … is the high half.
 */
public final class WalkBench implements AutoCloseable {
    /** Where RAM begins. */
    public static final long RAM = 0x4000_0000L;

    private static final long RAM_BYTES = 4L << 20;
    /** Tables are this far apart, so that they are aligned for every granule and for concatenation. */
    private static final long TABLE_STEP = 1L << 16;

    private final PhysicalMemory memory = new PhysicalMemory().allocate(RAM, RAM_BYTES);
    private final RegisterFile registers = new RegisterFile();
    private final Map<String, Long> words = new LinkedHashMap<>();
    private long nextTable = RAM;
    private Profile profile;
    private TranslationStage regime = TranslationStage.EL10;
    private SecurityState security = SecurityState.NON_SECURE;
    private long va;

    /** An empty machine that behaves as a profile says. */
    public WalkBench(Profile profile) {
        this.profile = profile;
    }

    /** The memory. */
    public PhysicalMemory memory() {
        return memory;
    }

    /** The registers. */
    public RegisterFile registers() {
        return registers;
    }

    /** The profile. */
    public Profile profile() {
        return profile;
    }

    /** Turns one knob. */
    public WalkBench with(Knob knob, boolean value) {
        profile = profile.with(knob, value);
        return this;
    }

    /** The regime that is walked. */
    public TranslationStage regime() {
        return regime;
    }

    /** Chooses the regime. */
    public WalkBench regime(TranslationStage newRegime) {
        regime = newRegime;
        return this;
    }

    /** Chooses the Security state. */
    public WalkBench security(SecurityState state) {
        security = state;
        return this;
    }

    /** The address that {@link #walk} translates if none is given. */
    public long va() {
        return va;
    }

    /** Chooses that address. */
    public WalkBench va(long address) {
        va = address;
        return this;
    }

    /** A new table, empty, aligned to 64KB. */
    public long table() {
        return tables(1);
    }

    /** Room for several 64KB tables side by side, aligned to all of it; the count is a power of two. */
    public long tables(int count) {
        long bytes = count * TABLE_STEP;
        long base = nextTable + bytes - 1 & -bytes;
        nextTable = base + bytes;
        if (nextTable > RAM + RAM_BYTES) {
            throw new IllegalStateException("no room for count=" + count + " more tables");
        }
        return base;
    }

    /**
     * Tables for one input address, from a start level to level 3. The descriptors are called {@code prefix} and level; the
     * last one is left empty.
     *
     * @param inputBits size of the input address, which decides how many bits index the start table
     * @return the start table
     */
    public long chain(String prefix, Format format, Granule granule, int startLevel, int inputBits, long address) {
        int stride = granule.stride(format);
        int firstBits = inputBits - granule.levelShift(format, startLevel);
        int firstBytes = Math.max(firstBits, 1) + format.descriptorShift();
        long start = tables(firstBytes > 16 ? 1 << firstBytes - 16 : 1);
        long table = start;
        for (int level = startLevel; level <= 3; level++) {
            int shift = granule.levelShift(format, level);
            int bits = level == startLevel ? firstBits : stride;
            long index = address >>> shift & (1L << bits) - 1;
            long entry = table + (index << format.descriptorShift());
            words.put(prefix + level, entry);
            if (format == Format.VMSA128) {
                words.put(prefix + level + "h", entry + Long.BYTES);
            }
            if (level < 3) {
                table = table();
                memory.write(entry, table | (format == Format.VMSA128 ? 1 : 3));
            }
        }
        return start;
    }

    /** Gives an address a name. */
    public WalkBench name(String name, long address) {
        words.put(name, address);
        return this;
    }

    /** The address of a named descriptor. */
    public long address(String name) {
        Long address = words.get(name);
        if (address == null) {
            throw new IllegalArgumentException("name=" + name + ", there are " + words.keySet());
        }
        return address;
    }

    /** The table that a named descriptor is in. */
    public long tableOf(String name) {
        return address(name) & -TABLE_STEP;
    }

    /** Whether a descriptor has the name. */
    public boolean has(String name) {
        return words.containsKey(name);
    }

    /** The low 64 bits of a named descriptor. */
    public long word(String name) {
        return memory.read(address(name));
    }

    /** Writes a named 64-bit descriptor. */
    public WalkBench word(String name, long word) {
        memory.write(address(name), word);
        return this;
    }

    /** Writes a named 128-bit descriptor. */
    public WalkBench word(String name, long high, long low) {
        memory.write(address(name), low);
        memory.write(address(name) + Long.BYTES, high);
        return this;
    }

    /** Sets a register. */
    public WalkBench set(Register register, long value) {
        registers.set(register, value);
        return this;
    }

    /** Sets a 128-bit register. */
    public WalkBench set(Register register, Word128 value) {
        registers.set(register, value);
        return this;
    }

    /** Sets one field of a register that is then known, 0 in all else if it was not. */
    public WalkBench set(Register register, BitField field, long value) {
        registers.set(register, field.in(registers.orElse(register, 0), value));
        return this;
    }

    /** Sets one field by its names: {@code TCR_EL1.HA}. */
    public WalkBench set(String registerAndField, long value) {
        int dot = registerAndField.indexOf('.');
        Register register = register(registerAndField.substring(0, dot));
        String name = registerAndField.substring(dot + 1);
        for (RegisterLayout layout : RegisterLayouts.variants(register)) {
            RegisterField field = layout.find(name);
            if (field != null) {
                return set(register, field.bits(), value);
            }
        }
        throw new IllegalArgumentException("no field of that name: " + registerAndField);
    }

    static long hex(String text) {
        return Hex.parse("0x" + text, "a number of a case");
    }

    static Register register(String name) {
        Register register = Register.named(name);
        if (register == null) {
            throw new IllegalArgumentException("no register of that name: " + name);
        }
        return register;
    }

    /** The context of the registers as they are now. */
    public TranslationContext context() {
        return ContextBuilder.of(registers, regime, security, profile);
    }

    /** Walks {@link #va}. */
    public ExplainedWalk walk(int access) {
        return walk(va, access);
    }

    /** Walks an address. */
    public ExplainedWalk walk(long address, int access) {
        return ExplainedWalk.of(memory, context(), address, access);
    }

    @Override
    public void close() {
        memory.close();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(regime + ", VA " + Hex.word(va) + "\n" + registers);
        words.forEach((name, address) -> text.append(name)
                .append(" at ")
                .append(Hex.address(address))
                .append(": ")
                .append(Hex.word(memory.read(address)))
                .append('\n'));
        return text.toString();
    }
}
