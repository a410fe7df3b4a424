package io.millrace.clickhouse.table;

import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.Identifiers;
import io.millrace.clickhouse.name.TableNames;
import io.millrace.clickhouse.rowbinary.RowBinaryReader;
import io.millrace.core.event.ChangeEvent;
import io.millrace.core.event.ChangeEvent.RowChange;
import io.millrace.core.event.RowImage;
import io.millrace.core.event.SourcePosition;
import io.millrace.core.event.StreamEpoch;
import io.millrace.core.evolve.WarehouseColumn;
import io.millrace.core.evolve.WarehouseTable;
import io.millrace.core.plan.Completion;
import io.millrace.core.plan.Origin;
import io.millrace.core.plan.TableBatch;
import io.millrace.core.type.warehouse.WarehouseType;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Completes changes that carry no value for an untouched TOAST column from the versions of their rows in storage, as
 * {@link TableBatch} says.
 *
 * <p>On a replay storage may hold the change itself, or only something newer because a merge has dropped the rest. The
 * first gives the values as well as any earlier version; in the second case the change is superseded and left out.
 */
public final class EarlierVersions {
    private static final WarehouseType RESCUED =
            new WarehouseType.MapOf(WarehouseType.Simple.STRING, WarehouseType.Simple.STRING);

    /** Well below ClickHouse's {@code max_query_size} of 256 KiB. */
    private static final int MAX_KEYS_TEXT = 128 * 1024;

    /** Shorter values almost never go out of line, where a later change could leave them untouched. */
    private static final int OUT_OF_LINE = 500;

    private final ClickHouseClient client;

    public EarlierVersions(ClickHouseClient client) {
        this.client = client;
    }

    /**
     * The completed batch.
     *
     * @param changes to insert, each complete
     * @param missing those whose values only the source has; some have a delete in their place among the changes
     */
    public record Completed(List<RowChange> changes, List<RowChange> missing) {}

    /**
     * The batch's changes, each complete, and those that cannot be.
     *
     * @throws io.millrace.clickhouse.client.TypesDifferException if storage has other types than the batch was planned for
     */
    public Completed complete(TableBatch batch, TableNames names) {
        List<RowChange> incomplete = batch.incomplete();
        if (incomplete.isEmpty()) {
            return new Completed(batch.changes(), List.of());
        }
        Lookup lookup = new Lookup(batch, names, incomplete);
        List<RowChange> complete = new ArrayList<>(batch.changes().size());
        List<RowChange> missing = new ArrayList<>();
        for (RowChange change : batch.changes()) {
            if (change.row().kind() != RowImage.Kind.PARTIAL) {
                complete.add(change);
                continue;
            }
            Found found = lookup.complete(change);
            if (found.change() != null) {
                complete.add(found.change());
            }
            if (found.missing()) {
                missing.add(change);
            }
        }
        return new Completed(complete, missing);
    }

    /**
     * The change to write, or null.
     *
     * @param missing whether the source must be queried
     */
    private record Found(@Nullable RowChange change, boolean missing) {
        static final Found SUPERSEDED = new Found(null, false);
    }

    /** A stored version of a row. */
    private record Version(
            BigInteger number,
            boolean deleted,
            boolean loaded,
            Map<String, @Nullable Object> values,
            Map<String, String> rescued) {
        /** Changes were lost between epochs, perhaps of this row. */
        boolean isSameEpochAs(RowChange change) {
            return StreamEpoch.of(number.longValue())
                    == StreamEpoch.of(change.position().lsn());
        }

        /** Whether it is the row as the change found it. */
        boolean isCertainFor(RowChange change) {
            return !loaded || SourcePosition.isLoadedBefore(number.longValue(), change.position());
        }
    }

    private final class Lookup {
        private final TableBatch batch;
        private final WarehouseTable table;
        private final TableNames names;
        private final RowKeys keys;
        private final List<WarehouseColumn> wanted;
        private final Map<List<String>, List<Version>> versions = new HashMap<>();

