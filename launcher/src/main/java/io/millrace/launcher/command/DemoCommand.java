package io.millrace.launcher.command;

import io.millrace.config.Config;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./millrace demo}. */
@Command(
        name = "demo",
        description = {
            "Runs the whole stack with a small shop and simulated shoppers.",
            "Ctrl-C stops everything; the data is kept, and the next start continues."
        },
        mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
    private static final String DATABASE = "shop";

    @Mixin
    private StartOptions options = new StartOptions();

    @Option(
            names = "--orders-per-second",
            paramLabel = "N",
            description = "Orders that the simulated shoppers place (default: 2, or shop.ordersPerSecond); 0: none.")
    private @Nullable Double ordersPerSecond;

    @Override
    public Integer call() throws Exception {
        Config config = options.config(DATABASE);
        if (ordersPerSecond != null) {
            if (!(ordersPerSecond >= 0)) {
                System.err.println("millrace: --orders-per-second expects 0 or more");
                return 2;
            }
            config = withRate(config, ordersPerSecond);
        }
        List<String> arguments = new ArrayList<>(List.of("demo"));
        arguments.addAll(options.arguments());
        if (ordersPerSecond != null) {
            arguments.addAll(List.of("--orders-per-second", ordersPerSecond.toString()));
        }
        return new StackSession("demo", DATABASE, true).run(options, config, arguments);
    }

    private static Config withRate(Config config, double rate) {
        Config.Shop shop = config.shop();
        return new Config(
                config.source(),
                config.log(),
                config.capture(),
                config.warehouse(),
                config.controller(),
                config.pipeline(),
                config.ops(),
                new Config.Shop(shop.bind(), rate, shop.opsUrl(), shop.webDir()),
                config.ports(),
                config.schema(),
                config.verify(),
                config.alerts());
    }
}
