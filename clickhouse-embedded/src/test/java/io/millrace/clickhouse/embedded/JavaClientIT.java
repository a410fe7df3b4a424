package io.millrace.clickhouse.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.ServerException;
import com.clickhouse.client.api.data_formats.ClickHouseBinaryFormatReader;
import com.clickhouse.client.api.insert.InsertResponse;
import com.clickhouse.client.api.insert.InsertSettings;
import com.clickhouse.client.api.metadata.TableSchema;
import com.clickhouse.client.api.query.GenericRecord;
import com.clickhouse.client.api.query.QueryResponse;
import com.clickhouse.client.api.query.QuerySettings;
import com.clickhouse.data.ClickHouseFormat;
import io.millrace.testkit.ClickHouseExtension;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The official Java client, unchanged, against the embedded server. */
class JavaClientIT {
    @RegisterExtension
    static final ClickHouseExtension clickhouse = new ClickHouseExtension();

    private static Client.Builder builder() {
        return new Client.Builder()
                .addEndpoint(clickhouse.endpoint())
                .setUsername(clickhouse.user())
                .setPassword(clickhouse.password());
    }

    @ParameterizedTest
    @CsvSource({"false,false", "true,false", "true,true"})
    void insertsRowBinaryInEachWayOfCompressing(boolean compress, boolean http) throws Exception {
        try (Client client = builder()
                .compressClientRequest(compress)
                .compressServerResponse(compress)
                .useHttpCompression(http)
                .build()) {
            String table = "java_insert_" + compress + "_" + http;
            client.execute("CREATE TABLE " + table + " (id UInt64, name String) ENGINE = MergeTree ORDER BY id")
                    .get()
                    .close();

            try (InsertResponse response = client.insert(
                            table,
                            new ByteArrayInputStream(rows(100_000)),
                            ClickHouseFormat.RowBinary,
                            new InsertSettings())
                    .get()) {
                assertThat(response.getWrittenRows()).isEqualTo(100_000);
            }

            List<GenericRecord> sums =
                    client.queryAll("SELECT count() AS c, sum(id) AS s, uniqExact(name) AS u FROM " + table);
            assertThat(sums.get(0).getLong("c")).isEqualTo(100_000);
            assertThat(sums.get(0).getLong("s")).isEqualTo(4_999_950_000L);
            assertThat(sums.get(0).getLong("u")).isEqualTo(100_000);
        }
    }

    @ParameterizedTest
    @CsvSource({"false,false", "true,false", "true,true"})
    void streamsAMillionRowsWithOneHeader(boolean compress, boolean http) throws Exception {
        try (Client client = builder()
                        .compressServerResponse(compress)
                        .useHttpCompression(http)
                        .build();
                QueryResponse response = client.query("SELECT number, toString(number) AS text FROM numbers(1000000)")
                        .get();
                ClickHouseBinaryFormatReader reader = client.newBinaryFormatReader(response)) {
            long expected = 0;
            while (reader.hasNext()) {
                reader.next();
                assertThat(reader.getLong("number")).isEqualTo(expected);
                expected++;
            }
            assertThat(expected).isEqualTo(1_000_000);
        }
    }

    @Test
    void errorsArriveWithTheirCodes() {
        try (Client client = builder().build()) {
            assertCode(client, "SELECT * FROM no_such_table", 60);
            assertCode(client, "SELEC 1", 62);
            assertCode(client, "SELECT no_such_column FROM system.one", 47);
            assertCode(client, "SELECT throwIf(number = 5) FROM numbers(10)", 395);
            assertCode(client, "SELECT intDiv(1, 0)", 153);
        }
    }

