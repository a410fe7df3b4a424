package io.millrace.ops.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.error.DeadLetterId;
import io.millrace.core.event.ChangeEvent;
import io.millrace.core.event.RowImage;
import io.millrace.core.event.SourcePosition;
import io.millrace.core.event.StreamPosition;
import io.millrace.core.event.TableId;
import io.millrace.core.event.TableSchema;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KeptPositionTest {
    private static final StreamPosition AT = new StreamPosition("t", 0, 1, 0);
    private static final String SOURCE =
            "{\"payload\":{\"source\":{\"schema\":\"public\",\"table\":\"orders\",\"sequence\":\"[\\\"100\\\",\\\"200\\\"]\"}}}";

    @ParameterizedTest
    @CsvSource({"100,200,true", "100,201,false", "101,200,false", "99,199,false"})
    void thePositionOfTheRecordMustStay(long commit, long lsn, boolean allowed) {
        assertThat(objection(SOURCE, BigInteger.ZERO, edited("orders", commit, lsn))
                        .isEmpty())
                .isEqualTo(allowed);
    }

    @Test
    void soMustThePositionOfTheDeadLetter() {
        BigInteger version = new SourcePosition(100, 200, 0, 0, 0).version();
        assertThat(objection("no json", version, edited("orders", 100, 200))).isEmpty();
        assertThat(objection("no json", version, edited("orders", 1, 2))).isPresent();
    }

    @Test
    void aRecordWithoutAPositionGetsOneThatHasLanded() {
        assertThat(objection("no json", BigInteger.ZERO, edited("orders", 400, 500)))
                .isEmpty();
        assertThat(objection("no json", BigInteger.ZERO, edited("orders", 400, 501)))
                .isPresent();
        assertThat(objection("no json", BigInteger.ZERO, edited("orders", -1, 500)))
                .isPresent();
    }

    @Test
    void theTableMustStayAndItMustBeARow() {
        assertThat(objection(SOURCE, BigInteger.ZERO, edited("users", 100, 200)))
                .isPresent();
        assertThat(objection(
                        SOURCE,
                        BigInteger.ZERO,
                        new ChangeEvent.Truncate(
                                AT, new SourcePosition(100, 200, 0, 0, 0), new TableId("public", "orders"))))
                .isPresent();
    }

    private static java.util.Optional<String> objection(String record, BigInteger version, ChangeEvent edited) {
        StoredDeadLetter original = new StoredDeadLetter(
                new DeadLetterId("t", 0, 1),
                0,
                "BAD_VALUE",
                "open",
                "",
                version,
                null,
                record.getBytes(UTF_8),
                Map.of());
        return new KeptPosition(original, () -> 500).objection(edited);
    }

    private static ChangeEvent edited(String table, long commit, long lsn) {
        return new ChangeEvent.Insert(
                AT,
                new SourcePosition(commit, lsn, 0, 0, 0),
                new TableSchema(new TableId("public", table), List.of(), List.of()),
                new RowImage(RowImage.Kind.FULL, new Object[0], Map.of()));
    }
}
