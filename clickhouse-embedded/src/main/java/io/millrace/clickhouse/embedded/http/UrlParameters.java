package io.millrace.clickhouse.embedded.http;

import io.millrace.clickhouse.embedded.engine.EngineException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The query string of a request's URL. */
final class UrlParameters {
    /** Parameters that are for the HTTP interface; any other one is a setting. */
    static final Set<String> STEERING = Set.of(
            "query",
            "user",
            "password",
            "database",
            "default_format",
            "query_id",
            "compress",
            "decompress",
            "session_id",
            "session_timeout",
            "session_check",
            "close_session",
            "quota_key",
            "role",
            "stacktrace",
            "buffer_size",
            "wait_end_of_query",
            "client_protocol_version");

    /** Settings that only the HTTP interface of a server reads; here they change nothing or are handled. */
    static final Set<String> HTTP_SETTINGS = Set.of(
            "enable_http_compression",
            "send_progress_in_http_headers",
            "http_headers_progress_interval_ms",
            "http_response_buffer_size",
            "http_wait_end_of_query",
            "http_zlib_compression_level",
            "http_native_compression_disable_checksumming_on_decompress",
            "http_write_exception_in_output_format",
            "add_http_cors_header",
            "cancel_http_readonly_queries_on_client_close",
            "log_queries",
            "log_comment");

    private static final Pattern SETTING = Pattern.compile("[A-Za-z_][A-Za-z0-9_.]*");

    private UrlParameters() {}

    /** Decodes a raw query string; of a parameter that comes twice, the last value counts. */
    static Map<String, String> parse(@Nullable String rawQuery) throws EngineException {
        Map<String, String> parameters = new LinkedHashMap<>();
        if (rawQuery == null || rawQuery.isEmpty()) {
            return parameters;
        }
        try {
            for (String pair : rawQuery.split("&", -1)) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                if (!name.isEmpty()) {
                    parameters.put(
                            URLDecoder.decode(name, StandardCharsets.UTF_8),
                            URLDecoder.decode(value, StandardCharsets.UTF_8));
                }
            }
        } catch (IllegalArgumentException e) {
            throw EngineException.of(36, "BAD_ARGUMENTS", "The URL has a bad percent sequence");
        }
        return parameters;
    }

    /** A name fit to stand in a SET statement. */
    static String settingName(String name) throws EngineException {
        if (!SETTING.matcher(name).matches()) {
            throw EngineException.of(115, "UNKNOWN_SETTING", "Unknown setting '" + name + "'");
        }
        return name;
    }
}
