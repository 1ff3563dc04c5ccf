package dev.ptarmigan.explorer;

import java.util.ArrayList;
import java.util.List;

/**
 * A descriptor of a scenario: what matters of it and no bits. Addresses are numbers of pages, tables have names.
 *
 * <p>Text: {@code inv}, {@code inv:WORD}, {@code tbl:T0[,nx]}, {@code blk:PA,PERM[,FLAG...]}, {@code pg:PA,PERM[,FLAG...]};
 * permissions are letters of
 * {@code rwx} or {@code -}; flags {@code nc} (Non-cacheable) {@code dev} (Device) {@code cont} {@code nT} {@code nG}
 * {@code af0} {@code dbm} {@code dirty}.
 *
 * @param kind what the descriptor is
 * @param table the table it points to, empty unless {@link Kind#TABLE}
 * @param page first page that it maps to; for flags 1 if set
 * @param permissions {@link #READ}, {@link #WRITE}, {@link #EXECUTE}, as written; of a table those that it takes away from what
 *     is below it ({@code nx}: PXNTable)
 * @param memory memory type
 * @param contiguous the Contiguous bit
 * @param nT the nT bit of FEAT_BBM level 1
 * @param nonGlobal nG
 * @param accessFlagClear AF = 0
 * @param dirtyModifier DBM
 * @param dirty hardware has made it writable because it was written
 * @param word what software finds where hardware finds nothing: a leaf that is present but not valid; else 0
 */
