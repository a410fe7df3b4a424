package io.millrace.core.wire;

/**
 * The values of a row as pgoutput writes them: TupleData of <a
 * href="https://www.postgresql.org/docs/current/protocol-logicalrep-message-formats.html">its message formats</a>,
 * values as text. A view of an array's slice, not a copy.
 *
 * @param bytes contains the tuple
 * @param from its first byte
 * @param length in bytes, 2 or more
 */
@SuppressWarnings("ArrayRecordComponent")
public record Tuple(byte[] bytes, int from, int length) {
    /** A value that is sent. */
    public static final byte TEXT = 't';

    /** SQL NULL. */
    public static final byte NULL = 'n';

    /** A TOAST value that the change did not touch, and that Postgres therefore did not send. */
    public static final byte UNCHANGED = 'u';

    /** How many columns it has. */
    public int columns() {
        return (bytes[from] & 0xFF) << 8 | (bytes[from + 1] & 0xFF);
    }

    /** A big-endian number of four bytes, as lengths of values are. */
    public static int int32(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) << 24
                | (bytes[at + 1] & 0xFF) << 16
                | (bytes[at + 2] & 0xFF) << 8
                | (bytes[at + 3] & 0xFF);
    }
}
