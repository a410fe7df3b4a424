package io.millrace.clickhouse.client;

import java.util.Locale;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes of a statement for one server the one for a cluster: {@code ON CLUSTER} behind the name of what it defines, and a
 * {@code Replicated…} engine for each {@code …MergeTree}. Names must be in backticks, as those of all our statements are.
 *
 * <p>Tables of the database {@code millrace} have one set of replicas, on every server of the cluster: what alters them or deletes
 * from them runs on one server and is replicated. All other tables have a set for each shard.
 */
final class ClusterDdl {
    private static final Pattern ENGINE = Pattern.compile("ENGINE = (\\w*MergeTree)\\b");
    private static final String BOOKKEEPING = "`millrace`.";

    private final Cluster cluster;
    private final BiFunction<String, String, String> generation;

    /**
     * @param generation distinguishes one creation of a table from the next, by its database and name as they stand in
     *     SQL: of letters, digits, {@code _} and {@code -}. The same for replicas of the same table.
     */
    ClusterDdl(Cluster cluster, BiFunction<String, String, String> generation) {
        this.cluster = cluster;
        this.generation = generation;
    }

    /** The statement for the cluster; the same where it defines nothing. */
    String of(String statement) {
        String sql = statement.strip();
        String verb = sql.split("\\s", 2)[0].toUpperCase(Locale.ROOT);
        int name = sql.indexOf('`');
        return switch (verb) {
            case "CREATE" -> replicated(sql, name);
            case "DROP" -> onCluster(sql, endOfName(sql, name));
            case "ALTER", "DELETE" ->
                sql.startsWith(BOOKKEEPING, name) ? statement : onCluster(sql, endOfName(sql, name));
            case "RENAME", "EXCHANGE" -> onCluster(sql, sql.length());
            default -> statement;
        };
    }

    private String onCluster(String sql, int at) {
        return sql.substring(0, at) + " ON CLUSTER " + Identifiers.quote(cluster.name()) + sql.substring(at);
    }

    private String replicated(String sql, int name) {
        int end = endOfName(sql, name);
        int engine = engine(sql, end);
        if (engine < 0) {
            return onCluster(sql, end);
        }
        Matcher kind = ENGINE.matcher(sql).region(engine, sql.length());
        if (!kind.lookingAt()) {
            return onCluster(sql, end);
        }
        boolean hasArguments = kind.end() < sql.length() && sql.charAt(kind.end()) == '(';
        String replicated = sql.substring(0, engine) + "ENGINE = Replicated" + kind.group(1) + "("
                + replica(sql.substring(name, end))
                + (hasArguments ? ", " + sql.substring(kind.end() + 1) : ")" + sql.substring(kind.end()));
        return onCluster(replicated, end);
    }

    /** Where Keeper has what the replicas agree on, and the name of each of them there. */
    private String replica(String table) {
        String root = "/clickhouse/tables/" + cluster.name() + "/";
        if (table.startsWith(BOOKKEEPING)) {
            return Identifiers.literal(root + "millrace/" + plain(table.substring(BOOKKEEPING.length())))
                    + ", '{shard}-{replica}'";
        }
        int dot = Identifiers.endOfQuoted(table, 0);
        String made = generation.apply(table.substring(0, dot), table.substring(dot + 1));
        return Identifiers.literal(root + "{shard}/" + made) + ", '{replica}'";
    }

    /** Of letters, digits and {@code _}, for a path in Keeper. */
    static String plain(String quoted) {
        return quoted.replaceAll("`", "").replaceAll("[^A-Za-z0-9_]", "_");
    }

    /** Where the name ends that begins in backticks: {@code `a`} or {@code `a`.`b`}. */
    private static int endOfName(String sql, int begin) {
        if (begin < 0) {
            throw new IllegalArgumentException("No name in backticks: " + sql);
        }
        int end = Identifiers.endOfQuoted(sql, begin);
        return sql.startsWith(".`", end) ? Identifiers.endOfQuoted(sql, end + 1) : end;
    }

    /** Where the ENGINE clause begins, outside of quotes and parentheses; -1 if there is none. */
    private static int engine(String sql, int from) {
        int depth = 0;
        for (int at = from; at < sql.length(); at++) {
            char c = sql.charAt(at);
            if (c == '`' || c == '\'') {
                at = Identifiers.endOfQuoted(sql, at) - 1;
            } else if (c == '(') {
                depth++;
            } else if (c == ')') {
                depth--;
            } else if (depth == 0 && sql.startsWith("ENGINE = ", at)) {
                return at;
            }
        }
        return -1;
    }
}
