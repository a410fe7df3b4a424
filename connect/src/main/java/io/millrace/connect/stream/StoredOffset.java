package io.millrace.connect.stream;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the capture continues.
 *
 * @param offset as Connect has stored it; null if the capture begins
 */
public record StoredOffset(@Nullable Map<String, ?> offset) {
    /** Makes Debezium search the WAL; part of the offsets that Debezium itself creates. */
    private static final String SEARCHED = "lsn_proc";

    /** The LSN of the last commit that was captured; 0 for none. */
    public long commitLsn() {
        long commit = number(Commit.COMMIT_LSN);
        return commit == 0 ? number(SEARCHED) : commit;
    }

    /** The LSN at which the stream begins; 0 for the slot's position. */
    public long lsn() {
        return isSearchedFor() ? number(SEARCHED) : number(Commit.LSN);
    }

    /** Whether Debezium searches the WAL for the position. */
    public boolean isSearchedFor() {
        return number(SEARCHED) != 0;
    }

    private long number(String name) {
        return offset != null && offset.get(name) instanceof Number number ? number.longValue() : 0;
    }
}
