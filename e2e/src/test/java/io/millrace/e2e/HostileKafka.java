package io.millrace.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Tries at the ports of a broker and of its controller, with no login and with wrong ones: by Kafka's own clients, and in the words
 * of its protocol. Whatever is done, or answered with anything but a refusal, is a breach.
 */
final class HostileKafka {
    static final String BROKER = "kafka";
    static final String CONTROLLER = "kafka-controller";

    private static final String TOPIC = "millrace.shop.changes";
    private static final String SIGNALS = "millrace.shop.signals";
    private static final String REQUESTS_TO_CONTROL = "millrace.shop.control";
    private static final int MILLIS = 1_000;

    private static final int METADATA = 3;
    private static final int SASL_HANDSHAKE = 17;
    private static final int API_VERSIONS = 18;
    private static final int SASL_AUTHENTICATE = 36;
    private static final int REQUESTS = 93;

    /** Before a login. */
    private static final Set<Integer> ANYBODYS = Set.of(SASL_HANDSHAKE, API_VERSIONS, SASL_AUTHENTICATE);

    /** Fetch, topics, settings, votes, snapshots, envelopes of other users, brokers that come and go. */
    private static final Set<Integer> CONTROLLERS =
            Set.of(1, 19, 20, 33, 37, 44, 52, 53, 55, 57, 58, 59, 62, 63, 64, 80, 81);

    /** The cluster's id, and what names of topics begin with. */
    private static final List<String> KEPT = List.of("bWlsbHJhY2UtbG9jYWwtMQ", "millrace.");

    private final Map<String, Integer> ports;
    private final Exchange exchange;
    private final List<String> breaches = new ArrayList<>();
    private int tries;

    /** Sends bytes to a service, and returns all that it answers. */
    @FunctionalInterface
    interface Exchange {
        String send(String service, byte[] bytes) throws IOException;
    }

    /** Does something, and returns its outcome. */
    @FunctionalInterface
    private interface Try {
        Object make() throws ExecutionException, InterruptedException;
    }

    HostileKafka(Map<String, Integer> ports, Exchange exchange) {
        this.ports = ports;
        this.exchange = exchange;
    }

    int tries() {
        return tries;
    }

    /** Makes all tries; returns what came through. */
    List<String> breaches() throws IOException {
        for (var login : logins().entrySet()) {
            clients(login.getKey(), login.getValue());
        }
        requestsBeforeALogin();
        failedLogins(BROKER);
        failedLogins(CONTROLLER);
        return breaches;
    }

    private static Map<String, Map<String, String>> logins() {
        var logins = new LinkedHashMap<String, Map<String, String>>();
        logins.put("nobody", Map.of());
        logins.put("TLS", Map.of("security.protocol", "SSL"));
        for (var login : List.of("millrace:millrace", "millrace:", "admin:admin-secret", "ANONYMOUS:", ":")) {
            var parts = login.split(":", -1);
            logins.put(login, login("PLAIN", "plain.Plain", parts[0], parts[1]));
        }
        logins.put("SCRAM", login("SCRAM-SHA-512", "scram.Scram", "millrace", "millrace"));
        logins.put("a token", login("SCRAM-SHA-256", "scram.Scram", "millrace", "millrace\" tokenauth=\"true"));
        return logins;
    }

    private static Map<String, String> login(String mechanism, String module, String user, String password) {
        return Map.of(
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                mechanism,
                "sasl.jaas.config",
                "org.apache.kafka.common.security." + module + "LoginModule required username=\"" + user
                        + "\" password=\"" + password + "\";");
    }

