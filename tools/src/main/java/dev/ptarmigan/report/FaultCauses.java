package dev.ptarmigan.report;

import dev.ptarmigan.bits.BitField;
import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.bits.Word128;
import dev.ptarmigan.descriptors.Descriptor;
import dev.ptarmigan.descriptors.DescriptorField;
import dev.ptarmigan.descriptors.DescriptorKind;
import dev.ptarmigan.descriptors.Permissions;
import dev.ptarmigan.descriptors.TranslationStage;
import dev.ptarmigan.descriptors.WordLayout.PlacedField;
import dev.ptarmigan.faults.FaultType;
import dev.ptarmigan.memory.PhysicalMemory;
import dev.ptarmigan.registers.DecodedField;
import dev.ptarmigan.registers.Register;
import dev.ptarmigan.registers.RegisterDecoder;
import dev.ptarmigan.registers.RegisterFile;
import dev.ptarmigan.walker.Access;
import dev.ptarmigan.walker.ContextBuilder;
import dev.ptarmigan.walker.ExplainedWalk;
import dev.ptarmigan.walker.Refusal;
import dev.ptarmigan.walker.TranslationContext;
import dev.ptarmigan.walker.Walk;
import dev.ptarmigan.walker.WalkParameters;
import dev.ptarmigan.walker.WalkStep;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds what made a fault. Invalid descriptors, Access flags and addresses say so themselves; of a refused permission each
 * field of the descriptors and registers that can take part is tried with its other values, and named if one of them lets
 * the access through.
 */
final class FaultCauses {
    private static final int WIDEST_TRIED = 4;
    private static final int PAGE_SHIFT = 12;

    /** Descriptor fields that may decide a permission. */
    private static final Set<DescriptorField> PERMISSION_FIELDS = Set.of(
            DescriptorField.AP,
            DescriptorField.PXN,
            DescriptorField.UXN,
            DescriptorField.XN,
            DescriptorField.DBM,
            DescriptorField.NDIRTY,
            DescriptorField.DIRTY,
            DescriptorField.PI_INDEX,
            DescriptorField.PO_INDEX,
            DescriptorField.S2AP,
            DescriptorField.S2PI_INDEX,
            DescriptorField.S2PO_INDEX,
            DescriptorField.AP_TABLE,
            DescriptorField.UXN_TABLE,
            DescriptorField.XN_TABLE,
            DescriptorField.PXN_TABLE);

    /** Fields of control registers that may decide a permission; of PIR_ELx, POR_ELx and their like every field. */
    private static final Set<String> PERMISSION_CONTROLS =
            Set.of("HA", "HD", "HPD", "HPD0", "HPD1", "WXN", "UWXN", "EPAN", "PTW");

    private final PhysicalMemory memory;
    private final RegisterFile registers;
    private final TranslationContext context;
    private final ExplainedWalk walk;
    private final Walk result;
    private final List<FaultCause> causes = new ArrayList<>();

    FaultCauses(PhysicalMemory memory, RegisterFile registers, TranslationContext context, ExplainedWalk walk) {
        this.memory = memory;
        this.registers = registers;
        this.context = context;
        this.walk = walk;
        this.result = walk.result();
    }

    List<FaultCause> find() {
        FaultType fault = result.fault;
        if (fault == null) {
            return causes;
        }
        WalkParameters parameters = result.parameters();
        Refusal refusal = parameters == null ? null : parameters.refusal(result.va, result.access);
        if (parameters != null && refusal != null && !result.stage2Fault) {
            refused(parameters, refusal);
            return causes;
        }
        switch (fault) {
            case TRANSLATION -> translation(last());
            case ACCESS_FLAG -> accessFlag(last());
            case ADDRESS_SIZE -> addressSize(last());
            case PERMISSION -> permission();
            case ALIGNMENT ->
                causes.add(new FaultCause("the access", "alignment", "", "not aligned", "aligned it is allowed"));
            default -> external();
        }
        return causes;
    }

    private String control() {
        if (result.stage2Fault) {
            return "VTCR_EL2";
        }
        return switch (context.regime()) {
            case EL10, STAGE2 -> "TCR_EL1";
            case EL20, EL2 -> "TCR_EL2";
            case EL3 -> "TCR_EL3";
        };
    }

    private void refused(WalkParameters p, Refusal refusal) {
        String n = context.regime().twoRanges() ? (p.isUpper() ? "1" : "0") : "";
        switch (refusal) {
            case UNUSABLE_SIZE -> {
                String why = p.unusable();
                causes.add(new FaultCause(
                        control(),
                        "T" + (n.isEmpty() ? "0" : n) + "SZ",
                        "",
                        why == null ? "" : why,
                        "no walk can start"));
            }
            case NOT_CANONICAL ->
                causes.add(new FaultCause(
                        control(),
                        "T" + (n.isEmpty() ? "0" : n) + "SZ",
                        "",
                        Integer.toString(Long.SIZE - p.inputBits()),
                        "the range has " + p.inputBits() + " address bits, and the bits above them are not all "
                                + (p.isUpper() ? "1" : "0")));
            case UNPRIVILEGED_DISABLED ->
                causes.add(new FaultCause(
                        control(), "E0PD" + n, "", "0b1", "unprivileged accesses to this range are refused"));
            case NON_FAULT_DISABLED ->
                causes.add(new FaultCause(
                        control(), "NFD" + n, "", "0b1", "non-fault accesses to this range are refused"));
            case WALKS_DISABLED ->
                causes.add(new FaultCause(control(), "EPD" + n, "", "0b1", "no walk of this range is made"));
        }
    }

