package io.millrace.connect.stream;

import static java.util.Objects.requireNonNull;

import io.millrace.core.event.MessagePrefix;
import io.millrace.core.event.SourcePosition;
import io.millrace.core.protect.ColumnRules;
import io.millrace.core.wire.Tuple;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Converts pgoutput's messages into changes of blocks, with names, types and key as of the time of the change. Not
 * thread-safe.
 *
 * @see <a href="https://www.postgresql.org/docs/current/protocol-logicalrep-message-formats.html">the formats</a>
 */
public final class Changes {
    /** Microseconds from 1970 to 2000, where Postgres begins to count. */
    private static final long POSTGRES_EPOCH = 946_684_800_000_000L;

    private static final Pattern OID = Pattern.compile("\\A\\{\"oid\"\\s*:\\s*(\\d{1,10})");

    /** After this time the catalog is queried again for a table that it did not answer for. */
    private static final long ASK_AGAIN_NANOS = Duration.ofSeconds(5).toNanos();

    private final Descriptions descriptions;
    private final ColumnRules rules;
    private final Blocks blocks;
    private final ChangePositions positions;
    private final StreamedTables tables;

    private int commits;
    private int lastOid;
    private @Nullable StreamedTable lastTable;
    private long askedAt;

    /**
     * @param partitions how many the change stream has
     * @param epoch see {@link io.millrace.core.event.StreamEpoch}
     * @param lastCommit the LSN of the last commit before the stream's start; 0 if none is known
     */
    public Changes(Descriptions descriptions, ColumnRules rules, int partitions, int epoch, long lastCommit) {
        this.descriptions = descriptions;
        this.rules = rules;
        tables = new StreamedTables(descriptions);
        blocks = new Blocks(partitions);
        positions = new ChangePositions(epoch, lastCommit);
    }

    /**
     * Handles a message.
     *
     * @param message not retained
     * @param lsn its position; 0 for messages without one
     */
    void take(ByteBuffer message, long lsn) throws SQLException {
        byte[] bytes = message.array();
        int at = message.arrayOffset() + message.position();
        int end = message.arrayOffset() + message.limit();
        switch (bytes[at]) {
            case 'B' ->
                positions.begin(
                        Integer.toUnsignedLong(Tuple.int32(bytes, at + 17)), int64(bytes, at + 9) + POSTGRES_EPOCH);
            case 'C' -> commit(int64(bytes, at + 10));
            case 'R' -> describe(RelationMessage.read(bytes, at + 1));
            case 'I' -> insert(bytes, at + 1, end, lsn);
            case 'U' -> update(bytes, at + 1, end, lsn);
            case 'D' -> delete(bytes, at + 1, end, lsn);
            case 'T' -> truncate(bytes, at + 1, lsn);
            case 'M' -> message(bytes, at + 1, lsn);
            default -> {
                // Types and origins are not needed in blocks.
            }
        }
    }

    /** How many tables are in mind. */
    int knownTables() {
        return tables.size();
    }

    /** Whether there are changes. */
    boolean any() {
        return blocks.size() > 0;
    }

    /** The approximate number of buffered bytes. */
    int size() {
        return blocks.size();
    }

    /** The number of commits since the last time. */
    int commits() {
        return commits;
    }

    /** Whether a block has reached its maximum size. */
    boolean full() {
        return blocks.full();
    }

    /** Commit time of the latest change, in microseconds since the epoch. */
    long committedAtMicros() {
        return positions.committedAtMicros();
    }

    /** Whether the current transaction is incomplete. */
    boolean inTransaction() {
        return positions.open();
    }

    /** All changes since the last time. */
    Bundle finish() {
        commits = 0;
        return new Bundle(blocks.finish(), positions.ended());
    }

    void close() {
        descriptions.close();
    }

    private void commit(long endLsn) {
        commits++;
        positions.commit(endLsn);
        if (tables.passed(endLsn)) {
            lastTable = null;
        }
    }

    private void describe(RelationMessage relation) throws SQLException {
        int oid = (int) relation.oid();
        StreamedTable before = tables.get(oid);
        Optional<Descriptions.Described> described = descriptions.describe(relation);
        if (described.isPresent()) {
            tables.put(oid, new StreamedTable(relation, described.get(), rules, before));
        } else {
            tables.remove(oid);
        }
        lastTable = null;
        askedAt = System.nanoTime();
    }

