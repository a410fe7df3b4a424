package io.millrace.clickhouse.embedded;

import io.millrace.clickhouse.embedded.codec.BlockOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Random;

/** Requests that no client would send, and some that one would. */
final class Hostile {
    private static final List<String> STATEMENTS = List.of(
            "SELECT 1",
            "SELECT number FROM numbers(100000) FORMAT JSONEachRow",
            "SELECT * FROM system.settings FORMAT TSVWithNames",
            "INSERT INTO fuzz FORMAT TSV\n1\tx\n2\ty\n",
            "INSERT INTO fuzz FORMAT RowBinary ",
            "INSERT INTO fuzz VALUES (1, 'a'), (2, throwIf(1))",
            "INSERT INTO fuzz SELECT number, toString(number) FROM numbers(1000)",
            "SELECT throwIf(number = 70000) FROM numbers(100000)",
            "SELECT randomPrintableASCII(1000) FROM numbers(200000)",
            "SELECT repeat(repeat('x', 1000000), 1000000)",
            "SELECT count() FROM numbers(1000) a, numbers(1000) b",
            "WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM t WHERE n < 100) SELECT * FROM t",
            "SELECT {a:UInt8}, {b:String}",
            "CREATE TABLE fuzz_other (a UInt8) ENGINE = Memory; DROP TABLE fuzz_other",
            "CREATE TABLE IF NOT EXISTS fuzz_more (a Array(Tuple(x Int8, y Map(String, JSON)))) ENGINE = Memory",
            "DROP TABLE IF EXISTS fuzz_more",
            "ALTER TABLE fuzz DELETE WHERE a > 5",
            "TRUNCATE TABLE fuzz",
            "OPTIMIZE TABLE fuzz FINAL",
            "SET max_threads = 0",
            "USE system",
            "EXPLAIN PIPELINE SELECT * FROM fuzz GROUP BY ALL",
            "SELECT * FROM url('http://127.0.0.1:1/', CSV, 'a Int8') SETTINGS http_max_tries = 1",
            "SELECT * FROM file('/etc/passwd', LineAsString)",
            "SELECT 1 INTO OUTFILE '/tmp/never'",
            "KILL QUERY WHERE 1 = 0",
            "SELECT '\\x00\\xff`\"' AS `a\\`b`",
            "");

    private static final List<String> SETTINGS = List.of(
            "max_threads=999999999999999999999",
            "max_memory_usage=1",
            "max_memory_usage=-1",
            "max_execution_time=0.001",
            "max_block_size=0",
            "max_insert_block_size=1",
            "readonly=2",
            "readonly=abc",
            "wait_end_of_query=1",
            "buffer_size=99999999999999999999",
            "buffer_size=1",
            "default_format=Nonsense",
            "default_format=Native",
            "default_format=Parquet",
            "database=no%00where",
            "database=system",
            "query_id=same",
            "session_id=mine",
            "compress=1",
            "decompress=1",
            "enable_http_compression=1",
            "http_zlib_compression_level=77",
            "param_a=999",
            "param_b=%ff%fe%00",
            "param_=",
            "%zz=%",
            "&&&==&",
            "max_parser_depth=99999999",
            "output_format_json_quote_64bit_integers=maybe",
            "async_insert=1",
            "insert_deduplication_token=x",
            "log_queries=1",
            "no_such_setting=1",
            "query=SELECT%201",
            "query=INSERT+INTO+fuzz+FORMAT+TSV");

    private final Random random;
    private final String authorization;

