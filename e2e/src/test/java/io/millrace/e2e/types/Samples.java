package io.millrace.e2e.types;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Values of each type as literals: typical ones, the ends of its range, and what no warehouse column holds. */
final class Samples {
    /** Types that a column can have and into which nothing but NULL can be put. */
    static final Set<String> WITHOUT_INPUT = Set.of(
            "pg_node_tree",
            "pg_ndistinct",
            "pg_dependencies",
            "pg_mcv_list",
            "pg_brin_bloom_summary",
            "pg_brin_minmax_multi_summary",
            "ghstore",
            "ltree_gist",
            "gtsvector",
            "gtrgm",
            "intbig_gkey",
            "gbtreekey2",
            "gbtreekey4",
            "gbtreekey8",
            "gbtreekey16",
            "gbtreekey32",
            "gbtreekey_var");

    private static final Map<String, List<String>> BY_TYPE = new HashMap<>();

    private Samples() {}

    static boolean knows(String type) {
        return WITHOUT_INPUT.contains(type) || BY_TYPE.containsKey(type);
    }

    /** @param version the source's major version: an older one does not read all of them */
    static List<String> of(String type, int version) {
        List<String> samples = BY_TYPE.get(type);
        if (samples == null) {
            throw new AssertionError("the type " + type + " has no samples: add some");
        }
        return samples.stream()
                .filter(sample -> !type.equals("interval") || sinceOf(sample) <= version)
                .toList();
    }

    /** The first version that reads an interval. */
    private static int sinceOf(String interval) {
        boolean large = interval.contains("178956970 years") || interval.startsWith("2147483648:");
        return interval.endsWith("infinity") ? 17 : large ? 15 : 14;
    }

    private static void type(String name, String... samples) {
        BY_TYPE.put(name, List.of(samples));
    }

    private static void types(String names, String... samples) {
        Arrays.stream(names.split(" ", -1)).forEach(name -> type(name, samples));
    }

