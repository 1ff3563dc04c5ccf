package dev.ptarmigan.kernel;

/** How an entry that is mapped but hidden from hardware is written. */
public enum ValidEncoding {
    /** Valid is cleared and PRESENT_INVALID set (Linux 7.1 and later): software still sees a leaf. */
    PRESENT_INVALID {
        @Override
        long whenValid(KernelOptions options) {
            return KernelWords.presentValidKernel(options);
        }

        @Override
        long whenInvalid() {
            return KernelWords.PRESENT_INVALID;
        }
    },
    /** Valid alone is cleared (before 7.1): a block that was made invalid is no leaf to software any more, nor a table. */
    VALID_ONLY {
        @Override
        long whenValid(KernelOptions options) {
            return KernelWords.VALID;
        }

        @Override
        long whenInvalid() {
            return 0;
        }
    };

    /** The bits a valid entry has and an invalid one has not. */
    abstract long whenValid(KernelOptions options);

    /** The bits an invalid entry has and a valid one has not. */
    abstract long whenInvalid();
}
