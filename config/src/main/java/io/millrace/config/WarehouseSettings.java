package io.millrace.config;

import io.millrace.config.Config.Schema.Action;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The settings of the sections {@code warehouse}, {@code schema} and {@code verify}. */
public final class WarehouseSettings {
    private static final Pattern DATABASE_SHAPE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,63}");
    private static final Pattern CLUSTER_SHAPE = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final Pattern QUORUM_SHAPE = Pattern.compile("auto|[1-9][0-9]?");
    private static final Pattern SERVERS = Pattern.compile("(https?://(?:[^/]*@)?)([^/?#]+)(.*)");
    private static final Set<String> RESERVED_DATABASES = Set.of("millrace", "system", "information_schema");
    private static final Pattern COLUMN_SHAPE = Pattern.compile("[^.]+\\.[^.]+\\..+");
    private static final Pattern COLUMN_TYPE =
            Pattern.compile("String|LowCardinality\\(String\\)|JSON|Bool|U?Int(32|64)|Int16|Float(32|64)|UUID|Date32"
                    + "|Decimal\\(\\d{1,2}, ?\\d{1,2}\\)|DateTime64\\([0-9]\\)");
    private static final String COLUMN_TYPES =
            "one of String, LowCardinality(String), JSON, Bool, Int16, Int32, Int64, UInt32,"
                    + " UInt64, Float32, Float64, Decimal(p, s), UUID, Date32, DateTime64(p)";
    private static final int DAY_MILLIS = 86_400_000;

    public static final Setting<Optional<String>> URL = Setting.optional(
            "warehouse.url",
            SettingTypes.httpUrl("an address such as http://user:password@host:8123"),
            "embedded",
            config -> config.warehouse().url(),
            "`http://user:password@host:port` of ClickHouse, or `https://…`; of several servers of a cluster with commas,"
                    + " `http://user:password@host:port,host:port`: the first that answers is used");

    public static final Setting<Optional<String>> CLUSTER = Setting.optional(
            "warehouse.cluster",
            SettingTypes.text("letters, digits, `_` and `-`", CLUSTER_SHAPE, "letters, digits, _ and -"),
            "none",
            config -> config.warehouse().cluster(),
            "Name of the cluster in the servers' `remote_servers`: tables are replicated and spread over its shards"
                    + " ([guide](../guides/warehouse-cluster.md)). Not for ClickHouse Cloud");

    public static final Setting<String> INSERT_QUORUM = Setting.of(
            "warehouse.insertQuorum",
            SettingTypes.text("`auto`, or a whole number, 1 to 99", QUORUM_SHAPE, "auto or a number"),
            "auto",
            config -> config.warehouse().insertQuorum(),
            "With `warehouse.cluster`: on how many replicas of its shard a row must be before it counts; `auto` is most of them");

    public static final Setting<Optional<String>> CA_FILE = Setting.optional(
            "warehouse.caFile",
            SettingTypes.file("a PEM file"),
            "Java's authorities",
            config -> config.warehouse().caFile(),
            "PEM file with the authorities that may have signed ClickHouse's certificate");

    public static final Setting<String> DATABASE = Setting.computed(
            "warehouse.database",
            SettingTypes.text("letters, digits and `_`", DATABASE_SHAPE, "letters, digits and _"),
            "`source.name`",
            values -> values.get(SourceSettings.NAME),
            config -> config.warehouse().database(),
            "Database of the views; storage is in `<database>_raw`, schemas other than `public` get `<database>_<schema>`. See"
                    + " [names](../explanation/delivery.md#names-in-the-warehouse) for names that would not be unique or that"
                    + " another source has");

    public static final Setting<Map<String, String>> COLUMNS = Setting.of(
            "warehouse.columns",
            SettingTypes.map(
                    "map of `schema.table.column` to a type",
                    COLUMN_SHAPE,
                    "schema.table.column",
                    COLUMN_TYPE,
                    COLUMN_TYPES),
            Map.of(),
            config -> config.warehouse().columns(),
            "Types of single columns instead of those of [types](types.md): `String`, `LowCardinality(String)`, `JSON`, `Bool`,"
                    + " `Int16`, `Int32`, `Int64`, `UInt32`, `UInt64`, `Float32`, `Float64`, `Decimal(p, s)`, `UUID`, `Date32`,"
                    + " `DateTime64(p)`. Nullability does not change; columns of the primary key keep their type. A value that"
                    + " the type does not hold is NULL and its exact text is rescued; if no value of the column's type can"
                    + " become the chosen type, its rows become dead letters");

    public static final Setting<Boolean> JSON = Setting.of(
            "warehouse.json",
            SettingTypes.words(List.of(false, true), json -> json ? "JSON" : "String"),
            false,
            config -> config.warehouse().json(),
            "Type of json and jsonb columns that `warehouse.columns` does not name: `String` with the exact text, or `JSON`."
                    + " [What `JSON` loses](types.md#json)");

    public static final Setting<List<String>> HISTORY = Setting.of(
            "warehouse.history",
            SettingTypes.tablePatterns(),
            List.of(),
            config -> config.warehouse().history(),
            "Tables of which every version of every row is kept in `<database>_history`");

    public static final Setting<Action> ADD_COLUMN = schema(
            "addColumn",
            Config.Schema::addColumn,
            "A column is added: `apply` it, `pause` the table (its rows become dead letters with the code TABLE_PAUSED) or"
                    + " `ignore` it (the view stays the same)");
    public static final Setting<Action> DROP_COLUMN =
            schema("dropColumn", Config.Schema::dropColumn, "A column is dropped: `apply`, `pause` or `ignore`");
    public static final Setting<Action> RENAME_COLUMN =
            followed("renameColumn", Config.Schema::renameColumn, "A column is renamed: `apply` or `pause`");
    public static final Setting<Action> CHANGE_TYPE =
            followed("changeType", Config.Schema::changeType, "A column gets another type: `apply` or `pause`");
    public static final Setting<Action> NOT_NULL =
            followed("notNull", Config.Schema::notNull, "NOT NULL is set or dropped: `apply` or `pause`");
    public static final Setting<Action> CHANGE_KEY = followed(
            "changeKey",
            Config.Schema::changeKey,
            "Another primary key, or another type of one of its columns: `apply` or `pause`");
    public static final Setting<Action> RENAME_TABLE = followed(
            "renameTable", Config.Schema::renameTable, "A table gets another name or schema: `apply` or `pause`");
    public static final Setting<Action> DROP_TABLE = schema(
            "dropTable",
            Config.Schema::dropTable,
            "A table is dropped: `apply` (the view is dropped, the data stays), `pause` or `ignore`");

    public static final Setting<Integer> ROWS_PER_SECOND = Setting.of(
            "verify.rowsPerSecond",
            SettingTypes.integer(1, 100_000_000, "rows/s"),
            Config.Verify.DEFAULT.rowsPerSecond(),
            config -> config.verify().rowsPerSecond(),
            "Limit of rows of the source that a requested verification reads");
    public static final Setting<Optional<String>> REPLICA = Setting.optional(
            "verify.replica",
            SettingTypes.postgresUrl(),
            "none",
            config -> config.verify().replica(),
            "`postgresql://…` of a standby of the source (physical replication) that verifications read instead; a server that"
                    + " does not follow the source is refused");
    public static final Setting<Boolean> BACKGROUND = Setting.of(
            "verify.background",
            SettingTypes.truth(),
            Config.Verify.DEFAULT.background(),
            config -> config.verify().background(),
            "Whether the controller compares all tables continuously, slowly");
    public static final Setting<Integer> BACKGROUND_ROWS_PER_SECOND = Setting.of(
            "verify.backgroundRowsPerSecond",
            SettingTypes.integer(1, 100_000_000, "rows/s"),
            Config.Verify.DEFAULT.backgroundRowsPerSecond(),
            config -> config.verify().backgroundRowsPerSecond(),
            "Limit of rows of the source that background verification reads");
    public static final Setting<Integer> PAUSE = Setting.of(
            "verify.pause",
            SettingTypes.duration(0, DAY_MILLIS),
            Config.Verify.DEFAULT.pauseMillis(),
            config -> config.verify().pauseMillis(),
            "Pause between two rounds of background verification");

    static final List<Setting<?>> ALL = List.of(
            URL,
            CLUSTER,
            INSERT_QUORUM,
            CA_FILE,
            DATABASE,
            COLUMNS,
            JSON,
            HISTORY,
            ADD_COLUMN,
            DROP_COLUMN,
            RENAME_COLUMN,
            CHANGE_TYPE,
            NOT_NULL,
            CHANGE_KEY,
            RENAME_TABLE,
            DROP_TABLE,
            ROWS_PER_SECOND,
            REPLICA,
            BACKGROUND,
            BACKGROUND_ROWS_PER_SECOND,
            PAUSE);

    private WarehouseSettings() {}

    static void check(SettingValues values) {
        String database = values.get(DATABASE);
        if (RESERVED_DATABASES.contains(database.toLowerCase(Locale.ROOT))) {
            throw values.wrong(
                    DATABASE, "cannot be " + database + ", which is ClickHouse's or Millrace's own: set another");
        }
        LogSettings.onlyWithHttps(values, CA_FILE, URL);
        if (values.get(CLUSTER).isPresent() && values.get(URL).isEmpty()) {
            throw values.wrong(CLUSTER, "needs the addresses of its servers in url: the embedded one is none");
        }
        if (values.get(CLUSTER).isEmpty()
                && values.get(URL).filter(url -> servers(url).size() > 1).isPresent()) {
            throw values.wrong(URL, "has several hosts, which must be one cluster: name it in warehouse.cluster");
        }
    }

    /** An address for each host of one that has several, separated by commas. */
    static List<String> servers(String url) {
        Matcher parts = SERVERS.matcher(url);
        return parts.matches()
                ? Arrays.stream(parts.group(2).split(",", -1))
                        .map(host -> parts.group(1) + host.strip() + parts.group(3))
                        .toList()
                : List.of(url);
    }

    static Config.Warehouse warehouse(SettingValues values) {
        return new Config.Warehouse(
                values.get(URL),
                values.get(DATABASE),
                values.get(COLUMNS),
                values.get(JSON),
                values.get(HISTORY),
                values.get(CA_FILE),
                values.get(CLUSTER),
                values.get(INSERT_QUORUM));
    }

    static Config.Schema schema(SettingValues values) {
        return new Config.Schema(
                values.get(ADD_COLUMN),
                values.get(DROP_COLUMN),
                values.get(RENAME_COLUMN),
                values.get(CHANGE_TYPE),
                values.get(NOT_NULL),
                values.get(CHANGE_KEY),
                values.get(RENAME_TABLE),
                values.get(DROP_TABLE));
    }

    static Config.Verify verify(SettingValues values) {
        return new Config.Verify(
                values.get(ROWS_PER_SECOND),
                values.get(REPLICA),
                values.get(BACKGROUND),
                values.get(BACKGROUND_ROWS_PER_SECOND),
                values.get(PAUSE));
    }

    private static Setting<Action> schema(String name, Function<Config.Schema, Action> in, String effect) {
        return schema(name, SettingTypes.oneOf(Action.class), in, effect);
    }

    /** Later changes build upon this one, so it cannot be ignored. */
    private static Setting<Action> followed(String name, Function<Config.Schema, Action> in, String effect) {
        return schema(
                name,
                SettingTypes.words(
                        List.of(Action.APPLY, Action.PAUSE),
                        action -> action.name().toLowerCase(Locale.ROOT)),
                in,
                effect);
    }

    private static Setting<Action> schema(
            String name, SettingType<Action> type, Function<Config.Schema, Action> in, String effect) {
        return Setting.of("schema." + name, type, Action.APPLY, config -> in.apply(config.schema()), effect);
    }
}
