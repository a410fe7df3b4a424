package io.millrace.connect;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The built-in types of Postgres except arrays, by oid, which never changes: they need no catalog lookup. */
final class BuiltInTypes {
    private static final String TYPES = """
            16 bool 17 bytea 18 char 19 name 20 int8 21 int2 22 int2vector 23 int4 24 regproc 25 text 26 oid 27 tid
            28 xid 29 cid 30 oidvector 114 json 142 xml 600 point 601 lseg 602 path 603 box 604 polygon 628 line
            650 cidr 700 float4 701 float8 718 circle 774 macaddr8 790 money 829 macaddr 869 inet 1033 aclitem
            1042 bpchar 1043 varchar 1082 date 1083 time 1114 timestamp 1184 timestamptz 1186 interval 1266 timetz
            1560 bit 1562 varbit 1700 numeric 1790 refcursor 2202 regprocedure 2203 regoper 2204 regoperator
            2205 regclass 2206 regtype 2950 uuid 2970 txid_snapshot 3220 pg_lsn 3614 tsvector 3615 tsquery
            3734 regconfig 3769 regdictionary 3802 jsonb 3904 int4range 3906 numrange 3908 tsrange 3910 tstzrange
            3912 daterange 3926 int8range 4072 jsonpath 4089 regnamespace 4096 regrole 4191 regcollation
            4451 int4multirange 4532 nummultirange 4533 tsmultirange 4534 tstzmultirange 4535 datemultirange
            4536 int8multirange 5038 pg_snapshot 5069 xid8""";

    private static final Map<Integer, String> NAMES = new HashMap<>();

    static {
        String[] words = TYPES.strip().split("\\s+");
        for (int i = 0; i < words.length; i += 2) {
            NAMES.put(Integer.valueOf(words[i]), words[i + 1]);
        }
    }

    private BuiltInTypes() {}

    /**
     * The description in the form of {@link io.millrace.core.event.PostgresText}.
     *
     * @return empty for any other type
     */
    static Optional<String> describe(StreamedType type) {
        return Optional.ofNullable(NAMES.get(type.oid()))
                .map(name -> "{\"type\":\"" + name + "\""
                        + (type.modifier() >= 0 ? ",\"modifier\":" + type.modifier() : "") + "}");
    }
}
