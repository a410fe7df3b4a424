package io.millrace.shop;

import io.millrace.config.Config;
import io.millrace.config.ConfigException;
import io.millrace.config.ConfigReader;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The shop process: {@code Main --config FILE}. */
public final class Main {
    private static final Logger log = LoggerFactory.getLogger(Main.class);

    private Main() {}

    public static void main(String[] args) {
        if (args.length != 2 || !args[0].equals("--config")) {
            System.err.println("usage: shop --config FILE");
            System.exit(2);
        }
        try {
            start(ConfigReader.read(Path.of(args[1]), System.getenv()));
        } catch (ConfigException | IllegalArgumentException e) {
            exit(e.getMessage());
        } catch (SQLException | IOException e) {
            exit("the shop cannot use its database: " + e.getMessage() + "; check source.url and that Postgres runs");
        }
    }

    @SuppressWarnings("SystemExitOutsideMain")
    private static void exit(@org.jspecify.annotations.Nullable String reason) {
        log.error("{}", reason);
        System.exit(1);
    }

    private static void start(Config config) throws SQLException, IOException {
        var url = config.source()
                .url()
                .orElseThrow(() -> new IllegalArgumentException("source.url is missing: the shop needs its Postgres"));
        var database = new ShopDatabase(PostgresAddress.parse(url));
        new Schema(database).prepare();
        var catalog = new ProductCatalog(database);
        var orders = new Orders(database, Clock.systemUTC());
        var shoppers = new Shoppers(
                new Shopper(orders, catalog),
                new BackOffice(database),
                config.shop().ordersPerSecond());
        var server = ShopServer.start(config.shop(), new ShopApi(catalog, orders, shoppers, config.shop()), database);
        shoppers.start();
        log.info("ready on port {}", server.port());
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            shoppers.close();
                            server.stop();
                            database.close();
                        },
                        "stop"));
    }
}
