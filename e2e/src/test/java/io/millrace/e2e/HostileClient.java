package io.millrace.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URLEncoder;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * Knows the ports of a stack and nothing else, as a page in a browser of this machine or a program of another user does. Each try
 * that was answered with a success where there may be none, or with something that is to be kept, is a breach.
 */
final class HostileClient {
    private static final int TIMEOUT_MILLIS = 5_000;
    private static final int MOST_BYTES = 1 << 20;

    /** By these names no page of ours asks. */
    private static final List<String> HOSTS = List.of(
            "evil.example",
            "evil.example:%d",
            "localhost.evil.example:%d",
            "127.0.0.1.evil.example:%d",
            "127.0.0.1@evil.example",
            "localhost@evil.example:%d",
            "0.0.0.0:%d",
            "2130706433:%d",
            "0x7f.1:%d",
            "[::ffff:127.0.0.1]:%d",
            "localhost.:%d",
            "xn--lcalhost-0za:%d",
            "evil.example, localhost:%d",
            "");

    private static final List<String> OUTSIDE = List.of(
            "/../../../etc/passwd",
            "/assets/../../../../etc/passwd",
            "/assets/..%2f..%2f..%2f..%2fetc/passwd",
            "/assets/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
            "/assets/..;/..;/..;/etc/passwd",
            "/assets/%252e%252e/%252e%252e/etc/passwd",
            "/assets/..%5c..%5c..%5cetc%5cpasswd",
            "/assets//etc/passwd",
            "//etc/passwd",
            "/assets/%00/../../etc/secrets",
            "/.git/config",
            "/etc/secrets",
            "/assets/..%c0%af..%c0%afetc/passwd",
            "/%2e%2e/%2e%2e/%2e%2e/etc/passwd");

    private final Map<String, Integer> ports;
    private final List<String> kept;
    private final List<String> breaches = new ArrayList<>();
    private int tries;

    /**
     * @param ports of services by name
     * @param kept what no answer may hold
     */
    HostileClient(Map<String, Integer> ports, List<String> kept) {
        this.ports = ports;
        this.kept = kept;
    }

    int tries() {
        return tries;
    }

    /** Makes all tries; returns what came through. */
    List<String> breaches() throws IOException {
        isHeard();
        pagesOfOtherNames();
        proxiesAndOtherSites();
        filesBesideThePages();
        connect();
        warehouse();
        postgres();
        kafka();
        tooMuchAndTooSlow();
        return breaches;
    }

    /** Whom nobody answers learns nothing from silence. */
    private void isHeard() throws IOException {
        for (var question : Map.of("ops", "/healthz", "shop", "/healthz", "clickhouse", "/ping", "connect", "/")
                .entrySet()) {
            var answer = send(question.getKey(), "GET", question.getValue(), "Host: localhost");
            if (!answer.startsWith(question.getKey().equals("connect") ? "HTTP/1.1 401" : "HTTP/1.1 200")) {
                throw new IOException(question.getKey() + " does not answer: " + answer);
            }
        }
    }

    private void pagesOfOtherNames() throws IOException {
        for (var host : HOSTS) {
            for (var path : List.of("/api/overview", "/metrics", "/api/dead-letters", "/api/journeys/orders/1", "/")) {
                refused("ops", "GET", path, "Host: " + named(host, "ops"));
            }
            for (var path : List.of("/api/products", "/api/orders/1")) {
                refused("shop", "GET", path, "Host: " + named(host, "shop"));
            }
            refused("connect", "GET", "/connectors?expand=info", "Host: " + named(host, "connect"));
            refused("clickhouse", "GET", query("SELECT * FROM shop.orders"), "Host: " + named(host, "clickhouse"));
        }
        refused("ops", "GET", "/api/overview", "Host: localhost", "Host: evil.example");
        refused("shop", "DELETE", "/api/orders/1", "Host: evil.example");
        refused("shop", "PUT", "/api/traffic", "Host: evil.example", "Content-Type: application/json");
    }

    private void proxiesAndOtherSites() throws IOException {
        for (var header : List.of(
                "X-Forwarded-For: 203.0.113.9",
                "X-Forwarded-Host: ops.example",
                "Forwarded: for=203.0.113.9",
                "Via: 1.1 proxy",
                "X-Real-IP: 203.0.113.9",
                "CF-Connecting-IP: 203.0.113.9")) {
            for (var path : List.of("/api/overview", "/metrics")) {
                refused("ops", "GET", path, "Host: localhost", header);
            }
        }
        for (var method : List.of("POST", "PUT", "DELETE", "PATCH")) {
            for (var path : List.of("/api/dead-letters/replay", "/api/dead-letters/discard/", "/api/overview")) {
                refused("ops", method, path, "Host: localhost", "Origin: http://evil.example", json());
                refused("ops", method, path, "Host: localhost", "Content-Type: text/plain");
            }
        }
        refused("ops", "POST", "/api/dead-letters/discard", "Host: localhost", "Origin: null", json());
    }

