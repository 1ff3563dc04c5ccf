package dev.ptarmigan.kernel;

import dev.ptarmigan.kernel.KernelOptions.Kfence;
import dev.ptarmigan.kernel.KernelOptions.Rodata;
import java.util.Locale;

/**
 * The boot parameters that decide about kernel mappings, with what configuration and firmware add to them.
 *
 * @param rodata {@code rodata=}
 * @param kpti {@code kpti=}
 * @param kaslr whether the kernel was moved by KASLR
 * @param kfence when KFENCE's pool is made: by {@code kfence.sample_interval=} and the configured interval
 * @param debugPagealloc {@code debug_pagealloc=on} in a kernel that has it
 * @param hugeVmalloc huge vmalloc is not forbidden
 * @param hugeIoremap huge ioremap is not forbidden
 * @param vhe the kernel was started at EL2 of a CPU with VHE and stays there
 */
public record BootParameters(
        Rodata rodata,
        Kpti kpti,
        boolean kaslr,
        Kfence kfence,
        boolean debugPagealloc,
        boolean hugeVmalloc,
        boolean hugeIoremap,
        boolean vhe) {
    /** The {@code kpti=} parameter. */
    public enum Kpti {
        /** Not given: what the CPU needs. */
        AUTOMATIC,
        /** Forced on. */
        ON,
        /** Forced off. */
        OFF
    }

    /** No parameters, no KASLR, no KFENCE, at EL1. */
    public static final BootParameters DEFAULT =
            new BootParameters(Rodata.ON, Kpti.AUTOMATIC, false, Kfence.OFF, false, true, true, false);

    /**
     * What a kernel command line says. Parameters that Linux does not know or does not understand leave the default, as there.
     *
     * @param commandLine words separated by blanks
     * @param configured what holds for parameters that are not given
     */
    public static BootParameters parse(String commandLine, BootParameters configured) {
        BootParameters found = configured;
        for (String word : commandLine.strip().split("\\s+")) {
            int equals = word.indexOf('=');
            String name = (equals < 0 ? word : word.substring(0, equals)).replace('-', '_');
            found = found.with(name, equals < 0 ? "" : word.substring(equals + 1));
        }
        return found;
    }

    private BootParameters with(String name, String value) {
        Rodata newRodata = rodata;
        Kpti newKpti = kpti;
        boolean newKaslr = kaslr;
        Kfence newKfence = kfence;
        boolean newDebug = debugPagealloc;
        boolean newVmalloc = hugeVmalloc;
        boolean newIoremap = hugeIoremap;
        switch (name) {
            case "rodata" ->
                newRodata = switch (value) {
                    case "on" -> Rodata.ON;
                    case "noalias" -> Rodata.NOALIAS;
                    case "off" -> Rodata.OFF;
                    default -> rodata;
                };
            case "kpti" -> newKpti = isTrue(value) ? Kpti.ON : isFalse(value) ? Kpti.OFF : kpti;
            case "nokaslr" -> newKaslr = false;
            case "kfence.sample_interval" -> newKfence = sampleInterval(value);
            case "debug_pagealloc" -> newDebug = isTrue(value) || !isFalse(value) && debugPagealloc;
            case "nohugevmalloc" -> newVmalloc = false;
            case "nohugeiomap" -> newIoremap = false;
            default -> {
                return this;
            }
        }
        return new BootParameters(newRodata, newKpti, newKaslr, newKfence, newDebug, newVmalloc, newIoremap, vhe);
    }

    /** Without KFENCE in the configuration the parameter means nothing. */
    private Kfence sampleInterval(String value) {
        if (kfence == Kfence.OFF || !value.matches("\\d+")) {
            return kfence;
        }
        return value.matches("0+") ? Kfence.LATE : Kfence.EARLY;
    }

    /** {@code kstrtobool}: the first letter decides, after an o the second. */
    private static boolean isTrue(String value) {
        String text = value.toLowerCase(Locale.ROOT);
        return text.startsWith("y") || text.startsWith("1") || text.startsWith("t") || text.startsWith("on");
    }

    private static boolean isFalse(String value) {
        String text = value.toLowerCase(Locale.ROOT);
        return text.startsWith("n") || text.startsWith("0") || text.startsWith("f") || text.startsWith("of");
    }

    /** The same with KASLR or without. */
    public BootParameters withKaslr(boolean moved) {
        return new BootParameters(rodata, kpti, moved, kfence, debugPagealloc, hugeVmalloc, hugeIoremap, vhe);
    }

    /** The same with another mode of KFENCE. */
    public BootParameters withKfence(Kfence mode) {
        return new BootParameters(rodata, kpti, kaslr, mode, debugPagealloc, hugeVmalloc, hugeIoremap, vhe);
    }

    /** The same at EL2 or EL1. */
    public BootParameters withVhe(boolean atEl2) {
        return new BootParameters(rodata, kpti, kaslr, kfence, debugPagealloc, hugeVmalloc, hugeIoremap, atEl2);
    }
}
