package io.millrace.shop;

import io.javalin.http.Context;
import io.millrace.config.Config;
import java.net.InetAddress;
import java.sql.SQLException;
import java.util.Map;
import java.util.regex.Pattern;

/** The routes of {@code openapi/shop.yaml}. */
final class ShopApi {
    private static final Pattern LOOPBACK = Pattern.compile("(localhost|127(\\.\\d{1,3}){3}|\\[::1])(:\\d+)?");

    private final ProductCatalog catalog;
    private final Orders orders;
    private final Shoppers shoppers;
    private final Config.Shop settings;

    ShopApi(ProductCatalog catalog, Orders orders, Shoppers shoppers, Config.Shop settings) {
        this.catalog = catalog;
        this.orders = orders;
        this.shoppers = shoppers;
        this.settings = settings;
    }

    record Traffic(@org.jspecify.annotations.Nullable Double ordersPerSecond) {}

    void products(Context ctx) throws SQLException {
        ctx.json(catalog.products());
    }

    void placeOrder(Context ctx) throws SQLException {
        var order = orders.place(Json.read(ctx, Checkout.class).validated());
        ctx.status(201).header("Location", "/api/orders/" + order.id()).json(order);
    }

    void order(Context ctx) throws SQLException {
        ctx.json(orders.byId(id(ctx)));
    }

    void cancelOrder(Context ctx) throws SQLException {
        ctx.json(orders.cancel(id(ctx)));
    }

    void traffic(Context ctx) {
        ctx.json(new Traffic(shoppers.ordersPerSecond()));
    }

    void setTraffic(Context ctx) throws Exception {
        boolean here =
                InetAddress.getByName(ctx.req().getRemoteAddr()).isLoopbackAddress() && isOfThisMachine(ctx.host());
        if (!here) {
            throw ShopException.forbidden("the traffic can be set from this machine only");
        }
        var rate = Json.read(ctx, Traffic.class).ordersPerSecond();
        if (rate == null) {
            throw ShopException.invalid("ordersPerSecond is missing");
        }
        shoppers.ordersPerSecond(rate);
        traffic(ctx);
    }

    /** A page of another name that resolves to this machine is none of this machine's. */
    static boolean isOfThisMachine(@org.jspecify.annotations.Nullable String host) {
        return host != null && LOOPBACK.matcher(host).matches();
    }

    void site(Context ctx) {
        ctx.json(settings.opsUrl().map(url -> Map.of("opsUrl", url)).orElse(Map.of()));
    }

    private static long id(Context ctx) {
        var text = ctx.pathParam("id");
        if (!text.matches("\\d{1,18}")) {
            throw ShopException.invalid("an order's id is a number");
        }
        return Long.parseLong(text);
    }
}
