package io.millrace.ops.control;

import static java.util.Objects.requireNonNull;

import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.core.buffer.RowBinaryBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code millrace.audit}: who has asked for what by the API, and whether it was passed on. Written before a request is passed on, so
 * that none is carried out without a record. Of the rows of an id the one with the highest number counts.
 */
final class AuditTable {
    private static final String TABLE = "`millrace`.`audit`";
    private static final List<String> COLUMNS = List.of(
            "`source`",
            "`id`",
            "`kind`",
            "`tables`",
            "`where`",
            "`note`",
            "`asked_by`",
            "`asked_at`",
            "`fingerprint`",
            "`outcome`",
            "`detail`",
            "`number`");

    private static final String ONE = """
            SELECT a.`kind` AS kind, a.`fingerprint` AS fingerprint, toString(a.`outcome`) AS outcome,
                toInt64(a.`number`) AS number
            FROM `millrace`.`audit` AS a FINAL
            WHERE a.`source` = {source:String} AND a.`id` = {id:String}""";

    private final ClickHouseClient client;
    private final String source;

    /** @param source the source's name */
    AuditTable(ClickHouseClient client, String source) {
        this.client = requireNonNull(client, "client is null");
        this.source = requireNonNull(source, "source is null");
    }

    /** The outcome of a request at first. */
    enum Outcome {
        /** It was, or was to be, handed to the controller. */
        ASKED("asked"),
        /** It could not be handed over, and is not carried out. */
        REFUSED("refused");

        private final String text;

        Outcome(String text) {
            this.text = text;
        }
    }

    /**
     * A request as it was asked for.
     *
     * @param fingerprint of its content, by which a second request with the same key is known to be the same
     */
    record Entry(
            String id,
            String kind,
            List<String> tables,
            String where,
            String note,
            String askedBy,
            Instant askedAt,
            String fingerprint) {
        Entry {
            tables = List.copyOf(tables);
        }
    }

    /**
     * The known state of an id.
     *
     * @param number of its latest row
     */
    record Known(String fingerprint, boolean refused, long number) {}

    /** Empty if nobody has asked by this id. */
    Optional<Known> find(String id) {
        return client.query(ONE, Map.of("source", source, "id", id)).stream()
                .findFirst()
                .map(row -> new Known(
                        row.text("fingerprint"),
                        row.text("outcome").equals(Outcome.REFUSED.text),
                        row.integer("number")));
    }

    /**
     * Records a request; it is durable when this returns.
     *
     * @param detail why it was refused; else empty
     * @param number higher than that of earlier rows of the id
     */
    void write(Entry entry, Outcome outcome, String detail, long number) {
        RowBinaryBuffer row = new RowBinaryBuffer(1024);
        row.string(source);
        row.string(entry.id());
        row.string(entry.kind());
        row.varint(entry.tables().size());
        entry.tables().forEach(row::string);
        row.string(entry.where());
        row.string(entry.note());
        row.string(entry.askedBy());
        row.int64(entry.askedAt().toEpochMilli());
        row.string(entry.fingerprint());
        row.string(outcome.text);
        row.string(detail);
        row.int64(number);
        client.insert(TABLE, COLUMNS, row::writeTo);
        client.makeDurable();
    }
}
