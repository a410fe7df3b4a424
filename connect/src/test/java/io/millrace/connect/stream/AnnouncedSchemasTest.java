package io.millrace.connect.stream;

import static io.millrace.connect.stream.Messages.begin;
import static io.millrace.connect.stream.Messages.insert;
import static io.millrace.connect.stream.Messages.logical;
import static io.millrace.connect.stream.Messages.relation;
import static io.millrace.connect.stream.Messages.truncate;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.protect.ColumnRules;
import io.millrace.core.wire.TableDescription;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What all partitions get of a table's schema, whichever of them have its rows. */
final class AnnouncedSchemasTest {
    private static final int PARTITIONS = 4;

    private final Changes changes = new Changes(new AsStreamed(), ColumnRules.NONE, PARTITIONS, 0, 0);

    /** The catalog has another relation than is announced. */
    private static final class AsStreamed implements Descriptions {
        @Override
        public Optional<Described> describe(RelationMessage relation) {
            List<TableDescription.Column> columns = relation.columns().stream()
                    .map(column -> new TableDescription.Column(column.name(), "{\"type\":\"text\"}"))
                    .toList();
            return Optional.of(
                    new Described(new TableDescription(relation.table(), columns, List.of("id"), "{\"oid\":5}"), true));
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

    private void take(long lsn, ByteBuffer... messages) {
        try {
            for (ByteBuffer message : messages) {
                changes.take(message, lsn);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<String> announcements() {
        return Entry.of(changes.finish()).stream()
                .filter(entry -> entry.isDescription() || entry.text().startsWith("millrace.relation:"))
                .map(entry -> entry.partition() + " "
                        + Long.toHexString(entry.position().lsn()) + " "
                        + entry.text().split(":", 2)[0])
                .sorted()
                .toList();
    }

    @Test
    void everyPartitionGetsADescriptionBeforeItsFirstRow() {
        take(0, begin(1, 0), relation(5, "t", 'd', "*id"));
        assertThat(announcements()).isEmpty();
        take(0x100, insert(5, "1"));
        assertThat(announcements()).isEqualTo(toAll("100 millrace.description"));

        take(0x110, relation(5, "t", 'd', "*id"), insert(5, "2"));
        assertThat(announcements()).isEmpty();
        take(0x120, relation(5, "t", 'd', "*id", "a"), insert(5, "3", "a"), insert(5, "4", "a"));
        List<Entry> all = Entry.of(changes.finish());
        assertThat(all.stream().filter(Entry::isDescription)).hasSize(PARTITIONS);
        assertThat(all.stream()
                        .filter(Entry::isDescription)
                        .map(entry -> TableDescription.parse(
                                entry.text().split(":", 2)[1].getBytes(UTF_8))))
                .containsOnly(all.stream()
                        .flatMap(entry -> Optional.ofNullable(entry.table()).stream())
                        .findFirst()
                        .orElseThrow());
        take(0x130, truncate(5));
        assertThat(announcements()).isEmpty();
    }

    /** There and back between two rows: who has seen neither must not take the column for the one it was. */
    @Test
    void everyPartitionGetsWhatTheCatalogHadMeanwhile() {
        take(0, begin(1, 0), relation(5, "t", 'd', "*id"));
        take(0x100, insert(5, "1"));
        assertThat(announcements()).hasSize(PARTITIONS);
        take(0x110, logical(true, 0x110, "millrace.relation", "{\"oid\":5,\"columns\":[]}"));
        assertThat(announcements()).isEqualTo(toAll("110 millrace.relation"));
        take(0x120, relation(5, "t", 'd', "*id"), insert(5, "2"));
        assertThat(announcements()).isEqualTo(toAll("120 millrace.description"));

        // A watch that begins announces all tables.
        take(0x130, logical(true, 0x130, "millrace.relation", "{\"oid\":5,\"columns\":[]}"));
        take(0x140, insert(5, "3"));
        assertThat(announcements()).containsExactly("0 130 millrace.relation");
    }

    private static List<String> toAll(String announcement) {
        return IntStream.range(0, PARTITIONS)
                .mapToObj(partition -> partition + " " + announcement)
                .toList();
    }
}
