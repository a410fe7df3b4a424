package io.millrace.connect;

import static java.util.Objects.requireNonNull;

import io.debezium.snapshot.spi.SnapshotQuery;
import io.millrace.core.event.MessagePrefix;
import io.millrace.core.event.SourceEra;
import io.millrace.core.event.TableId;
import io.millrace.core.protect.ColumnRules;
import io.millrace.core.protect.Protection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads in a snapshot exactly what is streamed later: the rows of a table that the publication names, else none. Debezium
 * alone would also read tables that are not published, each partition besides its root, and with a parent table the rows of
 * the tables that inherit from it; such rows would never change again.
 *
 * <p>Values of the types that {@link TextConverter} takes are asked for as text: what the JDBC driver makes of them loses some
 * (dates far off), and fails on others (money of other countries; a refcursor, which the driver opens).
 *
 * <p>Set by {@code snapshot.query.mode=custom} and {@code snapshot.query.mode.custom.name=millrace}; found by
 * {@link java.util.ServiceLoader} in the connector's class loader: with {@code plugin.path}, this jar belongs into the
 * connector's own folder.
 */
public final class PublishedRowsQuery implements SnapshotQuery {
    /** The value of {@code snapshot.query.mode.custom.name}. */
    static final String NAME = "millrace";

    /** The setting that narrows the rows, a condition in SQL; without it, all. */
    static final String CONDITION = "millrace.condition";

    /** The setting with the LSN of the watermark of a load that is not the first; without it, none. */
    static final String WATERMARK = "millrace.watermark";

    /** The setting with what is added to the numbers that the source counts: {@link io.millrace.core.event.SourceEra}. */
    static final String ERA = "millrace.era";

    /**
     * Tells the stream, once a table, which transactions the snapshot sees. Not transactional: Debezium rolls the snapshot's
     * transaction back. It has the xid by now that Debezium puts on the snapshot's rows.
     */
    private static final String MARK = "(SELECT pg_catalog.pg_logical_emit_message(false, '" + MessagePrefix.SNAPSHOT
            + "', pg_catalog.json_build_object('schema', n.nspname, 'table', c.relname, 'oid', c.oid::text,"
            + " 'xid', (pg_catalog.pg_current_xact_id()::text::numeric + %1$s)::text,"
            + " 'visible', pg_catalog.pg_current_snapshot()::text, 'after', %2$s,"
            + " 'end', (pg_catalog.pg_current_wal_insert_lsn() - '0/0'::pg_catalog.pg_lsn + %1$s)::text)::text) IS NOT NULL"
            + " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = %3$s)";

    private static final String IDENTIFIER = "\"(?:[^\"]|\"\")+\"";
    private static final Pattern QUOTED = Pattern.compile(IDENTIFIER);
    private static final Pattern QUOTED_TABLE = Pattern.compile(IDENTIFIER + "\\." + IDENTIFIER);

    private static final Logger LOG = LoggerFactory.getLogger(PublishedRowsQuery.class);

    private final TypeCatalogue catalogue = new TypeCatalogue();
    private ColumnRules rules = ColumnRules.NONE;
    private LoadedTables loaded = new LoadedTables(Map.of());
    private String publication = "";
    private String condition = "";
    private String watermark = "";
    private long eraBegins;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void configure(Map<String, ?> settings) {
        publication = requireNonNull(settings.get("publication.name"), "publication.name is not set")
                .toString();
        rules = ProtectedColumns.of(settings);
        loaded = LoadedTables.of(settings);
        Object narrowed = settings.get(CONDITION);
        condition = narrowed == null ? "" : narrowed.toString();
        Object lsn = settings.get(WATERMARK);
        watermark = lsn == null ? "" : lsn.toString();
        Object era = settings.get(ERA);
        eraBegins = era == null ? 0 : SourceEra.place(0, Integer.parseInt(era.toString()));
        Properties login = new Properties();
        settings.forEach((name, value) -> {
            if (name.startsWith("database.") && value != null) {
                login.setProperty(name, value.toString());
            }
        });
        catalogue.configure(login);
    }

