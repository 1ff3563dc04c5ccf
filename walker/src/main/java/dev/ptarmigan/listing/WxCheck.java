package dev.ptarmigan.listing;

/**
 * What Linux's check of a kernel tree counts (ptdump_check_wx): by AP[2], PXN and UXN of the leaf alone, tables above and
 * indirect permissions aside, for invalid leaves too.
 *
 * @param writableExecutablePages pages with RDONLY and PXN clear
 * @param userExecutablePages pages with UXN clear
 */
public record WxCheck(long writableExecutablePages, long userExecutablePages) {
    /** Whether nothing was counted. */
    public boolean passed() {
        return (writableExecutablePages | userExecutablePages) == 0;
    }

    /** The line in the kernel's log. */
    @Override
    public String toString() {
        return passed()
                ? "Checked W+X mappings: passed, no W+X pages found"
                : "Checked W+X mappings: FAILED, " + Long.toUnsignedString(writableExecutablePages)
                        + " W+X pages found, " + Long.toUnsignedString(userExecutablePages) + " non-UXN pages found";
    }
}
