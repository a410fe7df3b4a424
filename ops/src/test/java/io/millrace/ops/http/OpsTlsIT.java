package io.millrace.ops.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.ConfigException;
import io.millrace.config.TlsFiles;
import io.millrace.testkit.TestCertificates;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ops behind a certificate that the test's own authority has signed. */
class OpsTlsIT {
    @TempDir
    Path folder;

    @Test
    void onlyClientsThatTrustTheAuthorityAreServedByHttps() throws Exception {
        TestCertificates certificates = TestCertificates.in(folder.resolve("tls"));
        List<Route> routes = List.of(new Route("/api/hello", request -> request.result("hello")));
        try (OpsServer server = new OpsServer(
                new Bind("127.0.0.1", 0),
                Optional.of("the-token"),
                Optional.empty(),
                routes,
                Clock.systemUTC(),
                Optional.of(TlsFiles.keyStore(certificates.certificate(), certificates.key())))) {
            server.start();

            HttpClient trusting = client(certificates.authority());
            HttpResponse<String> answer = get(trusting, "https", server.port());
            assertThat(answer.body()).isEqualTo("hello");
            assertThat(answer.sslSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.3");
            assertThat(answer.headers().firstValue("Strict-Transport-Security")).contains("max-age=31536000");
            // The certificate itself will do as well: so the command line asks.
            assertThat(get(client(certificates.certificate()), "https", server.port())
                            .body())
                    .isEqualTo("hello");

            assertThatThrownBy(() -> get(client(certificates.stranger()), "https", server.port()))
                    .isInstanceOf(SSLHandshakeException.class);
            assertThatThrownBy(() -> get(HttpClient.newHttpClient(), "https", server.port()))
                    .isInstanceOf(SSLHandshakeException.class);
            assertThatThrownBy(() -> get(HttpClient.newHttpClient(), "http", server.port()))
                    .isInstanceOf(IOException.class);
            SSLParameters old = new SSLParameters();
            old.setProtocols(new String[] {"TLSv1.1"});
            HttpClient outdated = HttpClient.newBuilder()
                    .sslContext(TlsFiles.trusting(certificates.authority()))
                    .sslParameters(old)
                    .build();
            assertThatThrownBy(() -> get(outdated, "https", server.port())).isInstanceOf(IOException.class);
        }
    }

    @Test
    void whatIsNoCertificateOrKeyIsAnErrorThatSaysWhatToDo() {
        TestCertificates certificates = TestCertificates.in(folder.resolve("tls"));
        assertThatThrownBy(() -> TlsFiles.keyStore(certificates.key(), certificates.key()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("holds no certificate");
        assertThatThrownBy(() -> TlsFiles.keyStore(certificates.certificate(), certificates.certificate()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("openssl pkcs8");
        assertThatThrownBy(() -> TlsFiles.keyStore(folder.resolve("none.pem"), certificates.key()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("none.pem cannot be read");
    }

    private static HttpClient client(Path trusted) {
        return HttpClient.newBuilder().sslContext(TlsFiles.trusting(trusted)).build();
    }

    private static HttpResponse<String> get(HttpClient client, String scheme, int port) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create(scheme + "://127.0.0.1:" + port + "/api/hello"))
                        .header("Authorization", "Bearer the-token")
                        .build(),
                BodyHandlers.ofString());
    }
}
