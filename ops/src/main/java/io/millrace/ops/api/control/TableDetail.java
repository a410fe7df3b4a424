package io.millrace.ops.api.control;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One mirrored table.
 *
 * @param table {@code schema.table} of the source
 * @param history where every version of its rows is; null if that is not kept
 * @param kind how its rows are identified: keyed, multiset or append-only
 * @param state live, paused, renamed or dropped
 * @param detail why it is paused, or where its data is; else empty
 * @param sourceExact false if Postgres' estimate is used
 * @param loads the latest first
 * @param verifications the latest first
 * @param rescued of the last 30 days
 */
public record TableDetail(
        String table,
        String view,
        String storage,
        @Nullable String history,
        String kind,
        String state,
        String detail,
        @Nullable Long sourceRows,
        @Nullable Boolean sourceExact,
        @Nullable Instant sourceAt,
        @Nullable Long warehouseRows,
        @Nullable Instant warehouseAt,
        List<TableColumn> columns,
        List<TableLoad> loads,
        List<TableVerdict> verifications,
        List<RescuedColumn> rescued) {}
