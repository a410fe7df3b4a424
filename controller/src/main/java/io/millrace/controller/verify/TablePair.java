package io.millrace.controller.verify;

import io.millrace.clickhouse.ClickHouseWarehouse;
import io.millrace.clickhouse.table.ShownRows;
import io.millrace.core.protect.ColumnRules;
import io.millrace.core.verify.ChunkSum;
import io.millrace.core.verify.ComparedColumn;
import io.millrace.core.verify.ComparedRow;
import io.millrace.core.verify.ComparedTable;
import io.millrace.core.verify.RowForm;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Both sides of one table, converted to one form. Keys are texts as Postgres writes them. */
final class TablePair {
    private static final int KEYS_AT_ONCE = 500;

    private final ComparedTable table;
    private final RowForm form;
    private final SourceReaders source;
    private final ClickHouseWarehouse warehouse;
    private final List<ComparedColumn> listed;
    private final Set<String> uncanonical = new HashSet<>();

    /** @param rules by which values of the source are replaced on their way */
    TablePair(ComparedTable table, ColumnRules rules, SourceReaders source, ClickHouseWarehouse warehouse) {
        this.table = table;
        this.form = new RowForm(table, rules);
        this.source = source;
        this.warehouse = warehouse;
        this.listed = new ArrayList<>(table.key());
        table.uncanonical().forEach(column -> {
            listed.add(column);
            uncanonical.add(column.stored().name());
        });
    }

    ComparedTable table() {
        return table;
    }

    /**
     * A listed row.
     *
     * @param hash of the values with canonical texts
     * @param row its key and the values without canonical texts
     * @param doubtful whether the hash is not conclusive
     */
    private record Listed(List<String> key, long hash, ComparedRow row, boolean doubtful) {
        boolean proves(Listed other) {
            return hash == other.hash && row.sameValues(other.row) && !doubtful && !other.doubtful;
        }
    }

    /** A range of keys: excludes its begin, includes its end; null is no bound. */
    record Range(@Nullable List<String> after, @Nullable List<String> upTo) {}

    Range range(@Nullable List<String> after, int rows) throws SQLException {
        return new Range(after, source.rows().end(table, after, rows).orElse(null));
    }

    ChunkSum sourceSum(Range range) throws SQLException {
        return source.rows().sum(table, range.after(), range.upTo());
    }

    ChunkSum warehouseSum(Range range) {
        return shown().sum(values(range.after()), values(range.upTo()));
    }

    /** The row counts of a range on both sides, and the keys of rows that may differ, by {@link ComparedRow#key()}. */
    record Listing(long sourceRows, long warehouseRows, Map<List<String>, List<String>> suspects) {}

    Listing list(Range range) throws SQLException {
        Map<List<String>, Listed> expected = listSource(range);
        Map<List<String>, Listed> actual = new HashMap<>();
        shown().rows(listed, values(range.after()), values(range.upTo()), into(actual));
        return compare(expected, actual);
    }

    /** The same by lists of keys: the range is in the source's order only, so surplus rows do not show. */
    Listing listByKeys(Range range) throws SQLException {
        Map<List<String>, Listed> expected = listSource(range);
        Map<List<String>, Listed> actual = new HashMap<>();
        List<List<Object>> keys =
                expected.values().stream().map(row -> form.keyValues(row.key())).toList();
        shown().rows(listed, keys, into(actual));
        return compare(expected, actual);
    }

    private static Listing compare(Map<List<String>, Listed> expected, Map<List<String>, Listed> actual) {
        Map<List<String>, List<String>> suspects = new LinkedHashMap<>();
        expected.forEach((key, row) -> {
            Listed other = actual.get(key);
            if (other == null || !row.proves(other)) {
                suspects.put(key, row.key());
            }
        });
        actual.forEach((key, row) -> {
            if (!expected.containsKey(key)) {
                suspects.put(key, row.key());
            }
        });
        return new Listing(expected.size(), actual.size(), suspects);
    }

