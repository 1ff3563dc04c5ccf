package dev.ptarmigan.descriptors;

/** Which translation a table belongs to: stage 1 of one of the four regimes, or stage 2 of EL1&amp;0. */
public enum TranslationStage {
    /** Stage 1 of the EL1&amp;0 regime: two VA ranges, two privilege levels. */
    EL10("EL1&0 stage 1", "el1"),
    /** Stage 1 of the EL2&amp;0 regime (HCR_EL2.E2H = 1, FEAT_VHE): two VA ranges, two privilege levels. */
    EL20("EL2&0 stage 1", "el2-0"),
    /** The EL2 regime without VHE: one VA range, one privilege level. */
    EL2("EL2 stage 1", "el2"),
    /** The EL3 regime: one VA range, one privilege level. */
    EL3("EL3 stage 1", "el3"),
    /** Stage 2 of the EL1&amp;0 regime: intermediate physical to physical addresses. */
    STAGE2("EL1&0 stage 2", "stage2");

    private final String text;
    private final String token;

    TranslationStage(String text, String token) {
        this.text = text;
        this.token = token;
    }

    /** Whether this is stage 2. */
    public boolean isStage2() {
        return this == STAGE2;
    }

    /** Whether descriptors tell EL0 from a higher exception level. */
    public boolean twoPrivileges() {
        return this == EL10 || this == EL20;
    }

    /** Whether VA[55] chooses between two tables. */
    public boolean twoRanges() {
        return this == EL10 || this == EL20;
    }

    /** A short name for options: el1, el2-0, el2, el3, stage2. */
    public String token() {
        return token;
    }

    /** The privileged exception level's name: EL1, EL2 or EL3. */
    public String privilegedLevel() {
        return switch (this) {
            case EL10, STAGE2 -> "EL1";
            case EL20, EL2 -> "EL2";
            case EL3 -> "EL3";
        };
    }

    @Override
    public String toString() {
        return text;
    }
}
