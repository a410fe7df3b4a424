package io.millrace.core.type;

import static io.millrace.core.type.TypeRule.rule;

import io.millrace.core.event.Column;
import io.millrace.core.event.SourceType;
import io.millrace.core.event.TableId;
import io.millrace.core.type.read.NumberReaders;
import io.millrace.core.type.read.TextReaders;
import io.millrace.core.type.read.TimeReaders;
import io.millrace.core.type.read.ValueReader;
import io.millrace.core.type.warehouse.WarehouseType;
import io.millrace.core.type.warehouse.WarehouseType.Array;
import io.millrace.core.type.warehouse.WarehouseType.DateTime64;
import io.millrace.core.type.warehouse.WarehouseType.Decimal;
import io.millrace.core.type.warehouse.WarehouseType.LowCardinality;
import io.millrace.core.type.warehouse.WarehouseType.MapOf;
import io.millrace.core.type.warehouse.WarehouseType.Nullable;
import io.millrace.core.type.warehouse.WarehouseType.Other;
import io.millrace.core.type.warehouse.WarehouseType.Simple;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The table of types: what a source column becomes in the warehouse, and how its values are read. The first matching
 * rule wins; {@code docs/reference/types.md} is generated from it.
 *
 * <p>The wire types are Kafka Connect's (class {@code JsonSchema} of connect-json), the wire names those of Debezium
 * 3.7 ({@code io.debezium.time}, {@code io.debezium.data}; class {@code PostgresValueConverter}) under {@code
 * time.precision.mode=adaptive} or {@code connect}, {@code decimal.handling.mode=precise} or {@code string}, {@code
 * binary.handling.mode=bytes} or {@code base64}, {@code interval.handling.mode=string} and {@code
 * hstore.handling.mode=json}.
 */
public final class TypeMapping {
    private static final String TIME = "io.debezium.time.";
    private static final String DATA = "io.debezium.data.";
    private static final String CONNECT = "org.apache.kafka.connect.data.";

    private static final String RANGE = "1900-01-01 … 2299-12-31; outside, and ±infinity: NULL, exact text rescued";
    private static final String TIME_TEXT = "as Postgres writes it (`13:05:00.25`); sorts as time does";

    /** Shown as in Postgres whatever the server's time zone is: without a zone, ClickHouse would shift it. */
    private static final DateTime64 WALL_CLOCK = new DateTime64(6, "UTC");

    /** {@code numeric} can declare no more digits; beyond are the marks for "without precision" (131089, 0). */
    private static final int MAX_NUMERIC_PRECISION = 1000;

    private static final int MAX_DECIMAL = 76;
    private static final int UNBOUND_SCALE = 38;

    /** Structures: they land as JSON text, also in arrays. */
    private static final Set<String> STRUCTURES = Set.of("array", "struct", "map");

