package dev.ptarmigan.tlb;

import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.descriptors.TranslationStage;
import dev.ptarmigan.walker.SecurityState;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;

/**
 * What an operation must remove, a second time: from the table of operations and kinds of entries, the name alone and the
 * operand as a string of binary digits. Slow and without a word of the first.
 */
final class NaiveTlbi {
    /** Columns: operation, global leaf, other leaf, table, stage 2 leaf, stage 2 table. Combined entries go as leaves. */
    private static final String TABLE = """
            VAE1       va    va,asid va,asid -    -
            VALE1      va    va,asid -       -    -
            VAAE1      va    va      va      -    -
            VAALE1     va    va      -       -    -
            ASIDE1     -     asid    asid    -    -
            VMALLE1    all   all     all     -    -
            VMALLS12E1 all   all     all     all  all
            ALLE1      all   all     all     all  all
            IPAS2E1    -     -       -       va   va
            IPAS2LE1   -     -       -       va   -
            VAE2       va    va,asid va,asid -    -
            VALE2      va    va,asid -       -    -
            ALLE2      all   all     all     -    -
            VAE3       va    va      va      -    -
            VALE3      va    va      -       -    -
            ALLE3      all   all     all     -    -
            """;

    private static final Map<String, String[]> ROWS = new HashMap<>();

    static {
        for (String line : TABLE.lines().toList()) {
            String[] words = line.split(" +");
            ROWS.put(words[0], words);
        }
    }

    private NaiveTlbi() {}

    /** The name without R, IS, OS and NXS. */
    static String base(String name) {
        return name.replaceAll("NXS$", "").replaceAll("[IO]S$", "").replaceAll("^R(?=VA|IPA)", "");
    }

    private static BigInteger field(String bits, int high, int low) {
        int top = bits.length() - 1;
        return new BigInteger(bits.substring(top - high, top - low + 1), 2);
    }

    private static String binary(long high, long low) {
        String bits = "";
        for (long word : new long[] {high, low}) {
            for (int i = 63; i >= 0; i--) {
                bits += word >>> i & 1;
            }
        }
        return bits;
    }

    static boolean hits(TlbiOperation operation, long high, long low, TlbiIssuer issuer, CachedEntry e, boolean asl) {
        String name = operation.name();
        String base = base(name);
        if (base.startsWith("PA") || base.startsWith("RPA") || base.startsWith("VMALLWS2")) {
            throw new IllegalArgumentException(name);
        }
        boolean host = base.endsWith("E2") && issuer.e2h()
                || base.endsWith("E1") && issuer.e2h() && issuer.tge() && !base.matches("IPAS2.*|VMALLS12E1|ALLE1");
        TlbRegime regime = host
                ? TlbRegime.EL20
                : base.endsWith("E1") ? TlbRegime.EL10 : base.endsWith("E2") ? TlbRegime.EL2 : TlbRegime.EL3;
        if (e.regime() != regime) {
            return false;
        }
        if (regime != TlbRegime.EL3 && e.security() != issuer.security()) {
            return false;
        }
        if (regime == TlbRegime.EL10 && !base.equals("ALLE1") && issuer.el2Enabled() && e.vmid() != issuer.vmid()) {
            return false;
        }
        boolean nxs = name.endsWith("NXS") || issuer.forceNxs() && base.matches("VAA?L?E1|ASIDE1|VMALLE1");
        if (nxs && e.xs()) {
            return false;
        }
        int column = switch (e.kind()) {
            case LEAF, COMBINED -> e.global() ? 1 : 2;
            case TABLE -> 3;
            case STAGE2_LEAF -> 4;
            case STAGE2_TABLE -> 5;
            case GPT_LEAF, GPT_TABLE -> 0;
        };
        String[] row = ROWS.get(base);
        if (row == null || column == 0 || row[column].equals("-")) {
            return false;
        }
        String bits = binary(high, low);
        if (row[column].contains("asid")
                && regime != TlbRegime.EL2
                && field(bits, 63, 48).intValue() != e.asid()) {
            return false;
        }
        if (!row[column].contains("va")) {
            return true;
        }
        if (base.startsWith("IPA")) {
            SecurityState space = issuer.security();
            if (space == SecurityState.SECURE && field(bits, 63, 63).testBit(0)) {
                space = SecurityState.NON_SECURE;
            }
            if (space != e.ipaSpace()) {
                return false;
            }
        }
        return name.startsWith("R")
                ? range(operation, bits, issuer, regime, e, asl)
                : single(operation, bits, issuer, e, asl);
    }

