package dev.ptarmigan.cli;

import dev.ptarmigan.registers.Register;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Registers by the names that people type: {@code TCR_EL2}, or without a level for the lowest that has one, {@code tcr}. */
final class RegisterNames {
    private static final List<String> LEVELS = List.of("_EL1", "_EL2", "_EL3", "_EL0");

    private RegisterNames() {}

    /**
     * The register meant by a name.
     *
     * @param host whether the registers at hand are those of a kernel at EL2: then a name without a level is EL2's
     * @throws CliException if there is none
     */
    static Register named(String typed, boolean host) {
        Register exact = Register.named(typed);
        if (exact != null) {
            return exact;
        }
        if (typed.equalsIgnoreCase("ttbr")) {
            return host ? Register.TTBR0_EL2 : Register.TTBR0_EL1;
        }
        Register found = host ? Register.named(typed + "_EL2") : null;
        for (String level : LEVELS) {
            found = found == null ? Register.named(typed + level) : found;
        }
        if (found == null) {
            throw new CliException("unknown register " + typed + near(typed));
        }
        return found;
    }

    private static String near(String typed) {
        String wanted = typed.toUpperCase(Locale.ROOT);
        String stem = wanted.contains("_EL") ? wanted.substring(0, wanted.indexOf("_EL")) : wanted;
        TreeSet<String> near = new TreeSet<>();
        for (Register register : Register.values()) {
            String name = register.name();
            @Nullable String own = name.contains("_EL") ? name.substring(0, name.indexOf("_EL")) : name;
            if (stem.length() >= 2 && (name.startsWith(stem) || own.startsWith(stem) || stem.startsWith(own))) {
                near.add(name);
            }
        }
        return near.isEmpty()
                ? ", expected esr, far, hpfar, par, tcr, tcr2, ttbr0, ttbr1, vtcr, vttbr, mair, sctlr, hcr, hcrx, scr, pir,"
                        + " pire0, por, midr, id_aa64mmfr0, ... with or without _EL1, _EL2, _EL3"
                : ", expected one of " + String.join(", ", near);
    }
}
