package dev.ptarmigan.checker.casemate;

import dev.ptarmigan.checker.casemate.CasemateHandler.Context;
import dev.ptarmigan.checker.casemate.CasemateHandler.Fence;
import dev.ptarmigan.checker.casemate.CasemateHandler.Hint;
import dev.ptarmigan.checker.casemate.CasemateHandler.LockStep;
import dev.ptarmigan.checker.casemate.CasemateHandler.Memory;
import dev.ptarmigan.checker.casemate.CasemateHandler.SystemRegister;
import dev.ptarmigan.checker.casemate.CasemateHandler.Tlb;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads casemate's text, straight from its bytes: {@code (mem-write (id 0) (tid 0) (mem-order plain) (address 1000) (value 3)
 * (src "file.c:1"))}. Keys may be left out, their order is fixed; a line that starts with {@code !} is the violation that the
 * trace declares, and ends it.
 */
public final class CasemateTrace {
    private static final int MOST_THREADS = 4;
    private static final int LONGEST_WORD = 511;
    private static final int HIGHEST_LEVEL = 3;
    private static final long MOST_BYTES = 1L << 30;

    private static final String MEMORY_ORDER = "mem-order";
    private static final String ADDRESS = "address";
    private static final String VALUE = "value";
    private static final String SIZE = "size";
    private static final String KIND = "kind";
    private static final String SYSREG = "sysreg";
    private static final String LOCATION = "location";
    private static final long ORDER_HASH = hash(MEMORY_ORDER);
    private static final long ADDRESS_HASH = hash(ADDRESS);
    private static final long VALUE_HASH = hash(VALUE);
    private static final long SIZE_HASH = hash(SIZE);
    private static final long KIND_HASH = hash(KIND);
    private static final long SYSREG_HASH = hash(SYSREG);
    private static final long LOCATION_HASH = hash(LOCATION);

    private final byte[] text;
    private final String source;
    private int at;
    private int wordStart;
    private int wordEnd;
    private long wordHash;
    private long id;
    private int recordStart;
    private @Nullable String declared;
    private long records;

    private static final Map<String, Memory> MEMORY =
            Map.of("mem-read", Memory.READ, "mem-init", Memory.INIT, "mem-free", Memory.FREE, "mem-set", Memory.SET);

    /** Words by their hash: no string is made for one that is known. */
    private static final int TABLE = 256;

    private static final long[] HASHES = new long[TABLE];
    private static final @Nullable Enum<?>[] MEANINGS = new Enum<?>[TABLE];

    /** Records that are not told by their first word alone. */
    private enum Compound {
        BARRIER,
        TLBI,
        SYSREG_WRITE,
        HINT
    }

    private static final long HASH_START = 0xCBF2_9CE4_8422_2325L;
    private static final long HASH_STEP = 0x100_0000_01B3L;
    private static final long MEM_WRITE = hash("mem-write");
    private static final long PLAIN = hash("plain");
    private static final long RELEASE = hash("release");
    private static final long DSB = hash("dsb");
    private static final long ID = hash("id");
    private static final long TID = hash("tid");
    private static final long SRC = hash("src");
    private static final long EXCEPTION_LEVEL = hash("el");

    static {
        MEMORY.forEach(CasemateTrace::put);
        put("barrier", Compound.BARRIER);
        put("tlbi", Compound.TLBI);
        put("sysreg-write", Compound.SYSREG_WRITE);
        put("hint", Compound.HINT);
        for (Fence fence : Fence.values()) {
            put(fence.name().toLowerCase(Locale.ROOT), fence);
        }
        for (Tlb operation : Tlb.values()) {
            put(operation.name().toLowerCase(Locale.ROOT), operation);
        }
        for (SystemRegister register : SystemRegister.values()) {
            put(register.name().toLowerCase(Locale.ROOT), register);
        }
        for (Hint hint : Hint.values()) {
            put(hint.name().toLowerCase(Locale.ROOT), hint);
        }
        for (LockStep step : LockStep.values()) {
            put(step.name().toLowerCase(Locale.ROOT), step);
        }
        for (Context context : Context.values()) {
            put(context.name().toLowerCase(Locale.ROOT).replace('_', '-'), context);
        }
    }