    static final List<TypeRule> RULES = List.of(
            rule("boolean, bit(1)", "boolean").to(Simple.BOOL, NumberReaders.BOOL),
            rule("smallint", "int16", "int8").to(Simple.INT16, NumberReaders.INT16),
            rule("date", "int32")
                    .named(TIME + "Date", CONNECT + "Date")
                    .to(Simple.DATE32, TimeReaders.DATE)
                    .description(RANGE),
            rule("time(0…3)", "int32")
                    .named(TIME + "Time", CONNECT + "Time")
                    .to(Simple.STRING, TimeReaders.MILLI_TIME)
                    .description(TIME_TEXT),
            rule("integer", "int32").to(Simple.INT32, NumberReaders.INT32),
            rule("timestamp(4…6)", "int64")
                    .named(TIME + "MicroTimestamp")
                    .to(WALL_CLOCK, TimeReaders.MICRO_TIMESTAMP)
                    .description(RANGE),
            rule("timestamp(0…3)", "int64")
                    .named(TIME + "Timestamp", CONNECT + "Timestamp")
                    .to(WALL_CLOCK, TimeReaders.MILLI_TIMESTAMP)
                    .description(RANGE),
            rule("timestamp, sent in nanoseconds", "int64")
                    .named(TIME + "NanoTimestamp")
                    .to(WALL_CLOCK, TimeReaders.NANO_TIMESTAMP)
                    .description(RANGE),
            rule("time(4…6)", "int64")
                    .named(TIME + "MicroTime")
                    .to(Simple.STRING, TimeReaders.MICRO_TIME)
                    .description(TIME_TEXT),
            rule("time, sent in nanoseconds", "int64")
                    .named(TIME + "NanoTime")
                    .to(Simple.STRING, TimeReaders.NANO_TIME)
                    .description(TIME_TEXT),
            rule("interval, as the connector sends it by default", "int64")
                    .named(TIME + "MicroDuration")
                    .to(Simple.INT64, NumberReaders.INT64)
                    .description(
                            "microseconds, a month as 30.4375 days: only `interval.handling.mode=string` keeps what"
                                    + " was written"),
            rule("oid", "int64").from("oid").to(Simple.UINT32, NumberReaders.UINT32),
            rule("bigint", "int64").to(Simple.INT64, NumberReaders.INT64),
            rule("real", "float").to(Simple.FLOAT32, NumberReaders.FLOAT).description("NaN and ±Infinity included"),
            rule("double precision", "double")
                    .to(Simple.FLOAT64, NumberReaders.FLOAT)
                    .description("NaN and ±Infinity included"),
            rule("numeric, numeric(p, s)", "string")
                    .from("numeric", "decimal")
                    .to(TypeMapping::numeric, TypeMapping::decimalReader)
                    .description(
                            "Decimal(p, s) up to 76 digits; without precision, or with more digits, Decimal(76, 38). Too"
                                    + " many digits before the point, NaN and ±Infinity: NULL; too many behind it: rounded"
                                    + " half up; each with the exact text rescued"),
            rule("numeric(p, s), money, as the connector sends them by default", "bytes")
                    .named(CONNECT + "Decimal")
                    .to(TypeMapping::numeric, TypeMapping::unscaledReader)
                    .description("as above"),
            rule("numeric, as the connector sends it by default", "struct")
                    .named(DATA + "VariableScaleDecimal")
                    .to(
                            new Decimal(MAX_DECIMAL, UNBOUND_SCALE),
                            NumberReaders.variableScale(MAX_DECIMAL, UNBOUND_SCALE))
                    .description("as above"),
            rule("money", "string")
                    .from("money")
                    .to(new Decimal(19, 2), NumberReaders.decimal(19, 2))
                    .description("for the default `lc_monetary` with two digits of fraction"),
            rule("bytea, sent as base64", "string")
                    .from("bytea")
                    .to(Simple.STRING, TextReaders.BASE64)
                    .description("the raw bytes"),
            rule("uuid", "string").named(DATA + "Uuid").to(Simple.UUID, TextReaders.UUID_TEXT),
            rule("timestamptz", "string")
                    .named(TIME + "ZonedTimestamp")
                    .to(new DateTime64(6, "UTC"), TimeReaders.ZONED_TIMESTAMP)
                    .description(RANGE),
            rule("timetz", "string")
                    .named(TIME + "ZonedTime")
                    .description("ISO 8601 in UTC (`12:05:00Z`): the stream no longer has the original offset"),
            rule("interval", "string").named(TIME + "Interval").description("ISO 8601 (`P1Y2M3DT4H5M6.5S`)"),
            rule("enum types", "string")
                    .named(DATA + "Enum", DATA + "EnumSet")
                    .to(new LowCardinality(Simple.STRING), TextReaders.TEXT),
            rule("json, jsonb", "string")
                    .named(DATA + "Json")
                    .description("exactly the text that Postgres writes, well compressed; `JSON` by choice, [see"
                            + " below](#json)"),
            rule("bit(n), varbit", "bytes")
                    .named(DATA + "Bits")
                    .to(
                            type -> Simple.STRING,
                            type -> TextReaders.bits(type.name().equals("bit") ? type.length() : -1))
                    .description("zeros and ones; a varbit without its leading zeros, which the stream does not carry"),
            rule("bytea; multiranges, pg_lsn and other types that Debezium does not know", "bytes")
                    .to(Simple.STRING, TextReaders.BASE64)
                    .description("the raw bytes; for the other types these are Postgres's text"),
            rule("text, varchar, char, citext, name, xml, inet, cidr, macaddr, tsvector, ranges, ltree", "string")
                    .description("as it came; so does every other type that travels as text"),
            rule("point, geometry and other structures", "struct", "map")
                    .to(Simple.STRING, TextReaders.STRUCTURE)
                    .description("JSON text"));

    private static final TypeMapping DEFAULTS = new TypeMapping(ColumnTypes.none());

    private final ColumnTypes chosen;

    private TypeMapping(ColumnTypes chosen) {
        this.chosen = chosen;
    }

    /** The mapping without any override. */
    public static TypeMapping defaults() {
        return DEFAULTS;
    }

    /** The mapping with the overrides of single columns. */
    public static TypeMapping with(ColumnTypes chosen) {
        return new TypeMapping(chosen);
    }

    /** The type of a column's storage: that of {@link #map} or its override. A key column keeps its own. */
    public WarehouseType stored(TableId table, Column column, boolean inKey) {
        WarehouseType mapped = map(column, inKey).type();
        return inKey ? mapped : chosen.chosen(table, column, mapped).orElse(mapped);
    }

    /** Whether there is an override for a column or for its type. */
    public boolean isChosen(TableId table, Column column) {
        return chosen.chosen(table, column, map(column, false).type()).isPresent();
    }

