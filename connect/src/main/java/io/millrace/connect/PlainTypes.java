package io.millrace.connect;

import java.util.Map;
import java.util.Set;

/**
 * The types whose values Debezium carries whole in a form of its own. Values of all others travel as Postgres's text; so does
 * bytea, because among bytes no value is left that could stand for one that a change did not touch.
 */
final class PlainTypes {
    /** By oid, which never changes for types that come with Postgres. */
    private static final Map<Integer, String> NAMES = Map.ofEntries(
            Map.entry(16, "bool"),
            Map.entry(18, "char"),
            Map.entry(19, "name"),
            Map.entry(20, "int8"),
            Map.entry(21, "int2"),
            Map.entry(23, "int4"),
            Map.entry(25, "text"),
            Map.entry(26, "oid"),
            Map.entry(114, "json"),
            Map.entry(700, "float4"),
            Map.entry(701, "float8"),
            Map.entry(1042, "bpchar"),
            Map.entry(1043, "varchar"),
            Map.entry(1700, "numeric"),
            Map.entry(2950, "uuid"),
            Map.entry(3802, "jsonb"));

    /** What the JDBC driver calls some of them. */
    private static final Set<String> SERIALS = Set.of("smallserial", "serial", "bigserial");

    private PlainTypes() {}

    static boolean has(int oid) {
        return NAMES.containsKey(oid);
    }

    /** Not for a domain over one of them, which has a name of its own. */
    static boolean has(String name) {
        return NAMES.containsValue(name) || SERIALS.contains(name);
    }
}
