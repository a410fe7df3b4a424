package io.millrace.clickhouse.embedded.http;

import com.sun.net.httpserver.HttpExchange;
import io.millrace.clickhouse.embedded.codec.BlockInputStream;
import io.millrace.clickhouse.embedded.codec.ContentCoding;
import io.millrace.clickhouse.embedded.engine.EngineException;
import io.millrace.clickhouse.embedded.engine.EngineSession;
import io.millrace.clickhouse.embedded.memory.ByteBudget;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * A request by ClickHouse's rules: URL parameters that steer the interface, {@code param_*} for placeholders, and all
 * others settings of the engine.
 *
 * @param query the SQL of the URL; the body follows it
 * @param readOnly whether it may only read: as in ClickHouse, any GET, or by a setting
 * @param compress whether the answer is to be in ClickHouse's compressed blocks
 * @param whole whether the answer waits until the whole result is there
 * @param acceptCoding the content coding to answer with
 */
record Request(
        String query,
        String queryId,
        EngineSession session,
        Map<String, String> parameters,
        String defaultFormat,
        boolean readOnly,
        boolean compress,
        boolean whole,
        Optional<ContentCoding> acceptCoding,
        InputStream body) {
    private static final String PARAMETER_PREFIX = "param_";
    private static final String DEFAULT_FORMAT = "TabSeparated";

    /**
     * @param reader whether who asks may only read, however it asks
     * @param memory what is held to unpack its body
     */
    static Request of(HttpExchange exchange, String defaultQueryId, boolean reader, ByteBudget.Claim memory)
            throws EngineException, IOException {
        UnaryOperator<String> header = name ->
                Optional.ofNullable(exchange.getRequestHeaders().getFirst(name)).orElse("");
        Map<String, String> url = UrlParameters.parse(exchange.getRequestURI().getRawQuery());
        if (url.containsKey("session_id")) {
            throw unsupported("session_id", "sessions; send settings and database with each request");
        }
        if (url.containsKey("role")) {
            throw unsupported("role", "roles");
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        Map<String, String> settings = new LinkedHashMap<>();
        for (Map.Entry<String, String> entry : url.entrySet()) {
            String name = entry.getKey();
            if (name.startsWith(PARAMETER_PREFIX)) {
                parameters.put(name.substring(PARAMETER_PREFIX.length()), entry.getValue());
            } else if (!UrlParameters.STEERING.contains(name)) {
                settings.put(UrlParameters.settingName(name), entry.getValue());
            }
        }
        boolean readOnlySetting = !settings.getOrDefault("readonly", "0").equals("0");
        settings.remove("readonly");
        boolean compressible = isTrue(settings.getOrDefault("enable_http_compression", "0"));
        settings.keySet().removeAll(UrlParameters.HTTP_SETTINGS);
        return new Request(
                url.getOrDefault("query", ""),
                first(url.getOrDefault("query_id", ""), defaultQueryId),
                new EngineSession(
                        first(
                                url.getOrDefault("database", ""),
                                header.apply("X-ClickHouse-Database"),
                                EngineSession.DEFAULT_DATABASE),
                        settings),
                parameters,
                first(url.getOrDefault("default_format", ""), header.apply("X-ClickHouse-Format"), DEFAULT_FORMAT),
                reader || readOnlySetting || !exchange.getRequestMethod().equals("POST"),
                isTrue(url.getOrDefault("compress", "0")),
                isTrue(url.getOrDefault("wait_end_of_query", "0")),
                compressible ? ContentCoding.ofAcceptEncoding(header.apply("Accept-Encoding")) : Optional.empty(),
                body(exchange, header.apply("Content-Encoding"), isTrue(url.getOrDefault("decompress", "0")), memory));
    }

    private static InputStream body(
            HttpExchange exchange, String contentEncoding, boolean decompress, ByteBudget.Claim memory)
            throws IOException {
        InputStream body = exchange.getRequestBody();
        Optional<ContentCoding> coding = ContentCoding.ofContentEncoding(contentEncoding);
        if (coding.isPresent()) {
            memory.take(coding.get().heapBytes());
            body = new LazyInputStream(body, coding.get()::decode);
        }
        return decompress ? new BlockInputStream(body, memory) : body;
    }

    static String newQueryId() {
        return UUID.randomUUID().toString();
    }

    private static String first(String... candidates) {
        for (String candidate : candidates) {
            if (!candidate.isEmpty()) {
                return candidate;
            }
        }
        return "";
    }

    private static boolean isTrue(String value) {
        return value.equals("1") || value.equalsIgnoreCase("true");
    }

    private static EngineException unsupported(String parameter, String what) {
        return EngineException.of(
                48,
                "NOT_IMPLEMENTED",
                "The embedded ClickHouse has no " + what + ", so " + parameter + " cannot be used");
    }
}
