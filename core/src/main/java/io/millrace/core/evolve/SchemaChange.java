package io.millrace.core.evolve;

/** One step by which a table of the warehouse follows its source. More kinds follow with the full DDL matrix. */
public sealed interface SchemaChange {
    /** The table was not there: storage and view are made. */
    record CreateTable(WarehouseTable table) implements SchemaChange {}

    /** A column is new: added to storage behind the others, and to the view. */
    record AddColumn(WarehouseColumn column) implements SchemaChange {}

    /** The source no longer says NOT NULL: the column becomes Nullable. */
    record DropNotNull(WarehouseColumn column) implements SchemaChange {}
}
