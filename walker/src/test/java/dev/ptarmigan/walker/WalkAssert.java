package dev.ptarmigan.walker;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.bits.Word128;
import dev.ptarmigan.descriptors.BitRuler;
import dev.ptarmigan.descriptors.Descriptor;
import dev.ptarmigan.descriptors.Permissions;
import dev.ptarmigan.faults.FaultType;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.AbstractAssert;

/**
 * Assertions about one walk. A failure shows all that the walk read, each descriptor as a bit ruler, and the rules that decided,
 * so that the reader of a log need not walk by hand.
 *
 * <pre>
 * assertThatWalk(explained).isOk().hasOutputAddress(0x8765_4abcL).hasLeafAt(3).permits("rw- ---");
 * assertThatWalk(explained).faults(FaultType.PERMISSION, 3).isStage2Fault();
 * </pre>
 */
public final class WalkAssert extends AbstractAssert<WalkAssert, ExplainedWalk> {
    private WalkAssert(ExplainedWalk actual) {
        super(actual, WalkAssert.class);
    }

    /** A walk with all it read. */
    public static WalkAssert assertThatWalk(ExplainedWalk actual) {
        return new WalkAssert(actual);
    }

    /** It ended with an output address. */
    public WalkAssert isOk() {
        if (!walk().ok()) {
            throw failure("%nExpecting a successful walk but it ended with a %s%n%s", faultText(), explained());
        }
        return this;
    }

    /** It is successful and has this output address. */
    public WalkAssert hasOutputAddress(long pa) {
        isOk();
        return same("the output address", Hex.address(pa), Hex.address(walk().outputAddress));
    }

    /** It is successful and its output address is in this space. */
    public WalkAssert hasOutputSpace(SecurityState space) {
        isOk();
        return same("the output space", space, walk().outputSpace);
    }

    /** It ended with a fault of this type at this level, of stage 1 unless {@link #isStage2Fault} says otherwise too. */
    public WalkAssert faults(FaultType type, int level) {
        if (walk().fault != type || walk().faultLevel != level) {
            throw failure(
                    "%nExpecting a %s, level %s, but the walk ended with %s%n%s",
                    type.text(), level, walk().ok() ? "success" : "a " + faultText(), explained());
        }
        return this;
    }

    /** Stage 1 raised the fault. */
    public WalkAssert isStage1Fault() {
        return same("the stage of the fault", "stage 1", stage());
    }

    /** Stage 2 raised the fault, not on the walk of stage 1. */
    public WalkAssert isStage2Fault() {
        return same("the stage of the fault", "stage 2", stage());
    }

    /** Stage 2 raised the fault on the read or update of a stage 1 descriptor. */
    public WalkAssert isStage2FaultOnStage1Walk() {
        return same("the stage of the fault", "stage 2 on a stage 1 walk", stage());
    }

    /** The intermediate physical address, of the output or, for a fault on a stage 1 walk, of the descriptor. */
    public WalkAssert hasIntermediateAddress(long ipa) {
        return same("the intermediate physical address", Hex.address(ipa), Hex.address(walk().ipa));
    }

    /** WnR of the fault. */
    public WalkAssert isWriteFault(boolean write) {
        return same("a fault on a write", write, walk().write);
    }

    /** The stage 1 leaf stands at this level. */
    public WalkAssert hasLeafAt(int level) {
        isOk();
        return same("the level of the leaf", level, walk().level);
    }

    /** The stage 1 leaf maps this many bytes. */
    public WalkAssert maps(long bytes) {
        isOk();
        return same("the bytes the leaf maps", bytes, 1L << walk().leafShift);
    }

    /** The effective stage 1 permissions as text, privileged and EL0: {@code rw- r--}. */
    public WalkAssert permits(String permissions) {
        int set = walk().permissions;
        return same(
                "the permissions",
                permissions,
                Permissions.privilegedText(set) + " " + Permissions.unprivilegedText(set));
    }

    /** The memory attributes as a byte of MAIR_ELx, and the shareability as SH. */
    public WalkAssert hasAttributes(int attribute, int shareability) {
        isOk();
        MemoryAttributes attributes = actual.attributes();
        same("the attributes", Hex.address(attribute), Hex.address(attributes.attribute()));
        return same("the shareability", shareability, attributes.shareability());
    }

    /** The value an AT instruction leaves in PAR_EL1. */
    public WalkAssert hasPar(long par) {
        return hasPar(Word128.of(par));
    }

    /** The value an AT instruction leaves in PAR_EL1. */
    public WalkAssert hasPar(Word128 par) {
        return same("PAR_EL1", par, actual.par().word());
    }

    /** As many descriptors were read, of both stages together. */
    public WalkAssert reads(int descriptors) {
        return same("the descriptors read", descriptors, actual.steps().size());
    }

    /** Hardware changed no descriptor. */
    public WalkAssert changesNothing() {
        return same("the descriptors changed", 0L, changed());
    }

    /** Hardware changed this many descriptors. */
    public WalkAssert changes(int descriptors) {
        return same("the descriptors changed", (long) descriptors, changed());
    }

    /** Some reason contains this text. */
    public WalkAssert because(String text) {
        if (actual.reasons().stream().noneMatch(reason -> reason.contains(text))) {
            throw failure("%nExpecting a reason that says%n  %s%nbut found%n%s", text, explained());
        }
        return this;
    }

    private long changed() {
        return actual.steps().stream()
                .filter(step -> !step.updated().equals(step.word()))
                .count();
    }

    private Walk walk() {
        return actual.result();
    }

    private String stage() {
        if (walk().ok()) {
            return "none";
        }
        return walk().s1ptw ? "stage 2 on a stage 1 walk" : walk().stage2Fault ? "stage 2" : "stage 1";
    }

    private String faultText() {
        FaultType fault = walk().fault;
        return (fault == null ? "no fault" : fault.text()) + ", level " + walk().faultLevel + ", " + stage();
    }

    private WalkAssert same(String what, Object expected, Object found) {
        if (!Objects.equals(expected, found)) {
            throw failureWithActualExpected(
                    found, expected, "%nExpecting %s to be %s but it is %s%n%s", what, expected, found, explained());
        }
        return this;
    }

    /** Everything about a walk as lines, for failures. */
    static String text(ExplainedWalk walk) {
        StringBuilder text = new StringBuilder();
        List<String> rest = walk.context().restsOn();
        text.append(Access.toString(walk.result().access))
                .append(' ')
                .append(walk.result())
                .append(", profile ")
                .append(walk.context().profile())
                .append(System.lineSeparator())
                .append(String.join(" ", rest))
                .append(System.lineSeparator());
        for (WalkStep step : walk.steps()) {
            text.append(step.isStage2() ? "stage 2 level " : "level ")
                    .append(step.level())
                    .append(" at ")
                    .append(Hex.address(step.physicalAddress()))
                    .append(": ")
                    .append(step.kind())
                    .append(System.lineSeparator());
            Descriptor descriptor = Descriptor.decode(step.word(), step.place());
            BitRuler.Picture picture = step.updated().equals(step.word())
                    ? BitRuler.of(descriptor)
                    : BitRuler.of(descriptor.layout()).compare("read ", step.word(), "now ", step.updated());
            for (String line : picture.lines()) {
                text.append("  ").append(line).append(System.lineSeparator());
            }
        }
        for (String reason : walk.reasons()) {
            text.append("- ").append(reason).append(System.lineSeparator());
        }
        return text.toString();
    }

    private String explained() {
        return text(actual);
    }
}
