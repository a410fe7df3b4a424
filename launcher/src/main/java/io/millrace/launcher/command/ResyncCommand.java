package io.millrace.launcher.command;

import io.millrace.config.Config;
import io.millrace.core.event.TableId;
import io.millrace.kafka.Brokers;
import io.millrace.kafka.ChangeStreamTopics;
import io.millrace.kafka.resync.ResyncFeed;
import io.millrace.kafka.resync.ResyncNews;
import io.millrace.kafka.resync.ResyncNews.Stage;
import io.millrace.kafka.resync.Signals;
import io.millrace.launcher.LauncherException;
import io.millrace.launcher.table.LandedRows;
import io.millrace.launcher.table.NamedTable;
import io.millrace.wiring.KafkaWiring;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./millrace resync TABLE}. */
@Command(
        name = "resync",
        description = "Loads one table again while changes keep flowing; returns when it is in the warehouse.",
        mixinStandardHelpOptions = true)
public final class ResyncCommand implements Callable<Integer> {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration SILENCE = Duration.ofSeconds(30);

    @Mixin
    private DataOption data = new DataOption();

    @Parameters(paramLabel = "TABLE", description = "The table, schema.table; of the schema public the name will do.")
    private String table = "";

    @Option(
            names = "--where",
            paramLabel = "CONDITION",
            description = "Only rows that this SQL condition finds in the source; nothing is removed then.")
    private String where = "";

    @Override
    public Integer call() {
        Config config = data.runningConfig();
        TableId id = NamedTable.of(table, config);
        Brokers brokers = KafkaWiring.brokers(config);
        ChangeStreamTopics topics = KafkaWiring.topics(config);
        try (ResyncFeed feed = ResyncFeed.open(brokers, topics);
                Signals signals = Signals.open(brokers, topics)) {
            String reason = "somebody ran `./millrace resync`";
            String request = where.isBlank()
                    ? signals.resync(id, reason)
                    : signals.resyncWhere(id, where, data.folder().conditionSignature(), reason);
            return follow(feed, request, new LandedRows(config, id));
        }
    }

    private int follow(ResyncFeed feed, String request, LandedRows landed) {
        long heard = System.nanoTime();
        boolean any = false;
        while (true) {
            for (ResyncNews news : feed.next(POLL)) {
                if (!news.id().equals(request)) {
                    // Another table before ours: somebody is at work.
                    heard = System.nanoTime();
                    continue;
                }
                any = true;
                if (news.stage() == Stage.FAILED) {
                    throw new LauncherException(table + " was not loaded: " + news.detail());
                }
                if (news.stage() == Stage.LANDED) {
                    System.out.println(table + ": " + landed.summary(news.lsn()));
                    return 0;
                }
                System.err.println(news.stage().text() + (news.detail().isEmpty() ? "" : ": " + news.detail()));
                landed.from(news.lsn());
            }
            landed.progress().ifPresent(System.err::println);
            if (!any && System.nanoTime() - heard > SILENCE.toNanos()) {
                System.err.println("still waiting for the capture step: see `./millrace status`");
                heard = System.nanoTime();
            }
        }
    }
}