    private @Nullable WalkStep last() {
        for (int i = walk.steps().size() - 1; i >= 0; i--) {
            if (walk.steps().get(i).isStage2() == result.stage2Fault) {
                return walk.steps().get(i);
            }
        }
        return null;
    }

    private static String place(WalkStep step) {
        return (step.isStage2() ? "stage 2 level " : "level ") + step.level() + " descriptor " + step.word() + " at "
                + Hex.address(step.descriptorAddress());
    }

    private void translation(@Nullable WalkStep step) {
        if (step == null) {
            causes.add(new FaultCause(control(), "T0SZ", "", "", "the address is outside the range"));
        } else if (step.kind() == DescriptorKind.RESERVED) {
            causes.add(new FaultCause(
                    place(step), "Type", "1", "0b0", "blocks do not exist at level " + step.level() + " here"));
        } else {
            causes.add(new FaultCause(place(step), "Valid", "0", "0b0", "nothing is mapped"));
        }
    }

    private void accessFlag(@Nullable WalkStep step) {
        if (step == null) {
            return;
        }
        BitField field = Descriptor.decode(step.word(), step.place()).layout().field(DescriptorField.AF);
        causes.add(new FaultCause(place(step), "AF", field.positions(), "0b0", "with 0b1 it is accessed"));
        causes.add(new FaultCause(control(), "HA", "", "0b0", "hardware does not set the Access flag"));
    }

    private void addressSize(@Nullable WalkStep step) {
        WalkParameters p = step == null ? result.parameters() : step.parameters();
        int bits = p == null ? Long.SIZE : p.outputBits();
        if (step != null && (step.kind() == DescriptorKind.TABLE || step.kind().isLeaf())) {
            boolean table = step.kind() == DescriptorKind.TABLE;
            causes.add(new FaultCause(
                    place(step),
                    table ? "TA" : "OA",
                    "",
                    Hex.address(
                            table
                                    ? Descriptor.decode(step.word(), step.place())
                                            .nextTable()
                                    : Descriptor.decode(step.word(), step.place())
                                            .outputAddress()),
                    "the address has more than " + bits + " bits"));
        } else {
            causes.add(new FaultCause(
                    result.stage2Fault ? "VTTBR_EL2" : "TTBR",
                    "BADDR",
                    "",
                    p == null ? "" : Hex.address(p.base()),
                    "the address has more than " + bits + " bits"));
        }
        causes.add(new FaultCause(
                control(),
                context.regime().twoRanges() && !result.stage2Fault ? "IPS" : "PS",
                "",
                bits + " bits",
                "the size of output addresses, limited by ID_AA64MMFR0_EL1.PARange"));
    }

    private void external() {
        causes.add(new FaultCause(
                "memory",
                "address",
                "",
                Hex.address(result.descriptorAddress >>> PAGE_SHIFT << PAGE_SHIFT),
                "the capture has no memory where the next descriptor should be read"));
    }

    private void permission() {
        for (WalkStep step : walk.steps()) {
            if (step.isStage2() == result.stage2Fault) {
                descriptor(step);
            }
        }
        for (Register register : Register.values()) {
            if (registers.has(register)) {
                register(register);
            }
        }
        if ((result.access & (Access.PAN | Access.UNPRIVILEGED)) == Access.PAN
                && allowed(context, result.access & ~Access.PAN)) {
            causes.add(new FaultCause("PSTATE", "PAN", "22", "0b1", "with 0b0 the access is allowed"));
        }
        if (causes.isEmpty()) {
            together();
        }
    }

    /** A field of a descriptor and a value that refuses least. */
    private record Change(WalkStep step, PlacedField placed, long value) {}

