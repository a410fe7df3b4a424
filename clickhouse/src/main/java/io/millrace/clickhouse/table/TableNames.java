package io.millrace.clickhouse.table;

import io.millrace.clickhouse.client.Identifiers;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.event.TableId;
import io.millrace.core.warehouse.WarehouseException;

/**
 * Where a table of the source lies in the warehouse.
 *
 * @param source the table
 * @param viewDatabase database of the view that analysts query
 * @param storageDatabase database of the storage table
 */
public record TableNames(TableId source, String viewDatabase, String storageDatabase) {
    private static final String RAW = "_raw";

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
        return new TableNames(source, views, views + RAW);
    }

    public String name() {
        return source.table();
    }

    /** The view, quoted. */
    public String view() {
        return Identifiers.quote(viewDatabase, name());
    }

    /** The storage table, quoted. */
    public String storage() {
        return Identifiers.quote(storageDatabase, name());
    }
}
