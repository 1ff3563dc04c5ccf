package dev.ptarmigan.walker;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.bits.Word128;
import dev.ptarmigan.descriptors.Descriptor;
import dev.ptarmigan.descriptors.DescriptorField;
import dev.ptarmigan.descriptors.DescriptorKind;
import dev.ptarmigan.descriptors.Problem;
import dev.ptarmigan.faults.FaultType;
import dev.ptarmigan.memory.PhysicalMemory;
import dev.ptarmigan.memory.Segment;
import dev.ptarmigan.registers.MemoryAttribute;
import dev.ptarmigan.registers.RegisterFile;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the architecture does not define in a walk: CONSTRAINED UNPREDICTABLE and IMPLEMENTATION DEFINED situations, and
 * reserved encodings, that the registers or descriptors it met lead to, and the departures of known machines that would change
 * its answer. Software that wants to run everywhere has none; a {@link Profile} says what is done all the same.
 */
public final class StrictFindings {
    /** What members of a Contiguous group may differ in, besides their address. */
    private static final Set<DescriptorField> MAY_DIFFER = EnumSet.of(
            DescriptorField.AF,
            DescriptorField.NDIRTY,
            DescriptorField.DIRTY,
            DescriptorField.SOFTWARE,
            DescriptorField.IGNORED,
            DescriptorField.RES0,
            DescriptorField.RES1);

    private final ExplainedWalk explained;
    private final TranslationContext context;
    private final Walk walk;
    private final PhysicalMemory memory;
    private final List<String> findings = new ArrayList<>();

    private StrictFindings(ExplainedWalk explained, PhysicalMemory memory) {
        this.explained = explained;
        this.context = explained.context();
        this.walk = explained.result();
        this.memory = memory;
    }

    /**
     * The findings of an access, one sentence each; empty if all of it is defined and every machine gives the same answer.
     * First what the registers and descriptors hold that is not defined, whether or not it matters here; then each
     * {@link Knob} that would change the answer, by name. The memory is left as it was.
     *
     * @param memory other members of Contiguous groups are read from it too
     * @param registers those that {@code context} was made from
     */
    public static List<String> of(
            PhysicalMemory memory, RegisterFile registers, TranslationContext context, long va, int access) {
        ExplainedWalk walk = ExplainedWalk.of(memory, context, va, access);
        walk.restore(memory);
        List<String> all = new ArrayList<>(inspect(walk, memory));
        all.addAll(KnobEffects.of(memory, registers, context, va, access));
        return List.copyOf(all);
    }

    /** What is not defined in the registers and descriptors that a walk met. */
    static List<String> inspect(ExplainedWalk walk, PhysicalMemory memory) {
        return new StrictFindings(walk, memory).find();
    }

    private List<String> find() {
        WalkParameters p = walk.parameters();
        if (p != null) {
            findings.addAll(p.findings);
        }
        if (context.stage2 != null) {
            findings.addAll(context.stage2.findings);
        }
        if (context.stage2Secure != null) {
            findings.addAll(context.stage2Secure.findings);
        }
        for (WalkStep step : explained.steps()) {
            descriptor(step);
        }
        memoryType();
        hardwareUpdate();
        return List.copyOf(findings);
    }

    private static String name(WalkStep step) {
        return (step.isStage2() ? "stage 2 " : "") + "level " + step.level() + " descriptor " + step.word() + " at "
                + Hex.address(step.descriptorAddress());
    }

    private void add(WalkStep step, String what) {
        String finding = name(step) + ": " + what;
        if (!findings.contains(finding)) {
            findings.add(finding);
        }
    }

    private void descriptor(WalkStep step) {
        Descriptor descriptor = Descriptor.decode(step.word(), step.place());
        for (Problem problem : descriptor.problems()) {
            add(step, problem.sentence());
        }
        boolean skipping = descriptor.isSet(DescriptorField.SKL);
        boolean looksAtNt = step.kind() == DescriptorKind.BLOCK || step.kind() == DescriptorKind.TABLE && skipping;
        if (looksAtNt && descriptor.isSet(DescriptorField.NT)) {
            add(step, "nT=1: whether it faults is IMPLEMENTATION DEFINED");
        }
        if (step.kind().isLeaf() && descriptor.contiguousEntries() > 1) {
            contiguous(step, descriptor);
        }
    }

