package dev.ptarmigan.descriptors;

/**
 * Something in a descriptor word that the architecture reserves or that does nothing where it stands. What hardware makes of
 * it is part of the {@link Code}.
 *
 * @param code what kind of problem it is
 * @param field the field, or {@link DescriptorField#RES0} or {@link DescriptorField#RES1} for bits without a name
 * @param bits the positions, {@code 49:48,12}
 * @param sentence one sentence for people; it stands alone but for the word itself
 */
public record Problem(Code code, DescriptorField field, String bits, String sentence) {
    /** The kinds of problems. Tokens are stable: scripts and baselines may rely on them. */
    public enum Code {
        /** Level 3 with Type 0: a translation fault. */
        LEVEL_3_TYPE("level-3-type", true),
        /** A block where the format has none: a translation fault. */
        BLOCK_LEVEL("block-level", true),
        /** SKL leads beyond level 3 or is reserved for the granule: a translation fault. */
        SKIP_LEVEL("skip-level", true),
        /** A field has a reserved value; what hardware does is constrained unpredictable. */
        RESERVED_VALUE("reserved-value", false),
        /** Contiguous is set where it has no function; hardware ignores it. */
        CONTIGUOUS_LEVEL("contiguous-level", false),
        /** A table that SKL makes larger than a granule is not aligned to its size: index and address bits are ORed. */
        TABLE_ALIGNMENT("table-alignment", false),
        /** RES0 bits are set; hardware ignores them. */
        RES0_SET("res0-set", false),
        /** A RES1 bit is clear; hardware ignores it. */
        RES1_CLEAR("res1-clear", false);

        private final String token;
        private final boolean faults;

        Code(String token, boolean faults) {
            this.token = token;
            this.faults = faults;
        }

        /** A lower-case name that does not change. */
        public String token() {
            return token;
        }

        /** Whether a walk that meets the word ends with a translation fault. */
        public boolean faults() {
            return faults;
        }

        @Override
        public String toString() {
            return token;
        }
    }

    /** How many bits {@link #bits} names. */
    int bitCount() {
        int count = 0;
        for (String run : bits.split(",")) {
            int colon = run.indexOf(':');
            if (colon > 0) {
                count += Integer.parseInt(run.substring(0, colon)) - Integer.parseInt(run.substring(colon + 1)) + 1;
            } else if (!run.isEmpty()) {
                count++;
            }
        }
        return count;
    }

    /** The code and the sentence. */
    @Override
    public String toString() {
        return code.token() + ": " + sentence;
    }
}
