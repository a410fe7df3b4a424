package io.millrace.connect.stream;

import java.util.Map;

/**
 * The end of a transaction: a position from which capture can restart.
 *
 * @param lsn of the WAL after the commit
 * @param transactionId the xid's low 32 bits
 * @param committedAtMicros since the epoch
 */
record Commit(long lsn, long transactionId, long committedAtMicros) {
    static final String LSN = "lsn";
    static final String COMMIT_LSN = "lsn_commit";

    /**
     * The offset for Debezium. Without {@code lsn_proc} Debezium does not search the WAL for the position, which would
     * take a second connection and the next commit: the server begins exactly after the transaction.
     */
    Map<String, ?> offset() {
        return Map.of(
                LSN,
                lsn,
                COMMIT_LSN,
                lsn,
                "txId",
                transactionId,
                "ts_usec",
                committedAtMicros,
                "messageType",
                "COMMIT");
    }
}
