package io.millrace.connect;

import io.millrace.core.event.SourceEra;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.Transformation;

/**
 * Puts every position of a connector's records into an era ({@link SourceEra}): LSN and sequence of what is streamed, and the
 * transaction of what is loaded, whose position is that of a watermark of the era already.
 */
public final class EraPosition implements Transformation<SourceRecord> {
    static final String ERA = "era";

    private static final ConfigDef CONFIG = new ConfigDef()
            .define(
                    ERA,
                    ConfigDef.Type.INT,
                    ConfigDef.NO_DEFAULT_VALUE,
                    ConfigDef.Range.between(0, SourceEra.LAST),
                    Importance.HIGH,
                    "How often changes of the source were lost");

    private int era;

    @Override
    public void configure(Map<String, ?> settings) {
        era = new AbstractConfig(CONFIG, settings, false).getInt(ERA);
    }

    @Override
    public SourceRecord apply(SourceRecord record) {
        if (!(record.value() instanceof Struct value) || value.schema().field("source") == null) {
            return record;
        }
        Struct source = value.getStruct("source");
        Field op = value.schema().field("op");
        if (op != null && "r".equals(value.get(op))) {
            move(source, "txId");
            return record;
        }
        move(source, "lsn");
        if (source.schema().field("sequence") != null && source.getString("sequence") != null) {
            source.put("sequence", moved(source.getString("sequence")));
        }
        return record;
    }

    private void move(Struct source, String field) {
        if (source.schema().field(field) == null) {
            return;
        }
        Long number = source.getInt64(field);
        if (number != null) {
            source.put(field, SourceEra.place(number, era));
        }
    }

    /** {@code ["29622512","29622600"]}; the first is {@code null} until the connector has seen a commit. */
    private String moved(String sequence) {
        StringBuilder moved = new StringBuilder();
        int end = 0;
        while (end < sequence.length()) {
            int begin = end;
            while (end < sequence.length() && Character.isDigit(sequence.charAt(end))) {
                end++;
            }
            moved.append(
                    end > begin
                            ? Long.toString(SourceEra.place(Long.parseLong(sequence, begin, end, 10), era))
                            : String.valueOf(sequence.charAt(end++)));
        }
        // The least one of the era: without a number it would be that of the first era.
        return moved.toString().replace("[null", "[\"" + SourceEra.place(1, era) + "\"");
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
