package io.millrace.clickhouse.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.ClickHouseConfig;
import io.millrace.core.type.TypeMapping;
import io.millrace.core.type.warehouse.WarehouseType;
import io.millrace.core.type.warehouse.WarehouseType.DateTime64;
import io.millrace.core.type.warehouse.WarehouseType.Decimal;
import io.millrace.core.type.warehouse.WarehouseType.Simple;
import io.millrace.core.warehouse.WarehouseException;
import io.millrace.testkit.ClickHouseExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
        List<String> refused = new ArrayList<>();
        try (ClickHouseClient client = new ClickHouseClient(ClickHouseConfig.of(CLICKHOUSE.url()))) {
            for (WarehouseType from : types) {
                for (WarehouseType to : types) {
                    for (WarehouseType wanted : List.of(to, TypeMapping.nullable(to))) {
                        String sql = "SELECT " + TableDdl.cast("v", from, wanted)
                                + " FROM (SELECT materialize(defaultValueOfTypeName('"
                                + from.sql().replace("'", "\\'")
                                + "')) AS v)";
                        if (!from.equals(to)) {
                            refusal(client, sql).ifPresent(refused::add);
                        }
                    }
                }
            }
        }
        assertThat(refused).isEmpty();
    }

    private static Optional<String> refusal(ClickHouseClient client, String sql) {
        try {
            client.query(sql);
            return Optional.empty();
        } catch (WarehouseException e) {
            return Optional.of(sql + ": " + e.getMessage());
        }
    }
}
