package io.millrace.local;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;

/** One small HTTP request, for health checks: no threads and no memory between two of them. */
public final class Http {
    private Http() {}

    /**
     * An answer.
     *
     * @param status HTTP status
     * @param body at most 64 KiB of it
     */
    public record Answer(int status, String body) {}

    /**
     * GET with a limit of 2 s for connecting and for each read.
     *
     * @param url user and password in it are sent as Basic authentication; without them, and on this machine, any certificate
     *     will do for a question of health
     */
    public static Answer get(String url) throws IOException {
        URI uri = URI.create(url);
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        if (connection instanceof HttpsURLConnection tls && uri.getUserInfo() == null && isOfThisMachine(uri)) {
            AnyCertificate.accept(tls);
        }
        return get(uri, connection);
    }

    /** Whether there is an answer to a GET, whatever it says, within the same limits. */
    public static boolean answers(String url) {
        try {
            get(url);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * The same of a server elsewhere, which has to show who it is.
     *
     * @param trust trusted certificates
     */
    public static Answer get(String url, SSLContext trust) throws IOException {
        URI uri = URI.create(url);
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        if (connection instanceof HttpsURLConnection tls) {
            tls.setSSLSocketFactory(trust.getSocketFactory());
        }
        return get(uri, connection);
    }

    private static Answer get(URI uri, HttpURLConnection connection) throws IOException {
        try {
            connection.setConnectTimeout(2_000);
            connection.setReadTimeout(2_000);
            String user = uri.getUserInfo();
            if (user != null) {
                String credentials = Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
                connection.setRequestProperty("Authorization", "Basic " + credentials);
            }
            int status = connection.getResponseCode();
            try (InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
                String body = in == null ? "" : new String(in.readNBytes(65_536), StandardCharsets.UTF_8);
                return new Answer(status, body.strip());
            }
        } finally {
            connection.disconnect();
        }
    }

    private static boolean isOfThisMachine(URI uri) {
        return uri.getHost() != null && uri.getHost().matches("127\\.[0-9.]+|localhost|\\[::1]");
    }
}
