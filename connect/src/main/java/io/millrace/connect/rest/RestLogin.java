package io.millrace.connect.rest;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Basic authentication, and only under a name of this machine: protects against DNS rebinding. */
@PreMatching
final class RestLogin implements ContainerRequestFilter {
    private static final Pattern LOOPBACK = Pattern.compile("(localhost|127(\\.\\d{1,3}){3}|\\[::1])(:\\d+)?");

    private static final Pattern TASKS = Pattern.compile("/?connectors/[^/]+/tasks/?");
    private static final Pattern PRODUCERS = Pattern.compile("/?connectors/[^/]+/fence/?");

    private static final int MISDIRECTED = 421;
    private static final int UNAUTHORIZED = 401;

    private final byte[] expected;

    RestLogin(String user, String password) {
        String login = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        this.expected = ("Basic " + login).getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void filter(ContainerRequestContext request) {
        if (!isOfThisMachine(request.getHeaderString("Host"))) {
            request.abortWith(
                    refusal(MISDIRECTED, "Use the host name localhost.").build());
        } else if (!isOfAWorker(
                        request.getMethod(),
                        request.getUriInfo().getPath(false),
                        request.getHeaderString("X-Connect-Authorization"))
                && !isLogin(request.getHeaderString("Authorization"))) {
            request.abortWith(refusal(UNAUTHORIZED, "Send user and password.")
                    .header("WWW-Authenticate", "Basic realm=\"Connect\"")
                    .build());
        }
    }

    static boolean isOfThisMachine(@Nullable String host) {
        return host != null && LOOPBACK.matcher(host).matches();
    }

    /**
     * Whether it is one of the two requests that workers of a group send each other. They log in with the group's session key, by
     * which Connect itself checks the signature of these requests, and of these only.
     */
    static boolean isOfAWorker(String method, String path, @Nullable String signature) {
        return signature != null
                && ((method.equals("POST") && TASKS.matcher(path).matches())
                        || (method.equals("PUT") && PRODUCERS.matcher(path).matches()));
    }

    /** Constant-time, so that its duration reveals nothing. */
    boolean isLogin(@Nullable String authorization) {
        return authorization != null && MessageDigest.isEqual(authorization.getBytes(StandardCharsets.UTF_8), expected);
    }

    private static Response.ResponseBuilder refusal(int status, String message) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(Map.of("error_code", status, "message", message));
    }
}
