package io.millrace.connect.stream;

import java.util.Map;

/**
 * The end of a transaction: a place at which the capture can begin again.
 *
 * @param lsn of the log behind the commit
 * @param transactionId the xid's low 32 bits
 * @param committedAtMicros since the epoch
 */
record Commit(long lsn, long transactionId, long committedAtMicros) {
    static final String LSN = "lsn";
    static final String COMMIT_LSN = "lsn_commit";

    /**
     * As Debezium reads it. Without the position that it calls completely processed ({@code lsn_proc}), Debezium does not
     * search for the place in the log, which takes a second connection and the next commit: the server begins exactly
     * behind the transaction.
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
