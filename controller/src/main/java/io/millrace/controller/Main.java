package io.millrace.controller;

import io.millrace.config.Config;
import io.millrace.config.ConfigException;
import io.millrace.config.ConfigReader;
import io.millrace.controller.capture.ConnectorSecret;
import io.millrace.controller.error.ControllerException;
import io.millrace.kafka.resync.ConditionSignature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The controller process: {@code Main --config FILE}. */
public final class Main {
    private static final Logger LOG = LoggerFactory.getLogger(Main.class);

    private Main() {}

    public static void main(String[] arguments) {
        if (arguments.length != 2 || !arguments[0].equals("--config")) {
            System.err.println("usage: controller --config FILE");
            System.exit(2);
            return;
        }
        try {
            Config config = ConfigReader.read(Path.of(arguments[1]), System.getenv());
            Consumer<String> log = new ControllerLog();
            Controller controller =
                    new Controller(config, ConnectorSecret.of(System.getenv()), conditions(System.getenv()), log);
            ControllerServer server = ControllerServer.start(
                    config.controller().bind(), controller::status, ControllerMetrics.onDemand(controller::status));
            controller.start();
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(
                            () -> {
                                server.close();
                                controller.close();
                            },
                            "stop"));
            LOG.info("Answers at port {}.", server.port());
        } catch (ConfigException | ControllerException | IllegalArgumentException e) {
            exit(e.getMessage());
        } catch (IOException e) {
            exit("controller.bind cannot be listened on: " + e.getMessage());
        }
    }

    /** Without a key all conditions are rejected. */
    private static ConditionSignature conditions(Map<String, String> environment) {
        return Optional.ofNullable(environment.get("MILLRACE_CONDITIONS_KEY"))
                .filter(key -> !key.isBlank())
                .map(ConditionSignature::of)
                .orElseGet(ConditionSignature::ofNobody);
    }

    @SuppressWarnings("SystemExitOutsideMain")
    private static void exit(@Nullable String reason) {
        LOG.error("{}", reason);
        System.exit(1);
    }
}
