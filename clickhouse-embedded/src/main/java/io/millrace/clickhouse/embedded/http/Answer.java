package io.millrace.clickhouse.embedded.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import io.millrace.clickhouse.embedded.codec.BlockOutputStream;
import io.millrace.clickhouse.embedded.codec.ContentCoding;
import io.millrace.clickhouse.embedded.engine.Counts;
import io.millrace.clickhouse.embedded.engine.EngineException;
import io.millrace.clickhouse.embedded.engine.ResultChunk;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** The answer to one request, with the headers that ClickHouse's clients look for. */
final class Answer {
    /** A packed result up to this size is sent with its length instead of in HTTP chunks. */
    private static final int PACK_IN_MEMORY = 256 * 1024;

    private static final int BUFFER = 64 * 1024;
    /** Read but not used, so that a client that is still sending gets to read why its request failed. */
    private static final long DRAIN_BYTES = 64L << 20;

    private final HttpExchange exchange;
    private final String version;
    private boolean begun;
    private boolean compress;
    private Optional<ContentCoding> coding = Optional.empty();

    Answer(HttpExchange exchange, String version, String timezone, String queryId) {
        this.exchange = exchange;
        this.version = version;
        Headers headers = exchange.getResponseHeaders();
        headers.set("X-ClickHouse-Server-Display-Name", "millrace-embedded");
        headers.set("X-ClickHouse-Timezone", timezone);
        headers.set("X-ClickHouse-Query-Id", queryId);
        headers.set("Keep-Alive", "timeout=" + HttpFront.KEEP_ALIVE.toSeconds());
    }

    /** Takes over how the request wants its answer; errors before that go out plain. */
    void as(Request request) {
        compress = request.compress();
        coding = request.acceptCoding();
        exchange.getResponseHeaders().set("X-ClickHouse-Query-Id", request.queryId());
    }

    boolean hasBegun() {
        return begun;
    }

    void empty(Counts counts) throws IOException {
        head("TabSeparated", counts);
        begin(HttpStatus.OK, -1);
        exchange.close();
    }

    /** Sends a result that is all there. */
    void whole(String format, ResultChunk result) throws IOException {
        head(format, result.counts());
        if (isPacked() && result.length() <= PACK_IN_MEMORY) {
            ByteArrayOutputStream packed = new ByteArrayOutputStream(BUFFER);
            try (OutputStream packing = pack(packed)) {
                result.copyTo(packing, 0);
            }
            begin(HttpStatus.OK, packed.size() == 0 ? -1 : packed.size());
            exchange.getResponseBody().write(packed.toByteArray());
        } else if (isPacked()) {
            try (OutputStream body = streamed()) {
                result.copyTo(body, 0);
            }
        } else {
            begin(HttpStatus.OK, result.length() == 0 ? -1 : result.length());
            result.copyTo(exchange.getResponseBody(), 0);
        }
        exchange.close();
    }

    /** Begins an answer of unknown length; its end is marked by closing the stream, a failure by not closing it. */
    OutputStream stream(String format, Counts soFar) throws IOException {
        head(format, soFar);
        return streamed();
    }

    private OutputStream streamed() throws IOException {
        begin(HttpStatus.OK, 0);
        return pack(new BufferedOutputStream(exchange.getResponseBody(), BUFFER));
    }

    private boolean isPacked() {
        return compress || coding.isPresent();
    }

    private OutputStream pack(OutputStream body) throws IOException {
        OutputStream packed = coding.isPresent() ? coding.get().encode(body) : body;
        return compress ? new BlockOutputStream(packed) : packed;
    }

    /** Sends plain text that is no query result. */
    void text(int status, String text) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=UTF-8");
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        begin(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /** Sends an error. Never compressed: clients read it either way, and so does curl. */
    void error(EngineException error) throws IOException {
        error(error, HttpStatus.of(error.code()));
    }

    /** The same where the request can be sent again. */
    void tryLater(EngineException error) throws IOException {
        exchange.getResponseHeaders().set("Retry-After", "1");
        error(error, HttpStatus.UNAVAILABLE);
    }

    private void error(EngineException error, int status) throws IOException {
        drain();
        exchange.getResponseHeaders().set("X-ClickHouse-Exception-Code", Integer.toString(error.code()));
        if (status == 401) {
            exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"ClickHouse server HTTP API\"");
        }
        text(status, error.getMessage() + " (version " + version + ")\n");
    }

    private void drain() throws IOException {
        byte[] ignored = new byte[BUFFER];
        long left = DRAIN_BYTES;
        int count = exchange.getRequestBody().read(ignored);
        while (count >= 0 && left > 0) {
            left -= count;
            count = exchange.getRequestBody().read(ignored);
        }
    }

    private void head(String format, Counts counts) {
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", contentType(format));
        headers.set("X-ClickHouse-Format", format);
        headers.set(
                "X-ClickHouse-Summary",
                ("{\"read_rows\":\"%d\",\"read_bytes\":\"%d\",\"written_rows\":\"%d\",\"written_bytes\":\"%d\","
                                + "\"total_rows_to_read\":\"0\",\"result_rows\":\"%d\",\"result_bytes\":\"%d\","
                                + "\"elapsed_ns\":\"%d\"}")
                        .formatted(
                                counts.readRows(),
                                counts.readBytes(),
                                counts.writtenRows(),
                                counts.writtenBytes(),
                                counts.resultRows(),
                                counts.resultBytes(),
                                counts.elapsedNanos()));
        coding.ifPresent(chosen -> headers.set("Content-Encoding", chosen.headerValue()));
    }

    private static String contentType(String format) {
        String name = format.toLowerCase(Locale.ROOT);
        if (name.equals("json") || (name.startsWith("jsoncompact") && !name.contains("eachrow"))) {
            return "application/json; charset=UTF-8";
        }
        if (name.contains("eachrow")) {
            return "application/x-ndjson; charset=UTF-8";
        }
        if (name.startsWith("csv")) {
            return "text/csv; charset=UTF-8; header=" + (name.contains("withnames") ? "present" : "absent");
        }
        if (name.startsWith("tabseparated") || name.startsWith("tsv")) {
            return "text/tab-separated-values; charset=UTF-8";
        }
        boolean binary = name.startsWith("rowbinary")
                || name.equals("native")
                || name.startsWith("arrow")
                || name.equals("parquet");
        return binary ? "application/octet-stream" : "text/plain; charset=UTF-8";
    }

    private void begin(int status, long length) throws IOException {
        begun = true;
        exchange.sendResponseHeaders(status, length);
    }
}
