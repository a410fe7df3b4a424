package io.millrace.ops;

import io.millrace.config.ConfigException;
import io.millrace.config.ConfigReader;
import io.millrace.kafka.LogException;
import io.millrace.kafka.resync.ConditionSignature;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The ops process: {@code Main --config FILE}. */
public final class Main {
    private static final Logger log = LoggerFactory.getLogger(Main.class);

    private Main() {}

    public static void main(String[] arguments) {
        if (arguments.length != 2 || !arguments[0].equals("--config")) {
            System.err.println("usage: ops --config FILE");
            System.exit(2);
        }
        try {
            Ops ops = new Ops(ConfigReader.read(Path.of(arguments[1]), System.getenv()), readerUrl(), conditions());
            ops.start();
            Runtime.getRuntime().addShutdownHook(new Thread(ops::close, "stop"));
            log.info("ready on port {}", ops.port());
        } catch (ConfigException | LogException | IllegalArgumentException e) {
            exit(e.getMessage());
        } catch (RuntimeException e) {
            exit("ops cannot start: " + rootCause(e));
        }
    }

    /** In the environment rather than in the configuration, which processes without this login read, too. */
    private static Optional<String> readerUrl() {
        return Optional.ofNullable(System.getenv("MILLRACE_WAREHOUSE_READER_URL"))
                .filter(url -> !url.isBlank());
    }

    /** Without a key nobody can ask for rows by a condition here. */
    private static ConditionSignature conditions() {
        return Optional.ofNullable(System.getenv("MILLRACE_CONDITIONS_KEY"))
                .filter(key -> !key.isBlank())
                .map(ConditionSignature::of)
                .orElseGet(ConditionSignature::ofNobody);
    }

    private static String rootCause(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getClass().getSimpleName() + ": " + root.getMessage();
    }

    @SuppressWarnings("SystemExitOutsideMain")
    private static void exit(@Nullable String reason) {
        log.error("{}", reason);
        System.exit(1);
    }
}
