package io.millrace.core.type;

import io.millrace.core.event.Column;
import io.millrace.core.event.TableId;
import io.millrace.core.type.warehouse.WarehouseType;
import io.millrace.core.type.warehouse.WarehouseType.Array;
import io.millrace.core.type.warehouse.WarehouseType.DateTime64;
import io.millrace.core.type.warehouse.WarehouseType.Decimal;
import io.millrace.core.type.warehouse.WarehouseType.LowCardinality;
import io.millrace.core.type.warehouse.WarehouseType.MapOf;
import io.millrace.core.type.warehouse.WarehouseType.Nullable;
import io.millrace.core.type.warehouse.WarehouseType.Other;
import io.millrace.core.type.warehouse.WarehouseType.Simple;
import io.millrace.core.type.warehouse.WarehouseTypeParser;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Type overrides of single columns ({@code warehouse.columns}). Nullability stays as in the source. */
public final class ColumnTypes {
    private static final ColumnTypes NONE = new ColumnTypes(Map.of(), false);
    private static final Set<String> DOCUMENTS = Set.of("json", "jsonb");

    /** By {@code schema.table.column}. */
    private final Map<String, WarehouseType> types;

    private final boolean json;

    private ColumnTypes(Map<String, WarehouseType> types, boolean json) {
        this.types = types;
        this.json = json;
    }

    /** No choice. */
    public static ColumnTypes none() {
        return NONE;
    }

    /**
     * @param types types as ClickHouse writes them by {@code schema.table.column}
     * @param json whether json and jsonb become {@code JSON} in columns without an override
     * @throws IllegalArgumentException for a type that Millrace does not write; the message says which
     */
    public static ColumnTypes of(Map<String, String> types, boolean json) {
        Map<String, WarehouseType> parsed = new HashMap<>();
        types.forEach((column, sql) -> parsed.put(column, parse(sql)));
        return parsed.isEmpty() && !json ? NONE : new ColumnTypes(Map.copyOf(parsed), json);
    }

    /**
     * Parses a type as written in the configuration.
     *
     * @throws IllegalArgumentException for a type that Millrace does not write
     */
    public static WarehouseType parse(String sql) {
        WarehouseType type = bare(WarehouseTypeParser.parse(sql.strip()));
        boolean known = type instanceof Simple || type instanceof DateTime64 || type instanceof Decimal;
        if (!known || (type instanceof Decimal decimal && !holds(decimal))) {
            throw new IllegalArgumentException("is no type that a column can be given: `" + sql
                    + "`. Choose String, LowCardinality(String), JSON, Bool, Int16, Int32, Int64, UInt32, UInt64, Float32,"
                    + " Float64, Decimal(p, s), UUID, Date32 or DateTime64(p)");
        }
        return WarehouseTypeParser.parse(sql.strip()) instanceof LowCardinality ? new LowCardinality(type) : type;
    }

    private static boolean holds(Decimal decimal) {
        return decimal.precision() >= 1 && decimal.precision() <= 76 && decimal.scale() <= decimal.precision();
    }

    /**
     * The override for a column, empty if there is none.
     *
     * @param mapped the type by the mapping
     */
    Optional<WarehouseType> chosen(TableId table, Column column, WarehouseType mapped) {
        WarehouseType type = types.isEmpty() ? null : types.get(table.plain() + "." + column.name());
        if (type == null && json && isDocument(column) && bare(mapped) == Simple.STRING) {
            type = Simple.JSON;
        }
        if (type == null) {
            return Optional.empty();
        }
        boolean nullable = TypeMapping.nullable(mapped).equals(mapped) && !(mapped instanceof Other);
        boolean container = mapped instanceof Array || mapped instanceof MapOf;
        return Optional.of(nullable && (!container || column.nullable()) ? TypeMapping.nullable(type) : type);
    }

    private static boolean isDocument(Column column) {
        return DOCUMENTS.contains(column.type().name());
    }

    /** Why a column's override cannot be applied; empty if it can. */
    Optional<String> objection(TableId table, Column column, WarehouseType mapped) {
        return chosen(table, column, mapped)
                .filter(type -> !fits(bare(mapped), bare(type)) || (isDocument(column) && !holdsDocuments(bare(type))))
                .map(type -> "warehouse.columns gives " + table + "." + column.name() + " the type "
                        + bare(type).sql() + ", which cannot hold values of "
                        + column.type().name() + " ("
                        + bare(mapped).sql() + "). Choose another, such as String, or remove the line");
    }

    private static boolean holdsDocuments(WarehouseType type) {
        return type == Simple.STRING || type == Simple.JSON;
    }

    private static boolean fits(WarehouseType from, WarehouseType to) {
        if (to == Simple.STRING || from.equals(to)) {
            return true;
        }
        if (from instanceof Array || from instanceof MapOf || to == Simple.JSON || from == Simple.JSON) {
            return to == Simple.JSON && from == Simple.STRING;
        }
        return from == Simple.STRING || family(from) == family(to);
    }

    /** Types among which values can be converted. */
    private static int family(WarehouseType type) {
        if (type == Simple.DATE32 || type instanceof DateTime64) {
            return 1;
        }
        return type == Simple.UUID ? 2 : 3;
    }

    private static WarehouseType bare(WarehouseType type) {
        if (type instanceof Nullable inner) {
            return bare(inner.of());
        }
        return type instanceof LowCardinality inner ? bare(inner.of()) : type;
    }
}