record SlotValue(
        Kind kind,
        String table,
        int page,
        int permissions,
        Memory memory,
        boolean contiguous,
        boolean nT,
        boolean nonGlobal,
        boolean accessFlagClear,
        boolean dirtyModifier,
        boolean dirty,
        long word) {

    /** With nothing that only software sees. */
    SlotValue(
            Kind kind,
            String table,
            int page,
            int permissions,
            Memory memory,
            boolean contiguous,
            boolean nT,
            boolean nonGlobal,
            boolean accessFlagClear,
            boolean dirtyModifier,
            boolean dirty) {
        this(
                kind,
                table,
                page,
                permissions,
                memory,
                contiguous,
                nT,
                nonGlobal,
                accessFlagClear,
                dirtyModifier,
                dirty,
                0);
    }

    enum Kind {
        INVALID,
        TABLE,
        BLOCK,
        PAGE,
        /** Not a descriptor: the word of a flag that PEs signal with. */
        FLAG
    }

    /** Memory types, with their MAIR byte. */
    enum Memory {
        WRITE_BACK("wb", 0xFF),
        NON_CACHEABLE("nc", 0x44),
        DEVICE("dev", 0x00);

        private final String word;
        private final int mair;

        Memory(String word, int mair) {
            this.word = word;
            this.mair = mair;
        }

        int mair() {
            return mair;
        }

        String word() {
            return word;
        }

        static Memory named(String word) {
            for (Memory memory : values()) {
                if (memory.word.equals(word)) {
                    return memory;
                }
            }
            throw new ScenarioException("unknown memory type '" + word + "', expected wb, nc or dev");
        }
    }

    static final int READ = 1;
    static final int WRITE = 2;
    static final int EXECUTE = 4;

    static final SlotValue INVALID = plain(Kind.INVALID, "", 0, 0);
    static final SlotValue FLAG_CLEAR = plain(Kind.FLAG, "", 0, 0);
    static final SlotValue FLAG_SET = plain(Kind.FLAG, "", 1, 0);

    private static SlotValue plain(Kind kind, String table, int page, int permissions) {
        return new SlotValue(
                kind, table, page, permissions, Memory.WRITE_BACK, false, false, false, false, false, false);
    }

    /** Whether a walk ends here with a translation that may be cached. */
    boolean isCacheableLeaf() {
        return (kind == Kind.BLOCK || kind == Kind.PAGE) && !accessFlagClear;
    }

    /** Whether hardware may make it writable when it is written. */
    boolean mayBecomeDirty() {
        return isCacheableLeaf() && dirtyModifier && !dirty;
    }

    /** The same with another page that it is mapped to. */
    SlotValue at(int other) {
        return new SlotValue(
                kind,
                table,
                other,
                permissions,
                memory,
                contiguous,
                nT,
                nonGlobal,
                accessFlagClear,
                dirtyModifier,
                dirty);
    }

    SlotValue asDirty() {
        return new SlotValue(
                kind,
                table,
                page,
                permissions,
                memory,
                contiguous,
                nT,
                nonGlobal,
                accessFlagClear,
                dirtyModifier,
                true);
    }

    /** Whether hardware may set its Access flag when it is used. */
    boolean mayBeAccessed() {
        return (kind == Kind.BLOCK || kind == Kind.PAGE) && accessFlagClear;
    }

    SlotValue asAccessed() {
        return new SlotValue(
                kind, table, page, permissions, memory, contiguous, nT, nonGlobal, false, dirtyModifier, dirty);
    }

    /** What hardware takes for nothing, and software for a word of its own. */
    static SlotValue hidden(long word) {
        return new SlotValue(Kind.INVALID, "", 0, 0, Memory.WRITE_BACK, false, false, false, false, false, false, word);
    }

    static SlotValue table(String name, boolean executeNever) {
        return plain(Kind.TABLE, name, 0, executeNever ? EXECUTE : 0);
    }

    /** Permissions that a table takes away from what is below it. */
    int denied() {
        return kind == Kind.TABLE ? permissions : 0;
    }

    /** Permissions in effect. */
    int effectivePermissions() {
        return dirty ? permissions | WRITE : permissions;
    }

    /** Reads a literal; the exception's message names what is wrong, not where. */
    static SlotValue parse(String text) {
        if (text.equals("inv")) {
            return INVALID;
        }
        int colon = text.indexOf(':');
        String head = colon < 0 ? text : text.substring(0, colon);
        String rest = colon < 0 ? "" : text.substring(colon + 1);
        if (head.equals("inv") && rest.matches("0x[0-9a-f]{1,16}")) {
            return hidden(Long.parseUnsignedLong(rest.substring(2), 16));
        }
        if (head.equals("tbl") && rest.matches("[A-Za-z]\\w*(,nx)?")) {
            boolean executeNever = rest.endsWith(",nx");
            return table(executeNever ? rest.substring(0, rest.length() - ",nx".length()) : rest, executeNever);
        }
        String[] parts = rest.split(",", -1);
        if ((head.equals("blk") || head.equals("pg")) && parts.length >= 2 && parts[0].matches("\\d{1,6}")) {
            boolean contiguous = false;
            boolean nT = false;
            boolean nonGlobal = false;
            boolean accessFlagClear = false;
            boolean dbm = false;
            boolean dirty = false;
            Memory memory = Memory.WRITE_BACK;
            for (int i = 2; i < parts.length; i++) {
                if (parts[i].matches("nc|dev") && memory != Memory.WRITE_BACK) {
                    throw new ScenarioException("'" + text + "' has two memory types");
                }
                switch (parts[i]) {
                    case "nc" -> memory = Memory.NON_CACHEABLE;
                    case "dev" -> memory = Memory.DEVICE;
                    case "cont" -> contiguous = true;
                    case "nT" -> nT = true;
                    case "nG" -> nonGlobal = true;
                    case "af0" -> accessFlagClear = true;
                    case "dbm" -> dbm = true;
                    case "dirty" -> dirty = true;
                    default ->
                        throw new ScenarioException("unknown flag '" + parts[i] + "' in '" + text
                                + "', expected nc, dev, cont, nT, nG, af0, dbm or dirty");
                }
            }
            Kind kind = head.equals("blk") ? Kind.BLOCK : Kind.PAGE;
            if (nT && kind == Kind.PAGE) {
                throw new ScenarioException("'" + text + "': pages have no nT bit");
            }
            return new SlotValue(
                    kind,
                    "",
                    Integer.parseInt(parts[0]),
                    parsePermissions(parts[1]),
                    memory,
                    contiguous,
                    nT,
                    nonGlobal,
                    accessFlagClear,
                    dbm,
                    dirty);
        }
        throw new ScenarioException("no descriptor '" + text + "', expected inv, tbl:NAME, blk:PA,PERM or pg:PA,PERM");
    }

    static int parsePermissions(String text) {
        int permissions = 0;
        for (int i = 0; i < text.length(); i++) {
            switch (text.charAt(i)) {
                case 'r' -> permissions |= READ;
                case 'w' -> permissions |= WRITE;
                case 'x' -> permissions |= EXECUTE;
                case '-' -> {}
                default -> throw new ScenarioException("no permission '" + text + "', expected letters of rwx or -");
            }
        }
        return permissions;
    }

    static String permissionText(int permissions) {
        String text = ((permissions & READ) != 0 ? "r" : "")
                + ((permissions & WRITE) != 0 ? "w" : "")
                + ((permissions & EXECUTE) != 0 ? "x" : "");
        return text.isEmpty() ? "-" : text;
    }

    @Override
    public String toString() {
        return switch (kind) {
            case INVALID -> word == 0 ? "inv" : "inv:0x" + Long.toHexString(word);
            case FLAG -> page == 0 ? "clear" : "set";
            case TABLE -> "tbl:" + table + (permissions == 0 ? "" : ",nx");
            case BLOCK, PAGE -> {
                List<String> parts = new ArrayList<>();
                parts.add((kind == Kind.BLOCK ? "blk:" : "pg:") + page);
                parts.add(permissionText(permissions));
                if (memory != Memory.WRITE_BACK) {
                    parts.add(memory.word());
                }
                String[] names = {"cont", "nT", "nG", "af0", "dbm", "dirty"};
                boolean[] flags = {contiguous, nT, nonGlobal, accessFlagClear, dirtyModifier, dirty};
                for (int i = 0; i < names.length; i++) {
                    if (flags[i]) {
                        parts.add(names[i]);
                    }
                }
                yield String.join(",", parts);
            }
        };
    }
}
