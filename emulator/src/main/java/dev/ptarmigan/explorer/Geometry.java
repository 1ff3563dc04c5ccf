package dev.ptarmigan.explorer;

import dev.ptarmigan.descriptors.Format;
import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.tlb.Invalidation;
import dev.ptarmigan.tlb.OperandForm;
import dev.ptarmigan.tlb.TlbiFields;
import dev.ptarmigan.tlb.TlbiIssuer;
import dev.ptarmigan.tlb.TlbiOperation;
import dev.ptarmigan.tlb.TtlStyle;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the pages of a scenario lie: 4KB tables of which only the first few slots are used, so that a root slot of
 * {@code fanOut} pages is a 2MB slot of level 2. The rules of invalidation see real addresses, levels and operands.
 */
final class Geometry {
    static final Granule GRANULE = Granule.K4;
    /** The VMID that all PEs run under. */
    static final int VMID = 1;

    /** The level of the root above pages: where ranges can name what a table maps. */
    private static final int LAST_ROOT = 2;

    private static final long TABLES = 0x1_0000_0000L;

    private final int fanOut;
    private final int rootLevel;
    private final int group;
    private final int rootGroup;

    Geometry(Hardware hardware) {
        fanOut = hardware.fanOut();
        rootLevel = hardware.rootLevel();
        group = hardware.group();
        rootGroup = hardware.rootGroup();
    }

    /** Level of the root's descriptors. */
    int rootLevel() {
        return rootLevel;
    }

    /** Level of the descriptors in tables. */
    int leafLevel() {
        return rootLevel + 1;
    }

    /** Pages of a Contiguous group. */
    int group() {
        return group;
    }

    /** Blocks of a Contiguous group. */
    int rootGroup() {
        return rootGroup;
    }

    private long leafBytes() {
        return GRANULE.levelBytes(Format.VMSA64, leafLevel());
    }

    long virtualAddress(int page) {
        return page / fanOut * GRANULE.levelBytes(Format.VMSA64, rootLevel) + (long) (page % fanOut) * leafBytes();
    }

    /** Intermediate and physical addresses of pages follow each other. */
    long address(int page) {
        return (long) page * leafBytes();
    }

    int page(long address) {
        return (int) (address / leafBytes());
    }

    static long table(int number) {
        return TABLES + (long) number * GRANULE.pageBytes();
    }

    /**
     * The instructions of an operation of a scenario.
     *
     * @param asid the ASID of the operand
     */
    List<Invalidation> invalidations(Operation.Tlbi tlbi, int asid, TtlStyle style) {
        TlbiOperation operation = operation(tlbi.name());
        TlbiIssuer issuer = TlbiIssuer.at(operation.regime() == dev.ptarmigan.tlb.TlbRegime.EL10 ? 1 : 2)
                .vmid(tlbi.vmid() < 0 ? VMID : tlbi.vmid())
                .build();
        long operand = operation.isByAsid() ? TlbiFields.ASID.in(0L, asid) : 0;
        List<Invalidation> result = new ArrayList<>();
        OperandForm form = operation.form();
        if (form == OperandForm.NONE || form == OperandForm.ASID) {
            return List.of(Invalidation.of(operation, operand, issuer).with(style));
        }
        // Beyond the last page there is nothing to remove, and one page of it stands for all.
        int first = Math.min(tlbi.page(), ScenarioDraft.MOST_PAGES);
        int end = (int) Math.min((long) first + tlbi.pages(), Math.max(first + 1, ScenarioDraft.MOST_PAGES));
        if (!form.isRange()) {
            for (int page = first; page < end; page++) {
                long value = operand | single(form.isIpa() ? address(page) : virtualAddress(page), tlbi);
                result.add(Invalidation.of(operation, value, issuer).with(style));
            }
            return result;
        }
        int page = first;
        while (page < end) {
            int inBlock = form.isIpa() ? end : Math.min(end, (page / fanOut + 1) * fanOut);
            int length = inBlock - page;
            long address = form.isIpa() ? address(page) : virtualAddress(page);
            if (length == 1 || rootLevel != LAST_ROOT) {
                TlbiOperation one = operation(tlbi.name().substring(1));
                result.add(Invalidation.of(one, operand | single(address, tlbi), issuer)
                        .with(style));
                page++;
                continue;
            }
            int even = length & ~1;
            Granule named = tlbi.wrongGranule() ? Granule.K64 : GRANULE;
            long value = operand
                    | TlbiFields.RANGE_TTL.in(TlbiFields.range(address, GRANULE, 0, even / 2 - 1, false), tlbi.ttl());
            value = TlbiFields.TG.in(value, TlbiFields.granuleCode(named));
            result.add(Invalidation.of(operation, value, issuer).with(style));
            page += even;
        }
        return result;
    }

    /** The pages that an operation names, as a set. */
    long namedPages(Operation.Tlbi tlbi) {
        long pages = 0;
        for (int page = tlbi.page(); page < ScenarioDraft.MOST_PAGES && page - tlbi.page() < tlbi.pages(); page++) {
            pages |= 1L << page;
        }
        return pages;
    }

    /** Refuses a TLBI that does not exist, or that lacks what it needs. */
    static Operation.Tlbi checked(Operation.Tlbi tlbi) {
        OperandForm form = operation(tlbi.name()).form();
        if (tlbi.page() < 0 && form != OperandForm.NONE && form != OperandForm.ASID) {
            throw new ScenarioException("TLBI " + tlbi.name() + " needs a page");
        }
        if (tlbi.pages() < 1 || tlbi.ttl() > LAST_ROOT + 1 || tlbi.asid() > 0xFFFF || tlbi.vmid() > 0xFFFF) {
            throw new ScenarioException("'" + tlbi + "': one page at least, level 0 to 3, ASID and VMID of 16 bits");
        }
        return tlbi;
    }

    static TlbiOperation operation(String name) {
        try {
            TlbiOperation operation = TlbiOperation.require(name);
            if (operation.form() == OperandForm.PA_RANGE) {
                throw new ScenarioException(
                        "TLBI " + name + " acts on granule protection, which scenarios do not have");
            }
            return operation;
        } catch (dev.ptarmigan.tlb.TlbiException e) {
            throw new ScenarioException(String.valueOf(e.getMessage()));
        }
    }

    private long single(long address, Operation.Tlbi tlbi) {
        long value = TlbiFields.va(address);
        if (tlbi.ttl() == 0 && !tlbi.wrongGranule()) {
            return value;
        }
        Granule named = tlbi.wrongGranule() ? Granule.K64 : GRANULE;
        value = TlbiFields.TTL_GRANULE.in(value, TlbiFields.granuleCode(named));
        return TlbiFields.TTL_LEVEL.in(value, tlbi.ttl() == 0 ? leafLevel() : tlbi.ttl());
    }
}
