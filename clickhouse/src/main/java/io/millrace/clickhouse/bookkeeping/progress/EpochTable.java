package io.millrace.clickhouse.bookkeeping.progress;

import io.millrace.clickhouse.bookkeeping.BookkeepingInsert;
import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.core.event.StreamEpoch;
import java.util.List;
import java.util.Map;

/** {@code millrace.epochs}: the epochs of a source, and why each began. The first epoch has no row. */
public final class EpochTable {
    private record Epoch(String source, int number, String request, String reason) {}

    private static final BookkeepingInsert<Epoch> INSERT =
            BookkeepingInsert.into("epochs", List.of("source", "epoch", "request", "reason"), (epoch, out) -> {
                out.string(epoch.source());
                out.int8(epoch.number());
                out.string(epoch.request());
                out.string(epoch.reason());
            });

    private final ClickHouseClient client;

    public EpochTable(ClickHouseClient client) {
        this.client = client;
    }

    /** The current epoch, 0 if no change was ever lost. */
    public int now(String source) {
        return number(
                "SELECT max(`epoch`) AS epoch FROM `millrace`.`epochs` WHERE `source` = {source:String}", source, "");
    }

    /**
     * Begins a new epoch. Idempotent per request.
     *
     * @param atLeast an epoch that is known to have begun, even if this table does not have it
     * @return its number
     * @throws IllegalStateException after {@link StreamEpoch#LAST}
     */
    public int begin(String source, String request, String reason, int atLeast) {
        int begun = number(
                "SELECT max(`epoch`) AS epoch FROM `millrace`.`epochs` WHERE `source` = {source:String} AND `request` = {request:String}",
                source,
                request);
        if (begun > 0) {
            return begun;
        }
        int next = Math.max(now(source), atLeast) + 1;
        if (next > StreamEpoch.LAST) {
            throw new IllegalStateException("Changes of " + source + " were lost " + StreamEpoch.LAST
                    + " times, more often than positions have epochs: capture it under another source.name");
        }
        INSERT.write(client, List.of(new Epoch(source, next, request, reason)));
        // Positions of the new epoch are used from now on.
        client.makeDurable();
        return next;
    }

    private int number(String sql, String source, String request) {
        return Math.toIntExact(
                client.queryLatest("`millrace`.`epochs`", sql, Map.of("source", source, "request", request))
                        .get(0)
                        .integer("epoch"));
    }
}
