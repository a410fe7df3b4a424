package io.millrace.connect.stream;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the capture goes on.
 *
 * @param offset as Connect has stored it; null where the capture begins
 */
public record StoredOffset(@Nullable Map<String, ?> offset) {
    /** With this Debezium searches the log; it is in the offsets that Debezium itself makes. */
    private static final String SEARCHED = "lsn_proc";

    /** The LSN of the last commit that was captured; 0 for none. */
    public long commitLsn() {
        long commit = number(Commit.COMMIT_LSN);
        return commit == 0 ? number(SEARCHED) : commit;
    }

    /** The LSN that the stream begins at; 0 where the slot tells. */
    public long lsn() {
        return isSearchedFor() ? number(SEARCHED) : number(Commit.LSN);
    }

    /** Whether Debezium searches for the place in the log. */
    public boolean isSearchedFor() {
        return number(SEARCHED) != 0;
    }

    private long number(String name) {
        return offset != null && offset.get(name) instanceof Number number ? number.longValue() : 0;
    }
}
