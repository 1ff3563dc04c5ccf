package dev.ptarmigan.report;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.tlb.Invalidation;
import dev.ptarmigan.tlb.OperandForm;
import dev.ptarmigan.tlb.TlbRegime;
import dev.ptarmigan.tlb.TlbiDomain;
import dev.ptarmigan.tlb.TlbiOperand;
import dev.ptarmigan.tlb.TlbiOperation;
import dev.ptarmigan.tlb.TlbiScope;
import java.util.ArrayList;
import java.util.List;

/** What an invalidation must remove and what it may leave, in words. */
final class TlbiWords {
    private final Invalidation invalidation;
    private final TlbiOperation operation;
    private final TlbiOperand operand;
    private final OperandForm form;

    TlbiWords(Invalidation invalidation) {
        this.invalidation = invalidation;
        this.operation = invalidation.operation();
        this.operand = invalidation.operand();
        this.form = operation.form();
    }

    /** Which kinds of entries must go. */
    String kinds() {
        if (operand.isNothingGuaranteed()) {
            return "nothing: the operand is reserved or UNPREDICTABLE";
        }
        boolean last = operation.isLastLevel();
        return switch (operation.scope()) {
            case STAGE1 ->
                (last ? "leaf entries (blocks and pages)" : "entries of tables, blocks and pages")
                        + (invalidation.regime() == TlbRegime.EL10 ? " of stage 1, combined with stage 2 or not" : "");
            case STAGE2 ->
                (last ? "leaf entries (blocks and pages)" : "entries of tables, blocks and pages")
                        + " of stage 2 alone";
            case BOTH_STAGES -> "entries of tables, blocks and pages of stage 1, of stage 2, and what combines them";
            case STAGE2_WRITES -> "what says that stage 2 lets memory be written; the next write reads the descriptor";
            case GRANULE_PROTECTION ->
                last ? "granule protection, last level of its tables" : "granule protection, every level of its tables";
        };
    }

    /** Regime, Security state, VMID. */
    String context() {
        TlbRegime regime = invalidation.regime();
        if (regime == TlbRegime.PHYSICAL) {
            return "every regime";
        }
        StringBuilder text = new StringBuilder(regime.toString());
        if (regime != TlbRegime.EL3) {
            text.append(", ").append(invalidation.issuer().security()).append(" state");
        }
        if (regime.hasVmid()) {
            text.append(operation.isForEveryVmid() ? ", every VMID" : ", the current VMID");
        }
        return text.toString();
    }

    /** Which ASIDs; empty where there are none. */
    String asids() {
        if (operand.isNothingGuaranteed()
                || !invalidation.regime().hasAsid()
                || operation.scope() == TlbiScope.STAGE2
                || invalidation.keepsTranslations()) {
            return "";
        }
        if (operand.asid() == TlbiOperand.NO_ASID) {
            return "every ASID, and global ones";
        }
        return form == OperandForm.ASID
                ? "ASID " + operand.asid() + ", not global ones"
                : "ASID " + operand.asid() + ", and global ones";
    }

    /** Which addresses; empty for all. */
    String addresses() {
        if (form == OperandForm.NONE || form == OperandForm.ASID) {
            return "";
        }
        if (operand.isNothingGuaranteed()) {
            return "";
        }
        String range = Hex.word(operand.first()) + "-" + Hex.word(operand.last());
        if (form.isSingle()) {
            return Hex.word(operand.first()) + ": the page or block that holds it, whatever its size";
        }
        if (form == OperandForm.PA_RANGE) {
            return range + " (" + Hex.size(operand.last() - operand.first() + 1) + ")";
        }
        return range + " (" + Hex.size(operand.last() - operand.first() + 1)
                + "): every page or block with an address of it";
    }

    /** Which levels; empty where there are none. */
    String levels() {
        Granule granule = operand.granule();
        if (!form.isSingle() && !form.isRange() || operand.isNothingGuaranteed()) {
            return "";
        }
        if (operand.level() == TlbiOperand.NO_LEVEL || granule == null) {
            return granule == null ? "any" : "any, of " + granule + " tables";
        }
        String leaves = "leaves of level " + operand.level() + " of " + granule + " tables";
        return operation.isLastLevel() ? leaves : leaves + ", and the tables above";
    }

    /** What may stay though one could think that it goes. */
    List<String> mayStay() {
        List<String> stays = new ArrayList<>();
        if (operand.isNothingGuaranteed()) {
            return stays;
        }
        if (operation.isLastLevel() && form.isVa()) {
            stays.add("entries of the tables above: where a table was unhooked, and will be freed, use " + allLevels());
        }
        if (form == OperandForm.ASID) {
            stays.add("global entries: they have no ASID");
        } else if (operand.asid() != TlbiOperand.NO_ASID && !operation.isLastLevel()) {
            // EL2 has no operations by address for every ASID of its own.
            String every = operation.isOfEl1() ? ": use " + operation.name().replaceFirst("VA", "VAA") : "";
            stays.add("entries of tables kept for other ASIDs, also where only global pages are below" + every);
        }
        if (operand.level() != TlbiOperand.NO_LEVEL) {
            stays.add("leaves at other levels, so also an older block that held the address before it was split");
        }
        if (form.isSingle()) {
            stays.add("other pages of a Contiguous group: the bit widens nothing");
        }
        if (operation.scope() == TlbiScope.STAGE2) {
            stays.add("entries that combine both stages: dsb, then VMALLE1" + suffix() + ", then dsb again");
        }
        if (operation.scope() == TlbiScope.STAGE1
                && invalidation.regime() == TlbRegime.EL10
                && form == OperandForm.NONE) {
            stays.add("entries of stage 2 alone, from which combined ones can be made again");
        }
        if (invalidation.excludesXs()) {
            stays.add("entries of memory with the XS attribute (nXS)");
        }
        if (invalidation.recipients() == TlbiDomain.LOCAL) {
            stays.add("everything on other PEs: for them use " + broadcast());
        }
        if (form != OperandForm.NONE && operation.scope() != TlbiScope.GRANULE_PROTECTION) {
            stays.add("one of several entries that translate an address at once: only operations on all remove those");
        }
        return stays;
    }

    private String allLevels() {
        return operation.name().replaceFirst("L(?=E[123])", "");
    }

    private String suffix() {
        return operation.name().endsWith("NXS")
                ? operation.name().replaceFirst(".*E1", "")
                : invalidation.recipients() == TlbiDomain.INNER_SHAREABLE
                        ? "IS"
                        : invalidation.recipients() == TlbiDomain.OUTER_SHAREABLE ? "OS" : "";
    }

    private String broadcast() {
        String name = operation.name();
        if (operation.scope() == TlbiScope.GRANULE_PROTECTION) {
            return name + "OS";
        }
        return name.endsWith("NXS") ? name.replace("NXS", "ISNXS") : name + "IS";
    }

    /** Who carries it out and what waits for it. */
    String execution() {
        TlbiDomain domain = invalidation.recipients();
        return domain + "; " + domain.completion().text() + " waits for it"
                + (domain == operation.domain() ? "" : "; HCR_EL2.FB makes it so");
    }
}
