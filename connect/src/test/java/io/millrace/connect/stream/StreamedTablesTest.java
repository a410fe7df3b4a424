package io.millrace.connect.stream;

import static io.millrace.connect.stream.Messages.begin;
import static io.millrace.connect.stream.Messages.commit;
import static io.millrace.connect.stream.Messages.insert;
import static io.millrace.connect.stream.Messages.relation;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.protect.ColumnRules;
import io.millrace.core.wire.TableDescription;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StreamedTablesTest {
    private final Source descriptions = new Source();
    private final Changes changes = new Changes(descriptions, ColumnRules.NONE, 4, 0, 0);

    /** Has dropped some tables. */
    private static final class Source implements Descriptions {
        private final Set<Integer> gone = new HashSet<>();
        private long goneBefore;
        private int asked;

        @Override
        public Optional<Described> describe(RelationMessage relation) {
            return Optional.of(
                    new Described(new TableDescription(relation.table(), List.of(), List.of("id"), null), true));
        }

        @Override
        public Dropped dropped(Set<Integer> oids) {
            asked++;
            Set<Integer> both = new HashSet<>(oids);
            both.retainAll(gone);
            return new Dropped(both, goneBefore);
        }

        @Override
        public void close() {
            // holds nothing
        }
    }

    private void take(long lsn, ByteBuffer... messages) {
        try {
            for (ByteBuffer message : messages) {
                changes.take(message, lsn);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<Entry> entries() {
        return Entry.withoutDescriptions(changes.finish());
    }

    /** Else each work table that was ever made would stay in the worker's memory. */
    @Test
    void tablesThatWereDroppedAreForgottenOnceTheStreamHasPassedTheMoment() {
        descriptions.goneBefore = 0x500;
        for (int oid = 1; oid <= StreamedTables.FEW; oid++) {
            take(0x100, relation(oid, "t" + oid, 'd', "*id"));
            descriptions.gone.add(oid);
        }
        descriptions.gone.remove(1);
        take(0x110, begin(1, 0), insert(2, "1"), commit(0x180));
        assertThat(descriptions.asked).isZero();

        take(0x190, begin(2, 0), relation(5_000, "last", 'd', "*id"), insert(5_000, "1"), commit(0x200));
        assertThat(descriptions.asked).isEqualTo(1);
        assertThat(entries()).hasSize(2);

        // Dropped at the source, but not yet where the stream is.
        take(0x210, begin(3, 0), insert(2, "2"), insert(3, "1"), commit(0x220));
        assertThat(entries()).hasSize(2);
        // A new table has got the number of one that was dropped.
        take(0x4f0, begin(4, 0), relation(7, "new", 'd', "*id"), insert(7, "1"), commit(0x510));
        assertThat(entries()).hasSize(1);
        assertThat(changes.knownTables()).isEqualTo(3);

        take(0x520, begin(5, 0), insert(1, "1"), insert(7, "2"), insert(5_000, "2"), commit(0x530));
        assertThat(entries()).hasSize(3);
        assertThat(descriptions.asked).isEqualTo(1);
    }

    @Test
    void tablesThatAreThereAreNeverForgottenHoweverMany() {
        int many = 3 * StreamedTables.FEW;
        for (int oid = 1; oid <= many; oid++) {
            take(oid, begin(oid, 0), relation(oid, "t" + oid, 'd', "*id"), insert(oid, "1"), commit(oid));
        }
        assertThat(entries()).hasSize(many);
        assertThat(descriptions.asked).as("at 1,001 and at 2,003").isEqualTo(2);
        for (int oid = 1; oid <= many; oid++) {
            take(many + oid, begin(oid, 0), insert(oid, "2"), commit(many + oid));
        }
        assertThat(entries()).hasSize(many);
    }
}
