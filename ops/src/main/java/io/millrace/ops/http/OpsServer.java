package io.millrace.ops.http;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.millrace.config.ConfigException;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.warehouse.WarehouseException;
import io.millrace.kafka.LogException;
import io.millrace.ops.api.Problem;
import java.net.BindException;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ops' HTTP server: the API's routes with access control, and the console's pages for all other paths. */
public final class OpsServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(OpsServer.class);

    private final Bind bind;
    private final Guard guard;
    private final Pages pages;
    private final Clock clock;
    private final Optional<KeyStore> tls;
    private final Javalin server;

    /**
     * @param pages folder of the built pages; empty: API only
     * @throws ConfigException if {@code bind} needs a token and there is none
     */
    public OpsServer(Bind bind, Optional<String> token, Optional<Path> pages, List<Route> routes, Clock clock) {
        this(bind, token, pages, routes, clock, Optional.empty());
    }

    /**
     * As the other.
     *
     * @param tls the certificate and its key, without a password: then only HTTPS is spoken
     */
    public OpsServer(
            Bind bind,
            Optional<String> token,
            Optional<Path> pages,
            List<Route> routes,
            Clock clock,
            Optional<KeyStore> tls) {
        this.bind = bind;
        this.tls = tls;
        this.guard = new Guard(bind, token);
        this.pages = new Pages(pages);
        this.clock = clock;
        this.server = Javalin.create(config -> configure(config, routes));
    }

    /** @throws ConfigException if the port is taken */
    public void start() {
        try {
            server.start(bind.host(), bind.port());
        } catch (RuntimeException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof BindException) {
                    throw new ConfigException("Port " + bind.port() + " on " + bind.host() + " cannot be used ("
                            + cause.getMessage() + "): stop who listens there, or set ops.bind.");
                }
            }
            throw e;
        }
    }

    /** The port it listens on, also where {@link Bind#port()} is 0. */
    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.stop();
    }

    private void configure(JavalinConfig config, List<Route> routes) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.http.maxRequestSize = 16_384;
        // Exact paths only.
        config.router.ignoreTrailingSlashes = false;
        tls.ifPresent(keys -> config.jetty.addConnector(
                (jetty, settings) -> TlsConnector.of(jetty, settings, keys, bind.host(), bind.port())));
        config.routes.before(guard::check);
        config.routes.before("/api/journeys/*", guard::allowLoopbackPages);
        routes.forEach(route -> config.routes.addHttpHandler(route.method(), route.path(), route.handler()));
        config.routes.get("/api/*", request -> {
            throw ApiFailure.notFound("The API has no such path; openapi/ops.yaml lists all.");
        });
        config.routes.get("/*", pages::serve);
        config.routes.exception(
                ApiFailure.class, (e, request) -> fail(request, e.code(), String.valueOf(e.getMessage()), null));
        config.routes.exception(
                LogException.class,
                (e, request) -> fail(request, Problem.Code.LOG_UNAVAILABLE, String.valueOf(e.getMessage()), null));
        config.routes.exception(WarehouseException.class, this::warehouseFailed);
        config.routes.exception(Exception.class, (e, request) -> {
            log.error("{} {} failed", request.method(), request.path(), e);
            fail(request, Problem.Code.INTERNAL, "Ops could not answer; its log says why.", null);
        });
    }

    private void warehouseFailed(WarehouseException e, Context request) {
        boolean missing = e.code() == ErrorCode.SCHEMA_NOT_FOLLOWED;
        fail(
                request,
                missing ? Problem.Code.WAREHOUSE_NOT_PREPARED : Problem.Code.WAREHOUSE_UNAVAILABLE,
                String.valueOf(e.getMessage()),
                missing ? null : e.code().advice());
    }

    private void fail(Context request, Problem.Code code, String detail, @Nullable String advice) {
        Responses.problem(request, Problem.of(code, detail, advice, clock.instant(), null));
    }
}
