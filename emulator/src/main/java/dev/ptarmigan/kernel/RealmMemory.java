package dev.ptarmigan.kernel;

/**
 * {@code set_memory_encrypted} and {@code set_memory_decrypted} of a Realm guest (Linux 7.2): memory is handed to the host and
 * taken back. The linear map is made invalid before the Realm Management Monitor is asked and valid after, so that no PE can
 * touch the memory meanwhile.
 */
public final class RealmMemory {
    private final SetMemory strategy;
    private final int ipaBits;

    /**
     * A Realm's memory.
     *
     * @param strategy how the linear map is changed
     * @param ipaBits size of the Realm's address space; the uppermost bit says "shared with the host"
     */
    public RealmMemory(SetMemory strategy, int ipaBits) {
        if (ipaBits < 32 || ipaBits > 52) {
            throw new IllegalArgumentException("ipaBits=" + ipaBits + ", expected 32 to 52");
        }
        this.strategy = strategy;
        this.ipaBits = ipaBits;
    }

    /** {@code set_memory_encrypted}: takes memory back from the host. */
    public int setEncrypted(KernelTask task, long va, int pages) {
        return set(task, va, pages, true);
    }

    /** {@code set_memory_decrypted}: shares memory with the host. */
    public int setDecrypted(KernelTask task, long va, int pages) {
        return set(task, va, pages, false);
    }

    private int set(KernelTask task, long va, int pages, boolean encrypt) {
        if (!task.options().realm()) {
            return 0;
        }
        int result = change(task, va, pages, encrypt);
        if (result != 0) {
            task.port()
                    .warn("Failed to " + (encrypt ? "encrypt" : "decrypt") + " memory, " + pages
                            + " pages will be leaked");
        }
        return result;
    }

    /** {@code __set_memory_enc_dec}. */
    private int change(KernelTask task, long va, int pages, boolean encrypt) {
        KernelLayout layout = task.kernel().layout();
        if (!layout.isLinear(va)) {
            return Errno.EINVAL;
        }
        KernelTables tables = task.tables();
        long size = pages * tables.pageBytes();
        long shared = tables.encode(1L << ipaBits - 1);
        long valid = KernelWords.presentValidKernel(task.options());
        int result = strategy.change(
                task, va, size, KernelWords.PRESENT_INVALID | (encrypt ? 0 : shared), valid | (encrypt ? shared : 0));
        if (result != 0) {
            return result;
        }
        long start = layout.physical(va);
        result = task.port().setRealmMemory(encrypt, start, start + size);
        if (result != 0) {
            return result;
        }
        return strategy.change(task, va, size, valid, KernelWords.PRESENT_INVALID);
    }
}
