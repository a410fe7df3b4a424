package io.millrace.connect;

import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * Takes columns out of a snapshot's rows that the stream does not have. Debezium reads generated columns whether they are
 * published or not: a value would land once, and stay as it was for ever.
 */
final class PublishedColumns {
    private static final Set<String> ROWS = Set.of("before", "after");

    private @Nullable Schema given;
    private @Nullable Schema published;

    /**
     * The record without some columns.
     *
     * @param value the record's value
     * @param left names of columns that are not published
     */
    SourceRecord of(SourceRecord record, Struct value, Set<String> left) {
        Schema own = published;
        if (own == null || given != value.schema()) {
            own = without(value.schema(), left);
            given = value.schema();
            published = own;
        }
        return record.newRecord(
                record.topic(),
                record.kafkaPartition(),
                record.keySchema(),
                record.key(),
                own,
                copy(value, own),
                record.timestamp(),
                record.headers());
    }

    private static Schema without(Schema envelope, Set<String> left) {
        SchemaBuilder builder = like(envelope);
        for (Field field : envelope.fields()) {
            builder.field(
                    field.name(),
                    ROWS.contains(field.name())
                            ? fields(field.schema(), name -> !left.contains(name))
                            : field.schema());
        }
        return builder.build();
    }

    private static Schema fields(Schema row, Predicate<String> kept) {
        SchemaBuilder builder = like(row);
        row.fields().stream()
                .filter(field -> kept.test(field.name()))
                .forEach(field -> builder.field(field.name(), field.schema()));
        return builder.build();
    }

    private static SchemaBuilder like(Schema schema) {
        SchemaBuilder builder = SchemaBuilder.struct()
                .name(schema.name())
                .version(schema.version())
                .doc(schema.doc());
        if (schema.parameters() != null) {
            builder.parameters(schema.parameters());
        }
        return schema.isOptional() ? builder.optional() : builder;
    }

    private static Struct copy(Struct from, Schema schema) {
        Struct to = new Struct(schema);
        for (Field field : schema.fields()) {
            Object part = from.get(field.name());
            to.put(field, ROWS.contains(field.name()) && part instanceof Struct row ? copyRow(row, field) : part);
        }
        return to;
    }

    private static Struct copyRow(Struct from, Field row) {
        Struct to = new Struct(row.schema());
        for (Field field : row.schema().fields()) {
            to.put(field, from.get(field.name()));
        }
        return to;
    }
}
