package io.millrace.ops.http;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.millrace.config.ConfigException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who may ask. Without a token: this machine, under one of its own names (a page of another name that resolves to us is
 * turned away). With a token: whoever sends it. The console's pages hold no data and are open to all.
 */
final class Guard {
    private static final Pattern LOOPBACK = Pattern.compile("(localhost|127(\\.\\d{1,3}){3}|\\[::1])(:\\d+)?");
    private static final String BEARER = "Bearer ";

    private static final String POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
            + " font-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    private final Optional<String> token;

    /** @throws ConfigException where everybody could connect without a token */
    Guard(Bind bind, Optional<String> token) {
        if (!bind.isLoopback() && token.isEmpty()) {
            throw new ConfigException(
                    "ops.bind is " + bind.host() + ", which others can reach: set ops.token, or bind to 127.0.0.1.");
        }
        this.token = token;
    }

    void check(Context request) {
        headers(request);
        if (token.isEmpty()) {
            if (!isLoopback(request.host())) {
                throw ApiFailure.misdirected("Ask for ops by the name localhost, or set ops.token.");
            }
        } else if (needsToken(request.path()) && !matches(request.header("Authorization"), token.get())) {
            request.header("WWW-Authenticate", "Bearer");
            throw ApiFailure.unauthorized();
        }
        if (request.method().equals(HandlerType.POST)) {
            checkWrite(request);
        }
    }

    /** A page of another site can make a browser send us something, but not as JSON without asking, nor under our name. */
    private static void checkWrite(Context request) {
        String origin = request.header("Origin");
        if (origin != null && !origin.replaceFirst("^https?://", "").equals(request.host())) {
            throw ApiFailure.forbidden("Only the console's own pages may change something.");
        }
        String type = request.contentType();
        if (type == null || !type.split(";", -1)[0].strip().equalsIgnoreCase("application/json")) {
            throw ApiFailure.unsupported("Send JSON, with Content-Type: application/json.");
        }
    }

    /** Storefront pages of this machine may ask how their orders travel, whatever their port. */
    void allowLoopbackPages(Context request) {
        String origin = request.header("Origin");
        request.header("Vary", "Origin");
        if (origin != null && isLoopback(origin.replaceFirst("^https?://", ""))) {
            request.header("Access-Control-Allow-Origin", origin);
        }
    }

    private static void headers(Context request) {
        request.header("Content-Security-Policy", POLICY);
        request.header("X-Content-Type-Options", "nosniff");
        request.header("X-Frame-Options", "DENY");
        request.header("Referrer-Policy", "no-referrer");
        request.header("Cross-Origin-Opener-Policy", "same-origin");
        request.header("Cache-Control", "no-store");
    }

    private static boolean isLoopback(@Nullable String host) {
        return host != null && LOOPBACK.matcher(host).matches();
    }

    private static boolean needsToken(String path) {
        return path.startsWith("/api/") || path.equals("/metrics");
    }

    /** Takes as long for a wrong token as for the right one. */
    private static boolean matches(@Nullable String authorization, String token) {
        String sent = authorization != null && authorization.startsWith(BEARER)
                ? authorization.substring(BEARER.length())
                : "";
        return MessageDigest.isEqual(sent.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
    }
}
