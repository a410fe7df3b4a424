package io.millrace.connect;

import io.millrace.core.event.StreamHeader;
import io.millrace.core.event.TableId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/** What {@link RelationHeader} remembers of one table. */
final class CapturedTable {
    private final TableId id;
    private final RunOfRows streamed = new RunOfRows();
    private final RunOfRows snapshot = new RunOfRows();
    private @Nullable Schema answeredFor;
    private Relations.@Nullable Relation relation;
    private @Nullable Schema givenKey;
    private @Nullable Schema ownKey;

    CapturedTable(TableId id) {
        this.id = id;
    }

    /** Asks the catalogue where the table's records have a schema object that was not seen before. */
    void refresh(Schema schema, Relations relations) {
        if (schema == answeredFor) {
            return;
        }
        Relations.Answer answer = relations.ask(id);
        if (answer.known()) {
            answeredFor = schema;
            relation = answer.relation().orElse(relation);
            givenKey = null;
        }
    }

    SourceRecord describe(SourceRecord record, Struct value, Struct source) {
        Relations.Relation known = relation;
        if (known == null) {
            return record;
        }
        record.headers().add(StreamHeader.RELATION, known.json(), Schema.BYTES_SCHEMA);
        String operation = value.getString("op");
        if (operation.equals("t")) {
            return record;
        }
        if (known.key().isEmpty()) {
            RunOfRows run = operation.equals("r") ? snapshot : streamed;
            Long lsn = source.getInt64("lsn");
            byte[] ordinal = Long.toString(run.next(lsn == null ? 0 : lsn)).getBytes(StandardCharsets.US_ASCII);
            record.headers().add(StreamHeader.ORDINAL, ordinal, Schema.BYTES_SCHEMA);
            return withKey(record, null, null);
        }
        Struct row = value.getStruct(operation.equals("d") ? "before" : "after");
        Schema keySchema = row == null ? null : keySchema(record, row.schema(), known.key());
        if (row == null || keySchema == null || keySchema == record.keySchema()) {
            return record;
        }
        Struct key = new Struct(keySchema);
        for (Field field : keySchema.fields()) {
            key.put(field, row.get(field.name()));
        }
        return withKey(record, keySchema, key);
    }

    /** The record's own where it has the right columns; null where the row lacks one, for the catalogue is ahead then. */
    private @Nullable Schema keySchema(SourceRecord record, Schema row, List<String> columns) {
        Schema given = record.keySchema();
        if (given != null && given == givenKey) {
            return ownKey;
        }
        Schema own = given != null
                        && columns.equals(
                                given.fields().stream().map(Field::name).toList())
                ? given
                : made(row, columns);
        givenKey = given;
        ownKey = own;
        return own;
    }

    private @Nullable Schema made(Schema row, List<String> columns) {
        SchemaBuilder builder = SchemaBuilder.struct().name(row.name().replaceFirst("\\.Value$", ".Key"));
        for (String column : columns) {
            Field field = row.field(column);
            if (field == null) {
                return null;
            }
            builder.field(column, field.schema());
        }
        return builder.build();
    }

    private static SourceRecord withKey(SourceRecord record, @Nullable Schema schema, @Nullable Object key) {
        return record.newRecord(
                record.topic(),
                record.kafkaPartition(),
                schema,
                key,
                record.valueSchema(),
                record.value(),
                record.timestamp(),
                record.headers());
    }

    /** Counts rows that follow each other at one LSN. */
    private static final class RunOfRows {
        private long lsn = -1;
        private long rows;

        long next(long at) {
            rows = at == lsn ? rows + 1 : 0;
            lsn = at;
            return rows;
        }
    }
}