    private static void put(String word, Enum<?> meaning) {
        long hash = hash(word);
        int at = (int) hash & TABLE - 1;
        while (MEANINGS[at] != null) {
            at = at + 1 & TABLE - 1;
        }
        HASHES[at] = hash;
        MEANINGS[at] = meaning;
    }

    private static @Nullable Enum<?> meaning(long hash) {
        int at = (int) hash & TABLE - 1;
        while (MEANINGS[at] != null && HASHES[at] != hash) {
            at = at + 1 & TABLE - 1;
        }
        return MEANINGS[at];
    }

    private static long hash(String word) {
        long hash = HASH_START;
        for (int i = 0; i < word.length(); i++) {
            hash = (hash ^ word.charAt(i)) * HASH_STEP;
        }
        return hash;
    }

    /** The trace of a text. */
    public CasemateTrace(byte[] text, String source) {
        this.text = text.clone();
        this.source = source;
    }

    /** The violation that the trace declares, or null; after {@link #read}. */
    public @Nullable String declared() {
        return declared;
    }

    /** How many records were read. */
    public long records() {
        return records;
    }

    /** Id of the record at hand. */
    long id() {
        return id;
    }

    /** Line of the record at hand. */
    int line() {
        return lineOf(recordStart);
    }

    private int lineOf(int position) {
        int line = 1;
        for (int i = 0; i < position && i < text.length; i++) {
            line += text[i] == '\n' ? 1 : 0;
        }
        return line;
    }

    private CasemateFormatException wrong(String what) {
        return new CasemateFormatException(source, lineOf(at), what);
    }

    /**
     * Gives every record to a handler, until it wants no more.
     *
     * @throws CasemateFormatException at the first record that is not of the grammar
     */
    void read(CasemateHandler handler) {
        while (true) {
            skip();
            if (at >= text.length) {
                return;
            }
            if (text[at] == '!') {
                int end = at;
                while (end < text.length && text[end] != '\n') {
                    end++;
                }
                declared = new String(text, at + 1, end - at - 1, StandardCharsets.UTF_8).strip();
                at = end;
                return;
            }
            recordStart = at;
            expect('(');
            if (!record(handler)) {
                return;
            }
        }
    }

    private boolean record(CasemateHandler handler) {
        word();
        int start = wordStart;
        int end = wordEnd;
        long key = wordHash;
        id = decimal("id", ID);
        long thread = decimal("tid", TID);
        if (thread >= MOST_THREADS) {
            throw wrong("tid " + thread + " is more than " + (MOST_THREADS - 1));
        }
        records++;
        if (key == MEM_WRITE) {
            Memory order = plainOrRelease();
            long address = hex(ADDRESS, ADDRESS_HASH);
            long value = hex(VALUE, VALUE_HASH);
            end();
            return handler.memory((int) thread, order, address, 0, value);
        }
        Enum<?> meaning = meaning(key);
        if (meaning instanceof Memory memory) {
            return memory(handler, (int) thread, memory);
        }
        if (meaning instanceof LockStep step) {
            long address = hex(ADDRESS, ADDRESS_HASH);
            end();
            return handler.lock((int) thread, step, address);
        }
        if (meaning instanceof Context context) {
            long level = context == Context.ENTER_CONTEXT ? decimal("el", EXCEPTION_LEVEL) : 0;
            if (level > HIGHEST_LEVEL) {
                throw wrong("el " + level + " is no exception level, 0 to " + HIGHEST_LEVEL);
            }
            end();
            return handler.context((int) thread, context, level);
        }
        if (meaning instanceof Compound record) {
            return body(handler, (int) thread, record);
        }
        throw wrong("unknown record '" + new String(text, start, end - start, StandardCharsets.UTF_8)
                + "'; mem-write, mem-read, mem-init, mem-free, mem-set, barrier, tlbi, sysreg-write, hint, lock,"
                + " trylock, unlock, enter-context or exit-context was expected");
    }

