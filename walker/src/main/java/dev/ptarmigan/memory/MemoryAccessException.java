package dev.ptarmigan.memory;

import dev.ptarmigan.bits.Hex;
import java.util.List;

/**
 * A word of physical memory could not be accessed. The message stands alone: it names the access, the address and the
 * reason.
 *
 * <p>Walks never see this for absent memory: they ask {@link PhysicalMemory#at} and report an external abort.
 */
public final class MemoryAccessException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Ranges a message names before it only counts the rest. */
    private static final int NAMED_RANGES = 4;

    /** Why the access was refused. */
    public enum Kind {
        /** The address is not a multiple of the access size. */
        UNALIGNED,
        /** Nothing is at the address. */
        UNMAPPED,
        /** The memory was closed. */
        CLOSED,
        /** The address has bits above the memory's address size. */
        BEYOND_ADDRESS_SPACE
    }

    private final Kind kind;
    private final long address;

    private MemoryAccessException(Kind kind, long address, String message) {
        super(message);
        this.kind = kind;
        this.address = address;
    }

    static MemoryAccessException unaligned(long address, int bytes) {
        return new MemoryAccessException(
                Kind.UNALIGNED,
                address,
                "physical address " + Hex.address(address) + " is not aligned to " + bytes + " bytes");
    }

    static MemoryAccessException unmapped(long address, List<MemoryRange> ranges) {
        StringBuilder text = new StringBuilder("there is no memory at physical address ").append(Hex.address(address));
        if (ranges.isEmpty()) {
            text.append("; this memory is empty");
        } else {
            text.append("; there is ");
            for (int i = 0; i < Math.min(ranges.size(), NAMED_RANGES); i++) {
                text.append(i == 0 ? "" : ", ").append(ranges.get(i));
            }
            if (ranges.size() > NAMED_RANGES) {
                text.append(" and ").append(ranges.size() - NAMED_RANGES).append(" more");
            }
        }
        return new MemoryAccessException(Kind.UNMAPPED, address, text.toString());
    }

    static MemoryAccessException closed(long address) {
        return new MemoryAccessException(
                Kind.CLOSED,
                address,
                "physical address " + Hex.address(address) + " was accessed after its memory was closed");
    }

    static MemoryAccessException beyondAddressSpace(long address, int addressBits) {
        return new MemoryAccessException(
                Kind.BEYOND_ADDRESS_SPACE,
                address,
                "physical address " + Hex.address(address) + " is beyond the " + addressBits
                        + " address bits of this memory");
    }

    /** Why the access was refused. */
    public Kind kind() {
        return kind;
    }

    /** The physical address that was asked for. */
    public long address() {
        return address;
    }
}