    private Map<List<String>, Listed> listSource(Range range) throws SQLException {
        Map<List<String>, Listed> rows = new HashMap<>();
        source.rows().rows(table, listed, range.after(), range.upTo(), (texts, hash, mark) -> {
            ComparedRow row = form.ofSource(texts, listed, mark);
            rows.put(row.key(), new Listed(keyTexts(texts), hash, row, false));
        });
        return rows;
    }

    private ShownRows.Rows into(Map<List<String>, Listed> rows) {
        return (values, hash, rescued, version) -> {
            ComparedRow row = form.ofWarehouse(values, rescued, listed, "");
            List<@Nullable String> shown = new ArrayList<>(row.shown().values());
            rows.put(row.key(), new Listed(keyTexts(shown), hash, row, !uncanonical.containsAll(rescued.keySet())));
        };
    }

    private List<String> keyTexts(List<@Nullable String> texts) {
        return texts.subList(0, table.key().size()).stream()
                .map(Objects::requireNonNull)
                .toList();
    }

    /** Keys of up to that many rows after a key that the view shows, in the warehouse's order. */
    List<List<String>> shownKeys(@Nullable List<String> after, int rows) {
        List<List<String>> keys = new ArrayList<>();
        shown().next(
                        table.key(),
                        values(after),
                        rows,
                        (values, hash, rescued, version) ->
                                keys.add(keyTexts(new ArrayList<>(form.ofWarehouse(values, rescued, table.key(), "")
                                        .shown()
                                        .values()))));
        return keys;
    }

    /** Those of the given keys that the source does not have, by {@link ComparedRow#key()}. */
    Map<List<String>, List<String>> missingInSource(List<List<String>> keys) throws SQLException {
        Map<List<String>, List<String>> missing = new LinkedHashMap<>();
        keys.forEach(key -> missing.put(form.key(key), key));
        missing.keySet().removeAll(sourceRows(keys).keySet());
        return missing;
    }

    /** Whole rows of the source by {@link ComparedRow#key()}. */
    Map<List<String>, ComparedRow> sourceRows(List<List<String>> keys) throws SQLException {
        Map<List<String>, ComparedRow> rows = new HashMap<>();
        for (int from = 0; from < keys.size(); from += KEYS_AT_ONCE) {
            source.rows()
                    .rows(
                            table,
                            keys.subList(from, Math.min(keys.size(), from + KEYS_AT_ONCE)),
                            (texts, hash, mark) -> {
                                ComparedRow row = form.ofSource(texts, table.columns(), mark);
                                rows.put(row.key(), row);
                            });
        }
        return rows;
    }

    /** Whole rows that the view shows by {@link ComparedRow#key()}. */
    Map<List<String>, ComparedRow> warehouseRows(List<List<String>> keys) {
        Map<List<String>, ComparedRow> rows = new HashMap<>();
        shown().rows(table.columns(), keys.stream().map(form::keyValues).toList(), (values, hash, rescued, version) -> {
            ComparedRow row = form.ofWarehouse(values, rescued, table.columns(), version.toString());
            rows.put(row.key(), row);
        });
        return rows;
    }

    void everySourceRow(Consumer<ComparedRow> rows) throws SQLException {
        source.rows().rows(table, (texts, hash, mark) -> rows.accept(form.ofSource(texts, table.columns(), mark)));
    }

    void everyWarehouseRow(Consumer<ComparedRow> rows) {
        shown().rows(
                        table.columns(),
                        null,
                        null,
                        (values, hash, rescued, version) ->
                                rows.accept(form.ofWarehouse(values, rescued, table.columns(), "")));
    }

    /** {@link ComparedRow#key()} for a key. */
    List<String> cells(List<String> key) {
        return form.key(key);
    }

    /** Values of the warehouse's key columns for a key. */
    List<Object> keyValues(List<String> key) {
        return form.keyValues(key);
    }

    private @Nullable List<Object> values(@Nullable List<String> key) {
        return key == null ? null : form.keyValues(key);
    }

    /** Looked up each time: a truncation may have changed what counts. */
    ShownRows shown() {
        return warehouse.shown(table);
    }
}