    private boolean memory(CasemateHandler handler, int thread, Memory memory) {
        long address = hex(ADDRESS, ADDRESS_HASH);
        long size = memory == Memory.READ ? 0 : hex(SIZE, SIZE_HASH);
        long value = memory == Memory.READ || memory == Memory.SET ? hex(VALUE, VALUE_HASH) : 0;
        if (Long.compareUnsigned(size, MOST_BYTES) > 0 || Long.compareUnsigned(address + size, address) < 0) {
            throw wrong("size 0x" + Long.toHexString(size) + " is more than 0x" + Long.toHexString(MOST_BYTES)
                    + " or beyond the last address");
        }
        end();
        return handler.memory(thread, memory, address, size, value);
    }

    private boolean body(CasemateHandler handler, int thread, Compound record) {
        return switch (record) {
            case BARRIER -> barrier(handler, thread);
            case TLBI -> {
                word();
                Tlb operation = known(Tlb.class, "a TLBI operation");
                boolean hasOperand = operation == Tlb.IPAS2E1IS || operation == Tlb.VAE2IS || operation == Tlb.VALE2IS;
                long operand = hasOperand ? hex(VALUE, VALUE_HASH) : 0;
                end();
                yield handler.tlbi(thread, operation, operand);
            }
            case SYSREG_WRITE -> {
                SystemRegister register = keyed(SYSREG, SYSREG_HASH, SystemRegister.class, "a system register");
                long value = hex(VALUE, VALUE_HASH);
                end();
                yield handler.register(thread, register, value);
            }
            case HINT -> {
                Hint hint = keyed(KIND, KIND_HASH, Hint.class, "a hint");
                long location = hex(LOCATION, LOCATION_HASH);
                long value = hex(VALUE, VALUE_HASH);
                if (hint == Hint.SET_PTE_THREAD_OWNER && Long.compareUnsigned(value, MOST_THREADS) >= 0) {
                    throw wrong("thread 0x" + Long.toHexString(value) + " is more than " + (MOST_THREADS - 1));
                }
                end();
                yield handler.hint(thread, hint, location, value);
            }
        };
    }

    private boolean barrier(CasemateHandler handler, int thread) {
        word();
        if (meaning(wordHash) == Fence.ISB) {
            end();
            return handler.fence(thread, Fence.ISB);
        }
        if (wordHash != DSB) {
            throw wrong("isb or dsb was expected, not '" + text() + "'");
        }
        Fence kind = keyed(KIND, KIND_HASH, Fence.class, "nsh, ish, ishst or sy");
        if (kind == Fence.ISB) {
            throw wrong("nsh, ish, ishst or sy was expected, not 'isb'");
        }
        end();
        return handler.fence(thread, kind);
    }

    private Memory plainOrRelease() {
        boolean bracket = open(MEMORY_ORDER, ORDER_HASH);
        boolean plain = wordHash == PLAIN;
        if (!plain && wordHash != RELEASE) {
            throw wrong("plain or release was expected, not '" + text() + "'");
        }
        close(bracket);
        return plain ? Memory.WRITE_PLAIN : Memory.WRITE_RELEASE;
    }

    private <T extends Enum<T>> T keyed(String key, long keyHash, Class<T> type, String what) {
        boolean bracket = open(key, keyHash);
        T found = known(type, what);
        close(bracket);
        return found;
    }

    private <T extends Enum<T>> T known(Class<T> type, String what) {
        Enum<?> found = meaning(wordHash);
        if (!type.isInstance(found)) {
            throw wrong(what + " was expected, not '" + text() + "'");
        }
        return type.cast(found);
    }

