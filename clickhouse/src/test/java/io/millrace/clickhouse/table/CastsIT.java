package io.millrace.clickhouse.table;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.ClickHouseConfig;
import io.millrace.core.type.TypeMapping;
import io.millrace.core.type.WarehouseType;
import io.millrace.core.type.WarehouseType.DateTime64;
import io.millrace.core.type.WarehouseType.Decimal;
import io.millrace.core.type.WarehouseType.Simple;
import io.millrace.testkit.ClickHouseExtension;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whatever type a column had and gets: the engine takes the expression, be the value NULL or zero after it. */
class CastsIT {
    @RegisterExtension
    static final ClickHouseExtension CLICKHOUSE = new ClickHouseExtension();

    @Test
    void everyTypeCanBecomeEveryOther() {
        List<WarehouseType> types = new ArrayList<>(List.of(Simple.values()));
        types.add(new Decimal(20, 4));
        types.add(new DateTime64(6, "UTC"));
        types.add(new WarehouseType.Array(new WarehouseType.Nullable(Simple.STRING)));
        try (ClickHouseClient client = new ClickHouseClient(ClickHouseConfig.of(CLICKHOUSE.url()))) {
            for (WarehouseType from : types) {
                for (WarehouseType to : types) {
                    for (WarehouseType wanted : List.of(to, TypeMapping.nullable(to))) {
                        String sql = "SELECT " + TableDdl.cast("v", from, wanted)
                                + " FROM (SELECT materialize(defaultValueOfTypeName('"
                                + from.sql().replace("'", "\\'")
                                + "')) AS v)";
                        if (!from.equals(to)) {
                            assertThatCode(() -> client.query(sql)).as(sql).doesNotThrowAnyException();
                        }
                    }
                }
            }
        }
    }
}
