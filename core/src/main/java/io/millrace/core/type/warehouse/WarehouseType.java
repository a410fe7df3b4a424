package io.millrace.core.type.warehouse;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A ClickHouse type used by Millrace, and the Java class in which {@link io.millrace.core.event.RowImage} holds its
 * values.
 */
public sealed interface WarehouseType {

    /** The type as ClickHouse writes it in DDL and in {@code system.columns}. */
    String sql();

    /** Types without parameters. */
    enum Simple implements WarehouseType {
        /** {@link Boolean}. */
        BOOL("Bool"),
        /** {@link Long} within the range. */
        INT16("Int16"),
        /** {@link Long} within the range. */
        INT32("Int32"),
        /** {@link Long}. */
        INT64("Int64"),
        /** {@link Long} within 0 … 2^32-1. */
        UINT32("UInt32"),
        /** {@link Long}, its bits taken as unsigned. */
        UINT64("UInt64"),
        /** {@link Double}, stored with the precision of a float. */
        FLOAT32("Float32"),
        /** {@link Double}. */
        FLOAT64("Float64"),
        /** {@link String}, or {@code byte[]} for raw bytes. */
        STRING("String"),
        /** {@link java.util.UUID}. */
        UUID("UUID"),
        /** {@link Long}: days since 1970-01-01, within 1900-01-01 … 2299-12-31. */
        DATE32("Date32"),
        /** {@link String} of JSON text. */
        JSON("JSON");

        private final String sql;

        Simple(String sql) {
            this.sql = sql;
        }

        @Override
        public String sql() {
            return sql;
        }
    }

    /** {@link java.math.BigDecimal} of exactly this scale, at most 76 digits. */
    record Decimal(int precision, int scale) implements WarehouseType {
        @Override
        public String sql() {
            return "Decimal(" + precision + ", " + scale + ")";
        }
    }

    /**
     * {@link Long}: ticks since the epoch at the given precision (6: microseconds).
     *
     * @param zone the time zone shown, empty for none
     */
    record DateTime64(int precision, String zone) implements WarehouseType {
        @Override
        public String sql() {
            return zone.isEmpty() ? "DateTime64(" + precision + ")" : "DateTime64(" + precision + ", '" + zone + "')";
        }
    }

    /** As the type inside, or null. */
    record Nullable(WarehouseType of) implements WarehouseType {
        public Nullable {
            requireNonNull(of, "of is null");
        }

        @Override
        public String sql() {
            return "Nullable(" + of.sql() + ")";
        }
    }

    /** As the type inside. */
    record LowCardinality(WarehouseType of) implements WarehouseType {
        public LowCardinality {
            requireNonNull(of, "of is null");
        }

        @Override
        public String sql() {
            return "LowCardinality(" + of.sql() + ")";
        }
    }

    /** {@link List} of values of the type inside. */
    record Array(WarehouseType of) implements WarehouseType {
        public Array {
            requireNonNull(of, "of is null");
        }

        @Override
        public String sql() {
            return "Array(" + of.sql() + ")";
        }
    }

    /** {@link java.util.Map}. */
    record MapOf(WarehouseType key, WarehouseType value) implements WarehouseType {
        @Override
        public String sql() {
            return "Map(" + key.sql() + ", " + value.sql() + ")";
        }
    }

    /** A type that Millrace never creates, from a manually changed table. Values are inserted as text. */
    record Other(String sql) implements WarehouseType {}
}
