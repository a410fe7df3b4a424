package io.millrace.clickhouse.bookkeeping.schema;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;

import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.Cluster;
import io.millrace.clickhouse.client.Identifiers;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.warehouse.WarehouseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The versions of the schema of the database {@code millrace}. {@code millrace.schema_version} has a row for each step that was run;
 * a start whose version is there already runs two queries (a few more in a cluster) and no DDL.
 */
public final class BookkeepingSchema {
    private static final String VERSION_TABLE = "schema_version";

    private static final String THAT_ANSWER = " SETTINGS skip_unavailable_shards = 1";

    private static final String CREATE_DATABASE = "CREATE DATABASE IF NOT EXISTS `millrace`";

    private static final String SCHEMA_VERSION = """
            CREATE TABLE IF NOT EXISTS `millrace`.`schema_version`
            (
                `version` UInt32 COMMENT 'number of the step; the highest one is the version',
                `compatible_from` UInt32 COMMENT 'lowest version of a build that can work with it',
                `description` String COMMENT 'what the step does',
                `applied_at` DateTime64(6, 'UTC') DEFAULT now64(6) COMMENT 'when it was run'
            )
            ENGINE = ReplacingMergeTree ORDER BY `version`
            SETTINGS %s
            COMMENT 'Steps of the schema of this database that were run. Written by each process at its start'""";

    /** Another step is added at the end. */
    static final List<SchemaStep> STEPS = List.of(new SchemaStep(
            1,
            1,
            "tables of 0.1.0",
            Stream.of(
                            List.of(CREATE_DATABASE, SCHEMA_VERSION),
                            StreamTables.ALL,
                            RejectedTables.ALL,
                            MirrorTables.ALL,
                            ControlTables.ALL,
                            OperationTables.ALL)
                    .flatMap(List::stream)
                    .toList()));

    private final ClickHouseClient client;
    private final List<SchemaStep> steps;

    BookkeepingSchema(ClickHouseClient client, List<SchemaStep> steps) {
        this.client = requireNonNull(client, "client is null");
        this.steps = List.copyOf(steps);
    }

    /**
     * Brings the schema to this build's version, or creates what has been dropped of it. Does nothing if a later build that is still
     * compatible has been there. Can run in several processes at once.
     *
     * @throws WarehouseException with {@link ErrorCode#BOOKKEEPING_TOO_NEW} if a later build has changed the schema in a way that this
     *     one cannot work with
     */
    public static void prepare(ClickHouseClient client) {
        new BookkeepingSchema(client, STEPS).prepare();
    }

    /** All tables and views, in the order in which they are created. */
    public static List<BookkeepingTable> tables() {
        return List.copyOf(tables(STEPS).values());
    }

    /** The latest version. */
    public static int version() {
        return version(STEPS);
    }

    private static int version(List<SchemaStep> steps) {
        return steps.get(steps.size() - 1).version();
    }

    private static Map<String, BookkeepingTable> tables(List<SchemaStep> steps) {
        Map<String, BookkeepingTable> tables = new LinkedHashMap<>();
        steps.stream()
                .flatMap(step -> step.statements().stream())
                .flatMap(statement -> BookkeepingTable.parse(statement).stream())
                .forEach(table -> tables.put(table.name(), table));
        return tables;
    }

    void prepare() {
        Set<String> expected = tables(steps).keySet();
        Set<String> present = present(expected);
        Applied applied = present.contains(VERSION_TABLE) ? applied() : Applied.NONE;
        if (applied.compatibleFrom() > version(steps)) {
            throw new WarehouseException(
                    ErrorCode.BOOKKEEPING_TOO_NEW,
                    "The database millrace has version " + applied.version()
                            + " of its schema, which needs a build of version " + applied.compatibleFrom()
                            + " or later; this build has version " + version(steps),
                    null);
        }
        boolean complete = present.containsAll(expected);
        if (applied.version() <= version(steps)) {
            steps.stream()
                    .filter(step -> !complete || step.version() > applied.version())
                    .forEach(this::run);
        }
    }

    private void run(SchemaStep step) {
        step.statements(client.durability()).forEach(client::execute);
        // What the version says is there must outlive it.
        client.makeDurable();
        client.execute(
                "INSERT INTO `millrace`.`schema_version` (`version`, `compatible_from`, `description`)"
                        + " SELECT {version:UInt32}, {compatible:UInt32}, {description:String}",
                Map.of(
                        "version",
                        step.version(),
                        "compatible",
                        step.compatibleFrom(),
                        "description",
                        step.description()));
    }

    /** Those that every server has which answers: one that was replaced by an empty one gets its replicas by the statements. */
    private Set<String> present(Set<String> names) {
        Cluster cluster = client.cluster();
        long servers = cluster.exists()
                ? client.query("SELECT count() AS servers FROM " + cluster.everyReplica("system", "one") + THAT_ANSWER)
                        .get(0)
                        .integer("servers")
                : 1;
        String list = names.stream().map(Identifiers::literal).collect(joining(", "));
        return client
                .query("SELECT `name`, count() AS servers FROM "
                        + (cluster.exists() ? cluster.everyReplica("system", "tables") : "`system`.`tables`")
                        + " WHERE `database` = 'millrace' AND `name` IN (" + list + ") GROUP BY `name`"
                        + (cluster.exists() ? THAT_ANSWER : ""))
                .stream()
                .filter(row -> row.integer("servers") >= servers)
                .map(row -> row.text("name"))
                .collect(toSet());
    }

    private Applied applied() {
        return client
                .queryLatest(
                        "`millrace`.`schema_version`",
                        "SELECT max(`version`) AS version, max(`compatible_from`) AS compatible FROM `millrace`.`schema_version`",
                        Map.of())
                .stream()
                .map(row -> new Applied(
                        Math.toIntExact(row.integer("version")), Math.toIntExact(row.integer("compatible"))))
                .findFirst()
                .orElse(Applied.NONE);
    }

    private record Applied(int version, int compatibleFrom) {
        static final Applied NONE = new Applied(0, 0);
    }
}
