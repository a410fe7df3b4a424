package io.millrace.clickhouse.table;

import io.millrace.clickhouse.client.Identifiers;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.event.TableId;
import io.millrace.core.evolve.WarehouseTable;
import io.millrace.core.warehouse.WarehouseException;
import java.nio.charset.StandardCharsets;

/**
 * Where a table of the source lies in the warehouse.
 *
 * @param source the table
 * @param viewDatabase database of the view that analysts query
 * @param storageDatabase database of the storage table
 * @param storageName name of the storage table, nearly always the source's
 */
public record TableNames(TableId source, String viewDatabase, String storageDatabase, String storageName) {
    static final String RAW = "_raw";
    static final String HISTORY = "_history";

    /** A file name has 255 bytes; a table's that has been dropped also holds its database, a UUID and what parts them. */
    private static final int LONGEST = 255 - 36 - 6;

    /**
     * The schema {@code public} goes to {@code database} and {@code database_raw}, another schema {@code s} to
     * {@code database_s} and {@code database_s_raw}.
     *
     * @throws WarehouseException with SCHEMA_NOT_FOLLOWED for a schema whose views would lie among another's storage
     */
    public static TableNames of(String database, TableId source) {
        String schema = source.schema();
        if (schema.equals("raw") || schema.endsWith(RAW)) {
            throw new WarehouseException(
                    ErrorCode.SCHEMA_NOT_FOLLOWED,
                    "The schema of " + source + " ends in \"raw\", so its views would share a database with storage"
                            + " tables. Rename the schema or exclude it.",
                    null);
        }
        String views = schema.equals("public") ? database : database + "_" + schema;
        if (fileName(views + RAW) + fileName(source.table()) > LONGEST) {
            throw new WarehouseException(
                    ErrorCode.SCHEMA_NOT_FOLLOWED,
                    "The names of " + source + " are together too long for ClickHouse, where each byte that is no"
                            + " letter of English, digit or _ counts three times. Rename the schema or the table, or"
                            + " exclude it.",
                    null);
        }
        return new TableNames(source, views, views + RAW, source.table());
    }

    /** How long a name is where ClickHouse makes a file's name of it. */
    private static int fileName(String name) {
        int length = 0;
        for (byte each : name.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = each == '_' || (each >= 0 && Character.isLetterOrDigit(each));
            length += plain ? 1 : 3;
        }
        return length;
    }

    /** Where a table lies whose storage may stand elsewhere than its name says. */
    public static TableNames of(String database, WarehouseTable table) {
        TableNames view = of(database, table.source());
        TableNames storage = of(database, table.origin().storage());
        return new TableNames(table.source(), view.viewDatabase, storage.storageDatabase, storage.storageName);
    }

    /** Where histories lie: beside the views. */
    public String historyDatabase() {
        return storageDatabase.substring(0, storageDatabase.length() - RAW.length()) + HISTORY;
    }

    /** The table that keeps every version of every row, quoted; it is named as storage is. */
    public String history() {
        return Identifiers.quote(historyDatabase(), storageName);
    }

    /** The view's name. */
    public String name() {
        return source.table();
    }

    /** The view, quoted. */
    public String view() {
        return Identifiers.quote(viewDatabase, name());
    }

    /** The storage table, quoted. */
    public String storage() {
        return Identifiers.quote(storageDatabase, storageName);
    }
}
