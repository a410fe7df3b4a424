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
 * Takes columns out of a snapshot's rows that the stream does not have: those that a rule drops, and generated ones, which
 * Debezium reads whether they are published or not. Such a value would land once, and stay as it was for ever.
 */
final class PublishedColumns {
    private static final Set<String> ROWS = Set.of("before", "after");

    private @Nullable Schema given;
    private @Nullable Object givenBy;
    private @Nullable Schema published;

    /**
     * The record without some columns.
     *
     * @param value the record's value
     * @param left whether a column is left out, by its name
     * @param by by which {@code left} was made: it is asked again only for another object, or another schema
     */
    @SuppressWarnings("ReferenceEquality")
    SourceRecord of(SourceRecord record, Struct value, Predicate<String> left, @Nullable Object by) {
        Schema own = published;
        if (own == null || given != value.schema() || givenBy != by) {
            own = without(value.schema(), left);
            given = value.schema();
            givenBy = by;
            published = own;
        }
        if (own == given) {
            return record;
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

    private static Schema without(Schema envelope, Predicate<String> left) {
        boolean none = envelope.fields().stream()
                .filter(field -> ROWS.contains(field.name()))
                .flatMap(field -> field.schema().fields().stream())
                .noneMatch(column -> left.test(column.name()));
        if (none) {
            return envelope;
        }
        SchemaBuilder builder = like(envelope);
        for (Field field : envelope.fields()) {
            builder.field(
                    field.name(), ROWS.contains(field.name()) ? fields(field.schema(), left.negate()) : field.schema());
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
            Object part = from.getWithoutDefault(field.name());
            to.put(field, ROWS.contains(field.name()) && part instanceof Struct row ? copyRow(row, field) : part);
        }
        return to;
    }

    private static Struct copyRow(Struct from, Field row) {
        Struct to = new Struct(row.schema());
        for (Field field : row.schema().fields()) {
            // NULL is NULL, whatever the column's default.
            to.put(field, from.getWithoutDefault(field.name()));
        }
        return to;
    }
}