    /** A Contiguous group must lie in the input range, and its members must map consecutive memory alike. */
    private void contiguous(WalkStep step, Descriptor descriptor) {
        int entries = descriptor.contiguousEntries();
        WalkParameters p = step.parameters();
        long groupBytes = entries * (1L << descriptor.outputShift());
        if (p.inputBits < Long.SIZE - 1 && groupBytes > 1L << p.inputBits) {
            add(step, "its Contiguous group is larger than the input range: fault or not is IMPLEMENTATION DEFINED");
            return;
        }
        long first = step.index() & -(long) entries;
        long size = step.place().format().descriptorBytes();
        long ownPosition = step.index() - first;
        long start = descriptor.outputAddress() - ownPosition * (1L << descriptor.outputShift());
        if ((start & groupBytes - 1) != 0) {
            add(step, "its Contiguous group maps memory that is not aligned to the group: CONSTRAINED UNPREDICTABLE");
        }
        for (int i = 0; i < entries; i++) {
            long address = step.physicalAddress() + (i - ownPosition) * size;
            Word128 word = read(address, step);
            if (word == null) {
                continue;
            }
            Descriptor member = Descriptor.decode(word, step.place());
            String difference = difference(descriptor, member, start + i * (1L << descriptor.outputShift()));
            if (difference != null) {
                add(
                        step,
                        "entry " + (first + i) + " of its Contiguous group, " + word + ", " + difference
                                + ": CONSTRAINED UNPREDICTABLE");
                return;
            }
        }
    }

    private @Nullable Word128 read(long address, WalkStep step) {
        Segment segment = memory.at(address);
        boolean wide = step.place().format().descriptorBytes() > Long.BYTES;
        if (!segment.contains(address) || wide && !segment.contains(address + Long.BYTES)) {
            return null;
        }
        long low = segment.read(address);
        long high = wide ? segment.read(address + Long.BYTES) : 0;
        if (!step.parameters().isBigEndian()) {
            return new Word128(high, low);
        }
        return wide ? new Word128(Long.reverseBytes(low), Long.reverseBytes(high)) : Word128.of(Long.reverseBytes(low));
    }

    private static @Nullable String difference(Descriptor own, Descriptor member, long expectedAddress) {
        if (member.kind() != own.kind()) {
            return "is " + member.kind();
        }
        if (member.outputAddress() != expectedAddress) {
            return "maps " + Hex.address(member.outputAddress()) + " and not " + Hex.address(expectedAddress);
        }
        boolean dirtyManaged = own.isSet(DescriptorField.DBM);
        for (var placed : own.layout().fields()) {
            DescriptorField field = placed.field();
            if (MAY_DIFFER.contains(field) || field == DescriptorField.OA) {
                continue;
            }
            long difference = placed.bits().of(own.word()) ^ placed.bits().of(member.word());
            // AP[2] and S2AP[1], the upper bits, are the dirty state where DBM is set.
            boolean dirty = field == DescriptorField.AP || field == DescriptorField.S2AP;
            if (dirty && dirtyManaged) {
                difference &= 1;
            }
            if (difference != 0) {
                return "has another " + placed.name();
            }
        }
        return null;
    }

    /** MAIR encodings without a meaning, and fetches from Device memory. */
    private void memoryType() {
        WalkParameters p = walk.parameters();
        if (!walk.stage1 || p == null || !context.mairKnown || walk.leafShift == 0) {
            return;
        }
        WalkStep leaf = lastOfStage1();
        if (leaf == null || !leaf.kind().isLeaf()) {
            return;
        }
        int attribute = MemoryAttributes.attribute(context, p, walk.descriptor, walk.descriptorHigh);
        if (new MemoryAttribute(attribute).isUnpredictable()) {
            add(leaf, "the memory attribute " + Hex.address(attribute) + " that AttrIndx selects is UNPREDICTABLE");
        }
        if ((walk.access & Access.EXECUTE) != 0 && attribute >> 4 == 0) {
            add(leaf, "an instruction fetch from Device memory is CONSTRAINED UNPREDICTABLE");
        }
    }

    private @Nullable WalkStep lastOfStage1() {
        WalkStep last = null;
        for (WalkStep step : explained.steps()) {
            last = step.isStage2() ? last : step;
        }
        return last;
    }

    /** Where it is open whether hardware sets the Access flag. */
    private void hardwareUpdate() {
        WalkParameters p = walk.parameters();
        WalkStep leaf = lastOfStage1();
        if (p == null || leaf == null || !p.accessFlagManaged) {
            return;
        }
        boolean clear = leaf.kind().isLeaf() && (leaf.word().low() & DescriptorBits.AF) == 0;
        boolean permission = walk.fault == FaultType.PERMISSION || walk.fault == FaultType.ALIGNMENT;
        if (clear && permission && !walk.stage2Fault) {
            add(leaf, "whether hardware sets AF although the access faults is CONSTRAINED UNPREDICTABLE");
        } else if (clear && (walk.access & Access.AT) != 0 && walk.ok()) {
            add(leaf, "whether an AT instruction sets AF is IMPLEMENTATION DEFINED");
        }
    }
}
