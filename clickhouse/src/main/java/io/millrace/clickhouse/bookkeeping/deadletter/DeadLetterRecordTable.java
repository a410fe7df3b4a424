package io.millrace.clickhouse.bookkeeping.deadletter;

import io.millrace.clickhouse.bookkeeping.BookkeepingInsert;
import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.core.error.DeadLetter;
import io.millrace.core.error.DeadLetterId;
import io.millrace.core.error.Replay;
import io.millrace.core.event.TableId;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code millrace.dead_letter_records}: one row for each change that could not land. The view {@code
 * millrace.dead_letters} adds the status.
 */
public final class DeadLetterRecordTable {
    private static final byte[] NONE = {};

    private static final BookkeepingInsert<DeadLetter> INSERT = BookkeepingInsert.into(
            "dead_letter_records",
            List.of(
                    "topic",
                    "partition",
                    "offset",
                    "index",
                    "logged_at",
                    "code",
                    "reason",
                    "advice",
                    "source_table",
                    "version",
                    "key",
                    "value",
                    "headers"),
            (deadLetter, out) -> {
                out.string(deadLetter.at().topic());
                out.int32(deadLetter.at().partition());
                out.int64(deadLetter.at().offset());
                out.int32(deadLetter.at().index());
                out.int64(deadLetter.at().loggedAtMillis());
                out.string(deadLetter.code().name());
                out.string(deadLetter.reason());
                out.string(deadLetter.code().advice());
                out.string(deadLetter.table().map(TableId::toString).orElse(""));
                out.integer(deadLetter.version().orElse(BigInteger.ZERO), 16);
                out.string(deadLetter.key() == null ? NONE : deadLetter.key());
                out.string(deadLetter.value() == null ? NONE : deadLetter.value());
                out.length(deadLetter.headers().size());
                deadLetter.headers().forEach((name, content) -> {
                    out.string(name);
                    out.string(content);
                });
            });

    private final ClickHouseClient client;
    private final String source;
    private final DeadLetterActionTable actions;

    /** @param source the source's name */
    public DeadLetterRecordTable(ClickHouseClient client, String source) {
        this.client = client;
        this.source = source;
        this.actions = new DeadLetterActionTable(client, source);
    }

    /** Adds those that are missing. A replay that failed again updates its dead letter. */
    public void write(List<DeadLetter> deadLetters) {
        if (deadLetters.isEmpty()) {
            return;
        }
        Set<DeadLetterId> known = known(deadLetters.stream()
                .flatMap(deadLetter -> Stream.concat(
                        Stream.of(DeadLetterId.of(deadLetter.at())),
                        deadLetter.replay().map(Replay::deadLetter).stream()))
                .toList());
        List<DeadLetter> own = new ArrayList<>();
        List<DeadLetterActionEntry> failed = new ArrayList<>();
        for (DeadLetter deadLetter : deadLetters) {
            Optional<Replay> replay = deadLetter.replay().filter(of -> known.contains(of.deadLetter()));
            if (replay.isPresent()) {
                failed.add(DeadLetterActionEntry.found(
                        replay.get().deadLetter(),
                        replay.get().request(),
                        DeadLetterActionEntry.Kind.FAILED,
                        new DeadLetterActionEntry.Failure(
                                deadLetter.code().name(),
                                deadLetter.reason(),
                                deadLetter.code().advice())));
            } else if (known.add(DeadLetterId.of(deadLetter.at()))) {
                own.add(deadLetter);
            }
        }
        INSERT.write(client, source, own);
        actions.writeNew(failed);
    }

    /** Records that replays have landed. */
    public void landed(List<Replay> replays) {
        Set<DeadLetterId> known = known(replays.stream().map(Replay::deadLetter).toList());
        actions.writeNew(replays.stream()
                .filter(replay -> known.contains(replay.deadLetter()))
                .map(replay -> DeadLetterActionEntry.found(
                        replay.deadLetter(), replay.request(), DeadLetterActionEntry.Kind.LANDED, null))
                .toList());
    }

    private Set<DeadLetterId> known(List<DeadLetterId> deadLetters) {
        String offsets = deadLetters.stream()
                .map(deadLetter -> Long.toUnsignedString(deadLetter.offset()))
                .distinct()
                .collect(Collectors.joining(",", "[", "]"));
        Set<DeadLetterId> known = new HashSet<>();
        client.queryLatest(
                "`millrace`.`dead_letters`",
                """
                SELECT DISTINCT `topic`, `partition`, `offset`, `index`
                FROM `millrace`.`dead_letters`
                WHERE `source` = {source:String} AND `offset` IN ({offsets:Array(UInt64)})""",
                Map.of("source", source, "offsets", offsets),
                row -> known.add(
                        new DeadLetterId(row.text("topic"), (int) row.integer("partition"), row.integer("offset"), (int)
                                row.integer("index"))));
        return known;
    }
}
