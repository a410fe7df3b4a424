package io.millrace.clickhouse.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.local.Installation;
import io.millrace.local.LocalPorts;
import io.millrace.local.server.ClickHouseEmbedded;
import io.millrace.testkit.TestServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The process itself: its protocol, its limits, how it ends and comes back. */
class ServerIT {
    private static TestServer<ClickHouseEmbedded> server;
    private static RawClient client;

    @BeforeAll
    static void start() {
        server = TestServer.start(
                "clickhouse",
                folder -> new ClickHouseEmbedded(
                        Installation.current(), folder, LocalPorts.free(), "secret", "reader-s"));
        client = new RawClient(server.server().port(), "millrace", "secret");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void answersWithTheHeadersThatClientsLookFor() {
        HttpResponse<String> answer = client.post("query_id=mine&default_format=JSONEachRow", "SELECT 1 AS a");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"a\":1}\n");
        assertThat(answer.headers().firstValue("X-ClickHouse-Query-Id")).contains("mine");
        assertThat(answer.headers().firstValue("X-ClickHouse-Format")).contains("JSONEachRow");
        assertThat(answer.headers().firstValue("X-ClickHouse-Timezone")).isPresent();
        assertThat(answer.headers().firstValue("X-ClickHouse-Server-Display-Name"))
                .isPresent();
        assertThat(answer.headers().firstValue("X-ClickHouse-Summary").orElseThrow())
                .contains("\"read_rows\":\"1\"");
    }

    @Test
    void errorsHaveTheStatusTheCodeAndTheTextOfClickHouse() {
        assertError(client.post("", "SELECT * FROM no_such_table"), 404, 60, "(UNKNOWN_TABLE) (version ");
        assertError(client.post("", "SELEC 1"), 400, 62, "Syntax error");
        assertError(client.post("", "SELECT 1; SELECT 2"), 400, 62, "Multi-statements are not allowed");
        assertError(client.post("no_such_setting=1", "SELECT 1"), 404, 115, "no_such_setting");
        assertError(client.post("database=no_such_database", "SELECT 1"), 404, 81, "no_such_database");
        assertError(client.post("session_id=a", "SELECT 1"), 501, 48, "session_id cannot be used");
        assertError(client.post("decompress=1", "SELECT 1 is not compressed at all"), 500, 39, "decompress=1");
        assertError(client.post("", ""), 400, 62, "Empty query");
        assertError(client.post("", "SELECT 1 INTO OUTFILE 'x'"), 500, 358, "INTO OUTFILE is not allowed");
        assertError(new RawClient(server.server().port(), "", "").post("", "SELECT 1"), 401, 194, "password required");
    }