    static {
        type("bool", "true", "false");
        type("int2", "0", "-32768", "32767");
        type("int4", "0", "-2147483648", "2147483647");
        type("int8", "0", "-9223372036854775808", "9223372036854775807");
        type("oid", "0", "4294967295");
        type(
                "float4",
                "0",
                "-0",
                "1.5",
                "3.4028235e38",
                "-3.4028235e38",
                "1e-45",
                "0.1",
                "1e10",
                "16777216",
                "NaN",
                "Infinity",
                "-Infinity");
        type(
                "float8",
                "0",
                "-0",
                "0.1",
                "1.7976931348623157e308",
                "5e-324",
                "-123456789.123456789",
                "1e15",
                "1e-5",
                "NaN",
                "Infinity",
                "-Infinity");
        List<String> numerics = new ArrayList<>(List.of(
                "0",
                "1.50",
                "-1",
                "0.00000000000000000001",
                "123456789012345678901234567890.12345",
                "1" + "0".repeat(60),
                "-" + "9".repeat(200),
                "0." + "1".repeat(60),
                "NaN",
                "Infinity",
                "-Infinity",
                "9".repeat(131072),
                "0." + "0".repeat(16382) + "1"));
        BY_TYPE.put("numeric", numerics);
        type("money", "0", "12.34", "-1234567.89", "-92233720368547758.08", "92233720368547758.07");
        types(
                "text varchar citext",
                "",
                "plain",
                "Ünï ☃ 😀 \"quoted\" \\back, {brace} (paren)",
                "tab\tand\nline",
                "NULL",
                "'",
                "x".repeat(70_000));
        type("bpchar", "", "a  ", "Ü");
        type("name", "n", "with \"quotes\"", "é".repeat(31));
        type("char", "a", "");
        type("bytea", "", "\\x00ff10", "\\x5c27", "abc");
        type("uuid", "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff");
        type(
                "date",
                "1970-01-01",
                "1900-01-01",
                "1899-12-31",
                "2299-12-31",
                "2300-01-01",
                "1582-10-10",
                "1000-02-28",
                "0001-01-01",
                "4713-01-01 BC",
                "0044-03-15 BC",
                "10000-01-01",
                "5874897-12-31",
                "2024-02-29",
                "infinity",
                "-infinity");
        types(
                "timestamp timestamptz",
                "1970-01-01 00:00:00",
                "1900-01-01 00:00:00",
                "1899-12-31 23:59:59.999999",
                "2299-12-31 23:59:59.999999",
                "2300-01-01 00:00:00",
                "2024-02-29 13:05:00.25",
                "1582-10-10 01:02:03.000001",
                "4713-01-01 00:00:00 BC",
                "0001-12-31 23:59:59.5 BC",
                "10000-01-01 00:00:00",
                "294276-12-31 23:59:59.999999",
                "infinity",
                "-infinity");
        type("time", "00:00:00", "13:05:00.25", "23:59:59.999999", "24:00:00");
        type("timetz", "00:00:00+00", "13:05:00.25+02", "23:59:59.999999-12:30", "24:00:00+15:59:59", "01:02:03-05");
        type(
                "interval",
                "0",
                "1 year 2 mons 3 days 04:05:06.789",
                "-1 years -2 mons +3 days -04:05:06.789",
                "1 day -00:00:00.000001",
                "-178956970 years -8 mons -2147483648 days -2562047788:00:54.775807",
                "178956970 years 7 mons 2147483647 days 2562047788:00:54.775807",
                "2147483648:00:00",
                "90 minutes",
                "100 hours",
                "1 mon -1 day",
                "infinity",
                "-infinity");
        types(
                "json jsonb",
                "{}",
                "[]",
                "null",
                "1",
                "\"text\"",
                "{\"a\": 1, \"b\": {\"c\": [1, 2, {\"d\": null}]}}",
                "{\"b\": 1, \"a\": 2}",
                "{\"a.b\": 1, \"\": 2, \"é\": \"☃\"}",
                "{\"big\": 123456789012345678901234567890, \"small\": 0.1, \"exact\": 12.340}",
                "{\"date\": \"2024-01-01\", \"at\": \"2024-01-01 10:00:00\", \"number\": \"12\"}",
                "{\"mixed\": [1, \"a\", true, null, {\"x\": 1}, [2]]}",
                "{\"t\": true, \"f\": false}",
                "[{\"a\": 1}, {\"a\": \"b\"}]",
                "{\"int\": 5, \"neg\": -7, \"float\": 1.5, \"text\": \"plain\", \"list\": [1, 2, 3]}");
        type("xml", "<a/>", "<a b=\"c\">text &amp; more</a>", "just text");
        type("jsonpath", "$.\"a\"[*]?(@ > 1)");
        type("inet", "192.168.0.1", "10.0.0.0/8", "::1", "2001:db8::/32");
        type("cidr", "10.0.0.0/8", "2001:db8::/32", "0.0.0.0/0");
        type("macaddr", "08:00:2b:01:02:03", "ff:ff:ff:ff:ff:ff");
        type("macaddr8", "08:00:2b:01:02:03:04:05");
        type("bit", "0", "1");
        type("varbit", "", "0", "00010", "1".repeat(100));
        type("point", "(0,0)", "(1.5,-2.25)", "(1e300,1e-300)", "(Infinity,NaN)", "(0.1,123456789012)");
        type("line", "{1,-1,0}", "{0.1,2,3e20}");
        type("lseg", "[(0,0),(1,1.5)]");
        type("box", "(1,1),(0,0)", "(1e15,0.1),(-1,-1)");
        type("path", "((0,0),(1,1),(2,0))", "[(0,0),(1,1)]");
        type("polygon", "((0,0),(1,1),(2,0))");
        type("circle", "<(0,0),1>", "<(1.5,2.5),0.1>");
        type("tsvector", "'a':1A 'fat':2B,4C 'cat':5", "", "'it''s'");
        type("tsquery", "'fat' & ('rat' | 'cat')", "!'a'", "");
        type("pg_lsn", "0/0", "FFFFFFFF/FFFFFFFF");
        type("pg_snapshot", "10:20:10,14,15");
        type("txid_snapshot", "10:20:10,14,15");
        type("xid", "0", "4294967295");
        type("cid", "0", "4294967295");
        type("xid8", "0", "18446744073709551615");
        type("tid", "(0,0)", "(4294967295,65535)");
        type("int2vector", "", "1 2 -3");
        type("oidvector", "", "1 4294967295");
        type("refcursor", "a cursor");
        type("aclitem", "pg_monitor=r/pg_monitor");
        type("regclass", "pg_class", "0");
        type("regtype", "integer", "-");
        type("regproc", "now", "-");
        type("regprocedure", "abs(integer)", "0");
        type("regoper", "pg_catalog.||/", "0");
        type("regoperator", "+(integer,integer)", "0");
        type("regrole", "pg_monitor", "-");
        type("regnamespace", "pg_catalog", "-");
        type("regconfig", "english");
        type("regdictionary", "simple");
        type("regcollation", "\"C\"", "-");
        type("regdatabase", "postgres", "-");
        ranges("int4", "empty", "(,)", "[1,10)", "(,5)", "[-2147483648,2147483647)");
        ranges("int8", "empty", "(,)", "[1,10)", "[-9223372036854775808,9223372036854775807)");
        ranges("num", "empty", "(,)", "[1.10,2.2]", "(NaN,)", "[-1e50,Infinity)");
        ranges("date", "empty", "(,)", "[2024-01-01,2024-02-01)", "[4713-01-01 BC,5874897-12-31)", "[,infinity)");
        ranges("ts", "empty", "(,)", "[2024-01-01 00:00:00.5,infinity]", "[4713-01-01 BC,294276-12-31)");
        ranges("tstz", "empty", "(,)", "[2024-01-01 00:00:00.5+02,infinity]");
        ranges("float", "empty", "[0.1,1.5)");
        type("mood", "sad", "ok", "with 'quote', comma and {brace}", "ÜBER");
        type(
                "address",
                "(\"Main St. \\\"5\\\"\",12,t,1.50,\"{a,\"\"b c\"\",NULL}\",\"(1,)\",\"{\"\"k\"\": [1]}\")",
                "(,,,,,,)",
                "(\"\",-1,f,NaN,{},,null)");
        type("inner_pair", "(1,one)", "(,\"\")");
        type("d_int", "7");
        type("d_text", "domain", "");
        type("d_bool", "t", "f");
        type("d_bytea", "\\x", "\\x6162");
        type("d_float8", "0.1", "-1e300", "NaN", "Infinity");
        type("d_oid", "0", "4294967295");
        type("d_uuid", "00000000-0000-0000-0000-000000000000");
        type("d_numeric", "12.34", "-99999999.99", "NaN");
        type("d_ints", "{1,2}", "{}");
        type("d_d_int", "8");
        type("d_hstore", "a=>1");
        type("d_date", "infinity", "2024-01-01");
        type("hstore", "", "a=>1, \"b c\"=>NULL", "\"q\\\"uote\"=>\"back\\\\slash, =>\", é=>☃");
        type("ltree", "Top.Science", "");
        type("lquery", "Top.*{0,2}.sport*@");
        type("ltxtquery", "Europe & Russia*@");
        type("cube", "(1.5,2),(3,4)", "(0)");
        type("seg", "1.5 .. 2", "~3", "<5");
        type("isbn", "978-0-393-04002-9", "0-393-04002-X");
        type("isbn13", "978-0-393-04002-9");
        type("issn", "1436-4522");
        type("issn13", "977-1436-45200-8");
        type("ismn", "979-0-060-11561-5");
        type("ismn13", "979-0-060-11561-5");
        type("ean13", "978-0-11-000222-4");
        type("upc", "220356483481");
        type("query_int", "1&(2|!3)");
        type("lo", "0", "4294967295");
        type("earth", "(6378168, 0, 0)");
        type("tablefunc_crosstab_2", "(a,b,c)");
        type("tablefunc_crosstab_3", "(a,b,c,)");
        type("tablefunc_crosstab_4", "(a,b,c,d,\"e f\")");
    }

    private static void ranges(String name, String... samples) {
        type(name + "range", samples);
        List<String> multi = new ArrayList<>(List.of("{}"));
        for (String sample : samples) {
            multi.add(sample.equals("empty") ? "{}" : "{" + sample + "}");
        }
        BY_TYPE.put(name + "multirange", multi);
    }
}
