package io.millrace.launcher.table;

import io.millrace.config.Config;
import io.millrace.controller.error.ControllerException;
import io.millrace.controller.warehouse.WarehouseHttp;
import io.millrace.core.event.SourcePosition;
import io.millrace.core.event.TableId;
import io.millrace.postgres.SourceTables;
import io.millrace.postgres.TableRows;
import io.millrace.wiring.SourceWiring;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** How many rows of a load are in the warehouse, at which rate, and how long the rest will take. */
public final class LandedRows {
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(1);
    private static final Duration COUNT_LIMIT = Duration.ofSeconds(2);
    private static final long COUNT_UP_TO = 1_000_000;

    private final Config config;
    private final TableId table;
    private final WarehouseHttp warehouse;
    private long lsn;
    private long begin;
    private long lastLine;
    private long shown;
    private OptionalLong expected = OptionalLong.empty();

    /** @param config complete */
    public LandedRows(Config config, TableId table) {
        this.config = config;
        this.table = table;
        this.warehouse = new WarehouseHttp(config.warehouse());
    }

    /** @param position where the load's rows stand in the stream; 0: not known yet */
    public void from(long position) {
        if (position != 0 && lsn == 0) {
            lsn = position;
            begin = System.nanoTime();
            expected = expected();
        }
    }

    /** A line, once a second while there is something to say. */
    public Optional<String> progress() {
        long now = System.nanoTime();
        if (lsn == 0 || now - lastLine < BETWEEN_LINES.toNanos()) {
            return Optional.empty();
        }
        lastLine = now;
        OptionalLong rows = count(lsn);
        if (rows.isEmpty() || rows.getAsLong() == shown) {
            return Optional.empty();
        }
        shown = rows.getAsLong();
        double rate = rows.getAsLong() / ((now - begin) / 1e9);
        String line = String.format(Locale.ROOT, "%,d rows, %,.0f/s", rows.getAsLong(), rate);
        if (expected.isPresent() && expected.getAsLong() > rows.getAsLong()) {
            double seconds = (expected.getAsLong() - rows.getAsLong()) / rate;
            line += String.format(
                    Locale.ROOT,
                    ", of about %,d; %s left",
                    expected.getAsLong(),
                    seconds < 90 ? Math.round(seconds) + " s" : Math.round(seconds / 60) + " min");
        }
        return Optional.of(line);
    }

    /** The last line. */
    public String summary(long position) {
        from(position);
        OptionalLong rows = count(position);
        String seconds = String.format(Locale.ROOT, "%.1f s", (System.nanoTime() - begin) / 1e9);
        return rows.isEmpty()
                ? "loaded in " + seconds
                : String.format(Locale.ROOT, "loaded in %s, %,d rows not changed since", seconds, rows.getAsLong());
    }

    private OptionalLong expected() {
        try (Connection connection = SourceWiring.url(config).connect()) {
            return new SourceTables(connection, config.source().publication(), COUNT_UP_TO, COUNT_LIMIT)
                    .rows().stream()
                            .filter(rows -> rows.table().equals(table))
                            .mapToLong(TableRows::rows)
                            .findFirst();
        } catch (SQLException e) {
            // Only the time left depends on it.
            return OptionalLong.empty();
        }
    }

    /** Empty where the warehouse cannot tell, for the storage of the table may not be there yet. */
    private OptionalLong count(long position) {
        String version =
                new SourcePosition(position, position, 0, 0, 0).version().toString();
        try {
            List<String> storage = warehouse.lines(
                    "SELECT storage_database || '\t' || storage_name FROM millrace.tables FINAL WHERE source = "
                            + literal(config.source().name()) + " AND source_table = " + literal(table.toString())
                            + " FORMAT TSVRaw");
            if (storage.size() != 1) {
                return OptionalLong.empty();
            }
            String[] names = storage.get(0).split("\t", 2);
            List<String> lines = warehouse.lines("SELECT count() FROM " + quoted(names[0]) + "." + quoted(names[1])
                    + " WHERE `_version` = toUInt128('" + version + "')");
            return lines.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(lines.get(0)));
        } catch (IOException | ControllerException e) {
            return OptionalLong.empty();
        }
    }

    private static String literal(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    private static String quoted(String name) {
        return "`" + name.replace("\\", "\\\\").replace("`", "\\`") + "`";
    }
}
