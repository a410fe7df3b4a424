package io.millrace.launcher.letters;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.launcher.LauncherException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;

/** The API of ops. */
final class OpsHttp {
    private static final int CONNECT_MILLIS = 5_000;
    private static final int ANSWER_MILLIS = 120_000;
    static final ObjectMapper JSON = new ObjectMapper();

    private final String base;
    private final Optional<String> token;
    private final Optional<SSLContext> trusted;

    /**
     * @param token that of {@code ops.token}
     * @param trusted knows the certificate that ops shows, whatever name it is for; empty: no TLS
     */
    OpsHttp(String base, Optional<String> token, Optional<SSLContext> trusted) {
        this.trusted = trusted;
        this.base = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
        this.token = token;
    }

    JsonNode get(String path) throws IOException {
        HttpURLConnection connection = open(path);
        try (InputStream in = answer(connection)) {
            return JSON.readTree(in);
        }
    }

    /** @throws LauncherException with the words of ops where it refuses */
    JsonNode post(String path, JsonNode body) throws IOException {
        HttpURLConnection connection = open(path);
        connection.setRequestMethod("POST");
        connection.setRequestProperty("Content-Type", "application/json");
        connection.setDoOutput(true);
        try (OutputStream out = connection.getOutputStream()) {
            JSON.writeValue(out, body);
        } catch (ConnectException e) {
            throw silent(e);
        }
        try (InputStream in = answer(connection)) {
            return JSON.readTree(in);
        }
    }

    void download(String path, OutputStream out) throws IOException {
        try (InputStream in = answer(open(path))) {
            in.transferTo(out);
        }
    }

    private HttpURLConnection open(String path) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(base + path).toURL().openConnection();
        if (connection instanceof HttpsURLConnection tls && trusted.isPresent()) {
            tls.setSSLSocketFactory(trusted.get().getSocketFactory());
            // Ops of this machine is asked by 127.0.0.1, its certificate is for the name that others know it by.
            tls.setHostnameVerifier((host, session) -> true);
        }
        connection.setConnectTimeout(CONNECT_MILLIS);
        connection.setReadTimeout(ANSWER_MILLIS);
        token.ifPresent(secret -> connection.setRequestProperty("Authorization", "Bearer " + secret));
        return connection;
    }

    private InputStream answer(HttpURLConnection connection) throws IOException {
        try {
            if (connection.getResponseCode() < 400) {
                return connection.getInputStream();
            }
        } catch (ConnectException e) {
            throw silent(e);
        }
        try (InputStream error = connection.getErrorStream()) {
            JsonNode problem = error == null ? JSON.createObjectNode() : JSON.readTree(error);
            throw new LauncherException(problem.path("message")
                    .asText("ops answered with status " + connection.getResponseCode()
                            + ": see `./millrace logs ops`"));
        }
    }

    private LauncherException silent(ConnectException e) {
        return new LauncherException("ops does not answer at " + base + ": see `./millrace status`", e);
    }
}
