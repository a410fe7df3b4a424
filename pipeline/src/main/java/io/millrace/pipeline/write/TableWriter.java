package io.millrace.pipeline.write;

import io.millrace.core.event.ChangeEvent.RowChange;
import io.millrace.core.event.TableId;
import io.millrace.core.evolve.EvolutionPlan;
import io.millrace.core.evolve.WarehouseTable;
import io.millrace.core.plan.Pending;
import io.millrace.core.plan.TableBatch;
import io.millrace.core.warehouse.Warehouse;
import io.millrace.core.warehouse.WarehouseException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Evolves tables and inserts into them. A rejected batch is halved until the rows at fault are found; the rest of it lands.
 * Remembers tables as last seen, so that the warehouse is not asked at every cycle.
 */
final class TableWriter {
    private static final Logger LOG = LoggerFactory.getLogger(TableWriter.class);

    private final Warehouse warehouse;
    private final Retries retries;
    private final InstantSource time;
    private final Map<TableId, WarehouseTable> known = new ConcurrentHashMap<>();

    TableWriter(Warehouse warehouse, Retries retries, InstantSource time) {
        this.warehouse = warehouse;
        this.retries = retries;
        this.time = time;
    }

    Optional<WarehouseTable> describe(TableId id) {
        WarehouseTable table = known.get(id);
        if (table != null) {
            return Optional.of(table);
        }
        Optional<WarehouseTable> found = retries.call("look up table " + id, () -> warehouse.describe(id));
        found.ifPresent(there -> known.put(id, there));
        return found;
    }

    /**
     * Changes of tables that cannot follow become dead letters.
     *
     * @return those tables
     */
    Set<TableId> evolve(List<EvolutionPlan> evolutions, List<Pending> pending, Cycle cycle) {
        Set<TableId> stuck = new HashSet<>();
        for (EvolutionPlan evolution : evolutions) {
            TableId table = evolution.result().source();
            if (stuck.contains(table)) {
                continue;
            }
            try {
                retries.run("evolve " + table, () -> warehouse.evolve(evolution));
                known.put(table, evolution.result());
            } catch (RuntimeException e) {
                Failures.rethrowFatal(e);
                known.remove(table);
                stuck.add(table);
                LOG.error("{} could not follow its source: {}", table, Failures.reason(e));
                for (Pending one : pending) {
                    if (one.event() instanceof RowChange change
                            && change.schema().table().equals(table)) {
                        cycle.letter(change, Failures.code(e), Failures.reason(e));
                    }
                }
            }
        }
        return stuck;
    }

    void insert(TableBatch batch, Cycle cycle) {
        TableId table = batch.table().source();
        List<RowChange> changes = batch.changes();
        try {
            retries.run("write to " + table, () -> warehouse.insert(batch));
            cycle.wrote(table, changes.size(), ChronoUnit.MICROS.between(Instant.EPOCH, time.instant()));
        } catch (RuntimeException e) {
            Failures.rethrowFatal(e);
            // A person may have changed the table: it is asked for anew when it comes up again.
            known.remove(table);
            if (changes.size() == 1) {
                if (!(e instanceof WarehouseException)) {
                    LOG.error(
                            "Could not write the change at {}: {}",
                            changes.get(0).at(),
                            Failures.trace(e));
                }
                cycle.letter(changes.get(0), Failures.code(e), Failures.reason(e));
                return;
            }
            int half = changes.size() / 2;
            insert(new TableBatch(batch.table(), changes.subList(0, half)), cycle);
            insert(new TableBatch(batch.table(), changes.subList(half, changes.size())), cycle);
        }
    }
}
