package dev.ptarmigan.tlb;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A TLB maintenance instruction: one of the 166 of TLBI and the 120 of TLBIP, which takes two registers (FEAT_D128). The table
 * is a resource, {@code tlbi-operations.tsv}.
 */
public final class TlbiOperation {
    private static final String TABLE = "tlbi-operations.tsv";
    private static final int COLUMNS = 14;
    private static final int NORMAL_CRN = 8;
    private static final int ENCODINGS = 1 << 11;

    private static final List<TlbiOperation> ALL = read();
    private static final Map<String, TlbiOperation> SINGLE = new HashMap<>();
    private static final Map<String, TlbiOperation> PAIR = new HashMap<>();
    private static final @Nullable TlbiOperation[] BY_ENCODING = new TlbiOperation[2 * ENCODINGS];

    static {
        for (TlbiOperation operation : ALL) {
            Map<String, TlbiOperation> names = operation.pair ? PAIR : SINGLE;
            names.put(operation.name, operation);
            names.put(operation.name.toLowerCase(Locale.ROOT), operation);
            int index = index(operation.op1, operation.crn, operation.crm, operation.op2);
            BY_ENCODING[(operation.pair ? ENCODINGS : 0) + index] = operation;
        }
    }

    private final int number;
    private final String name;
    private final boolean pair;
    private final int op1;
    private final int crn;
    private final int crm;
    private final int op2;
    private final TlbiDomain domain;
    private final TlbRegime regime;
    private final OperandForm form;
    private final boolean byAsid;
    private final boolean everyVmid;
    private final TlbiScope scope;
    private final boolean lastLevel;
    private final boolean excludesXs;
    private final String removes;
    private final String needs;

    private TlbiOperation(int number, String[] row) {
        this.number = number;
        name = row[0];
        pair = row[1].startsWith("TLBIP");
        op1 = Integer.parseInt(row[3]);
        crn = Integer.parseInt(row[4]);
        crm = Integer.parseInt(row[5]);
        op2 = Integer.parseInt(row[6]);
        domain = switch (row[7]) {
            case "local" -> TlbiDomain.LOCAL;
            case "IS" -> TlbiDomain.INNER_SHAREABLE;
            default -> TlbiDomain.OUTER_SHAREABLE;
        };
        regime = switch (row[8]) {
            case "EL1&0" -> TlbRegime.EL10;
            case "EL3" -> TlbRegime.EL3;
            case "GPT" -> TlbRegime.PHYSICAL;
            default -> TlbRegime.EL2;
        };
        form = form(row[9]);
        byAsid = row[9].contains("ASID");
        everyVmid = name.startsWith("ALLE1");
        scope = scopeOf(name, regime, form, everyVmid);
        lastLevel = row[11].equals("last only") || name.equals("RPALOS");
        excludesXs = row[12].equals("yes");
        removes = row[10];
        needs = row[13];
    }

    private static OperandForm form(String text) {
        if (text.startsWith("VA range")) {
            return OperandForm.VA_RANGE;
        }
        if (text.startsWith("IPA range")) {
            return OperandForm.IPA_RANGE;
        }
        return switch (text) {
            case "VA+TTL", "VA+TTL+ASID" -> OperandForm.VA;
            case "IPA+TTL+NS" -> OperandForm.IPA;
            case "ASID" -> OperandForm.ASID;
            case "PA range" -> OperandForm.PA_RANGE;
            default -> OperandForm.NONE;
        };
    }

    private static TlbiScope scopeOf(String name, TlbRegime regime, OperandForm form, boolean everyVmid) {
        if (regime == TlbRegime.PHYSICAL) {
            return TlbiScope.GRANULE_PROTECTION;
        }
        if (form.isIpa()) {
            return TlbiScope.STAGE2;
        }
        if (name.startsWith("VMALLWS2")) {
            return TlbiScope.STAGE2_WRITES;
        }
        return everyVmid || name.startsWith("VMALLS12") ? TlbiScope.BOTH_STAGES : TlbiScope.STAGE1;
    }

    private static List<TlbiOperation> read() {
        List<TlbiOperation> operations = new ArrayList<>();
        try (InputStream in = TlbiOperation.class.getResourceAsStream(TABLE)) {
            if (in == null) {
                throw new IllegalStateException("resource " + TABLE + " is missing");
            }
            BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            lines.readLine();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] row = line.split("\t", -1);
                if (row.length != COLUMNS) {
                    throw new IllegalStateException(TABLE + ":" + (operations.size() + 2) + ": columns=" + row.length);
                }
                operations.add(new TlbiOperation(operations.size(), row));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.copyOf(operations);
    }

    /** All, TLBI before TLBIP, in the order of their encodings. */
    public static List<TlbiOperation> all() {
        return ALL;
    }

    /** The TLBI operation of a name in upper or in lower case ({@code VAE1IS}, {@code vae1is}), or null. */
    public static @Nullable TlbiOperation named(String name) {
        return SINGLE.get(name);
    }

    /** The TLBIP operation of a name in upper or in lower case, or null. */
    public static @Nullable TlbiOperation pairNamed(String name) {
        return PAIR.get(name);
    }

