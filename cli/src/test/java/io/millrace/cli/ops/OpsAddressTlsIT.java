package io.millrace.cli.ops;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.millrace.config.TlsFiles;
import io.millrace.testkit.TestCertificates;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ops by HTTPS, with a certificate for 127.0.0.1 of an authority that Java does not know. */
final class OpsAddressTlsIT {
    @TempDir
    private static Path folder;

    private static TestCertificates certificates;
    private static HttpsServer server;

    @BeforeAll
    static void start() throws Exception {
        certificates = TestCertificates.in(folder.resolve("tls"));
        KeyStore store = TlsFiles.keyStore(certificates.certificate(), certificates.key());
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/", exchange -> {
            byte[] answer = ("{\"authorization\":\""
                            + exchange.getRequestHeaders().getFirst("Authorization") + "\"}")
                    .getBytes(UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(answer);
            }
        });
        server.start();
    }

    @AfterAll
    static void stop() {
        server.stop(0);
    }

    private static String url(String host) {
        return "https://" + host + ":" + server.getAddress().getPort();
    }

    private static String authorization(OpsAddress address) throws InterruptedException {
        return new OpsClient(address).get("/api/services").path("authorization").asText();
    }

    @Test
    void aServerElsewhereMustShowACertificateForItsNameByAnAuthorityThatIsTrusted() throws Exception {
        var authority = Optional.of(TlsFiles.trusting(certificates.authority()));
        assertThat(authorization(OpsAddress.of(url("127.0.0.1"), Optional.of("t"), authority)))
                .isEqualTo("Bearer t");
        assertThatThrownBy(() -> authorization(OpsAddress.of(url("localhost"), Optional.of("t"), authority)))
                .isInstanceOf(OpsException.class)
                .hasMessageContaining("certificate that is refused");
        assertThatThrownBy(() -> authorization(OpsAddress.of(url("127.0.0.1"), Optional.of("t"), Optional.empty())))
                .hasMessageContainingAll("certificate that is refused", "--ca-file");
    }

    @Test
    void theStackOnThisMachineMayShowItsCertificateUnderAnyNameButNoOther() throws Exception {
        assertThat(authorization(local(certificates.authority()).ops(Optional.empty())))
                .isEqualTo("Bearer of-a-test");
        assertThatThrownBy(() -> authorization(local(certificates.stranger()).ops(Optional.empty())))
                .hasMessageContaining("certificate that is refused");
    }

    private static LocalStack local(Path certificate) throws Exception {
        Path data = Files.createTempDirectory(folder, "data");
        Files.createDirectories(data.resolve("run"));
        Files.createDirectories(data.resolve("etc"));
        Files.writeString(
                data.resolve("etc").resolve("millrace.yaml"),
                "ops: {token: of-a-test, tlsCertificate: '%s', tlsKey: '%s'}\n"
                        .formatted(certificate, certificates.key()));
        Files.writeString(
                data.resolve("run").resolve("state.json"),
                "{\"launcher\":{\"pid\":%d},\"services\":[{\"name\":\"ops\",\"url\":\"%s\"}]}"
                        .formatted(ProcessHandle.current().pid(), url("localhost")));
        return new LocalStack(data);
    }
}
