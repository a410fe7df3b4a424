package io.millrace.ops.lease;

import static java.util.Objects.requireNonNull;

import io.millrace.clickhouse.bookkeeping.Bookkeeping;
import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.Row;
import io.millrace.core.warehouse.WarehouseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Claims in {@code millrace.ops_leases}. ClickHouse has no compare-and-set, so a claim is written first and read then. */
public final class LeaseTable implements LeaseStore {
    private static final String HOLDER = """
            SELECT `term`, `owner`, toUnixTimestamp64Micro(`seen`) AS renewal,
                intDiv(toUnixTimestamp64Micro(now64(6, 'UTC')) - toUnixTimestamp64Micro(`seen`), 1000) AS age,
                toUInt8(`released`) AS given
            FROM `millrace`.`ops_leases` FINAL
            WHERE `source` = {source:String} AND `term` =
                (SELECT max(`term`) FROM `millrace`.`ops_leases` WHERE `source` = {source:String})
            ORDER BY `since`, `owner` LIMIT 1""";

    private static final String CLAIM = """
            INSERT INTO `millrace`.`ops_leases` (`source`, `term`, `owner`)
            SELECT {source:String}, {term:UInt64}, {owner:String}""";

    /** Later than all renewals before, whatever the clock says. */
    private static final String RENEW = """
            INSERT INTO `millrace`.`ops_leases` (`source`, `term`, `owner`, `since`, `seen`, `released`)
            SELECT `source`, `term`, `owner`, `since`, greatest(now64(6, 'UTC'), `seen` + toIntervalMicrosecond(1)),
                {released:UInt8}
            FROM `millrace`.`ops_leases` FINAL
            WHERE `source` = {source:String} AND `term` = {term:UInt64} AND `owner` = {owner:String}""";

    private final ClickHouseClient client;
    private final String source;
    private boolean prepared;

    /**
     * @param client stays the caller's
     * @param source the source's name
     */
    public LeaseTable(ClickHouseClient client, String source) {
        this.client = requireNonNull(client, "client is null");
        this.source = requireNonNull(source, "source is null");
    }

    @Override
    public Optional<Claim> holder() {
        List<Row> rows = rows();
        return rows.stream()
                .findFirst()
                .map(row -> new Claim(
                        row.integer("term"),
                        row.text("owner"),
                        row.integer("renewal"),
                        row.integer("age"),
                        row.integer("given") != 0));
    }

    private List<Row> rows() {
        try {
            if (!prepared) {
                Bookkeeping.prepare(client);
                prepared = true;
            }
            return client.queryLatest("`millrace`.`ops_leases`", HOLDER, Map.of("source", source));
        } catch (WarehouseException e) {
            // The warehouse may come back empty.
            prepared = false;
            throw e;
        }
    }

    @Override
    public void claim(long term, String owner) {
        client.execute(CLAIM, Map.of("source", source, "term", term, "owner", owner));
    }

    @Override
    public void renew(long term, String owner, boolean released) {
        client.execute(RENEW, Map.of("source", source, "term", term, "owner", owner, "released", released ? 1 : 0));
    }
}
