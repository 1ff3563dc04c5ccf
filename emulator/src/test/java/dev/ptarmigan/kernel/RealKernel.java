package dev.ptarmigan.kernel;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.descriptors.Format;
import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.dump.Capture;
import dev.ptarmigan.dump.CaptureInfo;
import dev.ptarmigan.dump.ShippedCaptures;
import dev.ptarmigan.kernel.KernelOptions.Kfence;
import dev.ptarmigan.kernel.mapping.KernelImage;
import dev.ptarmigan.listing.KernelVaLayout;
import dev.ptarmigan.memory.MemoryRange;
import dev.ptarmigan.registers.Register;
import dev.ptarmigan.registers.RegisterFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A recorded kernel, with what it said of itself, for tests that build the same one. */
public final class RealKernel {
    private static final Pattern RAM = Pattern.compile("(?m)^([0-9a-f]+)-([0-9a-f]+) : System RAM$");

    private final Capture capture;
    private final CaptureInfo info;

    private RealKernel(Capture capture) {
        this.capture = capture;
        this.info = capture.info().orElseThrow();
    }

    /** The names of the captures of whole kernels that have an info.txt. */
    public static Stream<String> names() {
        return ShippedCaptures.names().stream().filter(name -> name.startsWith("linux72-") && !name.contains("cloud"));
    }

    public static RealKernel load(String name) {
        return new RealKernel(ShippedCaptures.load(name));
    }

    public Capture capture() {
        return capture;
    }

    public CaptureInfo info() {
        return info;
    }

    private static long need(Map<String, Long> map, String name) {
        Long value = map.get(name);
        if (value == null) {
            throw new AssertionError("info.txt lacks " + name);
        }
        return value;
    }

    public long constant(String name) {
        return need(info.constants(), name);
    }

    public long variable(String name) {
        return need(info.variables(), name);
    }

    public long symbol(String name) {
        return need(info.symbols(), name);
    }

    public boolean capability(String name) {
        return info.capabilities().getOrDefault(name, false);
    }

    public String header(String name) {
        return capture.dump().header(name).orElseThrow();
    }

    public Granule granule() {
        return capture.dump().granule();
    }

    public int builtVaBits() {
        return (int) constant("VA_BITS");
    }

    public int actualVaBits() {
        return (int) constant("vabits_actual");
    }

    public KernelVaLayout regions() {
        return KernelVaLayout.of(granule(), builtVaBits(), actualVaBits());
    }

    /** What the registers and the command line say; Debian's kernels have KFENCE with interval 0, and KASLR. */
    public KernelOptions options() {
        BootParameters configured = BootParameters.DEFAULT
                .withKaslr(true)
                .withKfence(Kfence.LATE)
                .withVhe(header("el").equals("2"));
        return KernelOptions.of(registers(), BootParameters.parse(header("cmdline"), configured));
    }

    /** With ID_AA64MMFR3_EL1 of old CPUs, which reads as zero. */
    public RegisterFile registers() {
        RegisterFile registers = capture.registers();
        if (!registers.has(Register.ID_AA64MMFR3_EL1)) {
            registers.set(Register.ID_AA64MMFR3_EL1, 0);
        }
        return registers;
    }

    public List<MemoryRange> banks() {
        List<MemoryRange> banks = new ArrayList<>();
        Matcher line = RAM.matcher(capture.text("iomem.txt").orElseThrow());
        while (line.find()) {
            long first = Hex.parse("0x" + line.group(1), "an address");
            long last = Hex.parse("0x" + line.group(2), "an address");
            banks.add(new MemoryRange(first, last + 1 - first));
        }
        return banks;
    }

    /** {@code __inittext_end} was not recorded; it only divides the init section, which is unmapped after boot. */
    public KernelImage image() {
        return new KernelImage(
                symbol("_text"),
                symbol("_stext"),
                symbol("_etext"),
                symbol("__init_begin"),
                symbol("__init_end"),
                symbol("__init_end"),
                symbol("__bss_stop"),
                symbol("_end"),
                need(info.physicalAddresses(), "_text"));
    }

    /** The geometry of its tables. */
    public KernelTables tables() {
        Format format = options().lpa2() ? Format.VMSA64_LPA2 : Format.VMSA64;
        long root = capture.dump()
                .root("swapper_pg_dir")
                .or(() -> capture.dump().root("ttbr1"))
                .orElseThrow()
                .pa();
        return new KernelTables(granule(), format, actualVaBits(), root);
    }
}
