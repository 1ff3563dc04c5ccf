package dev.ptarmigan.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** An output that does not swallow the failure to write, as a {@link PrintStream} alone would. */
final class StandardOutput extends OutputStream {
    private static final int BUFFER_BYTES = 1 << 16;

    /** The output cannot be written. */
    static final class Failure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Failure(IOException cause) {
            super(cause.getMessage(), cause);
        }

        /** The reader has gone, which is his right: {@code ptarmigan ptdump ... | head}. */
        boolean isBrokenPipe() {
            return String.valueOf(getMessage()).contains("Broken pipe");
        }
    }

    private final OutputStream target;

    private StandardOutput(OutputStream target) {
        this.target = target;
    }

    /** A buffered UTF-8 stream; only {@code flush} and a full buffer write. */
    static PrintStream over(OutputStream target) {
        return new PrintStream(
                new BufferedOutputStream(new StandardOutput(target), BUFFER_BYTES), false, StandardCharsets.UTF_8);
    }

    @Override
    public void write(int b) {
        try {
            target.write(b);
        } catch (IOException e) {
            throw new Failure(e);
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        try {
            target.write(bytes, offset, length);
        } catch (IOException e) {
            throw new Failure(e);
        }
    }

    @Override
    public void flush() {
        try {
            target.flush();
        } catch (IOException e) {
            throw new Failure(e);
        }
    }

    @Override
    public void close() throws IOException {
        target.close();
    }
}
