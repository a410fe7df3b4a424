package io.millrace.core.verify;

import io.millrace.core.event.Column;
import io.millrace.core.event.SourceType;
import io.millrace.core.type.TypeMapping;
import io.millrace.core.type.WarehouseType;
import io.millrace.core.type.WarehouseType.DateTime64;
import io.millrace.core.type.WarehouseType.Decimal;
import io.millrace.core.type.WarehouseType.Simple;
import java.util.Optional;
import java.util.Set;

/**
 * A text that Postgres and ClickHouse both make of a value in SQL, the same for equal values. What has no such text (JSON,
 * arrays, intervals …) is fetched and compared by {@link CellText}. Texts of different values may be equal in no case; texts of
 * equal values may differ in rare ones (a misfit that two sessions write differently), for rows whose texts differ are looked
 * at closely before anybody is told.
 *
 * <p>Postgres must be asked with {@code TimeZone = 'UTC'}, {@code DateStyle = 'ISO'} and {@code extra_float_digits = 1}. A text
 * never holds {@code |} or {@code ~} unless the value is a misfit.
 */
public enum CanonicalText {
    WHOLE("%s::text", "toString(%s)"),
    TRUTH("%s::text", "toString(%s)"),
    /**
     * {@code concat} writes what the type's output function does; a cast drops the blanks at the end of a char(n). In a database
     * that is not in UTF-8 the sums of equal texts differ, and rows are compared one by one.
     */
    TEXT("md5(concat(%s))", "lower(hex(MD5(toString(%s))))"),
    BYTES("md5(%s)", "lower(hex(MD5(%s)))"),
    UUID("%s::text", "toString(%s)"),
    DATE("%s::text", "toString(%s)"),
    /** ClickHouse writes all six digits of the fraction, Postgres only those that count. */
    TIMESTAMP("%s::text", "replaceRegexpOne(toString(%s), '\\\\.?0+$', '')"),
    TIMESTAMPTZ("%s::text", "concat(replaceRegexpOne(toString(%s), '\\\\.?0+$', ''), '+00')"),
    DECIMAL("trim_scale(%s)::text", "toString(%s)"),
    REAL("encode(float4send(%s), 'hex')", "lower(leftPad(hex(reinterpretAsUInt32(%s)), 8, '0'))"),
    DOUBLE("encode(float8send(%s), 'hex')", "lower(leftPad(hex(reinterpretAsUInt64(%s)), 16, '0'))");

    /** Types that land as text that is not Postgres's own, or that no session can be made to write alike. */
    private static final Set<String> OTHER_TEXT = Set.of("interval", "money", "json", "jsonb", "hstore", "bytea");

    private static final Set<String> WHOLE_TYPES = Set.of("int2", "int4", "int8");
    private static final Set<WarehouseType> SIGNED = Set.of(Simple.INT16, Simple.INT32, Simple.INT64);

    private final String postgres;
    private final String clickHouse;

    CanonicalText(String postgres, String clickHouse) {
        this.postgres = postgres;
        this.clickHouse = clickHouse;
    }

    /** @param column as it stands in SQL: quoted. NULL where it is NULL */
    public String postgres(String column) {
        return postgres.formatted(column);
    }

    /** @param column as it stands in SQL: quoted, not NULL */
    public String clickHouse(String column) {
        return clickHouse.formatted(column);
    }

    /** Whether a value can lie outside of what the warehouse's type holds, its exact text being among the misfits then. */
    public boolean mayMisfit() {
        return this == DATE || this == TIMESTAMP || this == TIMESTAMPTZ || this == DECIMAL;
    }

    /**
     * The text for a column, empty where there is none.
     *
     * @param inKey whether it is part of the key
     * @param stored the type of its column in storage
     */
    static Optional<CanonicalText> of(Column column, boolean inKey, WarehouseType stored) {
        SourceType source = column.type();
        WarehouseType type = bare(stored);
        if (source.element() != null || !source.fields().isEmpty()) {
            return Optional.empty();
        }
        String name = source.name();
        if (type == Simple.STRING) {
            boolean text = bare(TypeMapping.defaults().map(column, inKey).type()) == Simple.STRING;
            // As a key, jsonb is not ordered by its text.
            boolean document = name.equals("json") || (name.equals("jsonb") && !inKey);
            return name.equals("bytea")
                    ? Optional.of(BYTES)
                    : text && (document || !OTHER_TEXT.contains(name)) ? Optional.of(TEXT) : Optional.empty();
        }
        if (WHOLE_TYPES.contains(name)) {
            return SIGNED.contains(type) ? Optional.of(WHOLE) : Optional.empty();
        }
        return switch (name) {
            case "oid" -> when(type == Simple.UINT32, WHOLE);
            case "bool" -> when(type == Simple.BOOL, TRUTH);
            case "uuid" -> when(type == Simple.UUID, UUID);
            case "date" -> when(type == Simple.DATE32, DATE);
            case "timestamp" -> when(type instanceof DateTime64 time && time.precision() == 6, TIMESTAMP);
            case "timestamptz" -> when(type instanceof DateTime64 time && time.precision() == 6, TIMESTAMPTZ);
            case "numeric" -> when(type instanceof Decimal, DECIMAL);
            case "float4" -> when(type == Simple.FLOAT32, REAL);
            case "float8" -> when(type == Simple.FLOAT64, DOUBLE);
            default -> Optional.empty();
        };
    }

    private static Optional<CanonicalText> when(boolean condition, CanonicalText text) {
        return condition ? Optional.of(text) : Optional.empty();
    }

    static WarehouseType bare(WarehouseType type) {
        if (type instanceof WarehouseType.Nullable inner) {
            return bare(inner.of());
        }
        return type instanceof WarehouseType.LowCardinality inner ? bare(inner.of()) : type;
    }
}
