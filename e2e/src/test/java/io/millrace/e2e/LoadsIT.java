package io.millrace.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Loads of tables beside each other. */
final class LoadsIT {
    @RegisterExtension
    static final SharedStack STACK = new SharedStack();

    private static final Duration LIMIT = Duration.ofMinutes(3);

    /** Every load waits for transactions that were open when it began; what waits meanwhile is merged and shown. */
    @Test
    void requestsForOneTableBecomeOneAndWaitNamesWhatItWaitsFor() throws Exception {
        STACK.execute("CREATE TABLE loads_keyed (id int PRIMARY KEY, v text);"
                + "INSERT INTO loads_keyed SELECT i, 'v' FROM generate_series(1, 100) i;"
                + "CREATE TABLE loads_keyless (v text);"
                + "INSERT INTO loads_keyless SELECT 'v' || i FROM generate_series(1, 100) i");
        STACK.millrace().awaitCaughtUp();
        keepPartsApart();

        var asked = new ArrayList<CompletableFuture<Millrace.Result>>();
        try (var connection = STACK.connect();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("INSERT INTO loads_keyless VALUES ('still open')");
            asked.add(resync("loads_keyed"));
            await(1);
            asked.add(resync("loads_keyed"));
            asked.add(resync("loads_keyed"));
            asked.add(resync("loads_keyless"));
            await(4);

            var wait = STACK.millrace().run("wait", "--timeout", "10s");
            assertThat(wait.exit()).isEqualTo(1);
            assertThat(wait.out() + wait.err())
                    .contains("4 loads are left")
                    .contains("public.loads_keyed")
                    .contains("public.loads_keyless")
                    .contains("transactions that were open before have not ended");
            connection.commit();
        }
        for (var one : asked) {
            assertThat(one.get(LIMIT.toSeconds(), TimeUnit.SECONDS).exit()).isZero();
        }
        STACK.millrace().awaitCaughtUp();
        assertThat(loads("SELECT count(), uniq(lsn) FROM millrace.loads FINAL WHERE stage = 'landed'"
                        + " AND reason LIKE '%resync%' AND source_table = 'public.loads_keyed'"))
                .as("the first was under way, the others are one")
                .containsExactly("3\t2");

        var verify = STACK.millrace().run("verify", "--table", "loads_keyed", "--table", "loads_keyless");
        assertThat(verify.exit()).as(verify.out() + verify.err()).isZero();
        assertThat(verify.out()).contains("2 tables: 2 equal");
        org.awaitility.Awaitility.await("a loaded table is merged into one part")
                .atMost(LIMIT)
                .untilAsserted(() -> assertThat(
                                loads("SELECT count() FROM system.parts WHERE active" + " AND table = 'loads_keyed'"))
                        .containsExactly("1"));
        STACK.execute("DROP TABLE loads_keyed, loads_keyless");
    }

    /** Otherwise background merges could do what a load must have done. */
    private static void keepPartsApart() throws IOException, InterruptedException, SQLException {
        STACK.alter("ALTER TABLE app_raw.loads_keyed MODIFY SETTING max_bytes_to_merge_at_max_space_in_pool = 1");
        for (int i = 0; i < 3; i++) {
            STACK.execute("UPDATE loads_keyed SET v = v || '.'");
            STACK.millrace().awaitCaughtUp();
        }
        assertThat(loads("SELECT count() > 1 FROM system.parts WHERE active AND table = 'loads_keyed'"))
                .containsExactly("1");
    }

    /** A client of Kafka must not be able to have the source run SQL of its choice. */
    @Test
    void aConditionThatNobodyHasSignedIsRefused() throws Exception {
        STACK.execute("CREATE TABLE loads_signed (id int PRIMARY KEY); INSERT INTO loads_signed VALUES (1), (2)");
        STACK.millrace().awaitCaughtUp();
        var unsigned = Http.JSON
                .createObjectNode()
                .put("id", "foreign")
                .put("schema", "public")
                .put("table", "loads_signed")
                .put("condition", "1=1) AND (SELECT pg_read_file('/etc/passwd') IS NOT NULL")
                .put("reason", "none");
        new ChangeStream(STACK.millrace().url("kafka"), "millrace.app.signals")
                .produce(List.of(
                        new ChangeStream.Raw(null, unsigned.toString().getBytes(UTF_8)),
                        new ChangeStream.Raw(
                                null,
                                unsigned.put("signature", "0".repeat(64))
                                        .toString()
                                        .getBytes(UTF_8))));

        var asked = STACK.millrace().run("resync", "loads_signed", "--where", "id = 1 -- one row");
        assertThat(asked.exit()).as(asked.err()).isZero();
        assertThat(asked.out()).contains("loads_signed");
        STACK.millrace().awaitCaughtUp();
        assertThat(STACK.millrace().run("logs", "controller").out())
                .contains("refused, the first of table public.loads_signed: its condition is not signed")
                .doesNotContain("pg_read_file");
        STACK.execute("DROP TABLE loads_signed");
    }

    /** Until so many loads wait. */
    private static void await(int number) {
        org.awaitility.Awaitility.await()
                .atMost(LIMIT)
                .untilAsserted(() -> assertThat(loads("SELECT count() FROM millrace.loads FINAL WHERE stage = 'waiting'"
                                + " AND source_table LIKE 'public.loads_key%'"))
                        .containsExactly("" + number));
    }

    private static List<String> loads(String sql) throws IOException, InterruptedException {
        return STACK.warehouse().query(sql);
    }

    private static CompletableFuture<Millrace.Result> resync(String table) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return STACK.millrace().run("resync", table);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }
}