    private static boolean single(TlbiOperation operation, String bits, TlbiIssuer issuer, CachedEntry e, boolean asl) {
        boolean pair = operation.isPair();
        BigInteger address = (pair ? field(bits, 107, 64) : field(bits, 43, 0)).shiftLeft(12);
        if (!operation.name().startsWith("IPA")) {
            address = signExtended(address, 55);
        }
        if (!overlap(address, address.add(BigInteger.valueOf(4095)), e)) {
            return false;
        }
        int ttl = field(bits, 47, 44).intValue();
        if (ttl >> 2 == 0) {
            return true;
        }
        if (pair != e.wide()) {
            return false;
        }
        boolean none = ttl == 0b1000 || ttl == 0b1100 || !pair && !issuer.lpa2() && (ttl == 0b0100 || ttl == 0b1001);
        if (none) {
            return true;
        }
        return granule(ttl >> 2) == e.granule() && level(ttl & 3, e, asl);
    }

    private static boolean range(
            TlbiOperation operation, String bits, TlbiIssuer issuer, TlbRegime regime, CachedEntry e, boolean asl) {
        boolean pair = operation.isPair();
        boolean ipa = operation.name().startsWith("RIPA");
        int tg = field(bits, 47, 46).intValue();
        if (tg == 0 || granule(tg) != e.granule()) {
            return false;
        }
        int pageShift = 10 + 2 * tg;
        TranslationStage stage = ipa
                ? TranslationStage.STAGE2
                : regime == TlbRegime.EL10
                        ? TranslationStage.EL10
                        : regime == TlbRegime.EL20
                                ? TranslationStage.EL20
                                : regime == TlbRegime.EL2 ? TranslationStage.EL2 : TranslationStage.EL3;
        int unit = pair ? 12 : issuer.wideBase().contains(stage) ? 16 : pageShift;
        BigInteger start = (pair ? field(bits, 107, 64) : field(bits, 36, 0)).shiftLeft(unit);
        start = start.shiftRight(pageShift).shiftLeft(pageShift);
        int top = pair ? 55 : unit + 36;
        if (!ipa) {
            start = signExtended(start, top);
        }
        int scale = field(bits, 45, 44).intValue();
        BigInteger length = field(bits, 43, 39)
                .add(BigInteger.ONE)
                .multiply(BigInteger.TWO.pow(5 * scale + 1))
                .shiftLeft(pageShift);
        BigInteger end = start.add(length).subtract(BigInteger.ONE);
        BigInteger limit =
                BigInteger.TWO.pow(ipa ? 56 : start.bitLength() > 60 ? 64 : top).subtract(BigInteger.ONE);
        if (!overlap(start, end.min(limit), e)) {
            return false;
        }
        int ttl = field(bits, 38, 37).intValue();
        if (ttl == 0) {
            return true;
        }
        if (pair != e.wide()) {
            return false;
        }
        if (!pair && ttl == 1 && tg == 2 && !issuer.lpa2()) {
            return true;
        }
        int stride = pageShift - (pair ? 4 : 3);
        boolean checked = pair || tg != 2 || ttl != 1;
        if (checked && start.getLowestSetBit() >= 0 && start.getLowestSetBit() < pageShift + (3 - ttl) * stride) {
            return false;
        }
        return level(ttl, e, asl);
    }

    private static boolean level(int hint, CachedEntry e, boolean asl) {
        boolean table = e.kind() == EntryKind.TABLE || e.kind() == EntryKind.STAGE2_TABLE;
        return table && !asl ? e.level() < hint : e.level() == hint;
    }

    private static Granule granule(int code) {
        return code == 1 ? Granule.K4 : code == 2 ? Granule.K16 : Granule.K64;
    }

    /** As an unsigned number of 64 bits. */
    private static BigInteger signExtended(BigInteger address, int top) {
        return address.testBit(top)
                ? address.or(BigInteger.TWO.pow(64).subtract(BigInteger.TWO.pow(top + 1)))
                : address;
    }

    private static boolean overlap(BigInteger first, BigInteger last, CachedEntry e) {
        BigInteger base = new BigInteger(Long.toUnsignedString(e.base()));
        BigInteger end = base.add(BigInteger.valueOf(e.sizeBytes()));
        return first.compareTo(end) < 0 && base.compareTo(last) <= 0;
    }
}
