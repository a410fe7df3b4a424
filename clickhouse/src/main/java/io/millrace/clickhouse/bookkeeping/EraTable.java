package io.millrace.clickhouse.bookkeeping;

import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.core.event.SourceEra;
import java.util.List;
import java.util.Map;

/** {@code millrace.eras}: how often changes of a source were lost, and why. The first era has no row. */
public final class EraTable {
    private record Era(String source, int number, String request, String reason) {}

    private static final BookkeepingInsert<Era> INSERT =
            BookkeepingInsert.into("eras", List.of("source", "era", "request", "reason"), (era, out) -> {
                out.string(era.source());
                out.int8(era.number());
                out.string(era.request());
                out.string(era.reason());
            });

    private final ClickHouseClient client;

    public EraTable(ClickHouseClient client) {
        this.client = client;
    }

    /** The era of now, 0 where no change was ever lost. */
    public int now(String source) {
        return number("SELECT max(`era`) AS era FROM `millrace`.`eras` WHERE `source` = {source:String}", source, "");
    }

    /**
     * Begins another era, once for each request however often it is called.
     *
     * @param atLeast an era that is known to have begun, also where this table does not have it
     * @return its number
     * @throws IllegalStateException after {@link SourceEra#LAST}
     */
    public int begin(String source, String request, String reason, int atLeast) {
        int begun = number(
                "SELECT max(`era`) AS era FROM `millrace`.`eras` WHERE `source` = {source:String} AND `request` = {request:String}",
                source,
                request);
        if (begun > 0) {
            return begun;
        }
        int next = Math.max(now(source), atLeast) + 1;
        if (next > SourceEra.LAST) {
            throw new IllegalStateException("Changes of " + source + " were lost " + SourceEra.LAST
                    + " times, more often than positions can tell apart: capture it under another source.name");
        }
        INSERT.write(client, List.of(new Era(source, next, request, reason)));
        // Positions of the new era are given out from now on.
        client.makeDurable();
        return next;
    }

    private int number(String sql, String source, String request) {
        return Math.toIntExact(
                client.queryLatest("`millrace`.`eras`", sql, Map.of("source", source, "request", request))
                        .get(0)
                        .integer("era"));
    }
}
