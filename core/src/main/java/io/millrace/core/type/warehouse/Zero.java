package io.millrace.core.type.warehouse;

import io.millrace.core.type.warehouse.WarehouseType.Simple;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The value that ClickHouse itself takes as a type's default. */
public final class Zero {
    private Zero() {}

    public static @Nullable Object of(WarehouseType type) {
        if (type instanceof WarehouseType.Nullable) {
            return null;
        } else if (type instanceof WarehouseType.LowCardinality inner) {
            return of(inner.of());
        } else if (type instanceof WarehouseType.Array) {
            return List.of();
        } else if (type instanceof WarehouseType.MapOf) {
            return Map.of();
        } else if (type instanceof WarehouseType.Decimal decimal) {
            return new BigDecimal(BigInteger.ZERO, decimal.scale());
        } else if (type instanceof WarehouseType.DateTime64) {
            return 0L;
        } else if (type instanceof Simple simple) {
            return ofSimple(simple);
        }
        return "";
    }

    private static Object ofSimple(Simple type) {
        return switch (type) {
            case BOOL -> false;
            case INT16, INT32, INT64, UINT32, UINT64, DATE32 -> 0L;
            case FLOAT32, FLOAT64 -> 0.0;
            case UUID -> new UUID(0, 0);
            case STRING -> "";
            case JSON -> "{}";
        };
    }
}