    Hostile(Random random, String user, String password) {
        this.random = random;
        this.authorization = "Authorization: Basic "
                + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8)) + "\r\n";
    }

    /** The bytes of a request, whole or not. */
    byte[] next() {
        return switch (random.nextInt(9)) {
            case 0 -> bytes(random.nextInt(2_000));
            case 1 -> flipped(request(any(STATEMENTS)));
            case 2 -> flipped(request(mutated(any(STATEMENTS))));
            case 3 -> chunked();
            case 4 -> wrongLength();
            case 5 -> compressed();
            case 6 -> hugeHeaders();
            case 7 -> request(mutated(any(STATEMENTS)));
            default -> request(any(STATEMENTS));
        };
    }

    private byte[] request(String statement) {
        return head(random.nextInt(4) == 0 ? verb() : "POST", "", statement.getBytes(StandardCharsets.UTF_8));
    }

    private String verb() {
        return any(List.of("GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "post", "CONNECT", "X"));
    }

    private byte[] head(String verb, String headers, byte[] body) {
        return joined(
                verb + " " + path() + " HTTP/1." + (random.nextInt(8) == 0 ? "0" : "1") + "\r\nHost: x\r\n"
                        + (random.nextInt(12) == 0 ? "" : authorization)
                        + headers
                        + (headers.contains("Length") || headers.contains("Transfer")
                                ? ""
                                : "Content-Length: " + body.length + "\r\n")
                        + (random.nextInt(3) == 0 ? any(EXTRAS) + "\r\n" : "")
                        + "\r\n",
                body);
    }

    private static final List<String> EXTRAS = List.of(
            "Expect: 100-continue",
            "Connection: close",
            "Connection: Upgrade\r\nUpgrade: h2c",
            "Accept-Encoding: gzip, lz4, br;q=nonsense, zstd",
            "Content-Encoding: gzip",
            "Content-Encoding: lz4",
            "Content-Encoding: nonsense",
            "X-ClickHouse-User: nobody\r\nX-ClickHouse-Key: x",
            "X-ClickHouse-Database: `'\"",
            "X-ClickHouse-Format: Null",
            "Transfer-Encoding: chunked, chunked",
            "Content-Length: 5",
            ": empty",
            "no colon at all",
            " folded\r\n\tover lines");

    private String path() {
        StringBuilder path = new StringBuilder(
                random.nextInt(10) == 0 ? any(List.of("/ping", "//", "/../x", "*", "?", "/%", "/a?b")) : "/");
        char separator = '?';
        for (int i = random.nextInt(3); i > 0; i--) {
            path.append(separator).append(any(SETTINGS));
            separator = '&';
        }
        if (random.nextInt(6) == 0) {
            path.append(separator)
                    .append("query=")
                    .append(URLEncoder.encode(mutated(any(STATEMENTS)), StandardCharsets.UTF_8));
        }
        return path.toString();
    }

    /** Chunks whose sizes are wrong, of other bases, negative, endless or missing. */
    private byte[] chunked() {
        StringBuilder body = new StringBuilder();
        String statement = any(STATEMENTS);
        for (int i = random.nextInt(4); i >= 0; i--) {
            String size = any(List.of(
                    Integer.toHexString(statement.length()),
                    Integer.toHexString(statement.length() + 3),
                    "0",
                    "-1",
                    "ffffffffffffffff",
                    "7fffffff",
                    "zz",
                    "",
                    "5;extension=\"x\"",
                    " 5 "));
            body.append(size).append(random.nextInt(6) == 0 ? "\n" : "\r\n").append(statement);
            body.append(random.nextInt(6) == 0 ? "" : "\r\n");
        }
        body.append(random.nextBoolean() ? "0\r\n\r\n" : "");
        return head("POST", "Transfer-Encoding: chunked\r\n", body.toString().getBytes(StandardCharsets.UTF_8));
    }

    private byte[] wrongLength() {
        byte[] body = any(STATEMENTS).getBytes(StandardCharsets.UTF_8);
        String length = any(List.of(
                "" + (body.length + 1 + random.nextInt(100)),
                "" + body.length / 2,
                "-5",
                "9223372036854775807",
                "99999999999999999999999",
                "abc",
                "0x10",
                body.length + "\r\nContent-Length: " + (body.length + 7)));
        return head("POST", "Content-Length: " + length + "\r\n", body);
    }

    /** Blocks of the native compression, sound at first, then not. */
    private byte[] compressed() {
        ByteArrayOutputStream blocks = new ByteArrayOutputStream();
        try (BlockOutputStream out = new BlockOutputStream(blocks)) {
            out.write(any(STATEMENTS).getBytes(StandardCharsets.UTF_8));
            out.write(bytes(random.nextInt(100)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        byte[] body = random.nextInt(4) == 0 ? blocks.toByteArray() : flipped(blocks.toByteArray());
        String head = "POST /?decompress=1&" + any(SETTINGS) + " HTTP/1.1\r\nHost: x\r\n" + authorization
                + "Content-Length: " + body.length + "\r\n\r\n";
        return joined(head, body);
    }

    private byte[] hugeHeaders() {
        StringBuilder headers = new StringBuilder();
        if (random.nextBoolean()) {
            headers.append("X-Large: ")
                    .append("x".repeat(random.nextInt(1_500_000)))
                    .append("\r\n");
        } else {
            for (int i = random.nextInt(20_000); i > 0; i--) {
                headers.append("X-").append(i).append(": y\r\n");
            }
        }
        return head("POST", headers.toString(), "SELECT 1".getBytes(StandardCharsets.UTF_8));
    }

    private String mutated(String statement) {
        StringBuilder text = new StringBuilder(statement);
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(text.length() + 1);
            switch (random.nextInt(5)) {
                case 0 -> text.insert(at, any(WORDS));
                case 1 -> text.delete(at, Math.min(text.length(), at + random.nextInt(8)));
                case 2 -> text.append(' ').append(any(WORDS));
                case 3 -> text.insert(at, (char) random.nextInt(0x3000));
                default -> text.insert(at, any(WORDS).repeat(random.nextInt(50)));
            }
        }
        return text.toString();
    }

    private static final List<String> WORDS = List.of(
            "(",
            ")",
            "((((((((((((((((((((((((",
            "'",
            "`",
            "\"",
            "--",
            "/*",
            "*/",
            ";",
            "\\",
            "\n",
            "$$",
            "{a:UInt8}",
            "{",
            "UNION ALL SELECT 1 ",
            "FORMAT Native ",
            "FORMAT",
            "SETTINGS max_threads = 'x'",
            "NULL",
            "CAST(1 AS Nested(",
            "0x",
            "1e999",
            "99999999999999999999999999999999999999",
            "-",
            "INSERT INTO fuzz ",
            "arrayMap(x -> ",
            "[[[[[[[[",
            "\0");

    private byte[] flipped(byte[] bytes) {
        byte[] copy = bytes.clone();
        for (int i = random.nextInt(5); i >= 0 && copy.length > 0; i--) {
            copy[random.nextInt(copy.length)] = (byte) random.nextInt(256);
        }
        return copy;
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] joined(String head, byte[] body) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
        all.writeBytes(body);
        return all.toByteArray();
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
