package io.millrace.core.evolve;

import java.util.Locale;

/** One step by which a table of the warehouse follows its source. */
public sealed interface SchemaChange {
    /** The kind of a step: the unit of policies; in lower case its name in the warehouse and in the configuration. */
    enum Kind {
        CREATE_TABLE,
        RENAME_TABLE,
        DROP_TABLE,
        DISPLACE_TABLE,
        IDENTIFY,
        ADD_COLUMN,
        RESTORE_COLUMN,
        DROP_COLUMN,
        RENAME_COLUMN,
        CHANGE_TYPE,
        DROP_NOT_NULL,
        SET_NOT_NULL,
        CHANGE_DEFAULT,
        CHANGE_KEY,
        CHANGE_IDENTITY;

        /** As stored in {@code millrace.schema_changes}. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    Kind kind();

    /** The table is missing: storage and view are created. */
    record CreateTable(WarehouseTable table) implements SchemaChange {
        @Override
        public Kind kind() {
            return Kind.CREATE_TABLE;
        }
    }

    /** The table has another name or schema: so has the view. Storage stays where it is. */
    record RenameTable(WarehouseTable before, WarehouseTable after) implements SchemaChange {
        @Override
        public Kind kind() {
            return Kind.RENAME_TABLE;
        }
    }

    /** The source has dropped the table: its data is kept, the view is dropped. */
    record DropTable(WarehouseTable table) implements SchemaChange {
        @Override
        public Kind kind() {
            return Kind.DROP_TABLE;
        }
    }

    /** Another table of the source has this one's name now: the view shows that one. */
    record DisplaceTable(WarehouseTable before, WarehouseTable after) implements SchemaChange {
        @Override
        public Kind kind() {
            return Kind.DISPLACE_TABLE;
        }
    }

    /**
     * The source's table and columns are now known by OID and attnum, not only by name. Nothing changed in the source.
     */
    record Identify(WarehouseTable before, WarehouseTable after) implements SchemaChange {
        @Override
        public Kind kind() {
            return Kind.IDENTIFY;
        }
    }

    /** A column is new: added to storage behind the others, and to the view. One that is retired goes to storage only. */
    record AddColumn(WarehouseColumn column) implements SchemaChange {
        @Override
        public Kind kind() {
            return Kind.ADD_COLUMN;
        }
    }

    /** A column that was considered dropped still exists. */
    record RestoreColumn(WarehouseColumn column) implements SchemaChange {
        @Override
        public Kind kind() {
            return Kind.RESTORE_COLUMN;
        }
    }

    /** The source has dropped a column: it stays in storage, retired, and goes from the view. */
    record DropColumn(WarehouseColumn column) implements SchemaChange {
        @Override
        public Kind kind() {
            return Kind.DROP_COLUMN;
        }
    }

    /** A column has another name: the view shows the same storage column under it. */
    record RenameColumn(WarehouseColumn before, WarehouseColumn after) implements SchemaChange {
        @Override
        public Kind kind() {
            return Kind.RENAME_COLUMN;
        }
    }

    /**
     * A column has another type. Where every stored value keeps its value, {@code after} is the same storage column;
     * otherwise it is a new one, whose older rows show the cast of {@code before}, and {@code before} retires.
     */
    record ChangeType(WarehouseColumn before, WarehouseColumn after) implements SchemaChange {
        @Override
        public Kind kind() {
            return Kind.CHANGE_TYPE;
        }

        /** Whether a new storage column takes over. */
        public boolean replaces() {
            return !before.name().equals(after.name());
        }
    }

    /** The source no longer says NOT NULL, or a value lies outside of the column's type: the column becomes Nullable. */
    record DropNotNull(WarehouseColumn column) implements SchemaChange {
        @Override
        public Kind kind() {
            return Kind.DROP_NOT_NULL;
        }
    }

    /** The source says NOT NULL: storage stays Nullable, as older versions of rows can hold NULL; the view does not. */
    record SetNotNull(WarehouseColumn column) implements SchemaChange {
        @Override
        public Kind kind() {
            return Kind.SET_NOT_NULL;
        }
    }

    /** The source has set or dropped a default for new rows, which the stream states with each row anyway. */
    record ChangeDefault(WarehouseColumn before, WarehouseColumn after) implements SchemaChange {
        @Override
        public Kind kind() {
            return Kind.CHANGE_DEFAULT;
        }
    }

    /** The row identity changed, or the type of one of its columns: storage is rebuilt. */
    record ChangeKey(WarehouseTable before, WarehouseTable after) implements SchemaChange {
        @Override
        public Kind kind() {
            return Kind.CHANGE_KEY;
        }
    }

    /** The replica identity is another one: what the events of updates and deletes carry. */
    record ChangeIdentity(char before, char after) implements SchemaChange {
        @Override
        public Kind kind() {
            return Kind.CHANGE_IDENTITY;
        }
    }
}