    /** No field alone lets the access through: finds descriptor fields that do so together, as few as possible. */
    private void together() {
        List<Change> changes = new ArrayList<>();
        for (WalkStep step : walk.steps()) {
            if (step.isStage2() != result.stage2Fault) {
                continue;
            }
            Descriptor decoded = Descriptor.decode(step.word(), step.place());
            for (PlacedField placed : decoded.layout().fields()) {
                long least = least(placed.field());
                if (PERMISSION_FIELDS.contains(placed.field())
                        && least >= 0
                        && decoded.value(placed.field()) != least) {
                    changes.add(new Change(step, placed, least));
                }
            }
        }
        if (!allowedWith(changes)) {
            WalkStep leaf = last();
            causes.add(new FaultCause(
                    leaf == null ? "the tables" : place(leaf),
                    "permissions",
                    "",
                    Permissions.privilegedText(result.permissions)
                            + (context.regime().twoPrivileges()
                                    ? ", EL0 " + Permissions.unprivilegedText(result.permissions)
                                    : ""),
                    "no field alone would allow the access"));
            return;
        }
        for (Change change : List.copyOf(changes)) {
            List<Change> fewer = new ArrayList<>(changes);
            fewer.remove(change);
            if (allowedWith(fewer)) {
                changes = fewer;
            }
        }
        for (Change change : changes) {
            BitField bits = change.placed.bits();
            causes.add(new FaultCause(
                    place(change.step),
                    bits.name(),
                    bits.positions(),
                    Hex.binary(bits.of(change.step.word()), bits.width()),
                    "with " + Hex.binary(change.value, bits.width()) + ", and the other fields named here changed too,"
                            + " the access is allowed"));
        }
    }

    /** The value of a direct permission that refuses least; −1 for others. What EL0 may write EL1 may not execute. */
    private long least(DescriptorField field) {
        boolean privilegedFetch = (result.access & (Access.EXECUTE | Access.UNPRIVILEGED)) == Access.EXECUTE;
        return switch (field) {
            case AP -> privilegedFetch ? 0 : 1;
            case S2AP -> 3;
            case PXN, UXN, XN, AP_TABLE, UXN_TABLE, XN_TABLE, PXN_TABLE -> 0;
            default -> -1;
        };
    }

    private boolean allowedWith(List<Change> changes) {
        Map<WalkStep, Word128> words = new LinkedHashMap<>();
        for (Change change : changes) {
            Word128 word = words.getOrDefault(change.step, change.step.word());
            words.put(change.step, change.placed.bits().in(word, change.value));
        }
        words.forEach((step, word) -> step.write(memory, word));
        boolean allowed = allowed(context, result.access);
        words.forEach((step, word) -> step.write(memory, step.word()));
        return allowed;
    }

    private void descriptor(WalkStep step) {
        Descriptor decoded = Descriptor.decode(step.word(), step.place());
        for (PlacedField placed : decoded.layout().fields()) {
            if (!PERMISSION_FIELDS.contains(placed.field()) || placed.bits().width() > WIDEST_TRIED) {
                continue;
            }
            long value = decoded.value(placed.field());
            List<String> better = new ArrayList<>();
            for (long other = 0; other <= placed.bits().greatest(); other++) {
                if (other == value) {
                    continue;
                }
                step.write(memory, placed.bits().in(step.word(), other));
                boolean allowed = allowed(context, result.access);
                step.write(memory, step.word());
                if (allowed) {
                    better.add(Hex.binary(other, placed.bits().width()));
                }
            }
            add(place(step), placed.bits(), value, better);
        }
    }

    private void register(Register register) {
        boolean indexed = isIndexed(register.name());
        if (!indexed && !isControl(register)) {
            return;
        }
        for (DecodedField field :
                new RegisterDecoder(registers).explain(register).fields()) {
            BitField bits = field.field().bits();
            boolean tried = indexed ? bits.width() <= WIDEST_TRIED : PERMISSION_CONTROLS.contains(bits.name());
            if (!tried) {
                continue;
            }
            List<String> better = new ArrayList<>();
            for (long other = 0; other <= bits.greatest(); other++) {
                if (other != field.value()
                        && allowedWith(
                                register,
                                bits.in(registers.wide(register), other).low())) {
                    better.add(Hex.binary(other, bits.width()));
                }
            }
            add(register.name(), bits, field.value(), better);
        }
    }

    private static boolean isIndexed(String name) {
        return name.startsWith("PIR") || name.startsWith("POR") || name.startsWith("S2PIR") || name.startsWith("S2POR");
    }

    private boolean isControl(Register register) {
        return context.regime() == TranslationStage.EL10
                ? register == Register.TCR_EL1
                        || register == Register.SCTLR_EL1
                        || register == Register.VTCR_EL2
                        || register == Register.HCR_EL2
                : register.name().equals(control())
                        || register.name().equals(control().replace("TCR", "SCTLR"));
    }

    private boolean allowedWith(Register register, long value) {
        RegisterFile changed = registers.copy();
        changed.set(register, value);
        TranslationContext other = ContextBuilder.of(changed, context.regime(), context.security(), context.profile());
        return allowed(other, result.access);
    }

    private boolean allowed(TranslationContext other, int access) {
        ExplainedWalk again = ExplainedWalk.of(memory, other, result.va, access);
        again.restore(memory);
        return again.result().ok();
    }

    private void add(String where, BitField bits, long value, List<String> better) {
        if (!better.isEmpty()) {
            causes.add(new FaultCause(
                    where,
                    bits.name(),
                    bits.positions(),
                    Hex.binary(value, bits.width()),
                    "with " + String.join(" or ", better) + " the access is allowed"));
        }
    }
}
