package dev.ptarmigan.faults;

/** temporary */
public enum FaultType {
    NONE,
    TRANSLATION,
    ADDRESS_SIZE,
    ACCESS_FLAG,
    PERMISSION,
    ALIGNMENT,
    EXTERNAL_ON_WALK,
    UNSUPPORTED_ATOMIC
}