    @Test
    void aReaderReadsTablesAndNothingElse() {
        RawClient reader = new RawClient(server.server().port(), ClickHouseEmbedded.READER, "reader-s");
        client.ok("", "CREATE TABLE shown (a UInt8) ENGINE = MergeTree ORDER BY a");
        client.ok("", "INSERT INTO shown VALUES (1), (2)");

        assertThat(reader.ok("", "SELECT sum(a) FROM shown SETTINGS max_threads = 1"))
                .isEqualTo("3\n");
        assertThat(reader.ok("", "SELECT count() FROM numbers(5)")).isEqualTo("5\n");
        assertThat(reader.ok("", "SELECT name FROM system.tables WHERE name = 'shown'"))
                .isEqualTo("shown\n");
        // The engine has a file called status; and not all that looks like a pattern stands for a file.
        client.ok("", "CREATE DATABASE names");
        client.ok("", "CREATE TABLE names.`${HOME} ${file:/etc/passwd:x} ?` ENGINE = Memory AS SELECT 7 AS status");
        assertThat(reader.ok("", "SELECT status FROM names.`${HOME} ${file:/etc/passwd:x} ?`"))
                .isEqualTo("7\n");
        for (String statement : List.of(
                "INSERT INTO shown VALUES (3)",
                "INSERT INTO shown SELECT 3",
                "INSERT INTO FUNCTION file('x.csv') SELECT 1",
                "CREATE TABLE other (a UInt8) ENGINE = Memory",
                "CREATE TEMPORARY TABLE other (a String) ENGINE = File(CSV, '/etc/passwd')",
                "DROP TABLE shown",
                "TRUNCATE TABLE shown",
                "ALTER TABLE shown DELETE WHERE 1",
                "OPTIMIZE TABLE shown FINAL",
                "SYSTEM SYNC FILE SYSTEM",
                "SYSTEM STOP MERGES",
                "KILL QUERY WHERE 1",
                "SELECT * FROM file('/etc/passwd', 'LineAsString')",
                "SELECT * FROM FILE ('/etc/passwd', 'LineAsString')",
                "SELECT * FROM `file`('/etc/passwd', 'LineAsString')",
                "SELECT * FROM `f\\x69le`('/etc/passwd', 'LineAsString')",
                "SELECT * FROM \u201cfile\u201d('/etc/passwd', 'LineAsString')",
                "SELECT * FROM /**/ file /**/ ('/etc/passwd', 'LineAsString')",
                "SELECT * FROM view(SELECT * FROM file('/etc/passwd', 'LineAsString'))",
                "SELECT (SELECT any(line) FROM file('/etc/passwd', 'LineAsString'))",
                "SELECT file('/etc/passwd')",
                "WITH x AS (SELECT * FROM file('/etc/passwd', 'LineAsString')) SELECT * FROM x",
                "DESCRIBE TABLE file('/etc/passwd', 'LineAsString')",
                "EXPLAIN SELECT * FROM file('/etc/passwd', 'LineAsString')",
                "SELECT 1 WHERE 1 IN file('/etc/passwd', 'LineAsString')",
                "SELECT * FROM fileCluster('default', '/etc/passwd', 'LineAsString')",
                "SELECT * FROM url('http://127.0.0.1:1/', 'LineAsString')",
                "SELECT * FROM s3('http://127.0.0.1:1/a', 'LineAsString')",
                "SELECT * FROM remote('127.0.0.1', 'system', 'one')",
                "SELECT * FROM postgresql('127.0.0.1:1', 'a', 'b', 'c', 'd')",
                "SELECT * FROM mysql('127.0.0.1:1', 'a', 'b', 'c', 'd')",
                "SELECT * FROM executable('id', 'TSV', 'a String')",
                "SELECT * FROM sqlite('/x.db', 't')",
                "SELECT * FROM '/etc/passwd'",
                "SELECT * FROM `/etc/passwd`",
                "SELECT * FROM \"/etc/passwd\"",
                "SELECT * FROM default.`/etc/passwd`",
                "SELECT * FROM default.`/\\x65tc/passwd`",
                "SELECT * FROM `/etc/../etc/passwd`",
                "SELECT * FROM `/etc/pass*`",
                "SELECT * FROM `/etc/pass{wd,x}`",
                "SELECT * FROM `data/engine.xml`",
                "SELECT * FROM `engine.xml`",
                "SELECT * FROM shown, '/etc/passwd'",
                "SELECT * FROM $$/etc/passwd$$",
                "SELECT * FROM `file:///etc/passwd`",
                "DESCRIBE '/etc/passwd'",
                "SELECT 1 INTO OUTFILE '/tmp/x'",
                "SELECT 1; DROP TABLE shown",
                "SELECT * FROM shown FORMAT Null SETTINGS no_such = 1")) {
            HttpResponse<String> answer = reader.post("", statement);
            assertThat(answer.statusCode()).as(statement).isGreaterThanOrEqualTo(400);
            assertThat(answer.body()).as(statement).doesNotContain("root:");
        }
        HttpResponse<String> named = reader.post("param_t=/etc/passwd", "SELECT * FROM {t:Identifier}");
        assertThat(named.statusCode()).isGreaterThanOrEqualTo(400);
        assertThat(named.body()).doesNotContain("root:");
        assertThat(reader.post("readonly=0", "DROP TABLE shown").statusCode()).isGreaterThanOrEqualTo(400);
        assertThat(client.ok("", "SELECT sum(a) FROM shown")).isEqualTo("3\n");
        assertError(
                new RawClient(server.server().port(), ClickHouseEmbedded.READER, "secret").post("", "SELECT 1"),
                403,
                516,
                "Authentication failed");
    }

