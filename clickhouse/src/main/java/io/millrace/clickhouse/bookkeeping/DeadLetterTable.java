package io.millrace.clickhouse.bookkeeping;

import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.core.error.DeadLetter;
import io.millrace.core.event.StreamPosition;
import io.millrace.core.event.TableId;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** {@code millrace.dead_letters}: one row for each record that could not land. */
public final class DeadLetterTable {
    private static final byte[] NONE = {};

    private static final BookkeepingInsert<DeadLetter> INSERT = BookkeepingInsert.into(
            "dead_letters",
            List.of(
                    "topic",
                    "partition",
                    "offset",
                    "logged_at",
                    "code",
                    "reason",
                    "advice",
                    "source_table",
                    "version",
                    "key",
                    "value"),
            (letter, out) -> {
                out.string(letter.at().topic());
                out.int32(letter.at().partition());
                out.int64(letter.at().offset());
                out.int64(letter.at().loggedAtMillis());
                out.string(letter.code().name());
                out.string(letter.reason());
                out.string(letter.code().advice());
                out.string(letter.table().map(TableId::toString).orElse(""));
                out.integer(letter.version().orElse(BigInteger.ZERO), 16);
                out.string(letter.key() == null ? NONE : letter.key());
                out.string(letter.value() == null ? NONE : letter.value());
            });

    private final ClickHouseClient client;

    public DeadLetterTable(ClickHouseClient client) {
        this.client = client;
    }

    /** Adds those that are not there yet: a replayed batch must not reopen what an operator has closed. */
    public void write(List<DeadLetter> letters) {
        if (letters.isEmpty()) {
            return;
        }
        Set<Identity> known = known(letters);
        INSERT.write(
                client,
                letters.stream()
                        .filter(letter -> known.add(Identity.of(letter.at())))
                        .toList());
    }

    private Set<Identity> known(List<DeadLetter> letters) {
        String offsets = letters.stream()
                .map(letter -> Long.toUnsignedString(letter.at().offset()))
                .distinct()
                .collect(Collectors.joining(",", "[", "]"));
        Set<Identity> known = new HashSet<>();
        client.query(
                """
                SELECT DISTINCT `topic`, `partition`, `offset`
                FROM `millrace`.`dead_letters`
                WHERE `offset` IN ({offsets:Array(UInt64)})""",
                Map.of("offsets", offsets),
                row -> known.add(
                        new Identity(row.text("topic"), (int) row.integer("partition"), row.integer("offset"))));
        return known;
    }

    private record Identity(String topic, int partition, long offset) {
        static Identity of(StreamPosition at) {
            return new Identity(at.topic(), at.partition(), at.offset());
        }
    }
}
