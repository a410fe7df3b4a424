package io.millrace.core.event;

/**
 * The catalog query that describes tables: one JSON object each, equal as text for equal shapes.
 *
 * <p>Here, and not in an adapter, because the plug-in in Connect and the catalog's watcher must say the same:
 *
 * <pre>{@code
 * {"oid":16402,"schema":"public","table":"orders","identity":"d","key":["id"],
 *  "columns":[{"n":1,"name":"id","type":"bigint","notNull":true},
 *             {"n":3,"name":"price","type":"numeric(10,2)","notNull":true,"missing":"5.00","default":true}],
 *  "dropped":[2]}
 * }</pre>
 *
 * <ul>
 *   <li>{@code identity} is {@code pg_class.relreplident}: d, f, i or n. A partitioned table has no rows of its own: it
 *       is f where a leaf is.
 *   <li>{@code key}: the columns of the index that is the replica identity, for only they are in a delete; else those
 *       of the primary key, if it is not deferrable: two rows can have a deferrable one within a transaction, so that
 *       it names neither; else empty.
 *   <li>{@code columns} are the live ones by {@code attnum}, {@code n}. {@code type} is what {@code format_type} says,
 *       with the schema before types that are not in {@code pg_catalog}, and behind it the attributes of the composite
 *       types in it, by number: {@code public.addr of public.addr (1 street text, 3 zip text)}. {@code notNull} holds
 *       for every row (a constraint that is {@code NOT VALID} does not count). {@code missing} is the text of {@code
 *       attmissingval}, the value of rows older than the column; of a partitioned table it is that of a partition.
 *       {@code default} says that there is a default expression, {@code generated} is s or v. What does not apply is
 *       left out.
 *   <li>{@code dropped} are the numbers of dropped columns.
 * </ul>
 */
public final class RelationQuery {
    /** Statements that a session must run before, so that the result depends only on the tables. */
    public static final String SESSION =
            "SET search_path = pg_catalog; SET DateStyle = 'ISO, YMD'; SET TimeZone = 'UTC';"
                    + " SET IntervalStyle = postgres; SET extra_float_digits = 1; SET bytea_output = hex;"
                    + " SET default_transaction_read_only = on";

    /** All tables and partitioned tables {@code c} with their namespaces {@code n}; append {@code AND} and a condition. */
    public static final String TABLES = """
            SELECT json_strip_nulls(json_build_object(
                'oid', c.oid::bigint, 'schema', n.nspname, 'table', c.relname,
                'identity', CASE WHEN c.relkind = 'p' AND EXISTS (
                    SELECT FROM pg_partition_tree(c.oid) t JOIN pg_class l ON l.oid = t.relid
                    WHERE t.isleaf AND l.relreplident = 'f') THEN 'f' ELSE c.relreplident END,
                'key', coalesce(
                    (SELECT json_agg(a.attname ORDER BY k.place)
                     FROM pg_index i, unnest(i.indkey::int2[]) WITH ORDINALITY k(attnum, place), pg_attribute a
                     WHERE i.indrelid = c.oid AND c.relreplident = 'i' AND i.indisreplident
                       AND k.place <= i.indnkeyatts AND a.attrelid = c.oid AND a.attnum = k.attnum),
                    (SELECT json_agg(a.attname ORDER BY k.place)
                     FROM pg_index i, unnest(i.indkey::int2[]) WITH ORDINALITY k(attnum, place), pg_attribute a
                     WHERE i.indrelid = c.oid AND i.indisprimary AND i.indimmediate
                       AND k.place <= i.indnkeyatts AND a.attrelid = c.oid AND a.attnum = k.attnum),
                    '[]'),
                'columns', coalesce(
                    (SELECT json_agg(json_strip_nulls(json_build_object(
                        'n', a.attnum, 'name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)
                            || CASE WHEN a.atttypid < 16384 THEN '' ELSE coalesce((
                                WITH RECURSIVE used(oid) AS (
                                    SELECT a.atttypid
                                    UNION
                                    SELECT inner_type.oid
                                    FROM used JOIN pg_type y ON y.oid = used.oid
                                    CROSS JOIN LATERAL (
                                        SELECT y.typelem WHERE y.typcategory = 'A'
                                        UNION ALL SELECT y.typbasetype WHERE y.typtype = 'd'
                                        UNION ALL SELECT r.rngsubtype FROM pg_range r
                                            WHERE y.typtype IN ('r', 'm') AND y.oid IN (r.rngtypid, r.rngmultitypid)
                                        UNION ALL SELECT b.atttypid FROM pg_attribute b
                                            WHERE y.typtype = 'c' AND b.attrelid = y.typrelid
                                              AND b.attnum > 0 AND NOT b.attisdropped
                                    ) inner_type(oid))
                                SELECT ' of ' || string_agg(format_type(y.oid, NULL) || ' (' || coalesce((
                                    SELECT string_agg(concat_ws(' ', b.attnum, b.attname,
                                        format_type(b.atttypid, b.atttypmod)), ', ' ORDER BY b.attnum)
                                    FROM pg_attribute b
                                    WHERE b.attrelid = y.typrelid AND b.attnum > 0 AND NOT b.attisdropped), '') || ')',
                                    ', ' ORDER BY y.oid)
                                FROM used JOIN pg_type y ON y.oid = used.oid WHERE y.typtype = 'c'), '') END,
                        'notNull', CASE WHEN a.attnotnull AND NOT EXISTS (
                            SELECT FROM pg_constraint v
                            WHERE v.conrelid = c.oid AND v.contype = 'n' AND v.conkey = ARRAY[a.attnum]
                              AND NOT v.convalidated) THEN true END,
                        'missing', CASE WHEN a.atthasmissing THEN array_to_string(a.attmissingval, '')
                            WHEN c.relkind = 'p' THEN (
                                WITH RECURSIVE part(oid) AS (
                                    SELECT inhrelid FROM pg_inherits WHERE inhparent = c.oid
                                    UNION SELECT h.inhrelid FROM pg_inherits h JOIN part p ON h.inhparent = p.oid)
                                SELECT array_to_string(l.attmissingval, '')
                                FROM part JOIN pg_attribute l ON l.attrelid = part.oid
                                WHERE l.attname = a.attname AND l.atthasmissing AND NOT l.attisdropped
                                ORDER BY part.oid LIMIT 1) END,
                        'default', CASE WHEN a.atthasdef AND a.attgenerated = '' THEN true END,
                        'generated', nullif(a.attgenerated, ''))) ORDER BY a.attnum)
                     FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
                    '[]'),
                'dropped', coalesce(
                    (SELECT json_agg(a.attnum ORDER BY a.attnum) FROM pg_attribute a
                     WHERE a.attrelid = c.oid AND a.attnum > 0 AND a.attisdropped),
                    '[]')))::text
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p')
            """;

    private RelationQuery() {}
}