    /** Reads up to the value of a key; whether brackets are around the two. */
    private boolean open(String key, long keyHash) {
        skip();
        if (at < text.length && text[at] == '(') {
            at++;
            word();
            if (wordHash != keyHash) {
                throw wrong(key + " was expected, not '" + text() + "'");
            }
            word();
            return true;
        }
        word();
        if (wordHash == keyHash) {
            word();
        }
        return false;
    }

    private void close(boolean bracket) {
        if (bracket) {
            expect(')');
        }
    }

    private long hex(String key, long keyHash) {
        boolean bracket = open(key, keyHash);
        int from = wordStart;
        if (wordEnd - from > 2 && text[from] == '0' && (text[from + 1] | 0x20) == 'x') {
            from += 2;
        }
        long value = 0;
        if (wordEnd - from > 16) {
            throw wrong(key + " '" + text() + "' has more than 64 bits");
        }
        for (int i = from; i < wordEnd; i++) {
            int digit = digit(text[i]);
            if (digit < 0) {
                throw wrong(key + ": a hexadecimal number was expected, not '" + text() + "'");
            }
            value = value << 4 | digit;
        }
        close(bracket);
        return value;
    }

    private static int digit(byte character) {
        int decimal = character - '0';
        if (decimal >= 0 && decimal <= 9) {
            return decimal;
        }
        int letter = (character | 0x20) - 'a';
        return letter >= 0 && letter < 6 ? letter + 10 : -1;
    }

    private long decimal(String key, long keyHash) {
        boolean bracket = open(key, keyHash);
        long value = 0;
        if (wordEnd - wordStart > 18) {
            throw wrong(key + " '" + text() + "' is too large");
        }
        for (int i = wordStart; i < wordEnd; i++) {
            int digit = text[i] - '0';
            if (digit < 0 || digit > 9) {
                throw wrong(key + ": a number was expected, not '" + text() + "'");
            }
            value = value * 10 + digit;
        }
        close(bracket);
        return value;
    }

    /** {@code (src "file:line"))}. */
    private void end() {
        skip();
        boolean bracket = at < text.length && text[at] == '(';
        if (bracket) {
            at++;
            word();
            if (wordHash != SRC) {
                throw wrong("src was expected, not '" + text() + "'");
            }
            skip();
        } else if (at < text.length && text[at] == 's') {
            word();
            skip();
        }
        expect('"');
        boolean colon = false;
        while (at < text.length && text[at] != '"') {
            colon |= text[at] == ':';
            at++;
        }
        if (!colon) {
            throw wrong("src: \"file:line\" was expected");
        }
        expect('"');
        close(bracket);
        expect(')');
    }

    /** Blanks and control characters; bytes of UTF-8 beyond ASCII are none. */
    private static boolean isSpace(byte character) {
        return character >= 0 && character <= ' ';
    }

    private void skip() {
        while (at < text.length && isSpace(text[at])) {
            at++;
        }
    }

    private void expect(char wanted) {
        skip();
        if (at >= text.length) {
            throw wrong("the record is cut off; '" + wanted + "' was expected");
        }
        if (text[at] != wanted) {
            throw wrong("'" + wanted + "' was expected, not '" + (char) text[at] + "'");
        }
        at++;
    }

    private void word() {
        skip();
        byte[] bytes = text;
        int start = at;
        int end = start;
        long hash = HASH_START;
        while (end < bytes.length) {
            byte next = bytes[end];
            if (isSpace(next) || next == '(' || next == ')') {
                break;
            }
            hash = (hash ^ next) * HASH_STEP;
            end++;
        }
        at = end;
        if (end == start) {
            throw wrong(
                    end >= bytes.length
                            ? "the record is cut off"
                            : "a word was expected, not '" + (char) bytes[end] + "'");
        }
        if (end - start > LONGEST_WORD) {
            throw wrong("a word has more than " + LONGEST_WORD + " characters");
        }
        wordStart = start;
        wordEnd = end;
        wordHash = hash;
    }

    private String text() {
        return new String(text, wordStart, Math.min(40, wordEnd - wordStart), StandardCharsets.UTF_8);
    }
}
