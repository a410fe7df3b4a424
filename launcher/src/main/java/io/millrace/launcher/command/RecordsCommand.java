package io.millrace.launcher.command;

import io.millrace.config.Config;
import io.millrace.config.ConfigReader;
import io.millrace.kafka.StreamRecords;
import io.millrace.launcher.error.LauncherException;
import io.millrace.launcher.records.RecordLines;
import io.millrace.wiring.KafkaWiring;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./millrace records}. */
@Command(
        name = "records",
        description = "Prints the records of the change stream, a line for each change, with the values of rows.",
        footer = {
            "",
            "A block prints as its changes, Debezium's JSON as it is. Prints what is in the stream now, then the",
            "command ends. The formats are specified in docs/reference/wire-format.md."
        },
        mixinStandardHelpOptions = true)
public final class RecordsCommand implements Callable<Integer> {
    @Mixin
    private DataOption data = new DataOption();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "The millrace.yaml that names the Kafka to read (default: that of the running stack on --data).")
    private @Nullable Path file;

    @Option(
            names = "--partition",
            paramLabel = "P",
            description = "Only this partition (default: all, one after another).")
    private @Nullable Integer partition;

    @Option(
            names = "--offset",
            paramLabel = "O",
            description = "With --partition: from this record on (default: the first that is kept).")
    private @Nullable Long offset;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "100",
            description = "How many changes at most (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Option(names = "--json", description = "Each change as a JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        Integer only = partition;
        if (limit < 1) {
            throw new LauncherException("--limit must be 1 or more");
        }
        if (offset != null && (only == null || offset < 0)) {
            throw new LauncherException("--offset must be 0 or more, and goes with --partition");
        }
        Config config = file == null ? data.runningConfig() : ConfigReader.read(file, System.getenv());
        String topic = KafkaWiring.topics(config).changes();
        try (StreamRecords records = StreamRecords.open(KafkaWiring.brokers(config), topic)) {
            List<Integer> partitions = records.partitions();
            if (only != null && !partitions.contains(only)) {
                throw new LauncherException(topic + " has no partition " + only + ": it has " + partitions.size());
            }
            // Not the default charset: values are Unicode whatever the terminal's locale is.
            PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
            print(records, only == null ? partitions : List.of(only), out);
            out.flush();
        }
        return 0;
    }

    private void print(StreamRecords records, List<Integer> partitions, PrintStream out) {
        RecordLines lines = new RecordLines(json);
        int[] left = {limit};
        for (int each : partitions) {
            boolean more = records.read(each, offset == null ? 0 : offset, record -> {
                for (String line : lines.of(record, left[0])) {
                    out.println(line);
                    left[0]--;
                }
                return left[0] > 0;
            });
            if (!more) {
                return;
            }
        }
    }
}
