package io.millrace.bench.system;

/**
 * Where a table of the source is in the warehouse.
 *
 * @param view what a user asks, quoted
 * @param storage the table behind it, quoted
 */
public record WarehouseNames(String view, String storage) {
    /** For a table that is not in the warehouse yet. */
    public static final WarehouseNames UNKNOWN = new WarehouseNames("", "");

    public boolean isKnown() {
        return !view.isEmpty();
    }

    /** Bytes on disk of the storage table's active parts. */
    public String bytesQuery() {
        var parts = storage.replace("`", "").split("\\.", 2);
        return "SELECT coalesce(sum(bytes_on_disk), 0) FROM system.parts WHERE active AND database = '" + parts[0]
                + "' AND table = '" + parts[1] + "'";
    }
}
