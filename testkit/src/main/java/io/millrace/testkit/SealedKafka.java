package io.millrace.testkit;

import io.millrace.local.Installation;
import io.millrace.local.LocalPorts;
import io.millrace.local.server.KafkaBroker;
import io.millrace.local.server.KafkaBroker.Listener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;

/** A broker that wants TLS and a login, or TLS and a certificate, with certificates of the test's own authority. */
public final class SealedKafka implements AutoCloseable {
    public static final String USER = "mill";

    /** With what could end a quoted word. */
    public static final String PASSWORD = "s3aled \"pass\\word'; #={}";

    private static final int ITERATIONS = 4096;
    private static final String LOGIN = "org.apache.kafka.common.security.";

    private final TestServer<KafkaBroker> broker;
    private final int byLogin;
    private final int byCertificate;

    private SealedKafka(TestServer<KafkaBroker> broker, int byLogin, int byCertificate) {
        this.broker = broker;
        this.byLogin = byLogin;
        this.byCertificate = byCertificate;
    }

    /** Starts one; the caller closes it. */
    public static SealedKafka start(TestCertificates certificates) {
        int byLogin = LocalPorts.free();
        int byCertificate = LocalPorts.free();
        Map<String, String> tls = Map.of(
                "ssl.keystore.type", "PEM",
                "ssl.keystore.certificate.chain", read(certificates.certificate()),
                "ssl.keystore.key", read(certificates.key()));
        Map<String, String> login = new HashMap<>(tls);
        login.put("sasl.enabled.mechanisms", "PLAIN,SCRAM-SHA-512");
        String quoted = '"' + PASSWORD.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
        login.put(
                "plain.sasl.jaas.config", LOGIN + "plain.PlainLoginModule required user_" + USER + "=" + quoted + ";");
        login.put("scram-sha-512.sasl.jaas.config", LOGIN + "scram.ScramLoginModule required;");
        Map<String, String> certificate = new HashMap<>(tls);
        certificate.put("ssl.client.auth", "required");
        certificate.put("ssl.truststore.type", "PEM");
        certificate.put("ssl.truststore.certificates", read(certificates.authority()));
        TestServer<KafkaBroker> broker = TestServer.start(
                "sealed-kafka",
                folder -> new KafkaBroker(
                        Installation.current(),
                        folder,
                        LocalPorts.free(),
                        "",
                        List.of(
                                new Listener("LOGIN", "SASL_SSL", byLogin, login),
                                new Listener("CERTIFICATE", "SSL", byCertificate, certificate)),
                        Map.of()));
        SealedKafka sealed = new SealedKafka(broker, byLogin, byCertificate);
        sealed.addUser();
        return sealed;
    }

    private void addUser() {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", inTheClear()))) {
            ScramCredentialInfo kind = new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS);
            admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(USER, kind, PASSWORD)))
                    .all()
                    .get();
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException("the broker did not take a user", e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Bootstrap address for {@link #USER} by TLS, with SCRAM-SHA-512 or PLAIN. */
    public String byLogin() {
        return "127.0.0.1:" + byLogin;
    }

    /** Bootstrap address for clients with a certificate of the authority. */
    public String byCertificate() {
        return "127.0.0.1:" + byCertificate;
    }

    /** Bootstrap address for everybody. */
    public String inTheClear() {
        return broker.server().bootstrapServers();
    }

    @Override
    public void close() {
        broker.close();
    }
}
