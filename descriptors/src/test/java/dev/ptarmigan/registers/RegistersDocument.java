package dev.ptarmigan.registers;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.faults.ExceptionClass;
import dev.ptarmigan.faults.FaultStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** All register tables as one markdown document. */
final class RegistersDocument {
    private final StringBuilder text = new StringBuilder();
    private final Map<String, Register> shown = new HashMap<>();

    static String render() {
        RegistersDocument document = new RegistersDocument();
        document.introduction();
        document.contents();
        for (Register register : Register.values()) {
            document.register(register);
        }
        document.memoryAttributes();
        document.permissions();
        document.faultStatus();
        document.exceptionClasses();
        return document.text.toString();
    }

    private void line(String line) {
        text.append(line).append('\n');
    }

    private void introduction() {
        line("# Registers");
        line("");
        line(
                "Written by `RegistersDocumentTest` from the tables that decode and encode; do not edit. `-Dgolden.update=true` rewrites it.");
        line("");
        line(
                "Bits are numbered as in the Arm Architecture Reference Manual. What no row names is RES0. A value that is not listed is");
        line("reserved, unless the row gives a rule for all values.");
        line("");
    }

    private void contents() {
        line("| register | encoding | purpose |");
        line("| --- | --- | --- |");
        for (Register register : Register.values()) {
            line("| [" + register + "](#" + register.name().toLowerCase(Locale.ROOT) + ") | " + register.genericName()
                    + " | " + register.purpose() + " |");
        }
        line("");
    }

    private void register(Register register) {
        line("## " + register);
        line("");
        line(register.purpose() + "." + (register.isWide() ? " 64 bits, or 128 with FEAT_D128." : ""));
        line("");
        List<RegisterLayout> layouts = RegisterLayouts.variants(register);
        Register first = shown.putIfAbsent(rows(layouts), register);
        if (first != null) {
            line("Fields as in [" + first + "](#" + first.name().toLowerCase(Locale.ROOT) + ").");
            line("");
            return;
        }
        for (RegisterLayout layout : layouts) {
            if (!layout.condition().isEmpty()) {
                line("### " + layout);
                line("");
            }
            text.append(rows(List.of(layout)));
            line("");
        }
    }

    /** The tables without their headings: equal for registers that have the same fields. */
    private static String rows(List<RegisterLayout> layouts) {
        StringBuilder rows = new StringBuilder();
        for (RegisterLayout layout : layouts) {
            rows.append("| bits | field | meaning | values |\n| --- | --- | --- | --- |\n");
            for (RegisterField field : layout.fields()) {
                rows.append("| ").append(field.bits().positions());
                rows.append(" | ").append(field.name());
                rows.append(" | ").append(field.purpose());
                rows.append(" | ").append(values(field)).append(" |\n");
            }
        }
        return rows.toString();
    }

    private static String values(RegisterField field) {
        List<String> lines = field.values().summary(field.bits().width());
        return String.join("<br>", lines);
    }

    private void memoryAttributes() {
        line("## Memory attributes");
        line("");
        line(
                "A byte of MAIR_ELx or MAIR2_ELx. Normal memory has the outer cacheability in bits 7:4 and the inner in bits 3:0; the rows");
        line("with two equal digits show what each digit means. Encodings that are none of these are UNPREDICTABLE.");
        line("");
        line("| byte | memory |");
        line("| --- | --- |");
        for (int encoded = 0; encoded < 256; encoded++) {
            MemoryAttribute attribute = new MemoryAttribute(encoded);
            boolean single = encoded >> 4 == 0 || (encoded & 15) == 0 || encoded >> 4 == (encoded & 15);
            if (single && !attribute.isUnpredictable()) {
                line("| 0x" + Hex.digits(encoded, 2) + " | " + attribute.text() + " |");
            }
        }
        line("");
    }

    private void permissions() {
        line("## Permission nibbles");
        line("");
        line("| nibble | PIR_ELx, PIRE0_ELx | POR_ELx | S2PIR_EL2, S2POR_EL1 |");
        line("| --- | --- | --- | --- |");
        for (int nibble = 0; nibble < 16; nibble++) {
            line("| " + Hex.address(nibble) + " | " + PermissionIndirection.text(nibble) + " | "
                    + PermissionOverlay.text(nibble) + " | " + Stage2Permission.text(nibble) + " |");
        }
        line("");
    }

    private void faultStatus() {
        line("## Fault status codes");
        line("");
        line("| code | fault |");
        line("| --- | --- |");
        for (int code = 0; code < 64; code++) {
            FaultStatus status = FaultStatus.decode(code);
            if (status != null) {
                line("| 0x" + Hex.digits(code, 2) + " | " + status.text() + " |");
            }
        }
        line("");
    }

    private void exceptionClasses() {
        line("## Exception classes");
        line("");
        line("| EC | exception |");
        line("| --- | --- |");
        for (int ec = 0; ec < 64; ec++) {
            if (!ExceptionClass.isReserved(ec)) {
                line("| 0x" + Hex.digits(ec, 2) + " | " + ExceptionClass.text(ec) + " |");
            }
        }
    }
}
