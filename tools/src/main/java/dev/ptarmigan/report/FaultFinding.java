package dev.ptarmigan.report;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.faults.Esr;
import dev.ptarmigan.faults.FaultStatus;
import dev.ptarmigan.faults.FaultType;
import dev.ptarmigan.faults.Hpfar;
import dev.ptarmigan.memory.PhysicalMemory;
import dev.ptarmigan.registers.RegisterFile;
import dev.ptarmigan.walker.AbortReport;
import dev.ptarmigan.walker.ExplainedWalk;
import dev.ptarmigan.walker.TranslationContext;
import dev.ptarmigan.walker.Walk;
import dev.ptarmigan.walker.WalkStep;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether tables explain a reported fault: whether an access of the kind that the syndrome tells gives the same fault when
 * it is walked now.
 *
 * @param explained whether it does
 * @param condition what must be true beyond what the syndrome says; empty if nothing, or if not explained
 * @param walk the walk that gives the fault; if none does, that of the likeliest kind of access
 * @param causes bits and fields that made the fault, each with the value that would avoid it; empty if not explained
 * @param sentences the verdict in words, one line each
 */
public record FaultFinding(
        boolean explained, String condition, ExplainedWalk walk, List<FaultCause> causes, List<String> sentences) {

    /** Copies the lists. */
    public FaultFinding {
        causes = List.copyOf(causes);
        sentences = List.copyOf(sentences);
    }

    /**
     * Walks the fault's address with the tables in a memory, which is left as it was.
     *
     * @param context the regime, made from {@code registers}
     * @throws IllegalArgumentException if the syndrome is of no abort, or its fault status code reserved
     */
    public static FaultFinding of(
            PhysicalMemory memory, RegisterFile registers, TranslationContext context, FaultQuestion question) {
        ExplainedWalk first = null;
        for (FaultQuestion.Candidate candidate : question.candidates()) {
            ExplainedWalk walk = ExplainedWalk.of(memory, context, question.far(), candidate.access());
            walk.restore(memory);
            if (first == null) {
                first = walk;
            }
            if (difference(context, question, candidate, walk.result()) == null) {
                List<FaultCause> causes = new FaultCauses(memory, registers, context, walk).find();
                String when = candidate.text().isEmpty() ? "" : ", " + candidate.text();
                return new FaultFinding(
                        true,
                        candidate.text(),
                        walk,
                        causes,
                        List.of("the tables explain it: they give this fault" + when));
            }
        }
        if (first == null) {
            throw new IllegalStateException("no kind of access: esr=" + question.esr());
        }
        return new FaultFinding(false, "", first, List.of(), new Unexplained(question, first.result(), first).say());
    }

    /** In what the fault of a walk differs from the reported one, or null. */
    private static @Nullable String difference(
            TranslationContext context, FaultQuestion question, FaultQuestion.Candidate candidate, Walk walk) {
        if (walk.ok()) {
            return "no fault";
        }
        boolean toEl2 = question.ownLevel() == 1 && walk.stage2Fault;
        AbortReport abort = AbortReport.of(context, walk, candidate.exceptionLevel(), toEl2);
        long differing = abort.esr().word() ^ question.esr().word();
        for (dev.ptarmigan.bits.BitField field :
                List.of(Esr.EC, Esr.DFSC, Esr.S1PTW, Esr.OVERLAY, Esr.DIRTY_BIT, Esr.GCS, Esr.ASSURED_ONLY)) {
            if (field.of(differing) != 0) {
                return field.name();
            }
        }
        if (question.esr().isDataAbort() && (Esr.WNR.isSet(differing) || Esr.CM.isSet(differing))) {
            return "WnR";
        }
        Hpfar hpfar = question.hpfar();
        if (question.isStage2() && !walk.stage2Fault) {
            return "stage";
        }
        if (hpfar != null && abort.hpfarValid() && abort.hpfar().ipa() != hpfar.ipa()) {
            return "HPFAR";
        }
        return null;
    }

    /** The words for a fault that the tables do not give: what they give instead, and how that can be. */
    private record Unexplained(FaultQuestion question, Walk walk, ExplainedWalk explained) {
        List<String> say() {
            FaultStatus reported = question.status();
            FaultType type = reported.type();
            List<String> lines = new java.util.ArrayList<>();
            FaultType now = walk.fault;
            if (now == null) {
                lines.add("the tables cannot explain it: they allow the access, at " + Hex.address(walk.outputAddress)
                        + mapped());
            } else {
                lines.add("the tables cannot explain it: they give another fault, "
                        + FaultStatus.of(now, walk.faultLevel).text() + (walk.stage2Fault ? ", stage 2" : "")
                        + (walk.s1ptw ? " on a stage 1 walk" : "") + also(now));
            }
            if (!isOfTables(type)) {
                lines.add(foreign(type));
                return lines;
            }
            if (question.isStage2() && explained.context().stage2() == null) {
                lines.add("the fault is one of stage 2, which is off by the registers that are known (HCR_EL2.VM=0 or"
                        + " HCR_EL2 not known)");
                return lines;
            }
            if (!question.isStage2() && walk.stage1) {
                shape(reported, lines);
            }
            lines.add(
                    type == FaultType.PERMISSION
                            ? "so a stale TLB entry was used (its invalidation is missing, or had not completed), or the"
                                    + " tables changed between the fault and the capture"
                            : "no TLB may hold a translation that gives this fault, but it may hold a table descriptor"
                                    + " from before: so a stale TLB entry for a table was used, or the tables changed"
                                    + " between the fault and the capture");
            return lines;
        }

        private String mapped() {
            return walk.stage1
                    ? ", mapped by a level " + walk.level + " descriptor, " + Hex.word(walk.descriptor) + " at "
                            + Hex.address(walk.descriptorAddress)
                    : "";
        }

        /** The same type and level can still differ in what the other bits of the syndrome say. */
        private String also(FaultType now) {
            boolean same = now == question.status().type()
                    && walk.faultLevel == question.status().level();
            if (!same) {
                return "";
            }
            Hpfar hpfar = question.hpfar();
            if (walk.stage2Fault && hpfar != null && hpfar.ipa() != (walk.ipa & -1L << 12)) {
                return ", at IPA " + Hex.address(walk.ipa) + " and not " + Hex.address(hpfar.ipa());
            }
            return ", with other details (Overlay=" + (walk.overlayFault ? 1 : 0) + ", DirtyBit="
                    + (walk.dirtyFault ? 1 : 0) + ", S1PTW=" + (walk.s1ptw ? 1 : 0) + ")";
        }

        private static boolean isOfTables(FaultType type) {
            return switch (type) {
                case TRANSLATION, ACCESS_FLAG, PERMISSION, ADDRESS_SIZE, EXTERNAL_ON_WALK, ALIGNMENT -> true;
                default -> false;
            };
        }

        private static String foreign(FaultType type) {
            if (type == FaultType.TLB_CONFLICT) {
                return "a TLB conflict abort comes from the TLB: two of its entries overlap, because descriptors changed"
                        + " size without break-before-make or without invalidation";
            }
            return "no setting of the tables makes this fault (" + type.text() + ")";
        }

        /** What the level tells about how the tables looked when the fault was taken. */
        private void shape(FaultStatus reported, List<String> lines) {
            int then = reported.level();
            int last = walk.level;
            boolean leafFault = reported.type() == FaultType.PERMISSION || reported.type() == FaultType.ACCESS_FLAG;
            if (leafFault && last > then) {
                lines.add(
                        "the fault was raised by a block at level " + then + "; a table stands there now, and the walk"
                                + " ends at level " + last + ": the block was split meanwhile");
            } else if (then > last) {
                lines.add("the fault was raised at level " + then + "; the walk now ends at level " + last
                        + ": a table that led further down has been replaced by a "
                        + (isLeaf() ? "block (collapsed) meanwhile" : "descriptor that is not valid"));
            } else if (leafFault && then == last && walk.ok()) {
                lines.add(
                        reported.type() == FaultType.PERMISSION
                                ? "the level " + then + " descriptor allows the access now: its permissions were raised"
                                        + " meanwhile, or the fault was spurious"
                                : "the level " + then + " descriptor has its Access flag set now");
            } else if (reported.type() == FaultType.TRANSLATION && hasStep(then) && (last > then || walk.ok())) {
                lines.add("the level " + then + " descriptor was not valid then and is valid now: it was mapped"
                        + " meanwhile");
            } else if (leafFault && then == last && walk.fault == FaultType.TRANSLATION) {
                lines.add("a valid descriptor stood at level " + then + "; it is not valid now: it was unmapped"
                        + " meanwhile");
            }
        }

        private boolean isLeaf() {
            List<WalkStep> steps = explained.steps();
            return !steps.isEmpty() && steps.get(steps.size() - 1).kind().isLeaf();
        }

        private boolean hasStep(int level) {
            return explained.steps().stream().anyMatch(step -> !step.isStage2() && step.level() == level);
        }
    }
}
