package io.millrace.clickhouse.bookkeeping.progress;

import io.millrace.clickhouse.bookkeeping.BookkeepingInsert;
import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.warehouse.WarehouseException;
import io.millrace.core.warehouse.WriterTerm;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code millrace.pipelines}: which pipelines of a source have begun. The last one has the right to write. */
public final class PipelineTable {
    /** More frequent checks would cost too much; a process that was frozen checks first. */
    private static final Duration TRUSTED = Duration.ofSeconds(2);

    private static final String TABLE = "`millrace`.`pipelines`";

    private static final BookkeepingInsert<WriterTerm> INSERT =
            BookkeepingInsert.into("pipelines", List.of("term", "owner"), (term, out) -> {
                out.int64(term.number());
                out.string(term.owner());
            });

    private final ClickHouseClient client;
    private final String source;
    private volatile @Nullable WriterTerm term;
    private volatile long asked;

    /** @param source the source's name */
    public PipelineTable(ClickHouseClient client, String source) {
        this.client = client;
        this.source = source;
    }

    /** Begins another term, of which the log is not known yet. */
    public WriterTerm begin(String owner) {
        long last = client.queryLatest(
                        TABLE,
                        "SELECT max(`term`) AS last FROM `millrace`.`pipelines` WHERE `source` = {source:String}",
                        Map.of("source", source))
                .get(0)
                .integer("last");
        WriterTerm begun = new WriterTerm(last + 1, owner, "");
        INSERT.write(client, source, List.of(begun));
        client.makeDurable();
        return begun;
    }

    /** From here on {@link #require} requires this one. */
    public void writeBy(WriterTerm mine) {
        term = mine;
        asked = System.nanoTime() - TRUSTED.toNanos();
    }

    /** The log of the term; empty if none was {@linkplain #writeBy set}. */
    public String log() {
        WriterTerm mine = term;
        return mine == null ? "" : mine.log();
    }

    /** As {@link #require}, with a result of up to two seconds ago. */
    public void requireSoon() {
        if (System.nanoTime() - asked >= TRUSTED.toNanos()) {
            require();
        }
    }

    /**
     * @throws WarehouseException with {@link ErrorCode#SUPERSEDED} where a later term has begun; never if no term was
     *     set
     */
    public void require() {
        WriterTerm mine = term;
        if (mine == null) {
            return;
        }
        long now = System.nanoTime();
        client.queryLatest(TABLE, """
                        SELECT `term`, `owner`, toString(`since`) AS began FROM `millrace`.`pipelines`
                        WHERE `source` = {source:String} AND (`term`, `owner`) > ({term:UInt64}, {owner:String})
                        ORDER BY `term` DESC, `owner` DESC LIMIT 1""", Map.of("source", source, "term", mine.number(), "owner", mine.owner()))
                .forEach(later -> {
                    throw new WarehouseException(
                            ErrorCode.SUPERSEDED,
                            "Another pipeline of " + source + " (" + later.text("owner") + ") has begun at "
                                    + later.text("began") + " UTC, and this one (" + mine.owner()
                                    + ") may not write any longer: run one per source",
                            null);
                });
        asked = now;
    }
}
