package io.millrace.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.clickhouse.bookkeeping.TableRegistry;
import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.ClickHouseConfig;
import io.millrace.clickhouse.client.Identifiers;
import io.millrace.core.event.SourcePosition;
import io.millrace.core.event.TableId;
import io.millrace.core.evolve.EvolutionPlan;
import io.millrace.core.evolve.SchemaChange;
import io.millrace.core.evolve.WarehouseTable;
import io.millrace.core.warehouse.WarehouseException;
import io.millrace.testkit.ClickHouseExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who finds a table in {@code millrace.tables} can query its view. */
final class RegistryIT {
    @RegisterExtension
    static final ClickHouseExtension CLICKHOUSE = new ClickHouseExtension();

    private static final String SOURCE = "it_registry";
    private static final int ROUNDS = 12;

    @Test
    void aViewThatIsNamedCanBeQueriedAtEveryMoment() {
        try (ClickHouseWarehouse warehouse = new ClickHouseWarehouse(new ClickHouseClient(config()), SOURCE, SOURCE)) {
            warehouse.prepare();
            AtomicBoolean done = new AtomicBoolean();
            CompletableFuture<Reader> reading = CompletableFuture.supplyAsync(() -> new Reader().readUntil(done));
            try {
                for (int round = 0; round < ROUNDS; round++) {
                    change(warehouse, round);
                }
            } finally {
                done.set(true);
            }
            Reader reader = reading.join();
            assertThat(reader.missing).isEmpty();
            assertThat(reader.found).isGreaterThan(ROUNDS);
        }
    }

    /** Tables that are made alone and together, renamed, taken over and dropped. */
    private static void change(ClickHouseWarehouse warehouse, int round) {
        long oid = 1_000 + 10L * round;
        long lsn = 100 + 10L * round;
        List<WarehouseTable> made = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            made.add(table(oid + i, "r" + round + "_" + i, lsn));
        }
        warehouse.evolve(creation(made.get(0), lsn));
        warehouse.evolve(
                made.subList(1, 4).stream().map(table -> creation(table, lsn)).toList());
        WarehouseTable renamed = new WarehouseTable(
                new TableId("public", "renamed" + round),
                made.get(1).columns(),
                made.get(1).key(),
                made.get(1).origin().shapedAt(lsn + 1));
        WarehouseTable gone = made.get(2).with(made.get(2).origin().gone(true).shapedAt(lsn + 1));
        WarehouseTable comer = table(oid + 5, "r" + round + "_3", lsn + 2);
        WarehouseTable beside = comer.with(comer.origin()
                .storedAt(new TableId("public", "r" + round + "_3_" + (oid + 5)))
                .shapedAt(lsn + 2));
        warehouse.evolve(List.of(
                new EvolutionPlan(
                        List.of(new SchemaChange.RenameTable(made.get(1), renamed)), renamed, position(lsn + 1)),
                new EvolutionPlan(List.of(new SchemaChange.DropTable(gone)), gone, position(lsn + 1)),
                creation(beside, lsn + 2)));
    }

    /** Looks at the registry and queries what it names, over and over. */
    private static final class Reader {
        private final List<String> missing = new ArrayList<>();
        private int found;

        Reader readUntil(AtomicBoolean done) {
            try (ClickHouseClient client = new ClickHouseClient(config())) {
                boolean last;
                do {
                    last = done.get();
                    for (TableRegistry.Entry entry : named(client)) {
                        query(client, entry);
                    }
                } while (!last);
            }
            return this;
        }

        private void query(ClickHouseClient client, TableRegistry.Entry entry) {
            try {
                client.query("SELECT count() FROM " + Identifiers.quote(entry.viewDatabase(), entry.name()));
                found++;
            } catch (WarehouseException e) {
                // It may have been dropped since the registry was read, which then says so.
                if (named(client).contains(entry)) {
                    missing.add(entry + ": " + e.getMessage());
                }
            }
        }

        private static List<TableRegistry.Entry> named(ClickHouseClient client) {
            return new TableRegistry(client)
                    .read(SOURCE).stream().filter(TableRegistry.Entry::hasView).toList();
        }
    }

    private static ClickHouseConfig config() {
        return ClickHouseConfig.of(CLICKHOUSE.url());
    }

    private static WarehouseTable table(long oid, String name, long lsn) {
        WarehouseTable plain =
                TestTable.of(new TableId("public", name), "id Int64").table();
        return plain.with(plain.origin().identified(oid, 'd').shapedAt(lsn));
    }

    private static EvolutionPlan creation(WarehouseTable table, long lsn) {
        return new EvolutionPlan(List.of(new SchemaChange.CreateTable(table)), table, position(lsn));
    }

    private static SourcePosition position(long lsn) {
        return new SourcePosition(1, lsn, 0, 1_700_000_000_000_000L, 1_700_000_000_001_000L);
    }
}
