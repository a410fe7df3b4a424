package io.millrace.controller.warehouse;

import io.millrace.config.Config;
import io.millrace.config.ConfigException;
import io.millrace.controller.error.ControllerException;
import io.millrace.core.error.CertificateRefusal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/** A minimal client of ClickHouse's HTTP interface: the official one takes a second to load. */
public final class WarehouseHttp {
    private static final int CONNECT_MILLIS = 5_000;
    private static final int ATTEMPTS = 5;
    /** The {@code Retry-After} of the embedded one. */
    private static final Duration BUSY = Duration.ofSeconds(1);

    /** The first that answers is used. */
    private final List<URI> servers;

    private final SSLContext trust;
    private final Duration patience;

    /**
     * @param warehouse with its address
     * @throws ControllerException if its {@code caFile} cannot be read
     */
    public WarehouseHttp(Config.Warehouse warehouse) {
        this(warehouse, Duration.ZERO);
    }

    /**
     * @param patience how long a server may be silent; zero for ever
     * @throws ControllerException if the warehouse's {@code caFile} cannot be read
     */
    WarehouseHttp(Config.Warehouse warehouse, Duration patience) {
        this.patience = patience;
        this.servers = warehouse.urls().stream()
                .map(url -> URI.create(url.endsWith("/") ? url : url + "/"))
                .toList();
        try {
            this.trust = warehouse.trust();
        } catch (ConfigException e) {
            throw new ControllerException(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Copies the result of a statement as it arrives; retries while the warehouse is busy.
     *
     * @throws ControllerException with the warehouse's message if it refuses
     */
    public void copy(String sql, String format, OutputStream out) throws IOException {
        for (int attempt = 1; !copied(sql, format, out, attempt == ATTEMPTS); attempt++) {
            LockSupport.parkNanos(this, BUSY.toNanos());
        }
    }

    /** @return false if the warehouse is busy, and it is not the last attempt */
    private boolean copied(String sql, String format, OutputStream out, boolean last) throws IOException {
        for (URI server : servers.subList(0, servers.size() - 1)) {
            try {
                return copied(server, sql, format, out, last);
            } catch (NoAnswerException e) {
                // Another one may.
            }
        }
        return copied(servers.get(servers.size() - 1), sql, format, out, last);
    }

    private boolean copied(URI base, String sql, String format, OutputStream out, boolean last) throws IOException {
        HttpURLConnection connection = open(base, format);
        try {
            try (OutputStream body = connection.getOutputStream()) {
                body.write(sql.getBytes(StandardCharsets.UTF_8));
            }
            if (connection.getResponseCode() == HttpURLConnection.HTTP_UNAVAILABLE && !last) {
                return false;
            }
            if (connection.getResponseCode() >= 400) {
                throw new ControllerException("the warehouse refuses: " + error(connection));
            }
            try (InputStream in = connection.getInputStream()) {
                in.transferTo(out);
            }
            return true;
        } catch (ConnectException | SocketTimeoutException e) {
            throw new NoAnswerException(
                    "the warehouse does not answer at " + base.getHost() + ":" + base.getPort()
                            + ": see `./millrace status`",
                    e);
        } catch (SSLException e) {
            throw new ControllerException(
                    "the warehouse "
                            + CertificateRefusal.of(e, "warehouse.url", "warehouse.caFile")
                                    .orElseGet(() ->
                                            "cannot be reached by TLS (" + e.getMessage() + "): correct warehouse.url"),
                    e);
        } finally {
            connection.disconnect();
        }
    }

    /** The lines of a result, tab-separated. */
    public List<String> lines(String sql) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        copy(sql, "TSV", out);
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    /** A server could not be reached, and nothing was copied. */
    static final class NoAnswerException extends ControllerException {
        private static final long serialVersionUID = 1;

        NoAnswerException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private HttpURLConnection open(URI base, String format) throws IOException {
        String query = "?default_format=" + URLEncoder.encode(format, StandardCharsets.UTF_8);
        URI uri = URI.create(base.getScheme() + "://" + base.getHost()
                + (base.getPort() < 0 ? "" : ":" + base.getPort()) + base.getPath() + query);
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        if (connection instanceof HttpsURLConnection tls) {
            tls.setSSLSocketFactory(trust.getSocketFactory());
        }
        connection.setConnectTimeout(CONNECT_MILLIS);
        connection.setReadTimeout(Math.toIntExact(patience.toMillis()));
        connection.setRequestMethod("POST");
        connection.setDoOutput(true);
        String user = base.getUserInfo();
        if (user != null) {
            String credentials = Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
            connection.setRequestProperty("Authorization", "Basic " + credentials);
        }
        return connection;
    }

    private static String error(HttpURLConnection connection) throws IOException {
        try (InputStream in = connection.getErrorStream()) {
            return in == null
                    ? "HTTP " + connection.getResponseCode()
                    : new String(in.readNBytes(8_192), StandardCharsets.UTF_8).strip();
        }
    }
}
