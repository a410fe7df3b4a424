package io.millrace.shop;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.staticfiles.Location;
import io.javalin.json.JavalinJackson;
import io.millrace.config.Config;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP side of the shop: routes, pages, errors. */
final class ShopServer {
    private static final Logger log = LoggerFactory.getLogger(ShopServer.class);

    /** The page also asks ops how an order travels, wherever that is. */
    private static final String POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
            + " font-src 'self' data:; connect-src 'self' http: https:; object-src 'none'; base-uri 'none';"
            + " form-action 'self'; frame-ancestors 'none'";

    private ShopServer() {}

    static Javalin start(Config.Shop settings, ShopApi api, ShopDatabase database) {
        int colon = settings.bind().lastIndexOf(':');
        var host = settings.bind().substring(0, colon);
        int port = Integer.parseInt(settings.bind().substring(colon + 1));
        return Javalin.create(config -> {
                    config.startup.showJavalinBanner = false;
                    config.startup.showOldJavalinVersionWarning = false;
                    config.http.maxRequestSize = 64 * 1024L;
                    config.jetty.threadPool = new QueuedThreadPool(16, 2);
                    config.jsonMapper(new JavalinJackson(Json.MAPPER, false));
                    settings.webDir().map(Path::of).ifPresent(dir -> pages(config, dir));
                    routes(config, api, database, isLoopback(host));
                    errors(config);
                })
                .start(host, port);
    }

    private static void routes(JavalinConfig config, ShopApi api, ShopDatabase database, boolean onlyHere) {
        config.routes
                .get("/api/products", api::products)
                .post("/api/orders", api::placeOrder)
                .get("/api/orders/{id}", api::order)
                .delete("/api/orders/{id}", api::cancelOrder)
                .get("/api/traffic", api::traffic)
                .put("/api/traffic", api::setTraffic)
                .get("/api/site", api::site)
                .get("/healthz", ctx -> ctx.json(Map.of("status", "up")))
                .get("/readyz", ctx -> {
                    boolean ready = database.answers();
                    ctx.status(ready ? 200 : 503)
                            .json(Map.of("ready", ready, "detail", ready ? "" : "Postgres does not answer"));
                })
                .before(ctx -> {
                    if (onlyHere && !ShopApi.isOfThisMachine(ctx.host())) {
                        throw ShopException.forbidden("ask for the shop by the name localhost");
                    }
                })
                .before(ctx -> ctx.header("Content-Security-Policy", POLICY)
                        .header("X-Content-Type-Options", "nosniff")
                        .header("Referrer-Policy", "same-origin")
                        .header("X-Frame-Options", "DENY"));
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host.replace("[", "").replace("]", "")).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static void pages(JavalinConfig config, Path dir) {
        if (!Files.isDirectory(dir.resolve("assets"))) {
            log.warn("no web pages in shop.webDir: the API runs without them");
            return;
        }
        config.staticFiles.add(files -> {
            files.hostedPath = "/assets";
            files.directory = dir.resolve("assets").toString();
            files.location = Location.EXTERNAL;
            files.headers = Map.of("Cache-Control", "public, max-age=31536000, immutable");
        });
        config.routes.get(
                "/",
                ctx -> ctx.header("Cache-Control", "no-cache")
                        .contentType("text/html; charset=utf-8")
                        .result(Files.newInputStream(dir.resolve("index.html"))));
    }

    private static void errors(JavalinConfig config) {
        config.routes.exception(
                ShopException.class,
                (problem, ctx) -> ctx.status(problem.status())
                        .json(Map.of("error", problem.code(), "message", String.valueOf(problem.getMessage()))));
        config.routes.exception(SQLException.class, (e, ctx) -> {
            log.warn("{} {} failed: SQL state {}", ctx.method(), ctx.path(), e.getSQLState());
            ctx.status(503)
                    .json(Map.of(
                            "error", "database_unavailable",
                            "message", "the shop's database does not answer; nothing was ordered, try again"));
        });
    }
}