    private void clients(String who, Map<String, String> login) {
        var settings = new HashMap<String, Object>(login);
        settings.put("request.timeout.ms", MILLIS);
        settings.put("default.api.timeout.ms", MILLIS);
        settings.put("max.block.ms", MILLIS);
        settings.put("delivery.timeout.ms", MILLIS);
        settings.put("linger.ms", 0);
        settings.put("enable.metrics.push", false);
        settings.put("bootstrap.servers", "127.0.0.1:" + port(BROKER));
        try (var admin = Admin.create(settings)) {
            // All at once: where nothing is answered each one takes its whole time.
            asked(admin).forEach((what, asked) -> refused(who + ": " + what, asked::get));
        } catch (KafkaException e) {
            // A client that does not begin gets nothing either.
            tries++;
        }
        var partition = new TopicPartition(TOPIC, 0);
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            refused(who + ": list topics as a consumer", consumer::listTopics);
            consumer.assign(List.of(partition));
            consumer.seek(partition, 0);
            refused(who + ": fetch", () -> {
                var records = consumer.poll(Duration.ofMillis(MILLIS));
                if (records.isEmpty()) {
                    throw new KafkaException("nothing came");
                }
                return records;
            });
        } catch (KafkaException e) {
            tries++;
        }
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (var topic : List.of(TOPIC, SIGNALS, REQUESTS_TO_CONTROL)) {
                refused(
                        who + ": produce to " + topic,
                        () -> producer.send(new ProducerRecord<>(topic, 0, null, "hostile".getBytes(UTF_8)))
                                .get());
            }
        } catch (KafkaException e) {
            tries++;
        }
        settings.remove("bootstrap.servers");
        settings.put("bootstrap.controllers", "127.0.0.1:" + port(CONTROLLER));
        try (var admin = Admin.create(settings)) {
            Map<String, Future<?>> asked = Map.of(
                    "describe the quorum", admin.describeMetadataQuorum().quorumInfo(),
                    "describe the cluster", admin.describeCluster().clusterId(),
                    "alter a broker", alter(admin, new ConfigResource(ConfigResource.Type.BROKER, "1")));
            asked.forEach((what, future) -> refused(who + ": " + what + " by the controller", future::get));
        } catch (KafkaException e) {
            tries++;
        }
    }

    private static Map<String, Future<?>> asked(Admin admin) {
        var topic = new ConfigResource(ConfigResource.Type.TOPIC, TOPIC);
        var scram = new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096);
        Map<String, Future<?>> asked = new LinkedHashMap<>();
        asked.put("describe the cluster", admin.describeCluster().nodes());
        asked.put("list topics", admin.listTopics().names());
        asked.put("list groups", admin.listGroups().all());
        asked.put("describe folders", admin.describeLogDirs(List.of(1)).allDescriptions());
        asked.put("read settings", admin.describeConfigs(List.of(topic)).all());
        asked.put("alter settings", alter(admin, topic));
        asked.put(
                "create a topic",
                admin.createTopics(List.of(new NewTopic("millrace.hostile", 1, (short) 1)))
                        .all());
        asked.put("delete a topic", admin.deleteTopics(List.of(TOPIC)).all());
        asked.put(
                "delete records",
                admin.deleteRecords(Map.of(new TopicPartition(TOPIC, 0), RecordsToDelete.beforeOffset(-1)))
                        .all());
        asked.put(
                "add a user",
                admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion("hostile", scram, "hostile")))
                        .all());
        return asked;
    }

    private static Future<?> alter(Admin admin, ConfigResource what) {
        var shorter = new AlterConfigOp(new ConfigEntry("retention.ms", "1"), AlterConfigOp.OpType.SET);
        return admin.incrementalAlterConfigs(Map.of(what, List.of(shorter))).all();
    }

    private void refused(String what, Try one) {
        tries++;
        try {
            breaches.add("kafka: " + what + " -> " + one.make());
        } catch (KafkaException e) {
            // As it should be.
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof KafkaException)) {
                throw new IllegalStateException(what, e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Of each kind that the protocol has: none is even read. */
    private void requestsBeforeALogin() throws IOException {
        for (int kind = 0; kind < REQUESTS; kind++) {
            if (!ANYBODYS.contains(kind)) {
                noAnswer(BROKER, kind);
                if (CONTROLLERS.contains(kind)) {
                    noAnswer(CONTROLLER, kind);
                }
            }
        }
    }

    private void noAnswer(String port, int kind) throws IOException {
        tries++;
        if (!exchange.send(port, request(kind, 0, "")).isEmpty()) {
            breaches.add(port + ": a request of kind " + kind + " without a login is answered");
        }
    }

    /** Who has asked for a login, or has failed in one, is nobody yet. */
    private void failedLogins(String port) throws IOException {
        var plain = request(SASL_HANDSHAKE, 1, text("PLAIN"));
        var metadata = request(METADATA, 0, number(0));
        keeps(port, "no login after the question for one", plain, metadata);
        for (var login : List.of(
                "\0millrace\0",
                "\0millrace\0millrace",
                "millrace\0millrace\0",
                "\0\0",
                "",
                "\0millrace",
                "\0ANONYMOUS\0ANONYMOUS",
                "\0User:millrace\0x\0y",
                "\0" + "a".repeat(100_000) + "\0b")) {
            keeps(
                    port,
                    "a wrong login",
                    plain,
                    request(SASL_AUTHENTICATE, 0, number(login.length()) + login),
                    metadata);
        }
        keeps(port, "a login without a mechanism", request(SASL_AUTHENTICATE, 0, number(0)), metadata);
        for (var mechanism : List.of("GSSAPI", "ANONYMOUS", "OAUTHBEARER", "SCRAM-SHA-256", "EXTERNAL", "")) {
            keeps(port, mechanism, request(SASL_HANDSHAKE, 1, text(mechanism)), metadata);
        }
    }

    private void keeps(String port, String what, byte[]... requests) throws IOException {
        tries++;
        var bytes = new StringBuilder();
        for (var request : requests) {
            bytes.append(new String(request, ISO_8859_1));
        }
        var answer = exchange.send(port, bytes.toString().getBytes(ISO_8859_1));
        for (var kept : KEPT) {
            if (answer.contains(kept)) {
                breaches.add(port + ": " + what + " reveals a secret");
            }
        }
    }

    /** Each char of the body is a byte. */
    private static byte[] request(int kind, int version, String body) {
        var header = number(kind << 16 | version) + number(7) + "\u00ff\u00ff";
        return (number(header.length() + body.length()) + header + body).getBytes(ISO_8859_1);
    }

    private static String text(String text) {
        return number(text.length()).substring(2) + text;
    }

    private static String number(int number) {
        return HostileClient.words(number);
    }

    private int port(String service) {
        return ports.getOrDefault(service, 0);
    }
}
