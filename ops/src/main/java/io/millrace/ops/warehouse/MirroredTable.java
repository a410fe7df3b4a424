package io.millrace.ops.warehouse;

import io.millrace.clickhouse.name.TableNames;

/**
 * A table of the source that the warehouse mirrors.
 *
 * @param table {@code schema.table} of the source
 * @param viewDatabase database of the view with the current rows
 * @param name of the view
 * @param storageDatabase database of the storage table
 * @param storageName of the storage table; of a cluster, of the one that shows all shards
 */
public record MirroredTable(
        String table, String viewDatabase, String name, String storageDatabase, String storageName) {
    /** The name to query. */
    public String view() {
        return viewDatabase + "." + name;
    }

    /** The name of the table that has the rows: of a cluster, those of a shard. */
    public String partsName() {
        return TableNames.storageOf(storageName);
    }

    String quotedView() {
        return WarehouseSql.identifier(viewDatabase, name);
    }

    String quotedStorage() {
        return WarehouseSql.identifier(storageDatabase, storageName);
    }
}