    /** Why a column's override cannot be applied, in a full sentence; empty if it can, or there is none. */
    public Optional<String> objection(TableId table, Column column, boolean inKey) {
        return inKey
                ? Optional.empty()
                : chosen.objection(table, column, map(column, false).type());
    }

    /**
     * How a column lands.
     *
     * @param inKey whether the column is part of the row's identity: ClickHouse's sorting keys take no Nullable
     * @throws UnknownTypeException if no rule matches the wire type
     */
    public ColumnMapping map(Column column, boolean inKey) {
        SourceType type = column.type();
        boolean nullable = column.nullable() && !inKey;
        if (TextRules.covers(type)) {
            return TextRules.map(type, nullable, inKey);
        }
        SourceType element = type.element();
        if (element != null && type.wireType().equals("array")) {
            return array(element, nullable);
        }
        TypeRule rule = ruleFor(type);
        return mapping(rule.warehouse().apply(type), rule.reader().apply(type), nullable);
    }

    /**
     * Postgres states neither how deep an array is nor whether its elements can be NULL: an element is always Nullable. An
     * array of structures lands as JSON text.
     */
    private static ColumnMapping array(SourceType element, boolean nullable) {
        if (STRUCTURES.contains(element.wireType())) {
            return mapping(Simple.STRING, TextReaders.STRUCTURE, nullable);
        }
        TypeRule rule = ruleFor(element);
        Array type = new Array(nullable(rule.warehouse().apply(element)));
        return new ColumnMapping(type, rule.reader().apply(element));
    }

    private static ColumnMapping mapping(WarehouseType type, ValueReader reader, boolean nullable) {
        return new ColumnMapping(nullable ? nullable(type) : type, reader);
    }

    /**
     * The rules for the reference page: Postgres types, ClickHouse type, form in which values travel, description, all in
     * Markdown.
     */
    public static List<List<String>> reference() {
        List<List<String>> rows = new ArrayList<>();
        RULES.forEach(rule -> rows.add(reference(rule)));
        rows.add(List.of("**as text**", "", "", ""));
        TextRules.RULES.forEach(rule -> rows.add(reference(rule)));
        return rows;
    }

    private static List<String> reference(TypeRule rule) {
        String warehouse = rule.sourceNames().contains("numeric")
                ? "Decimal(p, s)"
                : rule.warehouse().apply(new SourceType("", -1, -1, "", "")).sql();
        String names = rule.wireNames().isEmpty() ? "" : " " + String.join(", ", rule.wireNames());
        return List.of(
                rule.postgres(),
                "`" + warehouse + "`",
                String.join(", ", rule.wireTypes()) + names,
                rule.description());
    }

    private static TypeRule ruleFor(SourceType type) {
        for (TypeRule rule : RULES) {
            if (rule.fits(type)) {
                return rule;
            }
        }
        throw new UnknownTypeException(type.wireType());
    }

    /**
     * The type that also holds NULL; the same where it already does, or where ClickHouse has no such type: Nullable(Array)
     * and Nullable(Map) do not exist, LowCardinality(Nullable) stands for Nullable(LowCardinality).
     */
    public static WarehouseType nullable(WarehouseType type) {
        if (type instanceof Nullable || type instanceof Array || type instanceof MapOf || type instanceof Other) {
            return type;
        }
        if (type instanceof LowCardinality inner) {
            return inner.of() instanceof Nullable ? type : new LowCardinality(new Nullable(inner.of()));
        }
        return new Nullable(type);
    }

    static ValueReader decimalReader(SourceType type) {
        Decimal decimal = numeric(type);
        return NumberReaders.decimal(decimal.precision(), decimal.scale());
    }

    static ValueReader unscaledReader(SourceType type) {
        Decimal decimal = numeric(type);
        return NumberReaders.unscaled(decimal.precision(), decimal.scale(), signed(type.scale()));
    }

    /** A negative scale arrives as the 11 bits of Postgres's type modifier: 2046 is -2. */
    private static int signed(int scale) {
        return scale > 1024 && scale < 2048 ? scale - 2048 : scale;
    }

    static Decimal numeric(SourceType type) {
        int precision = type.length();
        int scale = signed(type.scale());
        Decimal unbound = new Decimal(MAX_DECIMAL, UNBOUND_SCALE);
        if (precision < 1 || precision > MAX_NUMERIC_PRECISION || Math.abs(scale) > MAX_NUMERIC_PRECISION) {
            return unbound;
        }
        // numeric(2,5) holds 0.00012, numeric(2,-3) holds 12000 (Postgres 15 and later).
        int digits = scale < 0 ? precision - scale : Math.max(precision, scale);
        return digits <= MAX_DECIMAL ? new Decimal(digits, Math.max(0, scale)) : unbound;
    }
}
