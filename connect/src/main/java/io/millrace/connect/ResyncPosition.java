package io.millrace.connect;

import io.millrace.core.fault.Failpoint;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.Transformation;
import org.jspecify.annotations.Nullable;

/**
 * Gives the rows that a load of a table reads a place in the stream: that of a watermark before which nothing has committed
 * that the load does not see. They supersede what was there, and what changes after the watermark supersedes them. They
 * look like those of Debezium's incremental snapshots: {@code source.snapshot} is {@code incremental}, {@code
 * source.sequence} the position.
 */
public final class ResyncPosition implements Transformation<SourceRecord> {
    static final String LSN = "lsn";

    /** The setting that limits how many rows pass in a second; 0 for no limit. */
    static final String ROWS_PER_SECOND = "rows.per.second";

    private static final int ROWS_BETWEEN_FAILPOINTS = 1_000;

    private static final ConfigDef CONFIG = new ConfigDef()
            .define(
                    LSN,
                    ConfigDef.Type.LONG,
                    ConfigDef.NO_DEFAULT_VALUE,
                    Importance.HIGH,
                    "LSN of the watermark, a logical message")
            .define(
                    ROWS_PER_SECOND,
                    ConfigDef.Type.INT,
                    0,
                    ConfigDef.Range.atLeast(0),
                    Importance.LOW,
                    "How many rows pass in a second at most; 0 for no limit");

    private RowPace pace = new RowPace(0);
    private long lsn;
    private long rows;
    private String sequence = "";

    @Override
    public void configure(Map<String, ?> settings) {
        AbstractConfig config = new AbstractConfig(CONFIG, settings, false);
        lsn = config.getLong(LSN);
        pace = new RowPace(config.getInt(ROWS_PER_SECOND));
        // The message's LSN stands for that of the commit before it, too: it lies after all earlier ones, and before
        // its own.
        sequence = "[\"" + lsn + "\",\"" + lsn + "\"]";
    }

    @Override
    public @Nullable SourceRecord apply(SourceRecord record) {
        if (record.value() instanceof Struct notification
                && ChangeStreamRouter.NOTIFICATION.equals(notification.schema().name())) {
            // With the others Connect would note offsets that look like the last one's.
            return "COMPLETED".equals(notification.get("type")) ? record : null;
        }
        if (record.value() instanceof Struct value
                && value.schema().field("op") != null
                && "r".equals(value.get("op"))) {
            Struct source = value.getStruct("source");
            source.put("snapshot", "incremental");
            source.put("sequence", sequence);
            source.put("lsn", lsn);
            if (++rows % ROWS_BETWEEN_FAILPOINTS == 0) {
                Failpoint.ROWS_LOADING.reach();
            }
            pace.row();
        }
        return record;
    }

    @Override
    public ConfigDef config() {
        return CONFIG;
    }

    @Override
    public void close() {
        // holds nothing
    }
}
