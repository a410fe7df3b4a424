package io.millrace.clickhouse.bookkeeping;

import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.core.error.DeadLetter;
import io.millrace.core.error.LetterId;
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

/** {@code millrace.dead_letters}: one row for each change that could not land. */
public final class DeadLetterTable {
    private static final byte[] NONE = {};

    private static final BookkeepingInsert<DeadLetter> INSERT = BookkeepingInsert.into(
            "dead_letters",
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
            (letter, out) -> {
                out.string(letter.at().topic());
                out.int32(letter.at().partition());
                out.int64(letter.at().offset());
                out.int32(letter.at().index());
                out.int64(letter.at().loggedAtMillis());
                out.string(letter.code().name());
                out.string(letter.reason());
                out.string(letter.code().advice());
                out.string(letter.table().map(TableId::toString).orElse(""));
                out.integer(letter.version().orElse(BigInteger.ZERO), 16);
                out.string(letter.key() == null ? NONE : letter.key());
                out.string(letter.value() == null ? NONE : letter.value());
                out.length(letter.headers().size());
                letter.headers().forEach((name, content) -> {
                    out.string(name);
                    out.string(content);
                });
            });

    private final ClickHouseClient client;
    private final String source;
    private final LetterActionTable actions;

    /** @param source the source's name */
    public DeadLetterTable(ClickHouseClient client, String source) {
        this.client = client;
        this.source = source;
        this.actions = new LetterActionTable(client, source);
    }

    /** Adds those that are not there yet. What failed again is noted on the letter that it was. */
    public void write(List<DeadLetter> letters) {
        if (letters.isEmpty()) {
            return;
        }
        Set<LetterId> known = known(letters.stream()
                .flatMap(letter -> Stream.concat(
                        Stream.of(LetterId.of(letter.at())), letter.replay().map(Replay::letter).stream()))
                .toList());
        List<DeadLetter> own = new ArrayList<>();
        List<LetterAction> failed = new ArrayList<>();
        for (DeadLetter letter : letters) {
            Optional<Replay> replay = letter.replay().filter(of -> known.contains(of.letter()));
            if (replay.isPresent()) {
                failed.add(LetterAction.found(
                        replay.get().letter(),
                        replay.get().request(),
                        LetterAction.Kind.FAILED,
                        new LetterAction.Failure(
                                letter.code().name(),
                                letter.reason(),
                                letter.code().advice())));
            } else if (known.add(LetterId.of(letter.at()))) {
                own.add(letter);
            }
        }
        INSERT.write(client, source, own);
        actions.writeNew(failed);
    }

    /** Notes that replays have landed. */
    public void landed(List<Replay> replays) {
        Set<LetterId> known = known(replays.stream().map(Replay::letter).toList());
        actions.writeNew(replays.stream()
                .filter(replay -> known.contains(replay.letter()))
                .map(replay -> LetterAction.found(replay.letter(), replay.request(), LetterAction.Kind.LANDED, null))
                .toList());
    }

    private Set<LetterId> known(List<LetterId> letters) {
        String offsets = letters.stream()
                .map(letter -> Long.toUnsignedString(letter.offset()))
                .distinct()
                .collect(Collectors.joining(",", "[", "]"));
        Set<LetterId> known = new HashSet<>();
        client.queryLatest(
                "`millrace`.`dead_letters`",
                """
                SELECT DISTINCT `topic`, `partition`, `offset`, `index`
                FROM `millrace`.`dead_letters`
                WHERE `source` = {source:String} AND `offset` IN ({offsets:Array(UInt64)})""",
                Map.of("source", source, "offsets", offsets),
                row -> known.add(
                        new LetterId(row.text("topic"), (int) row.integer("partition"), row.integer("offset"), (int)
                                row.integer("index"))));
        return known;
    }
}
