package io.millrace.clickhouse.table;

import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.Identifiers;
import io.millrace.clickhouse.rowbinary.RowBinaryReader;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.event.ChangeEvent.RowChange;
import io.millrace.core.event.SourceEra;
import io.millrace.core.evolve.WarehouseColumn;
import io.millrace.core.evolve.WarehouseTable;
import io.millrace.core.plan.Completion;
import io.millrace.core.plan.TableBatch;
import io.millrace.core.type.WarehouseType;
import io.millrace.core.warehouse.WarehouseException;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Completes updates that carry no value for an untouched TOAST column from the versions of their rows in storage.
 *
 * <p>On a replay storage may hold the change itself, or only something newer because a merge has dropped the rest. The
 * first gives the values as well as any earlier version; in the second case the change is superseded and left out.
 */
public final class EarlierVersions {
    private static final WarehouseType MISFITS =
            new WarehouseType.MapOf(WarehouseType.Simple.STRING, WarehouseType.Simple.STRING);

    /** Well below ClickHouse's {@code max_query_size} of 256 KiB. */
    private static final int MAX_KEYS_TEXT = 128 * 1024;

    private final ClickHouseClient client;

    public EarlierVersions(ClickHouseClient client) {
        this.client = client;
    }

    /**
     * The batch's changes, each complete.
     *
     * @throws WarehouseException with VALUES_MISSING where storage has no earlier version of a row
     */
    public List<RowChange> complete(TableBatch batch, TableNames names) {
        List<RowChange> incomplete = batch.incomplete();
        if (incomplete.isEmpty()) {
            return batch.changes();
        }
        Lookup lookup = new Lookup(batch.table(), names, incomplete);
        List<RowChange> complete = new ArrayList<>(batch.changes().size());
        for (RowChange change : batch.changes()) {
            if (!incomplete.contains(change)) {
                complete.add(change);
            } else {
                lookup.complete(change).ifPresent(complete::add);
            }
        }
        return complete;
    }

    /** What storage has of a row: one physical version. */
    private record Version(
            BigInteger number, boolean deleted, Map<String, @Nullable Object> values, Map<String, String> misfits) {
        /** Across eras changes were lost, perhaps to this row. */
        int era() {
            return SourceEra.of(number.longValue());
        }
    }

    private final class Lookup {
        private final WarehouseTable table;
        private final TableNames names;
        private final RowKeys keys;
        private final List<WarehouseColumn> wanted;
        private final Map<List<String>, List<Version>> versions = new HashMap<>();

        Lookup(WarehouseTable table, TableNames names, List<RowChange> incomplete) {
            this.table = table;
            this.names = names;
            this.keys = new RowKeys(table);
            this.wanted = incomplete.stream()
                    .flatMap(change -> Completion.missing(change, keys.binding(change)).stream())
                    .distinct()
                    .toList();
            StringBuilder wantedKeys = new StringBuilder();
            for (RowChange change : incomplete) {
                wantedKeys
                        .append(wantedKeys.isEmpty() ? "(" : ", (")
                        .append(String.join(", ", keys.literals(change)))
                        .append(')');
                if (wantedKeys.length() > MAX_KEYS_TEXT) {
                    fetch(wantedKeys.toString());
                    wantedKeys.setLength(0);
                }
            }
            if (!wantedKeys.isEmpty()) {
                fetch(wantedKeys.toString());
            }
        }

        Optional<RowChange> complete(RowChange change) {
            BigInteger version = change.position().version();
            List<Version> stored = versions.getOrDefault(keys.literals(change), List.of());
            Optional<Version> earlier = stored.stream()
                    .filter(each -> each.number().compareTo(version) <= 0
                            && each.era() == SourceEra.of(change.position().lsn()))
                    .max((a, b) -> a.number().compareTo(b.number()));
            if (earlier.isPresent() && !earlier.get().deleted()) {
                return Optional.of(Completion.complete(
                        change,
                        keys.binding(change),
                        earlier.get().values(),
                        earlier.get().misfits()));
            }
            if (stored.stream().anyMatch(each -> each.number().compareTo(version) > 0)) {
                return Optional.empty();
            }
            throw new WarehouseException(
                    ErrorCode.VALUES_MISSING,
                    "The change of " + table.source() + " does not carry the untouched values of "
                            + Completion.missing(change, keys.binding(change)).stream()
                                    .map(column -> column.origin().name())
                                    .toList()
                            + ", and the warehouse has no earlier version of the row to take them from, or changes were lost since",
                    null);
        }

        private void fetch(String wantedKeys) {
            String columns = String.join(
                    ", ",
                    Stream.concat(keys.key().stream(), wanted.stream())
                            .map(column -> Identifiers.quote(column.name()))
                            .toList());
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            client.copy(
                    "SELECT `_version`, `_deleted`, `_misfits`, " + columns + " FROM " + names.storage() + " WHERE ("
                            + keys.columns() + ") IN (" + wantedKeys + ")",
                    Map.of(),
                    "RowBinary",
                    answer);
            RowBinaryReader rows = new RowBinaryReader(answer.toByteArray());
            while (rows.hasNext()) {
                read(rows);
            }
        }

        private void read(RowBinaryReader row) {
            BigInteger number = row.uint128();
            boolean deleted = row.flag();
            Map<String, String> misfits = misfits(row.value(MISFITS));
            List<String> identity = new ArrayList<>();
            for (WarehouseColumn column : keys.key()) {
                identity.add(RowKeys.literal(row.value(column.type()), column));
            }
            Map<String, @Nullable Object> values = new HashMap<>();
            for (WarehouseColumn column : wanted) {
                values.put(column.name(), row.value(column.type()));
            }
            versions.computeIfAbsent(identity, none -> new ArrayList<>())
                    .add(new Version(number, deleted, values, misfits));
        }
    }

    private static Map<String, String> misfits(@Nullable Object map) {
        Map<String, String> misfits = new HashMap<>();
        if (map instanceof Map<?, ?> entries) {
            entries.forEach((column, text) -> misfits.put(text(column), text(text)));
        }
        return misfits;
    }

    private static String text(@Nullable Object bytes) {
        return bytes instanceof byte[] text ? new String(text, StandardCharsets.UTF_8) : String.valueOf(bytes);
    }
}
