package dev.ptarmigan.checker.casemate;

/** Takes the records of a trace, in order. Each method returns whether to go on. */
interface CasemateHandler {
    /** Memory operations. */
    enum Memory {
        WRITE_PLAIN,
        WRITE_RELEASE,
        READ,
        INIT,
        FREE,
        SET
    }

    /** Barriers. */
    enum Fence {
        ISB,
        NSH,
        ISH,
        ISHST,
        SY;

        /** Whether it waits for TLBIs, loads included, in a domain that holds every PE. */
        boolean completes() {
            return this == ISH || this == SY;
        }
    }

    /** TLB invalidations. */
    enum Tlb {
        VMALLS12E1,
        VMALLS12E1IS,
        VMALLE1IS,
        VMALLE1,
        ALLE1,
        ALLE1IS,
        ALLE2,
        ALLE2IS,
        IPAS2E1IS,
        VAE2IS,
        VALE2IS
    }

    /** System registers. */
    enum SystemRegister {
        VTTBR_EL2,
        TTBR0_EL2,
        VTCR_EL2,
        HCR_EL2,
        TCR_EL2,
        SCTLR_EL2,
        MAIR_EL2
    }

    /** Hints. */
    enum Hint {
        SET_ROOT_LOCK,
        SET_OWNER_ROOT,
        RELEASE_TABLE,
        SET_PTE_THREAD_OWNER
    }

    /** Lock operations. */
    enum LockStep {
        LOCK,
        TRYLOCK,
        UNLOCK
    }

    /** Translation contexts: entered by a return to a lower exception level, left by an exception. */
    enum Context {
        ENTER_CONTEXT,
        EXIT_CONTEXT
    }

    /** A memory operation; {@code size} of INIT, FREE and SET, {@code value} of the others and SET. */
    boolean memory(int thread, Memory what, long address, long size, long value);

    /** A barrier. */
    boolean fence(int thread, Fence kind);

    /** A TLBI; {@code operand} is the register of those that have one. */
    boolean tlbi(int thread, Tlb operation, long operand);

    /** A write of a system register. */
    boolean register(int thread, SystemRegister register, long value);

    /** A hint. */
    boolean hint(int thread, Hint kind, long location, long value);

    /** A lock operation. */
    boolean lock(int thread, LockStep step, long address);

    /** A context that begins or ends; {@code level} is the exception level entered. */
    boolean context(int thread, Context what, long level);
}
