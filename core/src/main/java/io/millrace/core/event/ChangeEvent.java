package io.millrace.core.event;

import org.jspecify.annotations.Nullable;

/** One event of the change stream. */
public sealed interface ChangeEvent {
    /**
     * What an event is. Code that treats kinds differently switches over all of them without a default, so that a new kind does not
     * compile until each place says what it does with it.
     */
    enum Kind {
        INSERT,
        UPDATE,
        DELETE,
        SNAPSHOT_READ,
        TRUNCATE,
        DESCRIBED,
        SCHEMA_SEEN,
        SNAPSHOT_TAKEN,
        HEARTBEAT,
        MESSAGE
    }

    Kind kind();

    /** The position of the record in the change stream. */
    StreamPosition at();

    /** The position of the change in the source's WAL. */
    SourcePosition position();

    /** A change of one row. */
    sealed interface RowChange extends ChangeEvent {
        TableSchema schema();

        /** The row after the change; for {@link Delete} its last known image. */
        RowImage row();

        /** The same change with another image of the row. */
        RowChange with(RowImage image);
    }

    /**
     * A new row, or one that has moved from another key.
     *
     * @param former the key that the row had before, where it lacks values that it took along from there: a delete of
     *     that key has the same position. Null for any other row
     */
    record Insert(
            StreamPosition at,
            SourcePosition position,
            TableSchema schema,
            RowImage row,
            @Nullable RowImage former) implements RowChange {
        @Override
        public Kind kind() {
            return Kind.INSERT;
        }

        /** A row that lacks no value, or whose origin is unknown. */
        public Insert(StreamPosition at, SourcePosition position, TableSchema schema, RowImage row) {
            this(at, position, schema, row, null);
        }

        @Override
        public Insert with(RowImage image) {
            return new Insert(at, position, schema, image, former);
        }
    }

    /**
     * The key is that of {@code row}: a change of the key arrives as a delete and an insert.
     *
     * @param before the row as it was, for tables without a key: the only thing that identifies the row; the old key if
     *     the same key was written differently. Null for all else, and if the table still had a key when it was changed
     */
    record Update(
            StreamPosition at,
            SourcePosition position,
            TableSchema schema,
            RowImage row,
            @Nullable RowImage before) implements RowChange {
        @Override
        public Kind kind() {
            return Kind.UPDATE;
        }

        /** For a table with a key. */
        public Update(StreamPosition at, SourcePosition position, TableSchema schema, RowImage row) {
            this(at, position, schema, row, null);
        }

        @Override
        public Update with(RowImage image) {
            return new Update(at, position, schema, image, before);
        }
    }

    record Delete(StreamPosition at, SourcePosition position, TableSchema schema, RowImage row) implements RowChange {
        @Override
        public Kind kind() {
            return Kind.DELETE;
        }

        @Override
        public Delete with(RowImage image) {
            return new Delete(at, position, schema, image);
        }
    }

    /**
     * A row read by a snapshot; every streamed change of the same key supersedes it. Also a change that was completed from such a
     * row although the snapshot may have seen what came after the change: see {@link SourcePosition#ofLoad}.
     */
    record SnapshotRead(StreamPosition at, SourcePosition position, TableSchema schema, RowImage row)
            implements RowChange {
        @Override
        public Kind kind() {
            return Kind.SNAPSHOT_READ;
        }

        @Override
        public SnapshotRead with(RowImage image) {
            return new SnapshotRead(at, position, schema, image);
        }
    }

    /**
     * All rows of the table with a lower version are gone, including those that arrive later: a {@code TRUNCATE}, or
     * the end of a load of the whole table; its position is then that of the load's start.
     *
     * @param oid the table's {@code pg_class.oid}, 0 if it is not known
     */
    record Truncate(StreamPosition at, SourcePosition position, TableId table, long oid) implements ChangeEvent {
        @Override
        public Kind kind() {
            return Kind.TRUNCATE;
        }

        /** For a table known only by name. */
        public Truncate(StreamPosition at, SourcePosition position, TableId table) {
            this(at, position, table, 0);
        }
    }

    /** The source's catalog has, at this position, a table as described: DDL that no row reflects. */
    record Described(StreamPosition at, SourcePosition position, Relation relation) implements ChangeEvent {
        @Override
        public Kind kind() {
            return Kind.DESCRIBED;
        }
    }

    /**
     * Rows of a table have this schema from here on. In every partition, so that all executors see the same schemas in the same order,
     * those without a row of it, too.
     */
    record SchemaSeen(StreamPosition at, SourcePosition position, TableSchema schema) implements ChangeEvent {
        @Override
        public Kind kind() {
            return Kind.SCHEMA_SEEN;
        }
    }

    /** A snapshot of a table; follows all rows of the snapshot in the stream. */
    record SnapshotTaken(StreamPosition at, SourcePosition position, SnapshotMark mark) implements ChangeEvent {
        @Override
        public Kind kind() {
            return Kind.SNAPSHOT_TAKEN;
        }
    }

    /** The connector's heartbeat; advances positions, changes nothing. */
    record Heartbeat(StreamPosition at, SourcePosition position) implements ChangeEvent {
        @Override
        public Kind kind() {
            return Kind.HEARTBEAT;
        }
    }

    /** A {@code pg_logical_emit_message} of the source, ours or another's. */
    record Message(StreamPosition at, SourcePosition position, String prefix, String content) implements ChangeEvent {
        @Override
        public Kind kind() {
            return Kind.MESSAGE;
        }
    }
}
