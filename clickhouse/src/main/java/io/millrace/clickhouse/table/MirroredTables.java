package io.millrace.clickhouse.table;

import static java.util.Objects.requireNonNull;

import io.millrace.clickhouse.bookkeeping.SnapshotTable;
import io.millrace.clickhouse.bookkeeping.TruncationTable;
import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.name.TableNames;
import io.millrace.clickhouse.table.StorageCatalog.Spot;
import io.millrace.core.event.SnapshotMark;
import io.millrace.core.event.SourcePosition;
import io.millrace.core.event.TableId;
import io.millrace.core.evolve.EvolutionPlan;
import io.millrace.core.evolve.SchemaChange;
import io.millrace.core.evolve.WarehouseTable;
import io.millrace.core.plan.FoundTables;
import io.millrace.core.plan.Truncation;
import io.millrace.core.verify.ChunkSum;
import io.millrace.core.verify.ComparedTable;
import io.millrace.core.warehouse.OutdatedPlanException;
import io.millrace.core.warehouse.WarehouseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The storage tables and views of one source: creates, changes and caches them.
 *
 * <p>Several processes may do so at once. Each statement is idempotent; a process that has changed something checks
 * afterwards and repeats until the view matches storage and truncations, so the last one leaves it right.
 */
public final class MirroredTables {
    private final ClickHouseClient client;
    private final StorageCatalog catalog;
    private final TablePlaces places;
    private final TableViews views;
    private final TableEvolution evolution;
    private final RememberedTables remembered;
    private final TruncationTable truncations;
    private final SnapshotTable snapshots;

    /** Tables with such values that this process has seen, by location, as they were last. */
    private final Map<TableId, WarehouseTable> rescued = new ConcurrentHashMap<>();

    /**
     * @param source the source's name
     * @param database where the views of the schema {@code public} go
     */
    public MirroredTables(ClickHouseClient client, String source, String database) {
        this.client = client;
        SchemaDatabases databases = new SchemaDatabases(client, source, database);
        this.catalog = new StorageCatalog(client, databases);
        this.places = new TablePlaces(catalog, databases);
        this.views = new TableViews(client, source, places);
        this.remembered = new RememberedTables(places);
        this.evolution = new TableEvolution(client, source, catalog, places, views, remembered);
        this.truncations = new TruncationTable(client, source);
        this.snapshots = new SnapshotTable(client, source);
    }

    /** The default location of a table. */
    public TableNames names(TableId table) {
        return places.names(table);
    }

    /** The actual location of a table, which can differ from the planned one. */
    public TableNames names(WarehouseTable table) {
        return places.names(table);
    }

    /** The table, cached. Fixes a view that a crash has left behind its table. */
    public Optional<WarehouseTable> describe(TableId table) {
        return remembered.table(table).or(() -> reconciled(catalog.read(table)));
    }

    /** As it is, from the warehouse. */
    public Optional<WarehouseTable> describeAgain(TableId table) {
        remembered.forget(table);
        return describe(table);
    }

    /** As they are, from the warehouse; remembered then. */
    public FoundTables describeAgain(Set<Long> oids, Set<TableId> names) {
        oids.forEach(remembered::forget);
        names.forEach(remembered::forget);
        return describe(oids, names);
    }

    /** By {@code pg_class.oid}, whatever its name is now. */
    public Optional<WarehouseTable> describe(long oid) {
        return remembered.table(oid).or(() -> reconciled(places.find(oid)));
    }

