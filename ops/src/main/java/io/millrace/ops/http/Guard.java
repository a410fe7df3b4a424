package io.millrace.ops.http;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.millrace.config.ConfigException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Access control. Without a token: only this machine, under one of its own names (against DNS rebinding), and not
 * through a proxy, as its client is unknown. With a token: any client that sends it. Only the console's files, which
 * contain no data, and endpoints for supervisors are public; new routes are protected by default.
 */
final class Guard {
    private static final Pattern LOOPBACK = Pattern.compile("(localhost|127(\\.\\d{1,3}){3}|\\[::1])(:\\d+)?");
    private static final String KNOWN = "millrace.known";
    private static final String BEARER = "Bearer ";

    private static final String POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
            + " font-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    /** More than users and the CLI need. */
    private static final int WRITES = 600;

    private static final int WRONG_TOKENS = 20;

    /** The other public paths are {@link #ASSET}. */
    private static final Set<String> OPEN = Set.of("/", "/healthz", "/readyz");

    private static final Set<String> HEALTH = Set.of("/healthz", "/readyz");
    private static final Pattern ASSET = Pattern.compile("/assets/[A-Za-z0-9_-][A-Za-z0-9._-]*");

    /** Headers by which proxies name their client, besides those that begin with {@link #FORWARDED_PREFIX}. */
    private static final Set<String> FORWARDED = Set.of(
            "forwarded",
            "via",
            "x-original-host",
            "x-original-forwarded-for",
            "x-real-ip",
            "x-client-ip",
            "x-cluster-client-ip",
            "true-client-ip",
            "cf-connecting-ip",
            "fastly-client-ip",
            "x-envoy-external-address");

    private static final String FORWARDED_PREFIX = "x-forwarded";

    private static final Set<HandlerType> READING = Set.of(HandlerType.GET, HandlerType.HEAD, HandlerType.OPTIONS);

    private final Optional<String> token;
    private final RateLimit writes = new RateLimit(WRITES, System::nanoTime);
    private final RateLimit wrongTokens = new RateLimit(WRONG_TOKENS, System::nanoTime);

    /** @throws ConfigException if everybody could connect without a token */
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
            checkPlace(request);
        } else if (needsToken(request.path()) || request.header("Authorization") != null) {
            checkToken(request, token.get());
        }
        request.attribute(KNOWN, token.isEmpty() ? !isForwarded(request) : request.header("Authorization") != null);
        if (!READING.contains(request.method())) {
            checkWrite(request);
            rateLimiter(request, writes.count(request.ip()), "Too many changes were asked for from your address.");
        }
    }

    private static void checkPlace(Context request) {
        if (!isLoopback(request.host())) {
            throw ApiFailure.misdirected("Ask for ops by the name localhost, or set ops.token.");
        }
        if (!HEALTH.contains(request.path()) && isForwarded(request)) {
            throw ApiFailure.misdirected("Whom a proxy asks for is not known: set ops.token.");
        }
    }

    /** Some proxies use HTTP/1.0 without any other sign; our clients do not. */
    private static boolean isForwarded(Context request) {
        return request.protocol().equals("HTTP/1.0")
                || request.headerMap().keySet().stream()
                        .map(name -> name.toLowerCase(Locale.ROOT))
                        .anyMatch(name -> FORWARDED.contains(name) || name.startsWith(FORWARDED_PREFIX));
    }

    /** Whether a checked request may see confidential details. */
    static boolean isKnown(Context request) {
        return Boolean.TRUE.equals(request.attribute(KNOWN));
    }

    /** Wrong tokens are rate-limited, never the right one: guessing must not lock out others at the same address. */
    private void checkToken(Context request, String expected) {
        String sent = request.header("Authorization");
        if (matches(sent, expected)) {
            return;
        }
        if (sent != null) {
            rateLimiter(request, wrongTokens.count(request.ip()), "Too many wrong tokens came from your address.");
        }
        request.header("WWW-Authenticate", "Bearer");
        throw ApiFailure.unauthorized();
    }

    private static void rateLimiter(Context request, long seconds, String what) {
        if (seconds > 0) {
            request.header("Retry-After", Long.toString(seconds));
            throw ApiFailure.tooMany(what + " Try again in " + seconds + " s.");
        }
    }

    /**
     * A page of another site can make a browser send requests, but not JSON without a preflight, nor with our host
     * name.
     */
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

    /** Storefront pages on this machine may query the journeys of their orders, from any port. */
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
        request.header("Cross-Origin-Resource-Policy", "same-origin");
        request.header("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
        request.header("Cache-Control", "no-store");
        if (request.scheme().equals("https")) {
            request.header("Strict-Transport-Security", "max-age=31536000");
        }
    }

    private static boolean isLoopback(@Nullable String host) {
        return host != null && LOOPBACK.matcher(host).matches();
    }

    private static boolean needsToken(String path) {
        return !OPEN.contains(path) && !ASSET.matcher(path).matches();
    }

    /** Constant-time, so that its duration reveals nothing of the token. */
    private static boolean matches(@Nullable String authorization, String token) {
        String sent = authorization != null && authorization.startsWith(BEARER)
                ? authorization.substring(BEARER.length())
                : "";
        return MessageDigest.isEqual(sent.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
    }
}
