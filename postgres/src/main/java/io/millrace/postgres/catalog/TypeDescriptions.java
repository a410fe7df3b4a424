package io.millrace.postgres.catalog;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The types of the columns of some tables, and the types inside those, in the form of {@link
 * io.millrace.core.event.PostgresText}. Read by two statements, regardless of the number of types.
 */
public final class TypeDescriptions {
    /** Maximum nesting of types that is followed. */
    private static final int MAX_DEPTH = 20;

    private static final String TYPES = """
            WITH RECURSIVE used(oid) AS (
                SELECT a.atttypid FROM pg_catalog.pg_attribute a
                WHERE a.attrelid = ANY (?::pg_catalog.oid[]) AND a.attnum > 0 AND NOT a.attisdropped
                UNION
                SELECT inner_type.oid
                FROM used JOIN pg_catalog.pg_type t ON t.oid = used.oid
                CROSS JOIN LATERAL (
                    SELECT t.typelem WHERE t.typcategory = 'A'
                    UNION ALL SELECT t.typbasetype WHERE t.typtype = 'd'
                    UNION ALL SELECT a.atttypid FROM pg_catalog.pg_attribute a
                        WHERE t.typtype = 'c' AND a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped
                ) inner_type(oid))
            SELECT t.oid::bigint, t.typname, t.typtype, t.typcategory, t.typelem::bigint, t.typbasetype::bigint,
                   t.typtypmod, t.typndims, t.typrelid::bigint
            FROM used JOIN pg_catalog.pg_type t ON t.oid = used.oid""";

    private static final String ATTRIBUTES = """
            SELECT attrelid::bigint, attname, atttypid::bigint, atttypmod, attndims FROM pg_catalog.pg_attribute
            WHERE attrelid = ANY (?::pg_catalog.oid[]) AND attnum > 0 AND NOT attisdropped ORDER BY attrelid, attnum""";

    private final Map<Long, Type> types = new HashMap<>();
    private final Map<Long, List<Attribute>> attributes = new HashMap<>();

    private TypeDescriptions() {}

    private record Type(
            String name,
            String kind,
            String category,
            long element,
            long base,
            int modifier,
            int dimensions,
            long relation) {}

    private record Attribute(String name, long type, int modifier, int dimensions) {}

    /** @param tables {@code pg_class.oid} of each */
    public static TypeDescriptions read(Connection connection, List<Long> tables) throws SQLException {
        TypeDescriptions descriptions = new TypeDescriptions();
        List<Long> composites = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(TYPES)) {
            select.setArray(1, oids(connection, tables));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    Type type = new Type(
                            row.getString(2),
                            row.getString(3),
                            row.getString(4),
                            row.getLong(5),
                            row.getLong(6),
                            row.getInt(7),
                            row.getInt(8),
                            row.getLong(9));
                    descriptions.types.put(row.getLong(1), type);
                    if (type.kind().equals("c")) {
                        composites.add(type.relation());
                    }
                }
            }
        }
        if (!composites.isEmpty()) {
            descriptions.attributes(connection, composites);
        }
        return descriptions;
    }

    private void attributes(Connection connection, List<Long> composites) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(ATTRIBUTES)) {
            select.setArray(1, oids(connection, composites));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    attributes
                            .computeIfAbsent(row.getLong(1), relation -> new ArrayList<>())
                            .add(new Attribute(row.getString(2), row.getLong(3), row.getInt(4), row.getInt(5)));
                }
            }
        }
    }

    /** A parameter for {@code ?::oid[]}. */
    public static Array oids(Connection connection, List<Long> oids) throws SQLException {
        return connection.createArrayOf("int8", oids.toArray());
    }

    /**
     * The JSON that describes a type.
     *
     * @param type {@code atttypid} of a column of the tables
     * @param modifier its {@code atttypmod}
     * @param dimensions its {@code attndims}
     */
    public String json(long type, int modifier, int dimensions) {
        return describe(type, modifier, dimensions, 0).toString();
    }

    /** The name of a column's type below all domains; empty if there is none. */
    public String baseName(long type) {
        Type known = types.get(type);
        for (int depth = 0; known != null && known.kind().equals("d") && depth < MAX_DEPTH; depth++) {
            known = types.get(known.base());
        }
        return known == null ? "" : known.name();
    }

    private ObjectNode describe(long oid, int modifier, int dimensions, int depth) {
        ObjectNode type = JsonNodeFactory.instance.objectNode();
        @Nullable Type known = types.get(oid);
        if (known == null) {
            return type.put("type", "");
        }
        if (known.kind().equals("d") && depth < MAX_DEPTH) {
            return describe(
                    known.base(),
                    known.modifier() >= 0 ? known.modifier() : modifier,
                    Math.max(known.dimensions(), dimensions),
                    depth + 1);
        }
        String name = known.name();
        type.put("type", name);
        boolean vector = name.equals("int2vector") || name.equals("oidvector");
        if (known.category().equals("A") && !vector && depth < MAX_DEPTH) {
            ObjectNode inner = describe(known.element(), modifier, 0, depth + 1);
            for (int i = 1; i < dimensions; i++) {
                inner = JsonNodeFactory.instance.objectNode().put("type", name).set("of", inner);
            }
            type.set("of", inner);
        } else if (known.kind().equals("e")) {
            type.put("kind", "e");
        } else if (known.kind().equals("c") && depth < MAX_DEPTH) {
            type.put("kind", "c").set("fields", fields(known.relation(), depth));
        } else if (modifier >= 0) {
            type.put("modifier", modifier);
        }
        return type;
    }

    private ArrayNode fields(long relation, int depth) {
        ArrayNode fields = JsonNodeFactory.instance.arrayNode();
        for (Attribute attribute : attributes.getOrDefault(relation, List.of())) {
            ObjectNode field = fields.addObject().put("name", attribute.name());
            field.set("of", describe(attribute.type(), attribute.modifier(), attribute.dimensions(), depth + 1));
        }
        return fields;
    }
}