    @Test
    void aGetMayOnlyRead() {
        client.ok("", "CREATE TABLE get_only (a UInt8) ENGINE = MergeTree ORDER BY a");

        assertThat(client.get("query=SELECT%201").body()).isEqualTo("1\n");
        assertError(client.get("query=INSERT+INTO+get_only+SELECT+1"), 500, 164, "GET implies readonly");
        assertError(client.get("query=DROP+TABLE+get_only"), 500, 164, "readonly");
        assertError(client.post("readonly=1", "INSERT INTO get_only VALUES (1)"), 500, 164, "readonly");
        assertThat(client.get("").body()).isEqualTo("Ok.\n");
    }

    @Test
    void theFileSystemIsSyncedOnDemand() {
        client.ok("", "SYSTEM SYNC FILE SYSTEM");
        client.ok("default_format=JSONEachRow", " system sync file system; ");

        assertError(client.get("query=SYSTEM+SYNC+FILE+SYSTEM"), 500, 164, "readonly");
        assertError(client.post("", "SYSTEM SYNC FILE SYSTEM now"), 400, 62, "Syntax error");
    }

    @Test
    void aQueryAndItsDataCanBeInTheUrlTheBodyOrBoth() {
        client.ok("", "CREATE TABLE forms (a UInt8, b String) ENGINE = MergeTree ORDER BY a");
        client.ok("query=INSERT+INTO+forms+FORMAT+CSV", "1,url\n");
        client.ok("", "INSERT INTO forms FORMAT CSV\n2,body\n");
        client.ok("", "INSERT INTO forms VALUES (3, concat('val', 'ues')), (4, 'x;y');");
        client.ok("query=INSERT+INTO+forms", "VALUES (5, 'split')");
        client.ok("query=INSERT+INTO+forms&default_format=TSV", "6\tdefault format\n");
        client.ok("param_a=7&param_b=it%27s", "INSERT INTO forms SELECT {a:UInt8}, {b:String}");

        assertThat(client.ok("query=SELECT+b+FROM+forms", "ORDER BY a"))
                .isEqualTo("url\nbody\nvalues\nx;y\nsplit\ndefault format\nit\\'s\n");
    }

    @Test
    void aFailingStatementDoesNotSpoilItsConnection() {
        for (int i = 0; i < 40; i++) {
            assertError(client.post("", "SELECT throwIf(number = 5) FROM numbers(10)"), 500, 395, "throwIf");
            assertThat(client.ok("", "SELECT " + i)).isEqualTo(i + "\n");
        }
    }

    @Test
    void setAndUseEndWithTheirRequest() {
        for (int i = 0; i < 20; i++) {
            client.ok("", "SET max_block_size = 77");
            client.ok("", "USE system");
        }
        assertThat(client.ok("", "SELECT getSetting('max_block_size') = 77, currentDatabase()"))
                .isEqualTo("0\tdefault\n");
    }

