package io.millrace.clickhouse.bookkeeping;

import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.core.buffer.RowBinaryBuffer;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code millrace.control_requests}: what was asked of the controller, by whom, and what became of it. The row with the highest
 * number of an id is how it stands.
 */
public final class ControlRequestTable {
    /** The controller has it, and does something else first. */
    public static final String QUEUED = "queued";

    public static final String RUNNING = "running";
    public static final String DONE = "done";
    public static final String FAILED = "failed";

    private static final BookkeepingInsert<Entry> INSERT = BookkeepingInsert.into(
            "control_requests",
            List.of(
                    "source",
                    "id",
                    "kind",
                    "tables",
                    "where",
                    "reason",
                    "options",
                    "asked_by",
                    "asked_at",
                    "state",
                    "detail",
                    "error",
                    "loads",
                    "started_at",
                    "ended_at"),
            ControlRequestTable::encode);

    private final ClickHouseClient client;
    private final String source;

    /** @param source the source's name */
    public ControlRequestTable(ClickHouseClient client, String source) {
        this.client = client;
        this.source = source;
    }

    private static void encode(Entry entry, RowBinaryBuffer out) {
        out.string(entry.source());
        out.string(entry.id());
        out.string(entry.kind());
        texts(entry.tables(), out);
        out.string(entry.where());
        out.string(entry.reason());
        out.string(entry.options());
        out.string(entry.askedBy());
        out.int64(entry.askedAt().toEpochMilli());
        out.string(entry.state());
        out.string(entry.detail());
        out.string(entry.error());
        texts(entry.loads(), out);
        instant(entry.startedAt(), out);
        instant(entry.endedAt(), out);
    }

    private static void texts(List<String> texts, RowBinaryBuffer out) {
        out.length(texts.size());
        texts.forEach(out::string);
    }

    private static void instant(@Nullable Instant instant, RowBinaryBuffer out) {
        if (instant == null) {
            out.int8(1);
        } else {
            out.int8(0);
            out.int64(instant.toEpochMilli());
        }
    }

    public void write(List<Entry> entries) {
        INSERT.writeNumbered(client, entries);
    }

    /**
     * How a request stood when it was written last.
     *
     * @param state see {@link Entry}
     * @param loads see {@link Entry}
     * @param tables see {@link Entry}
     */
    public record Known(String id, String state, List<String> tables, List<String> loads) {}

    /** How requests stand, by id; those that were never written are left out. */
    public Map<String, Known> known(Collection<String> ids) {
        if (ids.isEmpty()) {
            return Map.of();
        }
        return client
                .queryLatest(
                        "`millrace`.`control_requests`",
                        "SELECT `id`, `state`, `tables`, `loads` FROM `millrace`.`control_requests` FINAL"
                                + " WHERE `source` = {source:String} AND `id` IN ({ids:Array(String)})",
                        Map.of(
                                "source",
                                source,
                                "ids",
                                // Of letters, digits and hyphens, all of them.
                                ids.stream().map(id -> "'" + id + "'").collect(Collectors.joining(",", "[", "]"))))
                .stream()
                .map(row -> new Known(row.text("id"), row.text("state"), row.texts("tables"), row.texts("loads")))
                .collect(Collectors.toMap(Known::id, Function.identity()));
    }

    /**
     * How a request stands.
     *
     * @param source the source's name
     * @param id its id
     * @param kind {@code resync}, {@code verify}, {@code repair}, {@code pause} or {@code resume}
     * @param tables as asked for; from {@link #RUNNING} on, {@code schema.table} of each that it has become
     * @param where the condition of a resync; else empty
     * @param reason for display, of a resync; else empty
     * @param options all options, as JSON
     * @param askedBy who asked, for display
     * @param askedAt when
     * @param state {@link #QUEUED}, {@link #RUNNING}, {@link #DONE} or {@link #FAILED}
     * @param detail how far it is, or what it waits for, for display; else empty
     * @param error why it failed, and what to do; else empty
     * @param loads of a resync, ids in {@code millrace.loads}
     * @param startedAt when it began to run; null before
     * @param endedAt when it was done or had failed; null before
     */
    public record Entry(
            String source,
            String id,
            String kind,
            List<String> tables,
            String where,
            String reason,
            String options,
            String askedBy,
            Instant askedAt,
            String state,
            String detail,
            String error,
            List<String> loads,
            @Nullable Instant startedAt,
            @Nullable Instant endedAt) {
        public Entry {
            tables = List.copyOf(tables);
            loads = List.copyOf(loads);
        }

        /** Whether it is final. */
        public boolean isOver() {
            return state.equals(DONE) || state.equals(FAILED);
        }
    }
}
