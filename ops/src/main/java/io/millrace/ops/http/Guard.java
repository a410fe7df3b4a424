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
 * Who may ask. Without a token: this machine, under one of its own names (a page of another name that resolves to us is
 * turned away), and by no proxy, as it does not say on whose behalf it asks. With a token: any client that sends it. Only the console's
 * files, which hold no data, and what supervisors ask are open to all: a route that is new is not.
 */
final class Guard {
    private static final Pattern LOOPBACK = Pattern.compile("(localhost|127(\\.\\d{1,3}){3}|\\[::1])(:\\d+)?");
    private static final String KNOWN = "millrace.known";
    private static final String BEARER = "Bearer ";

    private static final String POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
            + " font-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    /** More than any person or the command line needs; a guess at a token is a matter of a few. */
    private static final int WRITES = 600;

    private static final int WRONG_TOKENS = 20;

    /** The rest of what is served without a token is {@link #ASSET}. */
    private static final Set<String> OPEN = Set.of("/", "/healthz", "/readyz");

    private static final Set<String> HEALTH = Set.of("/healthz", "/readyz");
    private static final Pattern ASSET = Pattern.compile("/assets/[A-Za-z0-9_-][A-Za-z0-9._-]*");

    /** By these, and all that begin with {@link #FORWARDED_PREFIX}, proxies say for whom they ask. */
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
            checkPlace(request);
        } else if (needsToken(request.path()) || request.header("Authorization") != null) {
            checkToken(request, token.get());
        }
        request.attribute(KNOWN, token.isEmpty() ? !isForwarded(request) : request.header("Authorization") != null);
        if (!READING.contains(request.method())) {
            checkWrite(request);
            pace(request, writes.count(request.ip()), "Too many changes were asked for from your address.");
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

    /** HTTP/1.0 is what some proxies speak, who then say nothing else of themselves; no client of ours does. */
    private static boolean isForwarded(Context request) {
        return request.protocol().equals("HTTP/1.0")
                || request.headerMap().keySet().stream()
                        .map(name -> name.toLowerCase(Locale.ROOT))
                        .anyMatch(name -> FORWARDED.contains(name) || name.startsWith(FORWARDED_PREFIX));
    }

    /** Whether a checked request may be told what only some may know. */
    static boolean isKnown(Context request) {
        return Boolean.TRUE.equals(request.attribute(KNOWN));
    }

    /** Wrong tokens are slowed down, never the right one: who guesses must not lock others out who share an address. */
    private void checkToken(Context request, String expected) {
        String sent = request.header("Authorization");
        if (matches(sent, expected)) {
            return;
        }
        if (sent != null) {
            pace(request, wrongTokens.count(request.ip()), "Too many wrong tokens came from your address.");
        }
        request.header("WWW-Authenticate", "Bearer");
        throw ApiFailure.unauthorized();
    }

    private static void pace(Context request, long seconds, String what) {
        if (seconds > 0) {
            request.header("Retry-After", Long.toString(seconds));
            throw ApiFailure.tooMany(what + " Try again in " + seconds + " s.");
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

    /** Takes as long for a wrong token as for the right one. */
    private static boolean matches(@Nullable String authorization, String token) {
        String sent = authorization != null && authorization.startsWith(BEARER)
                ? authorization.substring(BEARER.length())
                : "";
        return MessageDigest.isEqual(sent.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
    }
}
