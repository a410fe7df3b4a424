package io.millrace.core.decode;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.event.ChangeEvent;
import io.millrace.core.event.SourcePosition;
import io.millrace.core.event.StreamPosition;
import io.millrace.core.event.TableId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Reads a message {@link io.millrace.core.event.MessagePrefix#RESYNCED}: for the warehouse it is a truncation. */
final class Resynced {
    private Resynced() {}

    static ChangeEvent.Truncate read(Envelopes envelopes, StreamPosition at, SourcePosition message, String content)
            throws IOException {
        Map<String, String> fields = new HashMap<>();
        byte[] json = content.getBytes(StandardCharsets.UTF_8);
        try (JsonParser parser = envelopes.parser(json)) {
            parser.nextToken();
            for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
                if (parser.nextToken() == JsonToken.VALUE_STRING) {
                    fields.put(field, parser.getText());
                } else {
                    parser.skipChildren();
                }
            }
        }
        TableId table = new TableId(fields.getOrDefault("schema", ""), fields.getOrDefault("table", ""));
        if (table.schema().isEmpty() || table.table().isEmpty()) {
            throw new Rejection(ErrorCode.NOT_A_CHANGE, "it announces the load of a table without naming it");
        }
        // Minus one, so that the loaded rows stay.
        SourcePosition below = new SourcePosition(
                lsn(fields, "commit"),
                lsn(fields, "lsn") - 1,
                message.transactionId(),
                message.committedAtMicros(),
                message.capturedAtMicros());
        return new ChangeEvent.Truncate(at, below, table, oid(fields));
    }

    /** 0 if unknown: then the table is found by name. */
    private static long oid(Map<String, String> fields) {
        try {
            return Long.parseUnsignedLong(fields.getOrDefault("oid", "0"));
        } catch (NumberFormatException e) {
            throw new Rejection(ErrorCode.NOT_A_CHANGE, "it announces the load of a table by an oid that is no number");
        }
    }

    private static long lsn(Map<String, String> fields, String name) {
        try {
            long lsn = Long.parseUnsignedLong(fields.getOrDefault(name, ""));
            if (lsn != 0) {
                return lsn;
            }
        } catch (NumberFormatException e) {
            // Rejected below.
        }
        throw new Rejection(ErrorCode.BAD_POSITION, "it announces the load of a table without its position");
    }
}
