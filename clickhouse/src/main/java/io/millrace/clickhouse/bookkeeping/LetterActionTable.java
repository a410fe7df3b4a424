package io.millrace.clickhouse.bookkeeping;

import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.core.buffer.RowBinaryBuffer;
import io.millrace.core.error.LetterId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code millrace.dead_letter_actions}: all that was done about dead letters. Rows are only added; the state of a letter is
 * what its last action made it, see the view {@code millrace.letters}. Actions of a source are numbered: a clock can be set back.
 */
public final class LetterActionTable {
    private static final byte[] NONE = {};

    private record Numbered(LetterAction action, long number) {}

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
            LetterActionTable::encode);

    private final ClickHouseClient client;
    private final String source;

    /** @param source the source's name */
    public LetterActionTable(ClickHouseClient client, String source) {
        this.client = client;
        this.source = source;
    }

    private static void encode(Numbered numbered, RowBinaryBuffer out) {
        LetterAction action = numbered.action();
        out.string(action.letter().topic());
        out.int32(action.letter().partition());
        out.int64(action.letter().offset());
        out.int32(action.letter().index());
        out.string(action.request());
        out.string(action.kind().text());
        out.string(action.who());
        out.string(action.via());
        out.string(action.note());
        LetterAction.Failure failure = action.failure();
        out.string(failure == null ? "" : failure.code());
        out.string(failure == null ? "" : failure.reason());
        out.string(failure == null ? "" : failure.advice());
        LetterAction.Edit edit = action.edit();
        out.int8(edit == null ? 0 : 1);
        out.string(bytes(edit == null ? null : edit.key()));
        out.string(bytes(edit == null ? null : edit.value()));
        out.int64(numbered.number());
    }

    private static byte[] bytes(byte @Nullable [] bytes) {
        return bytes == null ? NONE : bytes;
    }

    /** Writes what a person did; it is durable when this returns. */
    public void write(List<LetterAction> actions) {
        insert(actions);
        client.makeDurable();
    }

    private void insert(List<LetterAction> actions) {
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
        for (LetterAction action : actions) {
            numbered.add(new Numbered(action, ++number));
        }
        INSERT.write(client, source, numbered);
    }

    /** Adds those that are not there yet: a record that is read again must not speak last twice. */
    void writeNew(List<LetterAction> actions) {
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
                        // Of hexadecimal digits, all of them.
                        actions.stream()
                                .map(action -> "'" + action.request() + "'")
                                .distinct()
                                .collect(Collectors.joining(",", "[", "]"))),
                row -> known.add(identity(
                        new LetterId(row.text("topic"), (int) row.integer("partition"), row.integer("offset"), (int)
                                row.integer("index")),
                        row.text("request"),
                        row.text("action"))));
        insert(actions.stream()
                .filter(action -> known.add(identity(
                        action.letter(), action.request(), action.kind().text())))
                .toList());
    }

    private static String identity(LetterId letter, String request, String action) {
        return letter + "/" + request + "/" + action;
    }
}
