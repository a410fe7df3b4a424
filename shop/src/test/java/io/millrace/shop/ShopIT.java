package io.millrace.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.javalin.Javalin;
import io.millrace.config.Config;
import io.millrace.shop.Checkout.Cart;
import io.millrace.testkit.PostgresExtension;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class ShopIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = new PostgresExtension();

    private static ShopDatabase database;
    private static Orders orders;
    private static ProductCatalog catalog;
    private static Javalin server;

    @BeforeAll
    static void openTheShop() throws SQLException, IOException {
        database = new ShopDatabase(PostgresAddress.parse(POSTGRES.url()));
        new Schema(database).prepare();
        new Schema(database).prepare();
        catalog = new ProductCatalog(database);
        orders = new Orders(database, Clock.systemUTC());
        var shoppers = new Shoppers(new Shopper(orders, catalog), new BackOffice(database), 0);
        var settings = new Config.Shop("127.0.0.1:0", 0, Optional.of("http://127.0.0.1:8081"), Optional.empty());
        server = ShopServer.start(settings, new ShopApi(catalog, orders, shoppers, settings), database);
    }

    @AfterAll
    static void closeTheShop() {
        server.stop();
        database.close();
    }

    @Test
    void anOrderTakesItsProductsOutOfStock() throws SQLException {
        int before = stock("GUA-ANTIGUA-250");
        var order = orders.place(cart("GUA-ANTIGUA-250", 3));
        assertThat(order.total()).isEqualByComparingTo("35.70");
        assertThat(order.status()).isEqualTo("placed");
        assertThat(stock("GUA-ANTIGUA-250")).isEqualTo(before - 3);
    }

    @Test
    void anOrderThatCannotBeMetChangesNothing() throws SQLException {
        int before = stock("ETH-YIRGA-250");
        var cart = cart("ETH-YIRGA-250", 1);
        cart.quantities().put("PAN-GEISHA-100", 100_000);
        assertThatThrownBy(() -> orders.place(cart))
                .isInstanceOf(ShopException.class)
                .hasMessageContaining("Geisha")
                .hasMessageContaining("left");
        assertThat(stock("ETH-YIRGA-250")).isEqualTo(before);
    }

    @Test
    void aCancelledOrderReturnsItsStockOnce() throws SQLException {
        int before = stock("KEN-NYERI-250");
        long id = orders.place(cart("KEN-NYERI-250", 2)).id();
        assertThat(orders.cancel(id).status()).isEqualTo("cancelled");
        assertThatThrownBy(() -> orders.cancel(id)).hasMessageContaining("cancelled");
        assertThat(stock("KEN-NYERI-250")).isEqualTo(before);
    }

    @Test
    void shoppersAndStaffTakeOrdersThroughTheirWholeLife() throws SQLException {
        var shopper = new Shopper(orders, catalog);
        var staff = new BackOffice(database);
        var random = new Random(3);
        for (int i = 0; i < 20; i++) {
            shopper.visit(random);
        }
        for (int i = 0; i < 10; i++) {
            assertThat(staff.pay() && staff.ship() && staff.deliver()).isTrue();
        }
        assertThat(staff.cancel()).isTrue();
        assertThat(staff.erase()).isTrue();
        staff.restock();
    }

    @Test
    void theApiSpeaksAsItsDescriptionSays() throws Exception {
        var product = send("GET", "/api/products", "");
        assertThat(product.body()).contains("\"sku\":\"HOUSE-ESPRESSO-250\"").contains("\"price\":\"9.90\"");
        var placed = send(
                "POST",
                "/api/orders",
                "{\"customer\":{\"name\":\"Ada\",\"email\":\"ada@example.com\"},"
                        + "\"items\":[{\"sku\":\"HOUSE-ESPRESSO-250\",\"quantity\":1}]}");
        assertThat(placed.statusCode()).isEqualTo(201);
        assertThat(placed.body()).contains("\"total\":\"9.90\"").containsPattern("\"id\":\"\\d+\"");
        var id = placed.headers().firstValue("Location").orElseThrow();
        assertThat(send("GET", id, "").statusCode()).isEqualTo(200);
        assertThat(send("DELETE", id, "").body()).contains("cancelled");
        assertThat(send("GET", "/api/orders/999999999", "").statusCode()).isEqualTo(404);
        assertThat(send("GET", "/api/orders/x", "").statusCode()).isEqualTo(400);
        assertThat(send("POST", "/api/orders", "{").statusCode()).isEqualTo(400);
        assertThat(send("POST", "/api/orders", "{\"items\":[{\"sku\":\"A\",\"quantity\":1.5}]}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(send("PUT", "/api/traffic", "{\"ordersPerSecond\":0}").body())
                .isEqualTo("{\"ordersPerSecond\":0.0}");
        assertThat(send("PUT", "/api/traffic", "{\"ordersPerSecond\":-1}").statusCode())
                .isEqualTo(400);
        assertThat(send("GET", "/api/site", "").body()).contains("8081");
        assertThat(send("GET", "/readyz", "").statusCode()).isEqualTo(200);
    }

    @Test
    void whatIsTooLargeOrNotFromHereIsRefused() throws Exception {
        assertThat(send("POST", "/api/orders", "{\"note\":\"" + "x".repeat(70_000) + "\"}")
                        .statusCode())
                .isEqualTo(413);
        assertThat(send("GET", "/", "")
                        .headers()
                        .firstValue("Content-Security-Policy")
                        .orElseThrow())
                .contains("default-src 'self'", "frame-ancestors 'none'");
        // A page that its owner lets resolve to this machine.
        for (var request : List.of(
                "PUT /api/traffic",
                "POST /api/orders",
                "DELETE /api/orders/1",
                "GET /api/orders/1",
                "GET /api/products",
                "GET /")) {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                socket.getOutputStream()
                        .write((request + " HTTP/1.1\r\nHost: evil.example\r\nContent-Type: application/json\r\n"
                                        + "Connection: close\r\nContent-Length: 21\r\n\r\n{\"ordersPerSecond\":9}")
                                .getBytes(StandardCharsets.US_ASCII));
                assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                        .as(request)
                        .startsWith("HTTP/1.1 403");
            }
        }
    }

    private static HttpResponse<String> send(String method, String path, String body)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static Cart cart(String sku, int quantity) {
        return new Cart("Ada", "ada@example.com", new TreeMap<>(Map.of(sku, quantity)));
    }

    private static int stock(String sku) throws SQLException {
        return catalog.products().stream()
                .filter(product -> product.sku().equals(sku))
                .findFirst()
                .orElseThrow()
                .stock();
    }
}