    /**
     * The table of a change.
     *
     * @return null for a table that is not captured
     */
    private @Nullable StreamedTable table(int oid, long lsn) throws SQLException {
        StreamedTable table = lastTable;
        if (table == null || oid != lastOid) {
            table = tables.get(oid);
            lastTable = table;
            lastOid = oid;
        }
        if (table != null && !table.answered() && System.nanoTime() - askedAt > ASK_AGAIN_NANOS) {
            describe(table.relation());
            table = tables.get(oid);
        }
        if (table != null) {
            table.announce(blocks, positions, lsn);
        }
        return table;
    }

    private void insert(byte[] bytes, int at, int end, long lsn) throws SQLException {
        StreamedTable table = table(Tuple.int32(bytes, at), lsn);
        if (table != null) {
            table.insert(blocks, positions, lsn, new Tuple(bytes, at + 5, end - at - 5));
        }
    }

    /** N: the new row; K and O: the key or the whole of the old row. */
    private void update(byte[] bytes, int at, int end, long lsn) throws SQLException {
        StreamedTable table = table(Tuple.int32(bytes, at), lsn);
        if (table == null) {
            return;
        }
        Tuple old = bytes[at + 4] == 'N' ? null : Tuples.at(bytes, at + 5);
        int from = old == null ? at + 5 : old.from() + old.length() + 1;
        table.update(blocks, positions, lsn, old, bytes[at + 4] == 'O', new Tuple(bytes, from, end - from));
    }

    private void delete(byte[] bytes, int at, int end, long lsn) throws SQLException {
        StreamedTable table = table(Tuple.int32(bytes, at), lsn);
        if (table != null) {
            table.delete(blocks, positions, lsn, new Tuple(bytes, at + 5, end - at - 5), bytes[at + 4] == 'O');
        }
    }

    private void truncate(byte[] bytes, int at, long lsn) throws SQLException {
        int count = Tuple.int32(bytes, at);
        for (int i = 0; i < count; i++) {
            StreamedTable table = table(Tuple.int32(bytes, at + 5 + 4 * i), lsn);
            if (table != null) {
                table.truncate(blocks, positions, lsn);
            }
        }
    }

    private void message(byte[] bytes, int at, long lsn) throws SQLException {
        int prefixEnd = RelationMessage.end(bytes, at + 9);
        String prefix = RelationMessage.text(bytes, at + 9, prefixEnd);
        if (!prefix.startsWith(MessagePrefix.OURS)) {
            return;
        }
        int from = prefixEnd + 5;
        byte[] content = Arrays.copyOfRange(bytes, from, from + Tuple.int32(bytes, prefixEnd + 1));
        boolean transactional = (bytes[at] & 1) != 0;
        SourcePosition position = transactional ? positions.of(lsn, 0) : positions.ofMessage(lsn);
        if (prefix.equals(MessagePrefix.RELATION) && announced(new String(content, StandardCharsets.UTF_8))) {
            blocks.toAll(position, prefix, content);
        } else {
            blocks.of(0).message(position, requireNonNull(prefix), content);
        }
    }

    /**
     * Changes that pgoutput does not announce, such as other attributes of a type. The affected rows follow this
     * message.
     *
     * @return whether the table was announced otherwise before, or not yet: each watch announces all tables once
     */
    private boolean announced(String relation) throws SQLException {
        Matcher matcher = OID.matcher(relation);
        if (!matcher.find()) {
            return true;
        }
        int oid = Integer.parseUnsignedInt(matcher.group(1));
        StreamedTable known = tables.get(oid);
        if (known != null && !known.isDescribedBy(relation)) {
            describe(known.relation());
            known = tables.get(oid);
        }
        boolean changed = !relation.equals(tables.announced(oid, relation));
        if (changed && known != null) {
            known.announceAgain();
        }
        return changed;
    }

    private static long int64(byte[] bytes, int at) {
        return (long) Tuple.int32(bytes, at) << 32 | Integer.toUnsignedLong(Tuple.int32(bytes, at + 4));
    }
}
