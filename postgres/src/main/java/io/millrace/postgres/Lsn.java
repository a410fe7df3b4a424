package io.millrace.postgres;

import java.util.Locale;

/** Log sequence numbers: {@code 16/B374D848} in Postgres's text, bytes here. */
public final class Lsn {
    private Lsn() {}

    /**
     * @param text as Postgres writes it
     * @return the same as an unsigned number of bytes
     * @throws IllegalArgumentException if it is no LSN
     */
    public static long parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 1) {
            throw new IllegalArgumentException("not an LSN: " + text);
        }
        long high = Long.parseLong(text.substring(0, slash), 16);
        long low = Long.parseLong(text.substring(slash + 1), 16);
        return (high << 32) | low;
    }

    /** As Postgres writes it. */
    public static String format(long lsn) {
        return Long.toHexString(lsn >>> 32).toUpperCase(Locale.ROOT)
                + "/"
                + Long.toHexString(lsn & 0xFFFFFFFFL).toUpperCase(Locale.ROOT);
    }
}
