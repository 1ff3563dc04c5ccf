package dev.ptarmigan.checker;

import dev.ptarmigan.checker.Finding.Severity;
import dev.ptarmigan.registers.Register;
import dev.ptarmigan.registers.Ttbr;
import dev.ptarmigan.tlb.OperandForm;
import dev.ptarmigan.tlb.TlbRegime;
import dev.ptarmigan.tlb.TlbiOperation;
import dev.ptarmigan.trace.Barrier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * ASIDs and VMIDs that are used for one tree after another: what a TLB holds of the first would be used for the second. Each PE
 * counts by itself, for it has entries of the trees that it ran.
 */
final class TagRules {
    /** A tag in use on a PE. */
    private record Key(int cpu, Register base, int tag) {}

    /** The tree that a tag was used for last. */
    private record Use(long root, int event) {}

    /** An invalidation that has not completed: of a PE's entries or everybody's, of one tag or all. */
    private record Flush(int issuer, boolean broadcast, boolean ofVmid, int tag) {}

    private static final int ALL = -1;

    private final Map<Key, Use> uses = new HashMap<>();
    private final List<Flush> flushes = new ArrayList<>();
    private final Map<Integer, Integer> upperAsids = new HashMap<>();
    private final Set<Integer> announced = new HashSet<>();
    private final Map<Integer, Integer> vmids = new HashMap<>();
    private final List<Finding> findings;

    TagRules(List<Finding> findings) {
        this.findings = findings;
    }

    void register(int event, int cpu, RegisterNote note) {
        Ttbr base = Ttbr.of(note.value());
        Register register = note.register();
        if (register == Register.TTBR1_EL1) {
            upperAsids.put(cpu, base.asid());
            announced.add(cpu);
        } else if (register == Register.VTTBR_EL2) {
            vmids.put(cpu, base.vmid());
            use(event, cpu, register, base.vmid(), base.base48());
        } else if (register == Register.TTBR0_EL1) {
            // With TCR.A1 = 1 the ASID is in TTBR1, written before; a table base without a new ASID before it is no
            // process, but
            // the empty tree that Linux has in place while it changes the ASID.
            boolean changed = announced.remove(cpu);
            if (base.asid() != 0) {
                use(event, cpu, register, base.asid(), base.base48());
            } else if (changed) {
                use(event, cpu, register, upperAsids.getOrDefault(cpu, 0), base.base48());
            }
        }
    }

    /** Tag 0 is that of tables that no process or guest has: reserved_pg_dir, the host's. */
    private void use(int event, int cpu, Register register, int tag, long root) {
        if (tag == 0 || root == 0) {
            return;
        }
        Use before = uses.put(new Key(cpu, register, tag), new Use(root, event));
        if (before == null || before.root() == root) {
            return;
        }
        String what = register == Register.VTTBR_EL2 ? "VMID " : "ASID ";
        findings.add(new Finding(
                Rule.TAG_REUSED,
                Severity.VIOLATION,
                event,
                cpu,
                0,
                -1,
                root,
                before.root(),
                root,
                "a TLB may hold entries of the tables at 0x" + Long.toHexString(before.root()) + " with " + what + tag
                        + " and use them for those at 0x" + Long.toHexString(root),
                "no completed TLBI for " + what + tag + " reaches cpu " + cpu + " since it was used for other tables",
                register == Register.VTTBR_EL2
                        ? "VMALLS12E1IS with the VMID, DSB ISH, before it is used again"
                        : "ASIDE1IS with the ASID, or VMALLE1IS, and DSB ISH, before it is used again"));
    }

    void tlbi(int cpu, String name, long operand) {
        TlbiOperation operation = TlbiOperation.named(name);
        if (operation == null || operation.regime() != TlbRegime.EL10) {
            return;
        }
        boolean broadcast = operation.domain().isBroadcast();
        if (operation.form() == OperandForm.ASID) {
            flushes.add(new Flush(cpu, broadcast, false, (int) (operand >>> 48)));
        } else if (operation.form() == OperandForm.NONE) {
            flushes.add(new Flush(cpu, broadcast, false, ALL));
            if (operation.isForEveryVmid()) {
                flushes.add(new Flush(cpu, broadcast, true, ALL));
            } else {
                flushes.add(new Flush(cpu, broadcast, true, vmids.getOrDefault(cpu, 0)));
            }
        }
    }

    void barrier(int cpu, Barrier barrier) {
        Iterator<Flush> all = flushes.iterator();
        while (all.hasNext()) {
            Flush flush = all.next();
            boolean waits = flush.broadcast()
                    ? barrier == Barrier.DSB_ISH || barrier == Barrier.DSB_SY || barrier == Barrier.DSB_OSH
                    : barrier == Barrier.DSB_NSH
                            || barrier == Barrier.DSB_ISH
                            || barrier == Barrier.DSB_SY
                            || barrier == Barrier.DSB_OSH;
            if (flush.issuer() == cpu && waits) {
                all.remove();
                uses.keySet()
                        .removeIf(key -> (flush.broadcast() || key.cpu() == cpu)
                                && flush.ofVmid() == (key.base() == Register.VTTBR_EL2)
                                && (flush.tag() == ALL || flush.tag() == key.tag()));
            }
        }
    }
}
