package io.millrace.launcher.capture;

import io.millrace.config.Config;
import io.millrace.kafka.LogException;
import io.millrace.postgres.CatalogueWatch;
import io.millrace.postgres.PostgresUrl;
import io.millrace.postgres.SourceNotReady;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Consumer;

/** Watches the source's catalogue, so that changes of schema reach the warehouse without a row, and new tables join. */
final class CatalogueKeeper implements Runnable {
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    private static final Duration AFTER_TROUBLE = Duration.ofSeconds(5);

    private final Config config;
    private final Publication publication;
    private final Consumer<String> log;

    /** Puts tables that match the configuration into the publication. */
    @FunctionalInterface
    interface Publication {
        void update() throws SQLException;
    }

    /**
     * @param config complete
     * @param publication asked to update itself whenever the catalogue has changed
     * @param log hears in full sentences what an operator may want to read later
     */
    CatalogueKeeper(Config config, Publication publication, Consumer<String> log) {
        this.config = config;
        this.publication = publication;
        this.log = log;
    }

    @Override
    public void run() {
        String last = "";
        try {
            while (true) {
                try (Connection connection =
                        PostgresUrl.parse(config.source().url().orElseThrow()).connect()) {
                    watch(new CatalogueWatch(connection, config.source().publication()));
                } catch (SQLException e) {
                    String trouble = String.valueOf(e.getMessage());
                    if (!trouble.equals(last)) {
                        log.accept("The catalogue of the source cannot be followed for now: " + trouble);
                        last = trouble;
                    }
                    Thread.sleep(AFTER_TROUBLE.toMillis());
                }
            }
        } catch (InterruptedException e) {
            // The end.
        }
    }

    private void watch(CatalogueWatch watch) throws SQLException, InterruptedException {
        while (true) {
            CatalogueWatch.Seen seen = watch.look();
            if (seen.catalogueChanged()) {
                // What joins the publication is a change of the catalogue, too: the next look announces it.
                update();
            }
            Thread.sleep(BETWEEN_LOOKS.toMillis());
        }
    }

    private void update() throws SQLException {
        try {
            publication.update();
        } catch (SourceNotReady | LogException e) {
            // Tried again at the next change: somebody has to act first.
            log.accept("New tables could not join the capture: " + e.getMessage());
        }
    }
}