    private void filesBesideThePages() throws IOException {
        for (var service : List.of("ops", "shop", "controller", "pipeline")) {
            for (var path : OUTSIDE) {
                silent(service, "GET", path, "Host: localhost");
            }
        }
    }

    private void connect() throws IOException {
        for (var method : List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT")) {
            for (var path : List.of(
                    "/",
                    "/connectors",
                    "//connectors",
                    "/connectors/",
                    "/%63onnectors",
                    "/connectors;a=b",
                    "/./connectors",
                    "/connectors/millrace-shop/config",
                    "/connectors/millrace-shop/tasks",
                    "/connectors/millrace-shop/offsets",
                    "/connectors/millrace-shop/stop",
                    "/connector-plugins/io.millrace.connect.CaptureConnector/config/validate",
                    "/admin/loggers/root")) {
                refused("connect", method, path, "Host: localhost", json());
            }
        }
        for (var login : List.of(
                "Basic",
                "Basic " + basic(":"),
                "Basic " + basic("millrace:"),
                "Basic " + basic("millrace:millrace"),
                "Basic " + basic("admin:admin"),
                "Basic " + basic("millrace"),
                "Basic *",
                "Bearer millrace",
                "Negotiate x",
                "basic " + basic("connect:connect"))) {
            refused("connect", "GET", "/connectors", "Host: localhost", "Authorization: " + login);
            refused("clickhouse", "GET", query("SELECT 1"), "Host: localhost", "Authorization: " + login);
        }
    }

    private void warehouse() throws IOException {
        for (var statement : List.of(
                "SELECT * FROM shop.customers",
                "SELECT * FROM shop_raw.orders",
                "SELECT * FROM millrace.progress",
                "SELECT * FROM system.tables",
                "SHOW DATABASES",
                "SELECT * FROM file('/etc/passwd', 'LineAsString')",
                "SELECT * FROM `/etc/passwd`",
                "INSERT INTO FUNCTION file('/tmp/hostile.csv') SELECT 1",
                "CREATE DATABASE hostile",
                "DROP DATABASE shop",
                "SYSTEM SYNC FILE SYSTEM")) {
            refused("clickhouse", "GET", query(statement), "Host: localhost");
            refused("clickhouse", "POST", query(statement) + "&user=default&password=", "Host: localhost");
            refused("clickhouse", "POST", query(statement) + "&user=millrace", "Host: localhost");
            refused(
                    "clickhouse",
                    "POST",
                    query(statement),
                    "Host: localhost",
                    "X-ClickHouse-User: millrace_reader",
                    "X-ClickHouse-Key: ");
        }
        for (var path :
                List.of("/play", "/dashboard", "/binary", "/merges", "/?", "/../", "/ping/../?query=SELECT%201")) {
            silent("clickhouse", "GET", path, "Host: localhost");
        }
    }

    private void postgres() throws IOException {
        for (var user : List.of("millrace", "postgres", "millrace_capture", "root", "")) {
            for (var password : List.of("", "postgres", "millrace", "' OR 1=1 --")) {
                tries++;
                var properties = new Properties();
                properties.setProperty("user", user);
                properties.setProperty("password", password);
                properties.setProperty("loginTimeout", "5");
                try (var connection = DriverManager.getConnection(
                        "jdbc:postgresql://127.0.0.1:" + port("postgres") + "/shop", properties)) {
                    breaches.add("postgres let " + user + " in: "
                            + connection.getMetaData().getURL());
                } catch (SQLException e) {
                    keeps("postgres as " + user, String.valueOf(e.getMessage()));
                }
            }
        }
        // A login for replication, without one; sizes that cannot be.
        var login = "user\0millrace\0database\0shop\0replication\0database\0\0";
        raw("postgres", words(8 + login.length(), 196_608) + login);
        raw("postgres", words(Integer.MAX_VALUE, 196_608));
        raw("postgres", words(-1, 0));
    }

    private void kafka() throws IOException {
        var kafka = new HostileKafka(ports, this::exchange);
        breaches.addAll(kafka.breaches());
        tries += kafka.tries();
        for (int size : new int[] {0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE, 104_857_601}) {
            raw("kafka", words(size, 0x0003_0000, 1));
        }
        for (var service : List.of("kafka", "postgres")) {
            // What a page can send to a port that does not speak HTTP.
            for (var request : List.of(
                    "GET / HTTP/1.1\r\n\r\n", "POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\n\0\0\0\5\0\3\0\0\1")) {
                raw(service, request);
            }
        }
    }

