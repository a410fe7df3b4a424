package io.millrace.launcher.capture;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.core.event.TableId;

/** The content of a {@link io.millrace.core.event.MessagePrefix#RESYNCED} message. */
final class ResyncedText {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ResyncedText() {}

    /** @param oid {@code pg_class.oid} of the table */
    static String of(TableId table, long oid, String commit, String lsn) {
        return JSON.createObjectNode()
                .put("schema", table.schema())
                .put("table", table.table())
                .put("oid", Long.toString(oid))
                .put("commit", commit)
                .put("lsn", lsn)
                .toString();
    }
}