    /** As both {@code describe} methods, with few queries for all tables that are not cached. */
    public FoundTables describe(Set<Long> oids, Set<TableId> names) {
        Map<Long, WarehouseTable> byOid = new HashMap<>();
        oids.forEach(oid -> remembered.table(oid).ifPresent(table -> byOid.put(oid, table)));
        Map<TableId, WarehouseTable> byName = new HashMap<>();
        names.forEach(name -> remembered.table(name).ifPresent(table -> byName.put(name, table)));
        Set<Long> otherOids = new HashSet<>(oids);
        otherOids.removeAll(byOid.keySet());
        Set<TableId> otherNames = new HashSet<>(names);
        otherNames.removeAll(byName.keySet());
        StorageCatalog.Survey survey = catalog.survey(otherOids, otherNames);
        Set<Spot> spots = new HashSet<>();
        otherOids.forEach(oid -> survey.numbered(oid).map(Spot::of).ifPresent(spots::add));
        otherNames.forEach(
                name -> survey.named(name).stream().findFirst().map(Spot::of).ifPresent(spots::add));
        for (WarehouseTable table : views.reconcile(catalog.at(spots).values())) {
            remembered.remember(table);
            if (otherOids.contains(table.origin().oid())) {
                byOid.put(table.origin().oid(), table);
            }
            if (otherNames.contains(table.source()) && !table.origin().gone()) {
                byName.put(table.source(), table);
            }
        }
        return new FoundTables(byOid, byName);
    }

    /** Called once rows with rescued values have landed. */
    public void rescued(WarehouseTable table) {
        TableId place = table.origin().storage();
        if (table.equals(rescued.put(place, table))) {
            return;
        }
        try {
            views.showRescued(table);
        } catch (WarehouseException e) {
            // The rows are there; the next such value tries again.
            rescued.remove(place);
        }
    }

    /** The rows that the view of a table shows, for comparison. */
    public ShownRows shown(ComparedTable table) {
        return new ShownRows(client, table, names(table.table()), views.bounds(table.table()));
    }

    /**
     * The sums of all rows that the views of some tables show now, in order, with few queries. All columns must have a canonical
     * text.
     */
    public List<ChunkSum> sums(List<ComparedTable> tables) {
        List<RowBounds> bounds =
                views.bounds(tables.stream().map(ComparedTable::table).toList());
        List<ShownRows> shown = new ArrayList<>();
        for (int i = 0; i < tables.size(); i++) {
            ComparedTable table = tables.get(i);
            shown.add(new ShownRows(client, table, names(table.table()), bounds.get(i)));
        }
        return ShownRows.sums(client, shown);
    }

    /** Clears the cache. */
    public void forget(WarehouseTable table) {
        remembered.forget(table);
    }

    /** The table that a plan is about, as it is, from the warehouse. */
    public Optional<WarehouseTable> current(WarehouseTable planned) {
        remembered.forget(planned);
        long oid = planned.origin().oid();
        return oid == 0 ? describe(planned.source()) : describe(oid);
    }

    /** @throws OutdatedPlanException if the table has other columns, types or another key than planned; not if it is gone */
    public void requireAsPlanned(WarehouseTable planned) {
        current(planned).ifPresent(now -> {
            if (!now.key().equals(planned.key()) || !types(now).equals(types(planned))) {
                throw new OutdatedPlanException(
                        planned.source(), "its key is " + now.key() + ", its columns are " + types(now));
            }
        });
    }

    private static Map<String, String> types(WarehouseTable table) {
        Map<String, String> types = new TreeMap<>();
        table.columns().forEach(column -> types.put(column.name(), column.type().sql()));
        return types;
    }

    /** Carries out plans, in order where they are about one table or name. */
    public void evolve(List<EvolutionPlan> plans) {
        evolution.evolve(plans);
    }

    /**
     * Creates the table, or its missing parts, if they were dropped.
     *
     * @return the table to write to: the given one, but as it is now where another process has given it a key or taken
     *     it
     */
    public WarehouseTable restore(WarehouseTable table, SourcePosition seenAt) {
        places.forgetDatabases();
        EvolutionPlan plan = new EvolutionPlan(List.of(new SchemaChange.CreateTable(table)), table, seenAt);
        return evolution.evolve(List.of(plan)).stream()
                .findFirst()
                .filter(now -> now.isKeyed() != table.isKeyed())
                .orElse(table);
    }

    /** Records that a table must not follow, once per position. */
    public void pause(EvolutionPlan plan) {
        evolution.pause(plan);
    }

