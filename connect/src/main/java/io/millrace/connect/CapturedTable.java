package io.millrace.connect;

import io.millrace.core.event.StreamHeader;
import io.millrace.core.event.TableId;
import io.millrace.core.protect.ColumnRules;
import io.millrace.core.protect.Protection;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/** What {@link RelationHeader} remembers of one table. */
final class CapturedTable {
    private final TableId id;
    private final StreamedRelations.@Nullable Described streamedAs;
    private final long loadedOid;
    private final RunOfRows streamed = new RunOfRows();
    private final RunOfRows snapshot = new RunOfRows();
    private final PublishedColumns columns = new PublishedColumns();
    private final ColumnRules rules;
    private @Nullable Schema answeredFor;
    private Relations.@Nullable Relation relation;
    private @Nullable Schema givenKey;
    private @Nullable Schema ownKey;

    /**
     * @param streamedAs what the stream says of the table; null for what a load has read
     * @param loadedOid which table the load has read, 0 where that is not known
     */
    CapturedTable(TableId id, StreamedRelations.@Nullable Described streamedAs, long loadedOid, ColumnRules rules) {
        this.id = id;
        this.loadedOid = loadedOid;
        this.rules = rules;
        this.streamedAs = streamedAs;
    }

    /** Asks the catalogue where the table's records have a schema object that was not seen before. */
    void refresh(Schema schema, Relations relations) {
        if (schema == answeredFor) {
            return;
        }
        Relations.Answer answer = relations.ask(id, streamedAs == null ? loadedOid : streamedAs.oid());
        if (answer.known()) {
            answeredFor = schema;
            relation = answer.relation().orElseGet(this::withoutAnswer);
            givenKey = null;
        }
    }

    /** What was known before, if only by the stream. */
    private Relations.@Nullable Relation withoutAnswer() {
        return relation == null && streamedAs != null ? Relations.gone(streamedAs) : relation;
    }

    /** @return null for what was loaded of a table that is gone by now: which columns it had cannot be told any more */
    @Nullable SourceRecord describe(SourceRecord record, Struct value, Struct source) {
        Relations.Relation known = relation;
        if (known == null && streamedAs == null && loadedOid != 0 && answeredFor != null) {
            return null;
        }
        SourceRecord kept = record;
        if (value.getString("op").equals("r")) {
            Set<String> unpublished = known == null ? Set.of() : known.unpublished();
            kept = columns.of(record, value, column -> unpublished.contains(column) || isDropped(column), known);
        }
        return known == null ? kept : describe(kept, (Struct) kept.value(), source, known);
    }

    private boolean isDropped(String column) {
        return rules.of(id, column).filter(rule -> rule == Protection.DROP).isPresent();
    }

    private SourceRecord describe(SourceRecord record, Struct value, Struct source, Relations.Relation known) {
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
        boolean ofSnapshot = operation.equals("r");
        Schema keySchema = row == null ? null : keySchema(record, row.schema(), known.key(), ofSnapshot);
        if (row == null || keySchema == null || keySchema == record.keySchema()) {
            return record;
        }
        Struct key = new Struct(keySchema);
        for (Field field : keySchema.fields()) {
            key.put(field, row.get(field.name()));
        }
        return withKey(record, keySchema, key);
    }

    /**
     * In the stream the key is the one that the table had then, in the order of columns; the catalogue, that can be ahead,
     * only has the order of the key's columns. In a snapshot it is the primary key, whatever the replica identity.
     *
     * @return null where the row lacks a column of the key
     */
    private @Nullable Schema keySchema(SourceRecord record, Schema row, List<String> columns, boolean ofSnapshot) {
        Schema given = record.keySchema();
        if (given != null && given == givenKey) {
            return ownKey;
        }
        List<String> names = given == null
                ? List.of()
                : given.fields().stream().map(Field::name).toList();
        boolean another = !Set.copyOf(names).equals(Set.copyOf(columns));
        boolean own = given != null && (names.equals(columns) || (another && !ofSnapshot));
        Schema key = own ? given : made(row, columns);
        givenKey = given;
        ownKey = key;
        return key;
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
