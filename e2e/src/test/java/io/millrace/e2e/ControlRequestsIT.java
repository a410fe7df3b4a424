package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kafka.Brokers;
import io.millrace.kafka.ChangeStreamTopics;
import io.millrace.kafka.control.ControlRequest;
import io.millrace.kafka.control.ControlRequest.Kind;
import io.millrace.kafka.control.ControlRequest.Options;
import io.millrace.kafka.control.ControlRequests;
import io.millrace.kafka.resync.ConditionSignature;
import io.millrace.local.BrokerLogin;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the controller is asked by records of its control topic, from the request to what the warehouse says of it. */
final class ControlRequestsIT {
    @RegisterExtension
    static final SharedStack STACK = new SharedStack();

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final List<String> TABLES = List.of("public.control_rows", "control_other");

    @Test
    void verifyRepairResyncPauseAndResumeAreCarriedOutByTheController() throws Exception {
        STACK.execute(
                "CREATE TABLE control_rows (id int PRIMARY KEY, v text, n numeric)",
                "INSERT INTO control_rows SELECT i, 'v' || i, i FROM generate_series(1, 500) i",
                "CREATE TABLE control_other (a text, b int, PRIMARY KEY (b, a))",
                "INSERT INTO control_other SELECT 'ä' || i, i FROM generate_series(1, 50) i");
        STACK.millrace().awaitCaughtUp();

        var first = ask(Kind.VERIFY, TABLES, Options.NONE);
        awaitDone(first);
        assertThat(verdicts(first)).containsExactly("public.control_other\tequal\t0", "public.control_rows\tequal\t0");

        STACK.alter("ALTER TABLE app_raw.control_rows DELETE WHERE id = 7");
        STACK.alter("INSERT INTO app_raw.control_rows (id, v, _version) VALUES (9001, 'by hand', 1)");
        STACK.alter("INSERT INTO app_raw.control_other (a, b, _version) VALUES ('nobody', -3, 1)");
        var second = ask(Kind.VERIFY, TABLES, Options.ofVerify(50_000, 60));
        awaitDone(second);
        assertThat(verdicts(second))
                .containsExactly("public.control_other\tdifferent\t1", "public.control_rows\tdifferent\t2");
        assertThat(differences(second))
                .containsExactly(
                        "public.control_other\t[-3,\"nobody\"]\tnot-in-source",
                        "public.control_rows\t7\tmissing-in-warehouse",
                        "public.control_rows\t9001\tnot-in-source");

        var third = ask(Kind.REPAIR, List.of(), Options.NONE);
        awaitDone(third);
        assertThat(verdicts(third)).contains("public.control_other\tequal\t1", "public.control_rows\tequal\t2");
        assertThat(STACK.warehouse()
                        .query(
                                "SELECT arrayStringConcat(repairs, ' ') FROM millrace.verifications FINAL WHERE request = '"
                                        + third + "' AND source_table = 'public.control_rows'"))
                .singleElement()
                .asString()
                .contains("Rows read from the source again: 1.", "as the source does not have them: 1.");
        STACK.contents().assertEqual("app", "public", "control_rows");
        STACK.contents().assertEqual("app", "public", "control_other");

        STACK.alter("ALTER TABLE app_raw.control_rows DELETE WHERE id < 100");
        var fourth = ask(Kind.RESYNC, List.of("control_rows"), Options.ofResync("", "a test"));
        awaitDone(fourth);
        assertThat(STACK.warehouse()
                        .query("SELECT stage, source_table FROM millrace.loads FINAL WHERE request = '" + fourth + "'"))
                .containsExactly("landed\tpublic.control_rows");
        STACK.contents().assertEqual("app", "public", "control_rows");

        awaitDone(ask(Kind.PAUSE, List.of(), Options.NONE));
        STACK.execute("INSERT INTO control_rows VALUES (1001, 'while it is paused', 0)");
        assertThat(STACK.millrace().run("wait", "--timeout", "3s").exit()).isNotZero();
        awaitDone(ask(Kind.RESUME, List.of(), Options.NONE));
        STACK.millrace().awaitCaughtUp();
        STACK.contents().assertEqual("app", "public", "control_rows");
        STACK.execute("DROP TABLE control_rows, control_other");
    }

    private static String ask(Kind kind, List<String> tables, Options options) throws Exception {
        var id = UUID.randomUUID().toString();
        var security = new HashMap<>(BrokerLogin.clientSettings(STACK.millrace().url("kafka")));
        var brokers = new Brokers(String.valueOf(security.remove("bootstrap.servers")), security);
        try (var requests = ControlRequests.open(
                brokers, new ChangeStreamTopics(SharedStack.DATABASE), ConditionSignature.ofNobody())) {
            requests.send(ControlRequest.of(id, kind, tables, options, "a test", Instant.now()));
        }
        return id;
    }

    private static void awaitDone(String id) {
        Awaitility.await("the request is over")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() -> assertThat(STACK.warehouse()
                                .query("SELECT state, error FROM millrace.control_requests FINAL WHERE id = '" + id
                                        + "'"))
                        .containsExactly("done\t"));
    }

    private static List<String> verdicts(String id) throws Exception {
        return STACK.warehouse()
                .query("SELECT source_table, verdict, different FROM millrace.verifications FINAL WHERE request = '"
                        + id + "' ORDER BY source_table");
    }

    private static List<String> differences(String id) throws Exception {
        return STACK.warehouse()
                .query("SELECT source_table, key, kind FROM millrace.verification_differences FINAL WHERE request = '"
                        + id + "' ORDER BY source_table, key");
    }
}