    /**
     * The TLBI operation of a name.
     *
     * @throws TlbiException if there is none
     */
    public static TlbiOperation require(String name) {
        TlbiOperation operation = SINGLE.get(name);
        if (operation == null) {
            throw new TlbiException(
                    PAIR.containsKey(name)
                            ? name + " takes two registers: it is an operation of TLBIP"
                            : "unknown TLBI operation " + name + nearest(name));
        }
        return operation;
    }

    /**
     * The operation of {@code SYS #op1, Cn, Cm, #op2} (op0 = 1), or null where none is allocated.
     *
     * @param ofPair whether it is SYSP, and so TLBIP
     */
    public static @Nullable TlbiOperation encoded(int op1, int crn, int crm, int op2, boolean ofPair) {
        if ((op1 | op2) >>> 3 != 0 || crm >>> 4 != 0 || crn != NORMAL_CRN && crn != NORMAL_CRN + 1) {
            return null;
        }
        return BY_ENCODING[(ofPair ? ENCODINGS : 0) + index(op1, crn, crm, op2)];
    }

    private static int index(int op1, int crn, int crm, int op2) {
        return op1 << 8 | (crn & 1) << 7 | crm << 3 | op2;
    }

    /** {@code , the nearest is X}, or nothing if no name is near. */
    private static String nearest(String typed) {
        String name = typed.toUpperCase(Locale.ROOT);
        String best = "";
        int bestDistance = 3;
        for (TlbiOperation operation : ALL) {
            int distance = operation.pair ? bestDistance : distance(name, operation.name);
            if (distance < bestDistance) {
                best = operation.name;
                bestDistance = distance;
            }
        }
        return best.isEmpty() ? "" : ", the nearest is " + best;
    }

    /** Insertions, deletions, replacements and swaps of neighbours from one to the other. */
    private static int distance(String a, String b) {
        int[][] steps = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    steps[i][j] = i + j;
                    continue;
                }
                int replaced = steps[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                steps[i][j] = Math.min(replaced, Math.min(steps[i - 1][j], steps[i][j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    steps[i][j] = Math.min(steps[i][j], steps[i - 2][j - 2] + 1);
                }
            }
        }
        return steps[a.length()][b.length()];
    }

    /** Its place in {@link #all}, for arrays by operation. */
    public int number() {
        return number;
    }

    /** The manual's name, without TLBI or TLBIP: {@code VAE1IS}. */
    public String name() {
        return name;
    }

    /** {@code TLBI} or {@code TLBIP}. */
    public String instruction() {
        return pair ? "TLBIP" : "TLBI";
    }

    /** Whether it is TLBIP: two registers, 128-bit descriptors. */
    public boolean isPair() {
        return pair;
    }

    /** op1 of the encoding; op0 is 1. */
    public int op1() {
        return op1;
    }

    /** CRn of the encoding: 8, or 9 for nXS. */
    public int crn() {
        return crn;
    }

    /** CRm of the encoding. */
    public int crm() {
        return crm;
    }

    /** op2 of the encoding. */
    public int op2() {
        return op2;
    }

    /** The alias with the encoding in it: {@code sys #0, c8, c3, #1}. */
    public String encodingText() {
        return (pair ? "sysp #" : "sys #") + op1 + ", c" + crn + ", c" + crm + ", #" + op2;
    }

    /** The PEs it names; {@link Invalidation#recipients} tells those it reaches. */
    public TlbiDomain domain() {
        return domain;
    }

    /** The regime it names: EL2 stands for EL2&amp;0 too, and EL1&amp;0 too where {@link #followsTge} holds. */
    public TlbRegime regime() {
        return regime;
    }

    /** What its operand is. */
    public OperandForm form() {
        return form;
    }

    /** Whether the operand has an ASID (in EL2 only with HCR_EL2.E2H = 1). */
    public boolean isByAsid() {
        return byAsid;
    }

    /** Whether entries of every VMID go. */
    public boolean isForEveryVmid() {
        return everyVmid;
    }

    /** Which kinds of entries it acts on. */
    public TlbiScope scope() {
        return scope;
    }

    /** Whether entries of tables may stay. */
    public boolean isLastLevel() {
        return lastLevel;
    }

    /** Whether it is an nXS form: entries of memory with the XS attribute may stay. */
    public boolean excludesXs() {
        return excludesXs;
    }

    /** Whether EL1 may execute it: those of stage 1 of EL1&amp;0, which HCR_EL2.FB and HCRX_EL2.FnXS change. */
    public boolean isOfEl1() {
        return op1 == 0;
    }

    /** Whether it acts on EL2&amp;0 where HCR_EL2.{E2H, TGE} = {1, 1}. */
    public boolean followsTge() {
        return op1 == 0;
    }

    /** What it must invalidate, in words. */
    public String removes() {
        return removes;
    }

    /** The features it needs, {@code base} for none. */
    public String needs() {
        return needs;
    }

    /** {@code TLBI VAE1IS}. */
    @Override
    public String toString() {
        return instruction() + " " + name;
    }
}
