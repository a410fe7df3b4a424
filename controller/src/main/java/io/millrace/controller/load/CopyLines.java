package io.millrace.controller.load;

import java.util.Arrays;

/**
 * Splits the output of {@code COPY … TO STDOUT} into lines. The server sends one line at a time, but the protocol does
 * not guarantee it. Not thread-safe.
 */
final class CopyLines {
    private byte[] kept = {};
    private int keptLength;

    /** Receives lines without line ends; the bytes are only valid during the call. */
    @FunctionalInterface
    interface Line {
        void line(byte[] bytes, int from, int to) throws InterruptedException;
    }

    /** Passes on lines that end in these bytes, and keeps the rest. */
    void add(byte[] bytes, Line lines) throws InterruptedException {
        int from = 0;
        for (int end = end(bytes, from); end >= 0; end = end(bytes, from)) {
            if (keptLength == 0) {
                lines.line(bytes, from, end);
            } else {
                keep(bytes, from, end);
                int length = keptLength;
                keptLength = 0;
                lines.line(kept, 0, length);
            }
            from = end + 1;
        }
        if (from < bytes.length) {
            keep(bytes, from, bytes.length);
        }
    }

    /** Mostly only the last byte is a line end. */
    private static int end(byte[] bytes, int from) {
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private void keep(byte[] bytes, int from, int to) {
        int more = to - from;
        if (keptLength + more > kept.length) {
            kept = Arrays.copyOf(kept, Math.max(keptLength + more, kept.length * 2));
        }
        System.arraycopy(bytes, from, kept, keptLength, more);
        keptLength += more;
    }

    /** @throws IllegalStateException if the last line has no end */
    void end() {
        if (keptLength > 0) {
            throw new IllegalStateException("COPY has ended within a row");
        }
    }
}