        Lookup(TableBatch batch, TableNames names, List<RowChange> incomplete) {
            this.batch = batch;
            this.table = batch.table();
            this.names = names;
            this.keys = new RowKeys(table);
            this.wanted = incomplete.stream()
                    .flatMap(change -> Completion.missing(change, keys.binding(change)).stream())
                    .distinct()
                    .toList();
            StringBuilder wantedKeys = new StringBuilder();
            for (RowChange change : named(incomplete)) {
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

        /** One change per key to look up. */
        private Collection<RowChange> named(List<RowChange> incomplete) {
            Map<List<String>, RowChange> named = new LinkedHashMap<>();
            for (RowChange change : incomplete) {
                named.putIfAbsent(keys.literals(change), change);
                batch.origin(change)
                        .flatMap(Origin::left)
                        .ifPresent(left -> named.putIfAbsent(keys.literals(left), left));
            }
            return named.values();
        }

        private List<Version> versions(RowChange change) {
            return versions.getOrDefault(keys.literals(change), List.of());
        }

        Found complete(RowChange change) {
            BigInteger version = change.position().version();
            List<Version> own = versions(change);
            Optional<Origin> origin = batch.origin(change);
            Optional<Version> before =
                    own.stream().filter(each -> each.number().equals(version)).findAny();
            boolean superseded = own.stream().anyMatch(each -> each.number().compareTo(version) > 0);
            if (before.filter(each -> !each.deleted()).isEmpty()) {
                before = origin.isEmpty()
                        ? latest(own.stream().filter(each -> each.number().compareTo(version) <= 0))
                        : superseded ? Optional.empty() : origin.get().left().flatMap(this::left);
            }
            if (before.filter(each -> !each.deleted() && each.isSameEpochAs(change))
                    .isPresent()) {
                RowChange complete = Completion.complete(
                        change,
                        keys.binding(change),
                        before.get().values(),
                        before.get().rescued());
                return new Found(before.get().isCertainFor(change) ? complete : Completion.asLoaded(complete), false);
            }
            if (superseded) {
                return Found.SUPERSEDED;
            }
            return new Found(origin.isPresent() || carriesMore(change) ? end(change) : null, true);
        }

        private static Optional<Version> latest(Stream<Version> versions) {
            return versions.max(Comparator.comparing(Version::number));
        }

        /**
         * The row as it left a key. Not where that is stored already: then what was right before it may be merged away, or was
         * superseded within its batch.
         */
        private Optional<Version> left(ChangeEvent.Delete change) {
            return latest(versions(change).stream())
                    .filter(last -> last.number().compareTo(change.position().version()) < 0)
                    .filter(last -> last.isCertainFor(change));
        }

        /** Whether a later change can lack a value that this one has: then what is older must not complete that one. */
        private boolean carriesMore(RowChange change) {
            for (Object value : change.row().values()) {
                int size = value instanceof String text
                        ? text.length()
                        : value instanceof byte[] bytes
                                ? bytes.length
                                : value instanceof Collection<?> || value instanceof Map<?, ?> ? OUT_OF_LINE : 0;
                if (size >= OUT_OF_LINE) {
                    return true;
                }
            }
            return false;
        }

        /** Nothing under the key completes later changes; what is read from the source is newer. */
        private RowChange end(RowChange change) {
            @Nullable Object[] values = new Object[change.row().values().length];
            for (int index : keys.places(change)) {
                values[index] = change.row().values()[index];
            }
            return new ChangeEvent.Delete(
                    change.at(),
                    change.position(),
                    change.schema(),
                    new RowImage(RowImage.Kind.KEY_ONLY, values, Map.of()));
        }

        private void fetch(String wantedKeys) {
            List<WarehouseColumn> columns =
                    Stream.concat(keys.key().stream(), wanted.stream()).toList();
            String names = columns.stream()
                    .map(column -> Identifiers.quote(column.name()))
                    .collect(Collectors.joining(", "));
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            client.copy(
                    "SELECT `_version`, `_deleted`, `_op` = 'r', `_rescued`, " + names + " FROM " + versions()
                            + " WHERE (" + keys.columns() + ") IN (" + wantedKeys + ")"
                            + (this.names.sharded() ? " SETTINGS skip_unavailable_shards = 1" : ""),
                    Map.of(),
                    "RowBinaryWithNamesAndTypes",
                    answer);
            RowBinaryReader rows = RowBinaryReader.typed(
                    answer.toByteArray(),
                    4,
                    columns.stream().map(WarehouseColumn::type).toList());
            while (rows.hasNext()) {
                read(rows);
            }
        }

        /** In a cluster what any replica has: a replica may be behind, and an older version must not complete a row. */
        private String versions() {
            return names.sharded()
                    ? client.cluster().everyReplica(names.storageDatabase(), names.storageName())
                    : names.storage();
        }

        private void read(RowBinaryReader row) {
            BigInteger number = row.uint128();
            boolean deleted = row.flag();
            boolean loaded = row.flag();
            Map<String, String> rescued = rescued(row.value(RESCUED));
            List<String> identity = new ArrayList<>();
            for (WarehouseColumn column : keys.key()) {
                identity.add(RowKeys.literal(row.value(column.type()), column));
            }
            Map<String, @Nullable Object> values = new HashMap<>();
            for (WarehouseColumn column : wanted) {
                values.put(column.name(), row.value(column.type()));
            }
            versions.computeIfAbsent(identity, none -> new ArrayList<>())
                    .add(new Version(number, deleted, loaded, values, rescued));
        }
    }

    private static Map<String, String> rescued(@Nullable Object map) {
        Map<String, String> rescued = new HashMap<>();
        if (map instanceof Map<?, ?> entries) {
            entries.forEach((column, text) -> rescued.put(text(column), text(text)));
        }
        return rescued;
    }

    private static String text(@Nullable Object bytes) {
        return bytes instanceof byte[] text ? new String(text, StandardCharsets.UTF_8) : String.valueOf(bytes);
    }
}
