package dev.ptarmigan.checker;

import org.jspecify.annotations.Nullable;

/** Objects by a 64-bit key: open addressing, no boxes. */
final class LongMap<V> {
    private static final long MIX = 0x9E37_79B9_7F4A_7C15L;

    private long[] keys = new long[16];
    private @Nullable Object[] values = new Object[16];
    private int size;

    int size() {
        return size;
    }

    private int home(long key) {
        return (int) (key * MIX >>> 32) & keys.length - 1;
    }

    @SuppressWarnings("unchecked")
    @Nullable
    V get(long key) {
        int at = home(key);
        while (values[at] != null) {
            if (keys[at] == key) {
                return (V) values[at];
            }
            at = at + 1 & keys.length - 1;
        }
        return null;
    }

    void put(long key, V value) {
        if (size * 2 >= keys.length) {
            grow();
        }
        int at = home(key);
        while (values[at] != null) {
            if (keys[at] == key) {
                values[at] = value;
                return;
            }
            at = at + 1 & keys.length - 1;
        }
        keys[at] = key;
        values[at] = value;
        size++;
    }

    void remove(long key) {
        int mask = keys.length - 1;
        int at = home(key);
        while (values[at] != null && keys[at] != key) {
            at = at + 1 & mask;
        }
        if (values[at] == null) {
            return;
        }
        size--;
        // Close the gap: move back what could not have its own place.
        int gap = at;
        for (int next = at + 1 & mask; values[next] != null; next = next + 1 & mask) {
            if ((next - home(keys[next]) & mask) >= (next - gap & mask)) {
                keys[gap] = keys[next];
                values[gap] = values[next];
                gap = next;
            }
        }
        values[gap] = null;
    }

    private void grow() {
        long[] oldKeys = keys;
        @Nullable Object[] oldValues = values;
        keys = new long[oldKeys.length * 2];
        values = new Object[oldKeys.length * 2];
        for (int i = 0; i < oldKeys.length; i++) {
            Object value = oldValues[i];
            if (value != null) {
                int at = home(oldKeys[i]);
                while (values[at] != null) {
                    at = at + 1 & keys.length - 1;
                }
                keys[at] = oldKeys[i];
                values[at] = value;
            }
        }
    }
}
