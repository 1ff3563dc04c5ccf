package dev.ptarmigan.listing;

import dev.ptarmigan.bits.Hex;

/**
 * One line of the extended listing: a mapping and everything its entries say, with what that comes to. Numbers are −1 and
 * texts {@code -} where the entries have no such field: in another format or regime, or because they are invalid.
 *
 * @param mapping the range, output address, level and words
 * @param levelName Linux's name of the level, {@code PMD}; {@code -} at stage 2 and with 128-bit descriptors
 * @param privileged what the privileged level may do, all considered: {@code rw-}
 * @param unprivileged what EL0 may do, all considered
 * @param ownPrivileged what the privileged level might do if no table above restricted it
 * @param ownUnprivileged what EL0 might do if no table above restricted it
 * @param memoryType the memory type by MAIR_ELx or MemAttr: {@code Normal-WB}, {@code Device-nGnRE}
 * @param attributeIndex AttrIndx, or MemAttr at stage 2
 * @param shareability {@code none}, {@code outer}, {@code inner}, {@code reserved}, as it takes effect
 * @param accessFlag AF
 * @param notGlobal nG
 * @param guarded GP
 * @param dirtyModifier DBM
 * @param clean 1 if a write makes the entry dirty or faults for it, 0 if it is dirty; −1 if it has no dirty state
 * @param permissionIndex PIIndex or S2PIIndex
 * @param overlayIndex POIndex or S2POIndex
 * @param hardwareAttributes PBHA
 * @param software the bits left to software, moved down to bit 0
 * @param tables the attributes of the tables above by name: {@code UXNTable,PXNTable}
 */
public record ExtendedRow(
        Mapping mapping,
        String levelName,
        String privileged,
        String unprivileged,
        String ownPrivileged,
        String ownUnprivileged,
        String memoryType,
        long attributeIndex,
        String shareability,
        long accessFlag,
        long notGlobal,
        long guarded,
        long dirtyModifier,
        long clean,
        long permissionIndex,
        long overlayIndex,
        long hardwareAttributes,
        long software,
        String tables) {
    private static final int SIZE_WIDTH = 8;

    /** Whether tables above take something away from what the entries allow. */
    public boolean isRestricted() {
        return !privileged.equals(ownPrivileged) || !unprivileged.equals(ownUnprivileged);
    }

    /**
     * The line without a line feed: range, size, level and kind in columns, then {@code key=value} for each key, always all
     * and in one order. Ends of ranges are the first address above them, as in the kernel's listing.
     */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(320);
        VaRange range = mapping.range();
        text.append(Hex.word(range.first())).append('-').append(Hex.word(range.end()));
        String size = Hex.size(mapping.bytes());
        for (int i = size.length(); i < SIZE_WIDTH; i++) {
            text.append(' ');
        }
        text.append(size).append(' ').append(levelName).append(" L").append(mapping.level());
        text.append(' ').append(mapping.kind());
        boolean single = mapping.sameOutput();
        long outputBytes = single ? 1L << mapping.leafShift() : mapping.bytes();
        if (mapping.hasOutput()) {
            text.append(" pa=").append(Hex.word(mapping.outputAddress()));
            text.append('-').append(Hex.word(mapping.outputAddress() + outputBytes));
        } else {
            text.append(" pa=-");
        }
        text.append(" repeat=").append(single ? mapping.entries() : 1);
        text.append(" cont=").append(mapping.contiguous() ? 1 : 0);
        text.append(" p=").append(privileged).append(" u=").append(unprivileged);
        text.append(" own_p=").append(ownPrivileged).append(" own_u=").append(ownUnprivileged);
        text.append(" mem=").append(memoryType);
        number(text, "attr", attributeIndex);
        text.append(" sh=").append(shareability);
        number(text, "af", accessFlag);
        number(text, "ng", notGlobal);
        number(text, "gp", guarded);
        number(text, "dbm", dirtyModifier);
        number(text, "clean", clean);
        number(text, "pi", permissionIndex);
        number(text, "po", overlayIndex);
        hexadecimal(text, "pbha", hardwareAttributes);
        hexadecimal(text, "sw", software);
        text.append(" tables=").append(tables);
        text.append(" word=").append(mapping.attributes());
        return text.toString();
    }

    private static void number(StringBuilder text, String key, long value) {
        text.append(' ').append(key).append('=');
        if (value < 0) {
            text.append('-');
        } else {
            text.append(value);
        }
    }

    private static void hexadecimal(StringBuilder text, String key, long value) {
        text.append(' ').append(key).append('=').append(value < 0 ? "-" : Hex.address(value));
    }
}
