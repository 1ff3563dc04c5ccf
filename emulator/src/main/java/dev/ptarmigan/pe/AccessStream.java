package dev.ptarmigan.pe;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.bits.NumberTextException;
import dev.ptarmigan.walker.Access;
import java.util.Arrays;
import java.util.List;

/**
 * Accesses without end, made on demand: {@link #next} gives an address and {@link #kind} what is done there. None allocates.
 */
public abstract class AccessStream {
    private AccessStream() {}

    /** The next address. */
    public abstract long next();

    /** What is done at the address given last: {@link Access#READ}, {@link Access#WRITE} or {@link Access#EXECUTE}. */
    public abstract int kind();

    /**
     * A range of addresses.
     *
     * @param start its first
     * @param bytes how many
     */
    public record Range(long start, long bytes) {}

    /** Reads from the first address to the last, {@code strideBytes} apart, and again. */
    public static AccessStream sequential(List<Range> ranges, int strideBytes) {
        return new Sequential(ranges, strideBytes);
    }

    /** Reads anywhere, each at a multiple of {@code strideBytes}, every one as likely as any other. */
    public static AccessStream random(List<Range> ranges, int strideBytes, long seed) {
        return new Random(ranges, strideBytes, seed);
    }

    /**
     * The accesses of a text, and again: one a line, {@code ADDRESS}, or {@code read}, {@code write} or {@code fetch} and the
     * address. Lines that start with {@code #} are comments.
     *
     * @param source its name, for messages
     * @throws AccessTraceException at the first line that is not of the format, or if there is no access
     */
    public static AccessStream trace(String text, String source) {
        return new Trace(text, source);
    }

    private abstract static class Reads extends AccessStream {
        final long[] starts;
        /** Where each range ends, counted in strides from the first of all. */
        final long[] ends;

        final int shift;

        Reads(List<Range> ranges, int strideBytes) {
            if (ranges.isEmpty() || Integer.bitCount(strideBytes) != 1) {
                throw new IllegalArgumentException("ranges=" + ranges + ", strideBytes=" + strideBytes);
            }
            shift = Integer.numberOfTrailingZeros(strideBytes);
            starts = new long[ranges.size()];
            ends = new long[ranges.size()];
            long sum = 0;
            for (int i = 0; i < starts.length; i++) {
                starts[i] = ranges.get(i).start();
                sum += ranges.get(i).bytes() >>> shift;
                ends[i] = sum;
            }
        }

        final long total() {
            return ends[ends.length - 1];
        }

        final long address(long stride) {
            if (starts.length == 1) {
                return starts[0] + (stride << shift);
            }
            int found = Arrays.binarySearch(ends, stride + 1);
            int i = found < 0 ? ~found : found;
            return starts[i] + (stride - (i == 0 ? 0 : ends[i - 1]) << shift);
        }

        @Override
        public final int kind() {
            return Access.READ;
        }
    }

    private static final class Sequential extends Reads {
        private final long total;
        private long at;

        Sequential(List<Range> ranges, int strideBytes) {
            super(ranges, strideBytes);
            total = total();
        }

        @Override
        public long next() {
            long stride = at;
            at = stride + 1 == total ? 0 : stride + 1;
            return address(stride);
        }
    }

    private static final class Random extends Reads {
        private static final long STEP = 0x9E37_79B9_7F4A_7C15L;

        private final long total;
        private long state;

        Random(List<Range> ranges, int strideBytes, long seed) {
            super(ranges, strideBytes);
            total = total();
            state = seed;
        }

        @Override
        public long next() {
            state += STEP;
            long mixed = (state ^ state >>> 30) * 0xBF58_476D_1CE4_E5B9L;
            mixed = (mixed ^ mixed >>> 27) * 0x94D0_49BB_1331_11EBL;
            // The upper half of the product: as good as a remainder for totals far below 2^64.
            return address(Math.multiplyHigh((mixed ^ mixed >>> 31) >>> 1, total << 1));
        }
    }

    private static final class Trace extends AccessStream {
        private final long[] addresses;
        private final byte[] kinds;
        private int at = -1;

        Trace(String text, String source) {
            List<String> lines = text.lines().toList();
            long[] all = new long[lines.size()];
            byte[] what = new byte[lines.size()];
            int count = 0;
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i).strip();
                if (line.isEmpty() || line.startsWith("#")) {
                    continue;
                }
                String[] words = line.split("\\s+");
                what[count] = (byte) (words.length == 1 ? Access.READ : kind(words[0]));
                if (words.length > 2 || what[count] == 0) {
                    throw new AccessTraceException(
                            source, i + 1, "'" + shortened(line) + "', expected [read|write|fetch] ADDRESS");
                }
                try {
                    all[count++] = Hex.parse(words[words.length - 1], "an address");
                } catch (NumberTextException e) {
                    throw new AccessTraceException(source, i + 1, String.valueOf(e.getMessage()));
                }
            }
            if (count == 0) {
                throw new AccessTraceException(source, Math.max(1, lines.size()), "there is no access in it");
            }
            addresses = Arrays.copyOf(all, count);
            kinds = Arrays.copyOf(what, count);
        }

        private static int kind(String word) {
            return switch (word) {
                case "read" -> Access.READ;
                case "write" -> Access.WRITE;
                case "fetch" -> Access.EXECUTE;
                default -> 0;
            };
        }

        private static String shortened(String text) {
            return text.length() <= 60 ? text : text.substring(0, 57) + "...";
        }

        @Override
        public long next() {
            at = at + 1 == addresses.length ? 0 : at + 1;
            return addresses[at];
        }

        @Override
        public int kind() {
            return kinds[at];
        }
    }
}
