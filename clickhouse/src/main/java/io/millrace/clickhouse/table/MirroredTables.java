package io.millrace.clickhouse.table;

import static java.util.Objects.requireNonNull;

import io.millrace.clickhouse.bookkeeping.SnapshotTable;
import io.millrace.clickhouse.bookkeeping.TruncationTable;
import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.table.Catalogue.Spot;
import io.millrace.core.event.SnapshotMark;
import io.millrace.core.event.SourcePosition;
import io.millrace.core.event.TableId;
import io.millrace.core.evolve.EvolutionPlan;
import io.millrace.core.evolve.SchemaChange;
import io.millrace.core.evolve.WarehouseTable;
import io.millrace.core.plan.FoundTables;
import io.millrace.core.plan.Truncation;
import io.millrace.core.verify.ComparedTable;
import io.millrace.core.warehouse.WarehouseException;
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
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The storage tables and views of one source: makes them, changes them, knows how they are.
 *
 * <p>Several processes may do so at once. Each statement is idempotent; whoever has changed something looks again
 * afterwards and repeats until the view shows what storage and truncations say, so the last one to look leaves it right.
 */
public final class MirroredTables {
    private final ClickHouseClient client;
    private final Catalogue catalogue;
    private final TablePlaces places;
    private final TableViews views;
    private final TableEvolution evolution;
    private final RememberedTables remembered;
    private final TruncationTable truncations;
    private final SnapshotTable snapshots;

    /** Tables of which this process has seen such values, by their places, as they were last. */
    private final Map<TableId, WarehouseTable> rescued = new ConcurrentHashMap<>();

    /**
     * @param source the source's name
     * @param database where the views of the schema {@code public} go
     */
    public MirroredTables(ClickHouseClient client, String source, String database) {
        this.client = client;
        SchemaDatabases databases = new SchemaDatabases(client, source, database);
        this.catalogue = new Catalogue(client, databases);
        this.places = new TablePlaces(catalogue, databases);
        this.views = new TableViews(client, source, places);
        this.remembered = new RememberedTables(places);
        this.evolution = new TableEvolution(client, source, catalogue, places, views, remembered);
        this.truncations = new TruncationTable(client, source);
        this.snapshots = new SnapshotTable(client, source);
    }

    /** Where the table of a name lies while it has its own place. */
    public TableNames names(TableId table) {
        return places.names(table);
    }

    /** Where a table lies, which can be elsewhere than was planned. */
    public TableNames names(WarehouseTable table) {
        return places.names(table);
    }

    /** As it is, from memory where it was read before. Mends a view that a crash has left behind its table. */
    public Optional<WarehouseTable> describe(TableId table) {
        return remembered.table(table).or(() -> settled(catalogue.read(table)));
    }

    /** As it is, from the warehouse. */
    public Optional<WarehouseTable> describeAgain(TableId table) {
        remembered.forget(table);
        return describe(table);
    }

    /** Remembers tables as they are, from the warehouse. */
    public void describeAgain(Set<TableId> names) {
        names.forEach(remembered::forget);
        describe(Set.of(), names);
    }

    /** By {@code pg_class.oid}, whatever its name is now. */
    public Optional<WarehouseTable> describe(long oid) {
        return remembered.table(oid).or(() -> settled(places.find(oid)));
    }

