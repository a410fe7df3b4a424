package io.millrace.clickhouse.name;

import io.millrace.clickhouse.client.Identifiers;
import io.millrace.core.event.TableId;

/**
 * Where a table of the source lies in the warehouse.
 *
 * @param source the table
 * @param viewDatabase database of the view that analysts query
 * @param name the view's name, nearly always the source's
 * @param storageDatabase database of the storage table
 * @param storageName name of the storage table, nearly always the source's
 * @param sharded whether storage is a table on each shard of a cluster
 */
public record TableNames(
        TableId source, String viewDatabase, String name, String storageDatabase, String storageName, boolean sharded) {
    /** For a table that shows the rows of storage on all shards. */
    public static final String ALL = "~all";

    /** The end of the name of a table under construction: it mirrors the same table, but not yet completely. */
    public static final String REBUILT = " (new key)";

    /** For a history's part on each shard. */
    static final String SHARD = "~shard";

    /**
     * Where a table lies that is the first of its name, unless another source of the same warehouse has the database already: the
     * schema {@code public} goes to {@code database} and {@code database_raw}, another schema {@code s} to {@code database_s}
     * and {@code database_s_raw}; {@link NamingRule} says what becomes of names for which that would not be unique.
     */
    public static TableNames of(String database, TableId source) {
        return in(NamingRule.views(database, source.schema()), source);
    }

    /** @param views the database of its schema's views */
    public static TableNames in(String views, TableId source) {
        return new TableNames(
                source,
                views,
                NamingRule.view(views, source.table()),
                views + NamingRule.RAW,
                NamingRule.storage(views, source.table()),
                false);
    }

    /** The same in a cluster, or not. */
    public TableNames sharded(boolean in) {
        return new TableNames(source, viewDatabase, name, storageDatabase, storageName, in);
    }

    /** The same place with something behind the name of storage. */
    public TableNames beside(String suffix) {
        return new TableNames(source, viewDatabase, name, storageDatabase, storageName + suffix, sharded);
    }

    /** Where storage is rebuilt: a name of bounded length, whatever storage's is. */
    public TableNames rebuilt(String part) {
        return new TableNames(
                source,
                viewDatabase,
                name,
                storageDatabase,
                NamingRule.hash(storageName) + " " + part + REBUILT,
                sharded);
    }

    /** With the storage of another place. */
    public TableNames storedAt(TableNames place) {
        return new TableNames(source, viewDatabase, name, place.storageDatabase, place.storageName, sharded);
    }

    /** Where histories lie: beside the storage's views. */
    public String historyDatabase() {
        return storageDatabase.substring(0, storageDatabase.length() - NamingRule.RAW.length()) + NamingRule.HISTORY;
    }

    /** The table that keeps every version of every row, of all shards, quoted; it is named as storage is. */
    public String history() {
        return Identifiers.quote(historyDatabase(), storageName);
    }

    /** The name of the table that has the rows of a history, those of a shard where there are several. */
    public String historyName() {
        return sharded ? storageName + SHARD : storageName;
    }

    /** That table, quoted. */
    public String historyTable() {
        return Identifiers.quote(historyDatabase(), historyName());
    }

    /** The view, quoted. */
    public String view() {
        return Identifiers.quote(viewDatabase, name);
    }

    /** The table that has the rows of storage on all shards, quoted: what is read from and inserted into. */
    public String rows() {
        return Identifiers.quote(storageDatabase, rowsName());
    }

    /** The name of that table. */
    public String rowsName() {
        return sharded ? storageName + ALL : storageName;
    }

    /** The name of the storage table, of a cluster that of a shard, by the name of {@link #rows} as {@code millrace.tables} has it. */
    public static String storageOf(String rowsName) {
        return rowsName.endsWith(ALL) ? rowsName.substring(0, rowsName.length() - ALL.length()) : rowsName;
    }

    /** The storage table, quoted; of a cluster, that of a shard. */
    public String storage() {
        return Identifiers.quote(storageDatabase, storageName);
    }
}