    private void tooMuchAndTooSlow() throws IOException {
        for (var service : List.of("ops", "shop", "connect", "clickhouse")) {
            refused(service, "GET", "/api/" + "a".repeat(1 << 18), "Host: localhost");
            refused(service, "GET", "/api/x", "Host: localhost", "X-Long: " + "a".repeat(1 << 20));
            refused(service, "POST", "/api/orders", "Host: localhost", json(), "Content-Length: 1000000000000");
            refused(service, "POST", "/api/orders", "Host: localhost", "Content-Length: -1");
            refused(
                    service,
                    "POST",
                    "/api/x",
                    "Host: localhost",
                    json(),
                    "Transfer-Encoding: chunked, x",
                    "Content-Length: 3");
            refused(service, "G\0T", "/api/x", "Host: localhost");
        }
        var held = new ArrayList<Socket>();
        try {
            for (var service : List.of("ops", "shop", "connect", "clickhouse", "kafka", "postgres")) {
                for (int i = 0; i < 10; i++) {
                    tries++;
                    var socket = new Socket(InetAddress.getLoopbackAddress(), port(service));
                    held.add(socket);
                    socket.getOutputStream()
                            .write("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{"
                                    .getBytes(UTF_8));
                }
            }
            for (var service : List.of("ops", "shop")) {
                if (!send(service, "GET", "/healthz", "Host: localhost").startsWith("HTTP/1.1 200")) {
                    breaches.add(service + " answers nobody while others are slow");
                }
            }
        } finally {
            for (var socket : held) {
                socket.close();
            }
        }
    }

    /** Nothing but a refusal will do, or the end of the connection. */
    private void refused(String service, String method, String path, String... headers) throws IOException {
        tries++;
        var what = service + ": " + method + " " + shortened(path) + " " + shortened(String.join(", ", headers));
        var answer = send(service, method, path, headers);
        if (!answer.isEmpty() && !answer.matches("(?s)HTTP/1\\.[01] [45].*")) {
            breaches.add(what + " -> " + answer.lines().findFirst().orElse(""));
        }
        keeps(what, answer);
    }

    /** An answer is as good as none, but there may be nothing in it. */
    private void silent(String service, String method, String path, String... headers) throws IOException {
        tries++;
        keeps(service + ": " + method + " " + path, send(service, method, path, headers));
    }

    /** Each char is a byte. */
    private void raw(String service, String bytes) throws IOException {
        tries++;
        keeps(service + ": bytes", exchange(service, bytes.getBytes(ISO_8859_1)));
    }

    static String words(int... words) {
        var bytes = new StringBuilder();
        for (int word : words) {
            for (int shift = 24; shift >= 0; shift -= 8) {
                bytes.append((char) (word >>> shift & 0xff));
            }
        }
        return bytes.toString();
    }

    private void keeps(String what, String answer) {
        for (var one : kept) {
            if (answer.contains(one)) {
                breaches.add(what + " reveals a secret");
            }
        }
    }

    private String send(String service, String method, String path, String... headers) throws IOException {
        var request =
                method + " " + path + " HTTP/1.1\r\n" + String.join("\r\n", headers) + "\r\nConnection: close\r\n\r\n";
        return exchange(service, request.getBytes(UTF_8));
    }

    /** What comes back until the other side ends it; nothing where it waits for more. */
    private String exchange(String service, byte[] bytes) throws IOException {
        var answer = new ByteArrayOutputStream();
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port(service))) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write(bytes);
            socket.shutdownOutput();
            var part = new byte[8192];
            for (int length = socket.getInputStream().read(part);
                    length >= 0 && answer.size() < MOST_BYTES;
                    length = socket.getInputStream().read(part)) {
                answer.write(part, 0, length);
            }
        } catch (SocketTimeoutException e) {
            return answer.toString(ISO_8859_1);
        } catch (IOException e) {
            // Ended while we were still sending: as good as a refusal, if nothing was said.
            return answer.toString(ISO_8859_1);
        }
        return answer.toString(ISO_8859_1);
    }

    private int port(String service) {
        Integer port = ports.get(service);
        if (port == null) {
            throw new IllegalArgumentException("no port of " + service);
        }
        return port;
    }

    private String named(String host, String service) {
        return host.formatted(port(service));
    }

    private static String query(String statement) {
        return "/?query=" + URLEncoder.encode(statement, UTF_8);
    }

    private static String json() {
        return "Content-Type: application/json";
    }

    private static String basic(String login) {
        return java.util.Base64.getEncoder().encodeToString(login.getBytes(UTF_8));
    }

    private static String shortened(String text) {
        return text.substring(0, Math.min(100, text.length()));
    }
}
