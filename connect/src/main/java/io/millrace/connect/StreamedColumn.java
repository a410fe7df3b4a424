package io.millrace.connect;

import io.debezium.connector.postgresql.PostgresStreamingChangeEventSource.PgConnectionSupplier;
import io.debezium.connector.postgresql.PostgresType;
import io.debezium.connector.postgresql.TypeRegistry;
import io.debezium.connector.postgresql.UnchangedToastedReplicationMessageColumn;
import io.debezium.connector.postgresql.connection.ReplicationMessage.Column;
import io.debezium.connector.postgresql.connection.ReplicationMessage.ColumnTypeMetadata;
import io.debezium.connector.postgresql.connection.pgoutput.PgOutputReplicationMessage;
import org.jspecify.annotations.Nullable;

/** One column's value in a row of the stream, as pgoutput writes it. */
final class StreamedColumn implements Column {
    private static final ColumnTypeMetadata NO_METADATA = new ColumnTypeMetadata() {
        @Override
        public int getLength() {
            return TypeRegistry.UNKNOWN_LENGTH;
        }

        @Override
        public int getScale() {
            return TypeRegistry.UNKNOWN_LENGTH;
        }
    };

    private final Shape shape;
    private final @Nullable String text;
    private final boolean toasted;

    private StreamedColumn(Shape shape, @Nullable String text, boolean toasted) {
        this.shape = shape;
        this.text = text;
        this.toasted = toasted;
    }

    /**
     * What the values of a column have in common.
     *
     * @param type what its text is parsed as: the root of its type, or text for the types that {@link TextConverter} takes
     * @param dropped whether a rule says that it is left out
     */
    record Shape(String name, PostgresType type, TypeRegistry types, boolean dropped) {
        /** @param text null for NULL */
        StreamedColumn value(@Nullable String text) {
            return new StreamedColumn(this, text, false);
        }

        /** A value out of line that the change has not touched, and Postgres has not sent. */
        StreamedColumn untouched() {
            return new StreamedColumn(this, null, true);
        }
    }

    @Override
    public String getName() {
        return shape.name();
    }

    /** Never an enum: Debezium would read the table anew from the catalogue for a value that it does not know. */
    @Override
    public PostgresType getType() {
        return shape.type();
    }

    @Override
    public ColumnTypeMetadata getTypeMetadata() {
        return NO_METADATA;
    }

    @Override
    public @Nullable Object getValue(PgConnectionSupplier connection, boolean includeUnknownDatatypes) {
        if (toasted) {
            return UnchangedToastedReplicationMessageColumn.UNCHANGED_TOAST_VALUE;
        }
        String name = shape.type().getName();
        return PgOutputReplicationMessage.getValue(
                shape.name(), shape.type(), name, text, connection, includeUnknownDatatypes, shape.types());
    }

    @Override
    public boolean isOptional() {
        return true;
    }

    @Override
    public boolean isToastedColumn() {
        return toasted;
    }

    /** Without the value: Debezium logs columns. */
    @Override
    public String toString() {
        return shape.name();
    }
}