    /**
     * Records truncations and what snapshots saw, and has the views show it. A table given by name is the one that has
     * the name now.
     *
     * @return the truncated tables; those that the warehouse does not have yet are left out
     */
    public Map<Truncation, WarehouseTable> bound(Map<Truncation, SourcePosition> truncated, List<SnapshotMark> marks) {
        Map<TableId, WarehouseTable> named = named(truncated.keySet());
        Map<Truncation, TruncationTable.Last> last = new HashMap<>();
        Map<Truncation, Long> oids = new HashMap<>();
        truncated.forEach((table, at) -> {
            WarehouseTable known = named.get(table.table());
            long oid = table.oid() == 0 && known != null ? known.origin().oid() : table.oid();
            oids.put(table, oid);
            last.merge(
                    new Truncation(table.table(), oid),
                    new TruncationTable.Last(at.version(), at.transactionId()),
                    TruncationTable.Last::later);
        });
        truncations.write(last);
        snapshots.write(marks);
        StorageCatalog.Survey survey = catalog.survey(
                Stream.concat(oids.values().stream(), marks.stream().map(SnapshotMark::oid))
                        .filter(oid -> oid != 0)
                        .collect(Collectors.toSet()),
                Stream.concat(
                                truncated.keySet().stream()
                                        .filter(table -> Objects.equals(oids.get(table), 0L))
                                        .map(Truncation::table),
                                marks.stream().map(SnapshotMark::table))
                        .collect(Collectors.toSet()));
        Map<Truncation, Spot> places = new LinkedHashMap<>();
        oids.forEach(
                (table, oid) -> found(survey, oid, table.table(), oid == 0).ifPresent(spot -> places.put(table, spot)));
        Set<Spot> spots = new LinkedHashSet<>(places.values());
        marks.forEach(mark -> found(survey, mark.oid(), mark.table(), true).ifPresent(spots::add));
        Map<TableId, WarehouseTable> reconciled = new HashMap<>();
        for (WarehouseTable table : views.reconcile(catalog.at(spots).values())) {
            remembered.remember(table);
            reconciled.put(table.origin().storage(), table);
        }
        Map<Truncation, WarehouseTable> found = new LinkedHashMap<>();
        places.forEach((table, spot) ->
                Optional.ofNullable(reconciled.get(spot.place())).ifPresent(known -> found.put(table, known)));
        found.forEach((table, known) -> freeSpace(known, requireNonNull(truncated.get(table))));
        return found;
    }

    /** The tables that are given by name. */
    private Map<TableId, WarehouseTable> named(Collection<Truncation> truncations) {
        Set<TableId> names = truncations.stream()
                .filter(table -> table.oid() == 0)
                .map(Truncation::table)
                .collect(Collectors.toSet());
        return names.isEmpty() ? Map.of() : describe(Set.of(), names).byName();
    }

    private static Optional<Spot> found(StorageCatalog.Survey survey, long oid, TableId name, boolean byName) {
        Optional<WarehouseTable> numbered = oid == 0 ? Optional.empty() : survey.numbered(oid);
        return numbered.or(() -> byName ? survey.named(name).stream().findFirst() : Optional.empty())
                .map(Spot::of);
    }

    /** The table as it is, cached, after its view was reconciled. */
    private Optional<WarehouseTable> reconciled(Optional<StoredTable> seen) {
        Optional<WarehouseTable> reconciled = views.reconcile(seen);
        reconciled.ifPresent(remembered::remember);
        return reconciled;
    }

    private void freeSpace(WarehouseTable table, SourcePosition at) {
        RowBounds bounds = new RowBounds(at.version(), at.transactionId(), views.snapshot(table, at.version()));
        try {
            // A mutation costs more than a check whether it is needed.
            if (!client.query(TableDdl.anyTruncated(names(table), table, bounds))
                    .isEmpty()) {
                client.execute(TableDdl.deleteTruncated(names(table), table, bounds));
            }
        } catch (WarehouseException ignored) {
            // The rows are invisible already; their space is freed by the next truncation.
        }
    }
}
