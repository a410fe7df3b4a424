package io.millrace.launcher.capture;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.core.event.TableId;

/** The content of a {@link io.millrace.core.event.MessagePrefix#RESYNCED} message. */
final class ResyncedText {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ResyncedText() {}

    static String of(TableId table, String commit, String lsn) {
        return JSON.createObjectNode()
                .put("schema", table.schema())
                .put("table", table.table())
                .put("commit", commit)
                .put("lsn", lsn)
                .toString();
    }
}
