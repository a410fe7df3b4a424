package io.millrace.core.verify;

import io.millrace.core.event.Column;
import io.millrace.core.event.SourceType;
import io.millrace.core.type.TypeMapping;
import io.millrace.core.type.warehouse.WarehouseType;
import io.millrace.core.type.warehouse.WarehouseType.DateTime64;
import io.millrace.core.type.warehouse.WarehouseType.Decimal;
import io.millrace.core.type.warehouse.WarehouseType.Simple;
import java.util.Optional;
import java.util.Set;

/**
 * A text that both Postgres and ClickHouse can compute from a value in SQL, the same for equal values. What has no such
 * text (JSON, arrays, intervals …) is fetched and compared by {@link CellText}. Texts of different values are never
 * equal; texts of equal values may differ in rare cases (a rescued value that two sessions write differently), as rows
 * whose texts differ are examined before they are reported.
 *
 * <p>Postgres must be asked with {@code TimeZone = 'UTC'}, {@code DateStyle = 'ISO'} and {@code extra_float_digits =
 * 1}. A text never holds {@code |} or {@code ~} unless the value is a rescued value.
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

    /** Types that land as text other than Postgres's, or that sessions may write differently. */
    private static final Set<String> OTHER_TEXT = Set.of("interval", "money", "json", "jsonb", "hstore", "bytea");

    private static final Set<String> WHOLE_TYPES = Set.of("int2", "int4", "int8");
    private static final Set<WarehouseType> SIGNED = Set.of(Simple.INT16, Simple.INT32, Simple.INT64);

    private final String postgres;
    private final String clickHouse;

    CanonicalText(String postgres, String clickHouse) {
        this.postgres = postgres;
        this.clickHouse = clickHouse;
    }

    /** @param column quoted, for SQL. NULL if it is NULL */
    public String postgres(String column) {
        return postgres.formatted(column);
    }

    /** @param column quoted, for SQL; not NULL */
    public String clickHouse(String column) {
        return clickHouse.formatted(column);
    }

    /** Whether a value can be outside the warehouse type's range, so that its text may be rescued. */
    public boolean mayBeRescued() {
        return this == DATE || this == TIMESTAMP || this == TIMESTAMPTZ || this == DECIMAL;
    }

    /**
     * The text for a column, empty if there is none.
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
            // A jsonb key is not ordered by its text.
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
