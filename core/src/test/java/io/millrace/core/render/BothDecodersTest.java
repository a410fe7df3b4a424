package io.millrace.core.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.buffer.RowBinaryBuffer;
import io.millrace.core.decode.BlockDecoder;
import io.millrace.core.decode.DebeziumJsonDecoder;
import io.millrace.core.decode.DecodedRecord;
import io.millrace.core.decode.LogRecord;
import io.millrace.core.event.ChangeEvent;
import io.millrace.core.event.ChangeEvent.RowChange;
import io.millrace.core.event.EncodedRow;
import io.millrace.core.event.RowImage;
import io.millrace.core.event.TableSchema;
import io.millrace.core.rowbinary.ValueEncoders;
import io.millrace.core.type.TypeMapping;
import io.millrace.core.type.warehouse.WarehouseType;
import io.millrace.core.wire.BlockReader;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * A change of a block, and the same change rendered as Debezium's JSON, are the same event. {@code millrace.blocks.seed} repeats
 * a run, {@code millrace.blocks} says how many blocks it makes.
 */
final class BothDecodersTest {
    private final long seed = Long.getLong("millrace.blocks.seed", System.nanoTime());
    private final BlockDecoder blocks = new BlockDecoder(TypeMapping.defaults());
    private final DebeziumJsonDecoder json = new DebeziumJsonDecoder();
    private int rows;
    private int rejected;

    @Test
    void aRenderedChangeIsTheSameEvent() {
        Random random = new Random(seed);
        RandomBlock source = new RandomBlock(random);
        for (int i = Integer.getInteger("millrace.blocks", 400); i > 0; i--) {
            LogRecord record = Blocks.record(source.next());
            List<DecodedRecord> expected = blocks.decode(record);
            BlockJson rendered = new BlockJson(record);
            for (int index = 0; index < expected.size(); index++) {
                compare(expected.get(index), rendered.render(index), index);
            }
        }
        // A comparison of nothing but rejections would be none.
        assertThat(rows).as(seed()).isGreaterThan(rejected);
    }

    private void compare(DecodedRecord expected, LogRecord record, int index) {
        assertThat(record.at().index()).isEqualTo(index);
        if (BlockReader.isBlock(record.value())) {
            compareAlone(expected, record);
            return;
        }
        DecodedRecord actual = json.decode(record);
        if (expected instanceof DecodedRecord.Rejected one) {
            rejected++;
            assertThat(actual).as(seed() + " " + one.deadLetter().reason()).isInstanceOf(DecodedRecord.Rejected.class);
            assertThat(((DecodedRecord.Rejected) actual).deadLetter().code())
                    .as(seed())
                    .isEqualTo(one.deadLetter().code());
            if (one.deadLetter().table().isPresent()) {
                assertThat(((DecodedRecord.Rejected) actual).deadLetter().version())
                        .as(seed())
                        .isEqualTo(one.deadLetter().version());
            }
            return;
        }
        assertThat(actual)
                .as(() -> seed() + " "
                        + (actual instanceof DecodedRecord.Rejected no
                                ? no.deadLetter().reason()
                                : ""))
                .isInstanceOf(DecodedRecord.Event.class);
        compare(((DecodedRecord.Event) expected).event(), ((DecodedRecord.Event) actual).event());
    }

    /** What has no JSON is a block of one change. */
    private void compareAlone(DecodedRecord expected, LogRecord record) {
        List<DecodedRecord> alone = blocks.decode(record);
        assertThat(alone).hasSize(1);
        assertThat(expected).isInstanceOf(DecodedRecord.Rejected.class);
        assertThat(((DecodedRecord.Rejected) alone.get(0)).deadLetter().reason())
                .isEqualTo(((DecodedRecord.Rejected) expected).deadLetter().reason());
    }

    private void compare(ChangeEvent expected, ChangeEvent actual) {
        assertThat(actual.getClass()).as(seed()).isEqualTo(expected.getClass());
        assertThat(actual.at()).as(seed()).isEqualTo(expected.at());
        assertThat(actual.position()).as(seed()).isEqualTo(expected.position());
        if (!(expected instanceof RowChange change)) {
            assertThat(actual).as(seed()).isEqualTo(expected);
            return;
        }
        rows++;
        RowChange other = (RowChange) actual;
        assertThat(other.schema()).as(seed()).isEqualTo(change.schema());
        compare(change.schema(), change.row(), other.row());
        if (change instanceof ChangeEvent.Update update) {
            RowImage before = ((ChangeEvent.Update) other).before();
            assertThat(before == null).as(seed()).isEqualTo(update.before() == null);
            if (before != null && update.before() != null) {
                compare(change.schema(), update.before(), before);
            }
        }
    }

    private void compare(TableSchema schema, RowImage expected, RowImage actual) {
        assertThat(actual.kind()).as(seed()).isEqualTo(expected.kind());
        assertThat(actual.rescued()).as(seed()).isEqualTo(expected.rescued());
        assertThat(actual.values()).as(seed()).isEqualTo(expected.values());
        EncodedRow encoded = expected.encoded();
        if (encoded != null) {
            for (int i = 0; i < actual.values().length; i++) {
                byte[] bytes = Arrays.copyOfRange(encoded.bytes(), encoded.start(i), encoded.end(i));
                assertThat(bytes)
                        .as(seed() + " " + schema.columns().get(i).type())
                        .isEqualTo(encoded(schema, i, actual.values()[i]));
            }
        }
    }

    private static byte[] encoded(TableSchema schema, int column, @Nullable Object value) {
        RowBinaryBuffer out = new RowBinaryBuffer();
        out.int8(value == null ? 1 : 0);
        if (value != null) {
            WarehouseType type = TypeMapping.defaults()
                    .map(schema.columns().get(column), schema.keyColumns().contains(column))
                    .type();
            ValueEncoders.of(ValueEncoders.withoutNull(type)).encode(value, out);
        }
        return out.toByteArray();
    }

    private String seed() {
        return "-Dmillrace.blocks.seed=" + seed;
    }
}
