package io.millrace.postgres.load;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.core.event.RelationQuery;
import io.millrace.core.event.TableId;
import io.millrace.core.protect.ColumnRules;
import io.millrace.core.protect.ProtectedRelation;
import io.millrace.core.protect.Protection;
import io.millrace.core.wire.KeyForm;
import io.millrace.core.wire.TableDescription;
import io.millrace.postgres.Session;
import io.millrace.postgres.Sql;
import io.millrace.postgres.catalog.TypeDescriptions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads the published tables to load, many at once. Runs in a transaction of a session with the settings of {@link
 * RelationQuery#SESSION}, except the {@code search_path}.
 */
public final class PublishedTables {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** TID range scans. */
    private static final int WITH_PAGE_RANGES = 140000;

    private static final int WITH_GENERATED_COLUMNS = 180000;

    /** There are no {@code attnames} and no {@code rowfilter} before 15. */
    private static final String TABLES = """
            SELECT c.oid::bigint, to_jsonb(p) ->> 'attnames', to_jsonb(p) ->> 'rowfilter'
            FROM pg_publication_tables p
            JOIN pg_namespace n ON n.nspname = p.schemaname
            JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = p.tablename
            WHERE p.pubname = ? AND c.oid = ANY (?::oid[])""";

    private static final String COLUMNS = """
            SELECT attrelid::bigint, attname, attgenerated, atttypid::bigint, atttypmod, attndims
            FROM pg_attribute
            WHERE attrelid = ANY (?::oid[]) AND attnum > 0 AND NOT attisdropped ORDER BY attrelid, attnum""";

    /**
     * Reading a partition itself requires rights on it, and row security has its own rules there. Rows of tables that
     * inherit from a table are not its own in the stream.
     */
    private static final String PARTS = """
            SELECT t.root::bigint, n.nspname, l.relname,
                CASE WHEN a.amname = 'heap' AND l.relkind = 'r'
                    THEN pg_relation_size(l.oid) / current_setting('block_size')::bigint ELSE 0 END,
                greatest(l.reltuples::bigint, pg_stat_get_live_tuples(l.oid), 0),
                l.oid = t.root OR (has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(l.oid, 'SELECT')
                    AND NOT l.relrowsecurity),
                l.oid::text || ' ' || coalesce(pg_relation_filenode(l.oid)::text, 'elsewhere')
            FROM unnest(?::oid[]) t(root)
            JOIN pg_class c ON c.oid = t.root
            CROSS JOIN LATERAL (
                SELECT relid FROM pg_partition_tree(t.root) WHERE isleaf AND c.relkind = 'p'
                UNION ALL SELECT t.root WHERE c.relkind <> 'p') p
            JOIN pg_class l ON l.oid = p.relid
            JOIN pg_namespace n ON n.oid = l.relnamespace
            LEFT JOIN pg_am a ON a.oid = l.relam
            ORDER BY t.root, n.nspname, l.relname""";

    private final Connection connection;
    private final String publication;
    private final ColumnRules rules;

    /**
     * @param connection stays the caller's
     * @param publication other tables are not found
     * @param rules which columns are protected
     */
    public PublishedTables(Connection connection, String publication, ColumnRules rules) {
        this.connection = requireNonNull(connection, "connection is null");
        this.publication = requireNonNull(publication, "publication is null");
        this.rules = requireNonNull(rules, "rules is null");
    }

    private record Publication(@Nullable Set<String> columns, String filter) {}

    private record Attribute(String name, String type, String baseType) {}

    private record Leaf(TableId table, boolean readable, long pages, long rows, String file) {}

    /**
     * @param oids {@code pg_class.oid} of each table
     * @return those that are published, by oid
     */
    public Map<Long, PublishedTable> read(List<Long> oids) throws SQLException {
        Session session = new Session(connection);
        session.execute("SET LOCAL search_path = pg_catalog");
        Map<Long, PublishedTable> tables = tables(oids);
        session.execute("SET LOCAL search_path TO DEFAULT");
        return tables;
    }

    private Map<Long, PublishedTable> tables(List<Long> oids) throws SQLException {
        Map<Long, PublishedTable> tables = new LinkedHashMap<>();
        Map<Long, Publication> published = published(oids);
        Map<Long, String> relations = relations(oids);
        Map<Long, List<Attribute>> attributes = attributes(oids, version() >= WITH_GENERATED_COLUMNS);
        Map<Long, List<Leaf>> leaves = leaves(oids);
        for (long oid : oids) {
            Publication how = published.get(oid);
            String relation = relations.get(oid);
            if (how != null && relation != null) {
                List<Leaf> stored = leaves.getOrDefault(oid, List.of());
                tables.put(oid, table(oid, relation, how, attributes.getOrDefault(oid, List.of()), stored));
            }
        }
        return tables;
    }

    private PublishedTable table(
            long oid, String relation, Publication published, List<Attribute> attributes, List<Leaf> leaves) {
        JsonNode json = parse(relation);
        TableId table =
                new TableId(json.path("schema").asText(), json.path("table").asText());
        List<String> key = new ArrayList<>();
        json.path("key").forEach(column -> key.add(column.asText()));
        List<TableDescription.Column> described = new ArrayList<>();
        List<PublishedTable.Column> columns = new ArrayList<>();
        for (Attribute attribute : attributes) {
            Optional<Protection> rule = rules.of(table, attribute.name());
            Set<String> list = published.columns();
            if ((list != null && !list.contains(attribute.name()))
                    || rule.filter(Protection.DROP::equals).isPresent()) {
                continue;
            }
            described.add(new TableDescription.Column(
                    attribute.name(), rule.isPresent() ? "{\"type\":\"text\"}" : attribute.type()));
            columns.add(new PublishedTable.Column(
                    expression(attribute, rule),
                    rule.filter(Protection.HASH::equals),
                    key.contains(attribute.name()),
                    rule.isPresent() ? KeyForm.EXACT : KeyForm.of(attribute.type())));
        }
        return new PublishedTable(
                oid,
                new TableDescription(table, described, key, ProtectedRelation.of(relation, rules)),
                columns,
                published.filter(),
                parts(table, leaves),
                leaves.stream().mapToLong(Leaf::rows).sum());
    }

    /**
     * The stream's text of money depends on the locale; a number can always be read. The value of a masked column is
     * not read.
     */
    private String expression(Attribute attribute, Optional<Protection> rule) {
        String name = Sql.name(attribute.name());
        if (rule.filter(Protection.MASK::equals).isPresent()) {
            return "CASE WHEN " + name + " IS NOT NULL THEN " + Sql.text(rules.replace(Protection.MASK, "")) + " END";
        }
        return rule.isEmpty() && attribute.baseType().equals("money") ? name + "::pg_catalog.numeric" : name;
    }

    private static List<PublishedTable.Part> parts(TableId table, List<Leaf> leaves) {
        if (!leaves.stream().allMatch(Leaf::readable)) {
            return List.of(new PublishedTable.Part(Sql.table(table), 0, ""));
        }
        return leaves.stream()
                .map(leaf -> new PublishedTable.Part("ONLY " + Sql.table(leaf.table()), leaf.pages(), leaf.file()))
                .toList();
    }

    private Map<Long, Publication> published(List<Long> oids) throws SQLException {
        Map<Long, Publication> published = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(TABLES)) {
            select.setString(1, publication);
            select.setArray(2, TypeDescriptions.oids(connection, oids));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    String columns = row.getString(2);
                    String filter = row.getString(3);
                    published.put(
                            row.getLong(1),
                            new Publication(columns == null ? null : texts(columns), filter == null ? "" : filter));
                }
            }
        }
        return published;
    }

    private Map<Long, String> relations(List<Long> oids) throws SQLException {
        Map<Long, String> relations = new HashMap<>();
        try (PreparedStatement select =
                connection.prepareStatement(RelationQuery.TABLES + " AND c.oid = ANY (?::oid[])")) {
            select.setArray(1, TypeDescriptions.oids(connection, oids));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    String relation = row.getString(1);
                    relations.put(parse(relation).path("oid").asLong(), relation);
                }
            }
        }
        return relations;
    }

    /** @param generated whether publications can include generated columns */
    private Map<Long, List<Attribute>> attributes(List<Long> oids, boolean generated) throws SQLException {
        TypeDescriptions types = TypeDescriptions.read(connection, oids);
        Map<Long, List<Attribute>> attributes = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(COLUMNS)) {
            select.setArray(1, TypeDescriptions.oids(connection, oids));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    if (!generated && !row.getString(3).isEmpty()) {
                        continue;
                    }
                    long type = row.getLong(4);
                    attributes
                            .computeIfAbsent(row.getLong(1), oid -> new ArrayList<>())
                            .add(new Attribute(
                                    row.getString(2),
                                    types.json(type, row.getInt(5), row.getInt(6)),
                                    types.baseName(type)));
                }
            }
        }
        return attributes;
    }

    private long version() throws SQLException {
        return new Session(connection).number("SELECT current_setting('server_version_num')");
    }

    private Map<Long, List<Leaf>> leaves(List<Long> oids) throws SQLException {
        boolean inRanges = version() >= WITH_PAGE_RANGES;
        Map<Long, List<Leaf>> leaves = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(PARTS)) {
            select.setArray(1, TypeDescriptions.oids(connection, oids));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    TableId table = new TableId(row.getString(2), row.getString(3));
                    leaves.computeIfAbsent(row.getLong(1), root -> new ArrayList<>())
                            .add(new Leaf(
                                    table,
                                    row.getBoolean(6),
                                    inRanges ? row.getLong(4) : 0,
                                    row.getLong(5),
                                    row.getString(7)));
                }
            }
        }
        return leaves;
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Postgres returned invalid JSON", e);
        }
    }

    private static Set<String> texts(String json) {
        Set<String> texts = new TreeSet<>();
        parse(json).forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
