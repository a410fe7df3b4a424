package io.millrace.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;

/** Names that are statements, quotes, patterns and placeholders to some system on the way, and their SQL form. */
final class HostileNames {
    /** A schema by this name has all of it at once. */
    static final String SCHEMA = "hostile '\"`s\\ .*|[,{x:String}%s$1\t\ud83d\udc18";

    /** What stands in the stack's configuration: the schema's tables have histories, and some names are left out. */
    static final String SETTINGS = "\n  exclude: ['public.Hostile_out', 'public.hostile,out|[a-z]+(*)']"
            + "\nwarehouse:\n  history: ['hostile*.*']";

    /** What the settings leave out, and what they do not although it looks alike. */
    static final List<String> LEFT_OUT = List.of("Hostile_out", "hostile,out|[a-z]+()");

    static final List<String> NOT_LEFT_OUT = List.of("hostile_out", "hostile", "out|a()", "HOSTILE,OUT|[A-Z]+()");

    static final List<String> ALL = List.of(
            "o'r\"d`e\\rs",
            "'; DROP TABLE hostile_canary; --",
            "`; DROP DATABASE millrace; --",
            "a\"; DROP TABLE hostile_canary; --",
            "{param:String} {0} %s %27 %n",
            "${HOME} ${file:/etc/passwd:x} $$ $1 ? ?",
            "line\nbreak\ttab\rreturn",
            "a.b.c",
            "\u65e5\u672c \u00e9 \ud83d\udc18",
            "\\0 \\N \\' \\x00 \\",
            "*",
            ".*",
            " ",
            "a,b|c[d](e)^f?+",
            "select",
            "orders",
            "Orders",
            "_version",
            "-- /* comment",
            "\u001b[31m\u0007",
            "<script>alert(1)</script> & 'x'",
            "x".repeat(63),
            "\ud83d\udc18".repeat(5) + "abc");

    /** Debezium would not quote these: they are left out, are named, and hold up no other. */
    static final List<String> QUOTED_ALREADY = List.of(
            "\"hostile_canary\"",
            "\"hostile_canary\"; DROP TABLE hostile_canary; --",
            "hostile_canary; DROP TABLE hostile_canary; --\"",
            "\"");

    private HostileNames() {}

    /** Names that can be in one table: Debezium ignores their case. */
    static List<String> columns() {
        return ALL.stream().filter(name -> !name.equals("Orders")).toList();
    }

    /** What storage calls a column that the source calls so. */
    static String inStorage(String name) {
        return name.equals("_version") ? "_version_2" : name.replace('.', '_');
    }

    /** A table of the schema, in Postgres. */
    static String table(String name) {
        return quoted(SCHEMA) + "." + quoted(name);
    }

    /** A table of the schema, as Millrace names it: a schema with a point is quoted. */
    static String id(String name) {
        return quoted(SCHEMA) + "." + name;
    }

    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    static String literal(String value) {
        return "'" + value.replace("'", "''") + "'";
    }

    static String backticked(String name) {
        return '`' + name.replace("\\", "\\\\").replace("`", "\\`") + '`';
    }

    /** At most 63 bytes, as Postgres would cut it: another name than the given one. */
    static String other(String name, String prefix) {
        String other = prefix + name;
        while (other.getBytes(UTF_8).length > 63) {
            other = other.substring(0, other.offsetByCodePoints(other.length(), -1));
        }
        return other;
    }
}
