package io.millrace.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** HTTPS before a server that speaks HTTP alone, with a test's certificate, as a proxy in a company does it. */
public final class TlsFront implements AutoCloseable {
    /** What two neighbours agree on for themselves. */
    private static final Set<String> BETWEEN_NEIGHBOURS =
            Set.of("connection", "content-length", "expect", "host", "transfer-encoding", "upgrade");

    private final URI behind;
    private final String authorization;
    private final HttpsServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "tls-front");
        thread.setDaemon(true);
        return thread;
    });
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .executor(threads)
            .build();
    private final AtomicInteger served = new AtomicInteger();

    private TlsFront(String behind, TestCertificates certificates, String login) {
        this.behind = URI.create(behind);
        this.authorization = login.isEmpty()
                ? ""
                : "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
        try {
            this.server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(context(certificates)));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("no HTTPS", e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::pass);
    }

    /**
     * Starts one on a free port of 127.0.0.1; the caller closes it.
     *
     * @param url of what is behind, unencrypted
     * @param login {@code user:password} that it demands, and does not pass on; empty: none
     */
    public static TlsFront before(String url, TestCertificates certificates, String login) {
        TlsFront front = new TlsFront(url, certificates, login);
        front.server.start();
        return front;
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /** How many requests it has passed on. */
    public int served() {
        return served.get();
    }

    private void pass(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!authorization.isEmpty()
                    && !authorization.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                exchange.sendResponseHeaders(401, -1);
                return;
            }
            HttpRequest.Builder request = HttpRequest.newBuilder(
                            behind.resolve(exchange.getRequestURI().toString()))
                    .method(
                            exchange.getRequestMethod(),
                            BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()));
            exchange.getRequestHeaders().forEach((name, values) -> {
                boolean ours = name.equalsIgnoreCase("Authorization") && !authorization.isEmpty();
                if (!ours && !BETWEEN_NEIGHBOURS.contains(name.toLowerCase(Locale.ROOT))) {
                    values.forEach(value -> request.header(name, value));
                }
            });
            HttpResponse<InputStream> response = http.send(request.build(), BodyHandlers.ofInputStream());
            served.incrementAndGet();
            response.headers().map().forEach((name, values) -> {
                if (!BETWEEN_NEIGHBOURS.contains(name.toLowerCase(Locale.ROOT))) {
                    values.forEach(value -> exchange.getResponseHeaders().add(name, value));
                }
            });
            exchange.sendResponseHeaders(response.statusCode(), 0);
            try (InputStream in = response.body();
                    OutputStream out = exchange.getResponseBody()) {
                in.transferTo(out);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static SSLContext context(TestCertificates certificates) throws IOException, GeneralSecurityException {
        Certificate certificate;
        try (InputStream in = Files.newInputStream(certificates.certificate())) {
            certificate = CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
        String pem = Files.readString(certificates.key()).replaceAll("-----[A-Z ]+-----", "");
        PrivateKey key = KeyFactory.getInstance("RSA")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem)));
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("server", key, new char[0], new Certificate[] {certificate});
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
