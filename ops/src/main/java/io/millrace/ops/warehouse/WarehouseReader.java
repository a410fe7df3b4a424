package io.millrace.ops.warehouse;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.millrace.clickhouse.client.ClickHouseClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Asks the warehouse about one source; each row of the answer becomes a record whose components are named like the
 * columns. Every method throws {@link io.millrace.core.warehouse.WarehouseException} where the warehouse does not
 * answer or refuses.
 *
 * <p>Thread-safe.
 */
public final class WarehouseReader {
    /** One thread per query: the console must not take cores from the pipeline. */
    private static final String SETTINGS = " SETTINGS max_threads = 1";

    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private final ClickHouseClient client;
    private final String source;

    /** @param source the source's name, which every query has as its parameter {@code source} */
    public WarehouseReader(ClickHouseClient client, String source) {
        this.client = requireNonNull(client, "client is null");
        this.source = requireNonNull(source, "source is null");
    }

    public <T> List<T> rows(Class<T> row, String sql) {
        return rows(row, sql, Map.of());
    }

    /**
     * All rows of the answer.
     *
     * @param parameters values of the query's {@code {name:Type}}
     */
    public <T> List<T> rows(Class<T> row, String sql, Map<String, ?> parameters) {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        client.copy(sql + SETTINGS, withSource(parameters), "JSONEachRow", answer);
        try (MappingIterator<T> rows = JSON.readerFor(row).readValues(answer.toByteArray())) {
            return rows.readAll();
        } catch (IOException e) {
            throw new IllegalStateException("The warehouse's answer does not fit " + row.getSimpleName(), e);
        }
    }

    /** Writes the only value of the only row, byte for byte; nothing if there is no row. */
    public void blob(String sql, Map<String, ?> parameters, OutputStream out) {
        client.copy(sql + SETTINGS, withSource(parameters), "RawBLOB", out);
    }

    private Map<String, Object> withSource(Map<String, ?> parameters) {
        Map<String, Object> all = new HashMap<>(parameters);
        all.put("source", source);
        return all;
    }
}