    /** @param table quoted, {@code "schema"."table"} */
    @Override
    public Optional<String> snapshotQuery(String table, List<String> columns) {
        if (columns.isEmpty()) {
            return Optional.empty();
        }
        // Debezium leaves names that begin or end with a quote as they are: they must not become SQL.
        if (!QUOTED_TABLE.matcher(table).matches()
                || !columns.stream().allMatch(column -> QUOTED.matcher(column).matches())) {
            LOG.error(Uncapturable.LOOKS_QUOTED, table);
            return Optional.empty();
        }
        String id = text(table) + "::regclass";
        // The conditions on the catalogue hold for all rows or none: Postgres checks them once, before it reads.
        Map<String, String> types = catalogue.names(unquoted(table));
        if (Uncapturable.differInCaseOnly(types.keySet())) {
            LOG.error(Uncapturable.CASE_ONLY, table);
            return Optional.empty();
        }
        Optional<String> hidden = protectedKey(unquoted(table), types.keySet());
        if (hidden.isPresent()) {
            LOG.error(ProtectedColumns.NOT_CAPTURED, table, hidden.get());
            return Optional.empty();
        }
        String list = columns.stream()
                .map(column -> rules.of(unquoted(table), unquoted(column))
                        .map(rule -> protectedText(rule, column))
                        .orElseGet(() -> asText(column, types)))
                .collect(Collectors.joining(", "));
        return Optional.of("SELECT " + list + " FROM " + table
                // By name: where the plan begins with the catalogue, a cast to regclass meets tables of others.
                + " WHERE EXISTS (SELECT FROM pg_catalog.pg_publication_tables p"
                + " JOIN pg_catalog.pg_namespace n ON n.nspname = p.schemaname"
                + " JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = p.tablename"
                + " WHERE p.pubname = " + text(publication) + " AND c.oid = " + id + ")"
                + is(table, id)
                + " AND (tableoid = " + id
                + " OR EXISTS (SELECT FROM pg_catalog.pg_class WHERE oid = " + id + " AND relkind = 'p'))"
                + (condition.isEmpty()
                        // Only a whole table says which of its changes are in.
                        ? " AND " + MARK.formatted(eraBegins, text(watermark), id)
                        : " AND (" + condition + ")"));
    }

    /** Not of another table that has got the name meanwhile. */
    private String is(String table, String id) {
        List<String> names = QUOTED.matcher(table)
                .results()
                .map(name -> unquoted(name.group()))
                .toList();
        long oid = loaded.oid(new TableId(names.get(0), names.get(1)));
        return oid == 0 ? "" : " AND " + id + " = " + oid + "::oid";
    }

    /**
     * As the type's output function writes it, for so does the stream; a cast to text adds a mask to an inet. Debezium parses
     * the text of money by the rules of one country: a number is read by all.
     */
    private static String asText(String column, Map<String, String> types) {
        String type = types.getOrDefault(unquoted(column), "text");
        if (PlainTypes.has(type)) {
            return column;
        }
        if (type.equals("inet")) {
            return "CASE WHEN " + column + " IS NOT NULL THEN pg_catalog.concat(" + column + ") END AS " + column;
        }
        return column + (type.equals("money") ? "::numeric" : "") + "::text AS " + column;
    }

    private Optional<String> protectedKey(String table, Set<String> columns) {
        if (columns.stream().noneMatch(column -> rules.of(table, column).isPresent())) {
            return Optional.empty();
        }
        return catalogue.key(table).stream()
                .filter(column -> rules.of(table, column).isPresent())
                .findFirst();
    }

    /** A hash is made of what the stream has: a cast would take the blanks from a char(n), and write out a boolean. */
    private static String protectedText(Protection protection, String column) {
        String text = switch (protection) {
            case DROP -> "NULL::text";
            case MASK -> "CASE WHEN " + column + " IS NOT NULL THEN ''::text END";
            case HASH -> "CASE WHEN " + column + " IS NOT NULL THEN pg_catalog.concat(" + column + ") END";
        };
        return text + " AS " + column;
    }

    /** {@code "a"."b"} without its quotes. */
    private static String unquoted(String identifiers) {
        return identifiers.replace("\"\"", "\0").replace("\"", "").replace('\0', '"');
    }

    private static String text(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
