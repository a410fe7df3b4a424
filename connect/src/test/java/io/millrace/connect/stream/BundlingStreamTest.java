package io.millrace.connect.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.debezium.connector.postgresql.connection.Lsn;
import io.debezium.connector.postgresql.connection.ReplicationMessage.Operation;
import io.debezium.connector.postgresql.connection.ReplicationStream;
import io.millrace.core.protect.ColumnRules;
import io.millrace.core.wire.TableDescription;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class BundlingStreamTest {
    /** Microseconds since 1970: nothing is late here because the machine is busy. */
    private static final long NOW = 1_800_000_000_000_000L;

    /** Only waits take time. */
    private long nanos;

    private final Sent sent = new Sent();
    private final Changes changes = new Changes(new AsSent(), ColumnRules.NONE, 2, 0, 0);
    private final Outbox outbox = new Outbox();
    private final BundlingStream stream = new BundlingStream(sent, changes, outbox, sent, () -> nanos, () -> NOW);
    private final List<String> heard = new ArrayList<>();

    /** What the server has sent, each with its LSN. */
    private final class Sent implements ReplicationStream, Watch {
        private final ArrayDeque<ByteBuffer> messages = new ArrayDeque<>();
        private int waits;
        private int pauses;

        @Override
        public boolean ready() {
            return !messages.isEmpty();
        }

        @Override
        public boolean await(int millis) {
            waits++;
            nanos += TimeUnit.MILLISECONDS.toNanos(millis);
            return ready();
        }

        @Override
        public void pause(long pause) {
            pauses++;
            nanos += pause;
        }

        @Override
        public boolean readPending(ReplicationMessageProcessor processor) throws SQLException {
            ByteBuffer message = messages.poll();
            if (message != null) {
                changes.take(message, 16);
            }
            return message != null;
        }

        @Override
        public void read(ReplicationMessageProcessor processor) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void flushLsn(Lsn lsn) {
            heard.add("flushed " + lsn.asLong());
        }

        @Override
        public Lsn lastReceivedLsn() {
            return Lsn.valueOf(1L);
        }

        @Override
        public Lsn startLsn() {
            return Lsn.valueOf(2L);
        }

        @Override
        public void startKeepAlive(ExecutorService service) {
            // nothing to keep
        }

        @Override
        public void stopKeepAlive() {
            // nothing was kept
        }

        @Override
        public void close() {
            heard.add("closed");
        }
    }

    private static final class AsSent implements Descriptions {
        @Override
        public Optional<Described> describe(RelationMessage relation) {
            return Optional.of(
                    new Described(new TableDescription(relation.table(), List.of(), List.of("id"), null), true));
        }

        @Override
        public Dropped dropped(Set<Integer> oids) {
            return Dropped.NONE;
        }

        @Override
        public void close() {
            // holds nothing
        }
    }

    private void transaction(int xid, long endLsn, int... ids) {
        sent.messages.add(Messages.begin(xid, NOW));
        sent.messages.add(Messages.relation(5, "t", 'd', "*id"));
        for (int id : ids) {
            sent.messages.add(Messages.insert(5, Integer.toString(id)));
        }
        sent.messages.add(Messages.commit(endLsn));
    }

    private boolean read() throws Exception {
        return stream.readPending(message -> {
            // All of the transaction is in the outbox before Debezium receives its end.
            heard.add(message.getOperation() + " " + stream.lastReceivedLsn() + " "
                    + message.getTransactionId().orElse(-1) + " "
                    + outbox.take(Long.MAX_VALUE).bundles().stream()
                            .mapToInt(
                                    bundle -> Entry.withoutDescriptions(bundle).size())
                            .sum());
        });
    }

    @Test
    void ofAllTransactionsThatAreThereDebeziumHearsTheLastOnesEnd() throws Exception {
        transaction(1, 100, 1, 2);
        transaction(2, 200, 3);

        assertThat(read()).isTrue();
        assertThat(heard).containsExactly(Operation.COMMIT + " " + Lsn.valueOf(200L) + " 2 3");
        assertThat(read()).isFalse();
        assertThat(heard).hasSize(1);
    }

    @Test
    void aLargeTransactionIsSentOnInParts() throws Exception {
        sent.messages.add(Messages.begin(1, NOW));
        sent.messages.add(Messages.relation(5, "t", 'd', "*id"));
        for (int i = 0; i < 3; i++) {
            sent.messages.add(Messages.insert(5, "x".repeat(Blocks.FULL_BYTES)));
        }

        assertThat(read()).isTrue();
        Outbox.Taken taken = outbox.take(Long.MAX_VALUE);
        assertThat(taken.bundles()).hasSize(1);
        assertThat(taken.upTo()).isNull();
        assertThat(heard).isEmpty();
        assertThat(sent.messages).hasSize(2);
    }

    @Test
    void aTransactionWithoutCapturedChangesIsHeardOfToo() throws Exception {
        sent.messages.add(Messages.begin(1, NOW));
        sent.messages.add(Messages.commit(100));

        assertThat(read()).isTrue();
        assertThat(heard).containsExactly(Operation.COMMIT + " " + Lsn.valueOf(100L) + " 1 0");
    }

    @Test
    void itDoesNotReadOnWhileNobodyTakesOutWhatWasRead() throws Exception {
        outbox.put(new Bundle(List.of(new Block(0, new byte[(int) Outbox.ROOM_BYTES])), null));
        transaction(1, 100, 1);

        assertThat(read()).isFalse();
        assertThat(sent.messages).isNotEmpty();
        outbox.take(1);
        assertThat(read()).isTrue();
    }

    @Test
    void itWaitsForTheRestOfATransactionOnly() throws Exception {
        transaction(1, 100, 1);
        read();
        // One for the first message, none behind the commit: nothing says that more is to come.
        assertThat(sent.waits).isEqualTo(1);

        sent.messages.add(Messages.begin(2, NOW));
        sent.messages.add(Messages.insert(5, "1"));
        read();
        assertThat(sent.waits).isEqualTo(3);
    }

    @Test
    void lateChangesGatherAndThoseBehindThemThatAreInTimeDoNot() throws Exception {
        sent.messages.add(Messages.begin(1, NOW - 1_000_000));
        sent.messages.add(Messages.relation(5, "t", 'd', "*id"));
        sent.messages.add(Messages.insert(5, "1"));
        sent.messages.add(Messages.commit(100));
        read();
        assertThat(sent.waits).as("behind the commit, too").isGreaterThan(1);
        assertThat(sent.pauses).as("it is late enough to stay unread").isPositive();

        // Its begin comes alone, as Postgres sends it.
        sent.waits = 0;
        sent.pauses = 0;
        transaction(2, 200, 2);
        read();
        assertThat(sent.waits).isEqualTo(1);
        assertThat(sent.pauses).isZero();
    }

    @Test
    void changesGatherWhileKafkaHasNotAcknowledgedWhatWentBefore() throws Exception {
        transaction(1, 100, 1);
        read();
        outbox.sent(1);
        sent.waits = 0;
        transaction(2, 200, 2);
        long before = nanos;
        read();
        assertThat(sent.waits).isGreaterThan(1);
        // Not forever: an acknowledgement may take long.
        assertThat(nanos - before).isGreaterThanOrEqualTo(BundlingStream.UNDER_WAY_NANOS);

        outbox.acknowledged();
        sent.waits = 0;
        transaction(3, 300, 3);
        read();
        assertThat(sent.waits).isEqualTo(1);
    }

    @Test
    void allElseIsTheStreamsOwn() throws Exception {
        assertThat(stream.lastReceivedLsn()).isEqualTo(Lsn.valueOf(1L));
        assertThat(stream.startLsn()).isEqualTo(Lsn.valueOf(2L));
        stream.flushLsn(Lsn.valueOf(7L));
        stream.close();
        assertThat(heard).containsExactly("flushed 7", "closed");
    }
}
