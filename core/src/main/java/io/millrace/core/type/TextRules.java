package io.millrace.core.type;

import io.millrace.core.event.PostgresText;
import io.millrace.core.event.SourceType;
import io.millrace.core.type.read.HstoreReader;
import io.millrace.core.type.read.NumberReaders;
import io.millrace.core.type.read.TextForms;
import io.millrace.core.type.read.TextOrRescue;
import io.millrace.core.type.read.TextReaders;
import io.millrace.core.type.read.ValueReader;
import io.millrace.core.type.warehouse.WarehouseType;
import io.millrace.core.type.warehouse.WarehouseType.Array;
import io.millrace.core.type.warehouse.WarehouseType.DateTime64;
import io.millrace.core.type.warehouse.WarehouseType.LowCardinality;
import io.millrace.core.type.warehouse.WarehouseType.MapOf;
import io.millrace.core.type.warehouse.WarehouseType.Simple;
import java.util.List;

/**
 * The mapping of columns and array elements whose values arrive as {@linkplain PostgresText text of Postgres}. The
 * first matching rule wins.
 */
final class TextRules {
    private TextRules() {}

    private static final DateTime64 TIMESTAMP = new DateTime64(6, "UTC");
    private static final String RANGE = "1900-01-01 … 2299-12-31; outside, BC, and ±infinity: NULL, exact text rescued";

    static final List<TypeRule> RULES = List.of(
            text("date", "date").to(Simple.DATE32, TextForms.DATE).description(RANGE),
            text("timestamp", "timestamp")
                    .to(TIMESTAMP, TextForms.TIMESTAMP)
                    .description(RANGE + ". The wall clock, shown as Postgres shows it"),
            text("timestamptz", "timestamptz")
                    .to(TIMESTAMP, TextForms.TIMESTAMP)
                    .description(RANGE),
            text("time", "time").description("as Postgres writes it (`13:05:00.25`, `24:00:00`); sorts as time does"),
            text("timetz", "timetz")
                    .description("as Postgres writes it, with its offset (`13:05:00.25+02`); sorts by the time of day"),
            text("interval", "interval")
                    .to(Simple.STRING, TextForms.INTERVAL)
                    .description(
                            "`years-months days hours:minutes:seconds`, filled up with zeros: `0001-02 00003 00004:05:06.789`;"
                                    + " each of the three parts has its own sign. Sorts as intervals do up to 9999 years, 99999 days"
                                    + " and 99999 hours, where a month is not compared with days; negative ones come first, the"
                                    + " longest last. `infinity`, `-infinity`"),
            text("money", "money")
                    .to(new WarehouseType.Decimal(19, 2), TextForms.MONEY)
                    .description(
                            "for an `lc_monetary` with a point, two digits after it, and commas between thousands; any other"
                                    + " text: NULL, exact text rescued"),
            text("hstore", "hstore")
                    .to(new MapOf(Simple.STRING, new WarehouseType.Nullable(Simple.STRING)), HstoreReader.HSTORE),
            text("vector, halfvec (pgvector)", "vector", "halfvec").to(new Array(Simple.FLOAT32), TextForms.VECTOR),
            text("xid, cid", "xid", "cid").to(Simple.UINT32, TextForms.whole(NumberReaders.UINT32)),
            text("xid8", "xid8").to(Simple.UINT64, TextForms.UINT64),
            text("boolean in arrays and domains", "bool").to(Simple.BOOL, TextForms.BOOL),
            text("smallint in arrays and domains", "int2").to(Simple.INT16, TextForms.whole(NumberReaders.INT16)),
            text("integer in arrays and domains", "int4").to(Simple.INT32, TextForms.whole(NumberReaders.INT32)),
            text("bigint in arrays and domains", "int8").to(Simple.INT64, TextForms.whole(NumberReaders.INT64)),
            text("oid in arrays and domains", "oid").to(Simple.UINT32, TextForms.whole(NumberReaders.UINT32)),
            text("real in arrays and domains", "float4").to(Simple.FLOAT32, TextForms.FLOAT),
            text("double precision in arrays and domains", "float8").to(Simple.FLOAT64, TextForms.FLOAT),
            text("numeric in arrays and domains", "numeric", "decimal")
                    .to(TypeMapping::numeric, TypeMapping::decimalReader)
                    .description("as numeric columns"),
            text("bytea", "bytea").to(Simple.STRING, TextForms.BYTES).description("the raw bytes"),
            text("uuid in arrays and domains", "uuid").to(Simple.UUID, TextReaders.UUID_TEXT),
            text("bit, varbit, xml, inet, cidr, macaddr, macaddr8, tsvector, tsquery, ranges and multiranges, point,"
                            + " line, lseg, box, path, polygon, circle, citext, ltree, lquery, ltxtquery, cube, seg,"
                            + " isbn and the like, pg_lsn, pg_snapshot, reg…, int2vector, oidvector, jsonpath, and"
                            + " every type not listed here")
                    .description("exactly the text that Postgres writes"));

    private static TypeRule text(String postgres, String... names) {
        return TypeRule.rule(postgres, "string").named(PostgresText.NAME).from(names);
    }

    static boolean covers(SourceType type) {
        return type.wireName().equals(PostgresText.NAME);
    }

    /** @param inKey ClickHouse's sorting keys take neither Map nor what holds a Nullable */
    static ColumnMapping map(SourceType type, boolean nullable, boolean inKey) {
        WarehouseType landed = warehouse(type);
        if (inKey && (landed instanceof Array || landed instanceof MapOf)) {
            return new ColumnMapping(Simple.STRING, TextReaders.TEXT);
        }
        return new ColumnMapping(nullable ? TypeMapping.nullable(landed) : landed, new TextOrRescue(reader(type)));
    }

    private static WarehouseType warehouse(SourceType type) {
        SourceType element = type.element();
        if (element != null) {
            return new Array(TypeMapping.nullable(warehouse(element)));
        }
        if (!covers(type)) {
            return new LowCardinality(Simple.STRING); // an enum
        }
        return type.fields().isEmpty() ? rule(type).warehouse().apply(type) : Simple.STRING;
    }

    private static ValueReader reader(SourceType type) {
        SourceType inner = type;
        int depth = 0;
        SourceType element = type.element();
        while (element != null) {
            depth++;
            // Further dimensions have the array's own name; an element that is an array itself (of a domain) has
            // another.
            boolean dimension = element.name().equals(inner.name());
            inner = element;
            element = dimension ? element.element() : null;
        }
        if (depth > 0) {
            WarehouseType landed = TypeMapping.nullable(warehouse(inner));
            return new ListTextReader(reader(inner), landed, delimiter(inner), depth);
        }
        if (!covers(type)) {
            return TextReaders.TEXT;
        }
        return type.fields().isEmpty() ? rule(type).reader().apply(type) : new CompositeReader(type);
    }

    /** {@code pg_type.typdelim}: a comma for every type that ships with Postgres but this one. */
    static char delimiter(SourceType element) {
        return element.name().equals("box") ? ';' : ',';
    }

    private static TypeRule rule(SourceType type) {
        for (TypeRule rule : RULES) {
            if (rule.fits(type)) {
                return rule;
            }
        }
        throw new UnknownTypeException(type.wireType());
    }
}
