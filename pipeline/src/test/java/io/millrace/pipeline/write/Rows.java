package io.millrace.pipeline.write;

import io.millrace.core.decode.DecodedRecord;
import io.millrace.core.decode.LogRecord;
import io.millrace.core.error.DeadLetter;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.event.ChangeEvent;
import io.millrace.core.event.ChangeEvent.RowChange;
import io.millrace.core.event.Column;
import io.millrace.core.event.RowImage;
import io.millrace.core.event.SourcePosition;
import io.millrace.core.event.SourceType;
import io.millrace.core.event.StreamPosition;
import io.millrace.core.event.TableId;
import io.millrace.core.event.TableSchema;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Changes of tables with one column, {@code id}, made without a wire format. */
final class Rows {
    static final String TOPIC = "changes";
    static final TableId ORDERS = new TableId("public", "orders");

    private Rows() {}

    static LogRecord record(int partition, long offset, long id) {
        return new LogRecord(
                new StreamPosition(TOPIC, partition, offset, 1_000),
                ("k" + id).getBytes(StandardCharsets.UTF_8),
                Long.toString(id).getBytes(StandardCharsets.UTF_8));
    }

    static DecodedRecord decoded(int partition, long offset, long id) {
        return decode(record(partition, offset, id));
    }

    /** The value of a record is its row's id; its version is its offset. */
    static DecodedRecord decode(LogRecord record) {
        return decode(record, ORDERS);
    }

    static DecodedRecord decode(LogRecord record, TableId table) {
        long id = Long.parseLong(new String(record.value(), StandardCharsets.UTF_8));
        return new DecodedRecord.Event(
                record,
                new ChangeEvent.Insert(
                        record.at(),
                        new SourcePosition(1, record.at().offset(), 1, 1_000_000, 1_000_000),
                        schema(table),
                        new RowImage(RowImage.Kind.FULL, new Object[] {id}, Map.of())));
    }

    /** A record that is no change. */
    static DecodedRecord rejected(LogRecord record) {
        return new DecodedRecord.Rejected(
                record,
                new DeadLetter(
                        record.at(),
                        ErrorCode.NOT_JSON,
                        "no JSON",
                        Optional.empty(),
                        Optional.empty(),
                        record.key(),
                        record.value()));
    }

    static TableSchema schema(TableId table) {
        SourceType bigint = new SourceType("int8", -1, -1, "int64", "");
        return new TableSchema(table, List.of(new Column("id", bigint, false)), List.of(0));
    }

    static long id(RowChange change) {
        Object id = change.row().values()[0];
        return id instanceof Long number ? number : -1;
    }
}
