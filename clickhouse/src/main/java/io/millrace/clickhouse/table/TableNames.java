package io.millrace.clickhouse.table;

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
 */
public record TableNames(TableId source, String viewDatabase, String name, String storageDatabase, String storageName) {

    /**
     * Where a table lies that is the first of its name, unless another source of the same warehouse has the database already: the
     * schema {@code public} goes to {@code database} and {@code database_raw}, another schema {@code s} to {@code database_s}
     * and {@code database_s_raw}; {@link NamingRule} says what becomes of names for which that would not be unique.
     */
    public static TableNames of(String database, TableId source) {
        return in(NamingRule.views(database, source.schema()), source);
    }

    /** @param views the database of its schema's views */
    static TableNames in(String views, TableId source) {
        return new TableNames(
                source,
                views,
                NamingRule.view(views, source.table()),
                views + NamingRule.RAW,
                NamingRule.storage(views, source.table()));
    }

    /** With the storage of another place. */
    TableNames storedAt(TableNames place) {
        return new TableNames(source, viewDatabase, name, place.storageDatabase, place.storageName);
    }

    /** Where histories lie: beside the storage's views. */
    public String historyDatabase() {
        return storageDatabase.substring(0, storageDatabase.length() - NamingRule.RAW.length()) + NamingRule.HISTORY;
    }

    /** The table that keeps every version of every row, quoted; it is named as storage is. */
    public String history() {
        return Identifiers.quote(historyDatabase(), storageName);
    }

    /** The view, quoted. */
    public String view() {
        return Identifiers.quote(viewDatabase, name);
    }

    /** The storage table, quoted. */
    public String storage() {
        return Identifiers.quote(storageDatabase, storageName);
    }
}