    @Test
    void aFailureInMidStreamCutsTheConnection() throws IOException {
        HttpResponse<InputStream> answer =
                client.stream("query=SELECT+throwIf(number=900000)+FROM+numbers(1000000)&max_threads=1");
        assertThat(answer.statusCode()).isEqualTo(200);
        try (InputStream body = answer.body()) {
            assertThatThrownBy(body::readAllBytes).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aClientThatGoesAwayEndsItsQuery() throws IOException {
        String query = "SELECT+number,+randomPrintableASCII(100)+FROM+numbers(100000000000)";
        try (InputStream body = client.stream("query=" + query).body()) {
            assertThat(body.readNBytes(1000)).hasSize(1000);
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(client.ok(
                                "",
                                "SELECT count() FROM system.processes WHERE query LIKE '%100000000000)%'"
                                        + " AND query NOT LIKE '%system.processes%'"))
                        .isEqualTo("0\n"));
    }

    @Test
    void requestsRunSideBySide() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            List<Future<String>> answers = IntStream.range(0, 200)
                    .mapToObj(i ->
                            threads.submit(() -> client.ok("", "SELECT sum(number) + " + i + " FROM numbers(1000)")))
                    .toList();
            for (int i = 0; i < answers.size(); i++) {
                assertThat(answers.get(i).get(30, TimeUnit.SECONDS)).isEqualTo((499_500 + i) + "\n");
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aLargeInsertAndALargeResultNeedLittleMemory() throws IOException {
        client.ok("", "CREATE TABLE large (a UInt64, b String) ENGINE = MergeTree ORDER BY a");
        client.ok("", "INSERT INTO large SELECT number, repeat('x', 100) FROM numbers(3000000)");
        long bytes = 0;
        try (InputStream body =
                client.stream("query=SELECT+*+FROM+large+FORMAT+RowBinary").body()) {
            byte[] buffer = new byte[1 << 16];
            for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
                bytes += count;
            }
        }
        client.ok("", "DROP TABLE large");

        assertThat(bytes).isEqualTo(3_000_000L * (8 + 1 + 100));
        assertThat(peakMegabytes()).isLessThan(900);
    }

    @Test
    void everyAcknowledgedRowSurvivesAKill() {
        client.ok("", "CREATE TABLE killed (a UInt64) ENGINE = MergeTree ORDER BY a");
        long acknowledged = 0;
        for (int round = 0; round < 3; round++) {
            Thread killer = new Thread(server::kill);
            for (int i = 0; killer.getState() != Thread.State.TERMINATED; i++) {
                if (i == 30) {
                    killer.start();
                }
                try {
                    client.ok("query=INSERT+INTO+killed+FORMAT+TSV", acknowledged + "\n");
                    acknowledged++;
                } catch (RawClient.Unreachable e) {
                    break;
                }
            }
            server.startAgain();

            String missing =
                    "SELECT count() FROM numbers(" + acknowledged + ") WHERE number NOT IN (SELECT a FROM killed)";
            assertThat(client.ok("", missing)).isEqualTo("0\n");
        }
        assertThat(acknowledged).isGreaterThan(80);
    }

    @Test
    void aSecondServerOnTheSameFolderIsRefusedInOneLine() {
        Path folder = server.server().prepare().directory();

        assertThatThrownBy(() -> TestServer.start(
                        "second",
                        ignored -> new ClickHouseEmbedded(Installation.current(), folder, LocalPorts.free(), "secret")))
                .hasMessageContaining("Code: 76")
                .hasMessageContaining("is in use by another embedded ClickHouse");
    }

    private static long peakMegabytes() throws IOException {
        // Linux only, as the engine's package is.
        return Files.readAllLines(Path.of("/proc/" + server.process().pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmHWM"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElseThrow();
    }

    private static void assertError(HttpResponse<String> answer, int status, int code, String text) {
        assertThat(answer.body()).startsWith("Code: " + code + ". DB::Exception: ");
        assertThat(answer.body().toLowerCase(Locale.ROOT)).contains(text.toLowerCase(Locale.ROOT));
        assertThat(answer.headers().firstValue("X-ClickHouse-Exception-Code")).contains(Integer.toString(code));
        assertThat(answer.statusCode()).isEqualTo(status);
    }
}
