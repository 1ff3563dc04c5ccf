package dev.ptarmigan.registers;

/** A register's value is needed and not known. Nothing is assumed in its place: absent is not zero. */
public final class MissingRegisterException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Register register;

    /**
     * An exception whose message stands alone.
     *
     * @param why what the register is needed for, to end the sentence "it is needed for ..."
     */
    public MissingRegisterException(Register register, String why) {
        super(register + " is not known; it is needed for " + why);
        this.register = register;
    }

    /** The register whose value is missing. */
    public Register register() {
        return register;
    }
}
