package io.millrace.core.type.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WarehouseTypeParserTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bool",
                "Int16",
                "UInt64",
                "Float32",
                "String",
                "UUID",
                "Date32",
                "JSON",
                "Decimal(76, 38)",
                "DateTime64(6)",
                "DateTime64(3, 'UTC')",
                "DateTime64(6, 'Europe/Berlin')",
                "Nullable(Decimal(12, 2))",
                "LowCardinality(Nullable(String))",
                "Array(Nullable(Int32))",
                "Array(Array(DateTime64(6, 'UTC')))",
                "Map(LowCardinality(String), String)",
                "Map(String, Map(Int32, Decimal(9, 2)))"
            })
    void readsWhatDdlWrites(String sql) {
        WarehouseType type = WarehouseTypeParser.parse(sql);

        assertThat(type).isNotInstanceOf(WarehouseType.Other.class);
        assertThat(type.sql()).isEqualTo(sql);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Enum8('a' = 1, 'b)' = 2)", "FixedString(3)", "Tuple(a Int8, b String)", "Int8", "DateTime", ""})
    void keepsWhatItDoesNotKnowAsItIs(String sql) {
        assertThat(WarehouseTypeParser.parse(sql)).isEqualTo(new WarehouseType.Other(sql));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Nullable(IPv4)", "Array(Enum8('a' = 1))"})
    void keepsTheWrapperOfWhatItDoesNotKnow(String sql) {
        assertThat(WarehouseTypeParser.parse(sql).sql()).isEqualTo(sql);
    }
}