    /** As both of {@code describe}, with few looks at the warehouse for all that is not remembered. */
    public FoundTables describe(Set<Long> oids, Set<TableId> names) {
        Map<Long, WarehouseTable> byOid = new HashMap<>();
        oids.forEach(oid -> remembered.table(oid).ifPresent(table -> byOid.put(oid, table)));
        Map<TableId, WarehouseTable> byName = new HashMap<>();
        names.forEach(name -> remembered.table(name).ifPresent(table -> byName.put(name, table)));
        Set<Long> otherOids = new HashSet<>(oids);
        otherOids.removeAll(byOid.keySet());
        Set<TableId> otherNames = new HashSet<>(names);
        otherNames.removeAll(byName.keySet());
        Catalogue.Survey survey = catalogue.survey(otherOids, otherNames);
        Set<Spot> spots = new HashSet<>();
        otherOids.forEach(oid -> survey.numbered(oid).map(Spot::of).ifPresent(spots::add));
        otherNames.forEach(
                name -> survey.named(name).stream().findFirst().map(Spot::of).ifPresent(spots::add));
        for (WarehouseTable table : views.settle(catalogue.at(spots).values())) {
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

    /** Called once rows have landed with values that their columns do not hold. */
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

    /** The rows that the view of a table shows now, to compare them. */
    public ShownRows shown(ComparedTable table) {
        return new ShownRows(client, table, names(table.table()), views.bounds(table.table()));
    }

    /** The next look goes to the warehouse. */
    public void forget(WarehouseTable table) {
        remembered.forget(table);
    }

    /** Carries out plans, in their order where they are about one table or name. */
    public void evolve(List<EvolutionPlan> plans) {
        evolution.evolve(plans);
    }

    /**
     * Makes the table, or what it lacks of it, where someone has taken it away.
     *
     * @return the table to write to: the given one, but as it is now where another process has given it a key or taken it
     */
    public WarehouseTable restore(WarehouseTable table, SourcePosition seenAt) {
        places.forgetDatabases();
        EvolutionPlan plan = new EvolutionPlan(List.of(new SchemaChange.CreateTable(table)), table, seenAt);
        return evolution.evolve(List.of(plan)).stream()
                .findFirst()
                .filter(now -> now.isKeyed() != table.isKeyed())
                .orElse(table);
    }

    /** Records that a table may not follow, once for each place at which it wants to. */
    public void pause(EvolutionPlan plan) {
        evolution.pause(plan);
    }

    /**
     * Records truncations and what snapshots saw, and has the views show it. A table told by name is that of the name now.
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
        Catalogue.Survey survey = catalogue.survey(
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
        Map<TableId, WarehouseTable> settled = new HashMap<>();
        for (WarehouseTable table : views.settle(catalogue.at(spots).values())) {
            remembered.remember(table);
            settled.put(table.origin().storage(), table);
        }
        Map<Truncation, WarehouseTable> found = new LinkedHashMap<>();
        places.forEach((table, spot) ->
                Optional.ofNullable(settled.get(spot.place())).ifPresent(known -> found.put(table, known)));
        found.forEach((table, known) -> freeSpace(known, requireNonNull(truncated.get(table))));
        return found;
    }

    /** The tables of those that are told by name. */
    private Map<TableId, WarehouseTable> named(Collection<Truncation> truncations) {
        Set<TableId> names = truncations.stream()
                .filter(table -> table.oid() == 0)
                .map(Truncation::table)
                .collect(Collectors.toSet());
        return names.isEmpty() ? Map.of() : describe(Set.of(), names).byName();
    }

    private static Optional<Spot> found(Catalogue.Survey survey, long oid, TableId name, boolean byName) {
        Optional<WarehouseTable> numbered = oid == 0 ? Optional.empty() : survey.numbered(oid);
        return numbered.or(() -> byName ? survey.named(name).stream().findFirst() : Optional.empty())
                .map(Spot::of);
    }

    /** The table as it is, remembered, its view showing what it should. */
    private Optional<WarehouseTable> settled(Optional<StoredTable> seen) {
        Optional<WarehouseTable> settled = views.settle(seen);
        settled.ifPresent(remembered::remember);
        return settled;
    }

    private void freeSpace(WarehouseTable table, SourcePosition at) {
        RowBounds bounds = new RowBounds(at.version(), at.transactionId(), views.snapshot(table, at.version()));
        try {
            // A change of a table's parts costs more than a look at them.
            if (!client.query(TableDdl.anyTruncated(names(table), table, bounds))
                    .isEmpty()) {
                client.execute(TableDdl.deleteTruncated(names(table), table, bounds));
            }
        } catch (WarehouseException ignored) {
            // The rows are invisible already; their space is freed by the next truncation.
        }
    }
}
