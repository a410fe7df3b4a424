package io.millrace.clickhouse.bookkeeping.deadletter;

import io.millrace.clickhouse.bookkeeping.BookkeepingInsert;
import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.core.buffer.RowBinaryBuffer;
import io.millrace.core.error.DeadLetterId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code millrace.dead_letter_actions}: all actions on dead letters, append-only. The status of a dead letter follows
 * from its last action, see the view {@code millrace.dead_letters}. Actions of a source are numbered, as a clock can be
 * set back.
 */
public final class DeadLetterActionTable {
    private static final byte[] NONE = {};

    private record Numbered(DeadLetterActionEntry action, long number) {}

    private static final BookkeepingInsert<Numbered> INSERT = BookkeepingInsert.into(
            "dead_letter_actions",
            List.of(
                    "topic",
                    "partition",
                    "offset",
                    "index",
                    "request",
                    "action",
                    "who",
                    "via",
                    "note",
                    "code",
                    "reason",
                    "advice",
                    "edited",
                    "key",
                    "value",
                    "number"),
            DeadLetterActionTable::encode);

    private final ClickHouseClient client;
    private final String source;

    /** @param source the source's name */
    public DeadLetterActionTable(ClickHouseClient client, String source) {
        this.client = client;
        this.source = source;
    }

    private static void encode(Numbered numbered, RowBinaryBuffer out) {
        DeadLetterActionEntry action = numbered.action();
        out.string(action.deadLetter().topic());
        out.int32(action.deadLetter().partition());
        out.int64(action.deadLetter().offset());
        out.int32(action.deadLetter().index());
        out.string(action.request());
        out.string(action.kind().text());
        out.string(action.who());
        out.string(action.via());
        out.string(action.note());
        DeadLetterActionEntry.Failure failure = action.failure();
        out.string(failure == null ? "" : failure.code());
        out.string(failure == null ? "" : failure.reason());
        out.string(failure == null ? "" : failure.advice());
        DeadLetterActionEntry.Edit edit = action.edit();
        out.int8(edit == null ? 0 : 1);
        out.string(bytes(edit == null ? null : edit.key()));
        out.string(bytes(edit == null ? null : edit.value()));
        out.int64(numbered.number());
    }

    private static byte[] bytes(byte @Nullable [] bytes) {
        return bytes == null ? NONE : bytes;
    }

    /** Writes actions of operators; durable on return. */
    public void write(List<DeadLetterActionEntry> actions) {
        insert(actions);
        client.makeDurable();
    }

    private void insert(List<DeadLetterActionEntry> actions) {
        if (actions.isEmpty()) {
            return;
        }
        long number = client.queryLatest(
                        "`millrace`.`dead_letter_actions`",
                        "SELECT max(`number`) AS last FROM `millrace`.`dead_letter_actions` WHERE `source` = {source:String}",
                        Map.of("source", source))
                .get(0)
                .integer("last");
        List<Numbered> numbered = new ArrayList<>();
        for (DeadLetterActionEntry action : actions) {
            numbered.add(new Numbered(action, ++number));
        }
        INSERT.write(client, source, numbered);
    }

    /** Adds those that are missing, so that a record that is read again does not add its outcome twice. */
    void writeNew(List<DeadLetterActionEntry> actions) {
        if (actions.isEmpty()) {
            return;
        }
        Set<String> known = new HashSet<>();
        client.queryLatest(
                "`millrace`.`dead_letter_actions`",
                """
                SELECT `topic`, `partition`, `offset`, `index`, `request`, `action` FROM `millrace`.`dead_letter_actions`
                WHERE `source` = {source:String} AND `request` IN ({requests:Array(String)}) AND `action` IN ('landed', 'failed')""",
                Map.of(
                        "source",
                        source,
                        "requests",
                        // Requests consist of hexadecimal digits.
                        actions.stream()
                                .map(action -> "'" + action.request() + "'")
                                .distinct()
                                .collect(Collectors.joining(",", "[", "]"))),
                row -> known.add(identity(
                        new DeadLetterId(row.text("topic"), (int) row.integer("partition"), row.integer("offset"), (int)
                                row.integer("index")),
                        row.text("request"),
                        row.text("action"))));
        insert(actions.stream()
                .filter(action -> known.add(identity(
                        action.deadLetter(), action.request(), action.kind().text())))
                .toList());
    }

    private static String identity(DeadLetterId deadLetter, String request, String action) {
        return deadLetter + "/" + request + "/" + action;
    }
}