    @Test
    void aRowThatCannotBeReadFailsTheInsertAndNotTheNextOne() throws Exception {
        try (Client client = builder().build()) {
            client.execute("CREATE TABLE java_bad_row (id UInt8) ENGINE = MergeTree ORDER BY id")
                    .get()
                    .close();
            assertThatThrownBy(() -> insertCsv(client, "java_bad_row", "1\nnot a number\n"))
                    .satisfies(e -> assertThat(serverException(e).getCode()).isEqualTo(117));
            insertCsv(client, "java_bad_row", "7\n");

            assertThat(client.queryAll("SELECT id FROM java_bad_row").get(0).getLong("id"))
                    .isEqualTo(7);
        }
    }

    @Test
    void bindsNamedParameters() {
        try (Client client = builder().build()) {
            List<GenericRecord> records = client.queryAll(
                    "SELECT {number:UInt32} + 1 AS n, {text:String} AS t",
                    Map.of("number", 41, "text", "it's \\ \"quoted\" ä"));

            assertThat(records.get(0).getLong("n")).isEqualTo(42);
            assertThat(records.get(0).getString("t")).isEqualTo("it's \\ \"quoted\" ä");
        }
    }

    @Test
    void looksUpTheSchemaOfATable() throws Exception {
        try (Client client = builder().build()) {
            client.execute("CREATE TABLE java_schema (id UInt64, price Decimal(10, 2), at DateTime64(6, 'UTC'),"
                            + " note Nullable(String)) ENGINE = MergeTree ORDER BY id")
                    .get()
                    .close();
            TableSchema schema = client.getTableSchema("java_schema");

            assertThat(schema.getColumns())
                    .extracting(column -> column.getColumnName() + " " + column.getOriginalTypeName())
                    .containsExactly(
                            "id UInt64", "price Decimal(10, 2)", "at DateTime64(6, 'UTC')", "note Nullable(String)");
        }
    }

    @Test
    void settingsAndDatabaseHoldForOneRequestOnly() throws Exception {
        try (Client client = builder().build();
                Client other = builder().setDefaultDatabase("system").build()) {
            QuerySettings settings = new QuerySettings().serverSetting("max_block_size", "123");
            String sql = "SELECT getSetting('max_block_size') AS s, currentDatabase() AS d";

            assertThat(client.queryAll(sql, settings).get(0).getLong("s")).isEqualTo(123);
            assertThat(other.queryAll(sql).get(0).getString("d")).isEqualTo("system");
            assertThat(client.queryAll(sql).get(0).getLong("s")).isNotEqualTo(123);
            assertThat(client.queryAll(sql).get(0).getString("d")).isEqualTo("default");
        }
    }

    @Test
    void refusesAWrongPasswordAndAnUnknownUser() {
        try (Client client = builder().setPassword("wrong").build()) {
            assertCode(client, "SELECT 1", 516);
        }
        try (Client client = builder().setUsername("nobody").build()) {
            assertCode(client, "SELECT 1", 516);
        }
    }

    private static void insertCsv(Client client, String table, String csv) throws Exception {
        client.insert(table, new ByteArrayInputStream(csv.getBytes(StandardCharsets.UTF_8)), ClickHouseFormat.CSV)
                .get()
                .close();
    }

    private static void assertCode(Client client, String sql, int code) {
        assertThatThrownBy(() -> client.query(sql).get().close())
                .as(sql)
                .satisfies(e -> assertThat(serverException(e).getCode()).isEqualTo(code));
    }

    private static ServerException serverException(Throwable error) {
        Throwable cause = error;
        while (!(cause instanceof ServerException)) {
            assertThat(cause.getCause()).as("no ServerException in %s", error).isNotNull();
            cause = cause.getCause();
        }
        return (ServerException) cause;
    }

    private static byte[] rows(int count) throws IOException {
        ByteArrayOutputStream rows = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            byte[] name = ("name " + i).getBytes(StandardCharsets.UTF_8);
            rows.write(ByteBuffer.allocate(9)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(i)
                    .put((byte) name.length)
                    .array());
            rows.write(name);
        }
        return rows.toByteArray();
    }
}
