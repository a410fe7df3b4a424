package io.millrace.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.connect.stream.Descriptions.Described;
import io.millrace.connect.stream.Descriptions.Dropped;
import io.millrace.connect.stream.RelationMessage;
import io.millrace.connect.stream.RelationMessage.Column;
import io.millrace.core.event.TableId;
import io.millrace.core.protect.ColumnRules;
import io.millrace.core.protect.Protection;
import io.millrace.core.wire.TableDescription;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CatalogDescriptionsTest {
    private final WarehouseCatalog catalog = new WarehouseCatalog();
    private long nanos;
    private CatalogDescriptions descriptions = with(ColumnRules.NONE);

    /** A catalog whose table is called as the test says. */
    private static final class WarehouseCatalog implements RelationLookup {
        private @Nullable String answer = "{\"oid\":5,\"key\":[\"id\"]}";
        private @Nullable Set<String> primaryKey = Set.of("id");
        private boolean silent;

        @Override
        public Optional<String> relation(TableId table) {
            throw new UnsupportedOperationException("tables are known by oid");
        }

        @Override
        public Optional<String> relation(long oid) throws SQLException {
            if (silent) {
                throw new SQLException("gone for lunch");
            }
            return Optional.ofNullable(answer);
        }

        @Override
        public Dropped dropped(Set<Integer> oids) throws SQLException {
            if (silent) {
                throw new SQLException("gone for lunch");
            }
            return new Dropped(oids, 7);
        }

        @Override
        public boolean publishesComputed() {
            return false;
        }

        @Override
        public void close() {
            // holds nothing
        }
    }

    private CatalogDescriptions with(ColumnRules rules) {
        return new CatalogDescriptions(
                table -> !table.table().equals("excluded"),
                rules,
                new StreamedKeys(oid -> Optional.ofNullable(catalog.primaryKey).map(LinkedHashSet::new)),
                new Relations(catalog, () -> nanos, rules),
                (table, column) -> "{\"type\":\"t" + column.type() + "\"}");
    }

    private Optional<Described> describe(char identity, String table, String... columns) {
        try {
            return descriptions.describe(new RelationMessage(
                    5,
                    new TableId("public", table),
                    identity,
                    Arrays.stream(columns)
                            .map(name -> new Column(name.replace("*", ""), name.startsWith("*"), 23, -1))
                            .toList()));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<String> key(char identity, String... columns) {
        return describe(identity, "t", columns).orElseThrow().table().key();
    }

    @Test
    void columnsAndKeyComeFromTheStreamAndAllElseFromTheCatalog() {
        Described described = describe('d', "t", "*id", "a").orElseThrow();

        assertThat(described.answered()).isTrue();
        assertThat(described.table())
                .isEqualTo(new TableDescription(
                        new TableId("public", "t"),
                        List.of(
                                new TableDescription.Column("id", "{\"type\":\"t23\"}"),
                                new TableDescription.Column("a", "{\"type\":\"t23\"}")),
                        List.of("id"),
                        catalog.answer));
    }

    @Test
    void theCatalogOnlyHasTheOrderOfTheKeysColumns() {
        catalog.answer = "{\"oid\":5,\"key\":[\"b\",\"a\"]}";
        assertThat(key('d', "*a", "*b", "c")).containsExactly("b", "a");
        assertThat(key('i', "*a", "b", "*c")).containsExactly("a", "c");
    }

    @Test
    void aTableThatHasLostItsKeyHasNoneAnyMore() {
        catalog.answer = "{\"oid\":5,\"key\":[]}";
        assertThat(key('d', "*id", "a")).isEmpty();
    }

    @Test
    void whereTheWholeRowIsTheIdentityTheCatalogHasTheKey() {
        assertThat(key('f', "*id", "*a")).containsExactly("id");
        catalog.answer = null;
        catalog.primaryKey = null;
        assertThat(key('f', "*id", "*a")).containsExactly("id");
    }

    @Test
    void aKeyWhoseColumnsWereCalledOtherwiseIsNone() {
        catalog.primaryKey = Set.of("renamed");
        catalog.answer = "{\"oid\":5,\"key\":[\"renamed\"]}";
        assertThat(key('f', "*id", "*a")).isEmpty();
    }

    @Test
    void aTableThatIsGoneIsWhatWasKnownOfIt() {
        describe('d', "t", "*id");
        catalog.answer = null;
        assertThat(describe('d', "t", "*id").orElseThrow().table().relation())
                .isEqualTo("{\"oid\":5,\"key\":[\"id\"]}");
        assertThat(describe('d', "never_asked", "*id").orElseThrow().table().relation())
                .isEqualTo("{\"oid\":5,\"schema\":\"public\",\"table\":\"never_asked\",\"identity\":\"d\","
                        + "\"key\":[\"id\"],\"columns\":[],\"dropped\":[]}");
    }

    @Test
    void withoutAnAnswerItGoesOnAndIsToBeAskedAgain() {
        catalog.silent = true;
        Described described = describe('d', "t", "*id").orElseThrow();
        assertThat(described.answered()).isFalse();
        assertThat(described.table().relation()).isNull();
        assertThat(described.table().key()).containsExactly("id");
        assertThat(descriptions.dropped(Set.of(5))).isEqualTo(Dropped.NONE);

        catalog.silent = false;
        nanos += 6_000_000_000L;
        assertThat(describe('d', "t", "*id").orElseThrow().answered()).isTrue();
        assertThat(descriptions.dropped(Set.of(5))).isEqualTo(new Dropped(Set.of(5), 7));
    }

    @Test
    void someTablesAreNotCaptured() {
        assertThat(describe('d', "excluded", "*id")).isEmpty();
        assertThat(describe('d', "\"quoted\"", "*id")).isEmpty();
        assertThat(describe('d', "t", "*id", "a", "A")).isEmpty();
        descriptions = with(ColumnRules.of(Map.of("public.t.id", Protection.MASK), Optional.empty()));
        assertThat(describe('d', "t", "*id")).isEmpty();
        assertThat(describe('d', "u", "*id")).isPresent();
    }

    @Test
    void protectedColumnsAreTextsAndDroppedOnesAreAbsent() {
        descriptions = with(
                ColumnRules.of(Map.of("public.t.a", Protection.DROP, "public.t.b", Protection.MASK), Optional.empty()));

        assertThat(describe('d', "t", "*id", "a", "b").orElseThrow().table().columns())
                .containsExactly(
                        new TableDescription.Column("id", "{\"type\":\"t23\"}"),
                        new TableDescription.Column("b", "{\"type\":\"text\"}"));
    }

    @Test
    void typesThatComeWithPostgresNeedNoCatalog() {
        assertThat(BuiltInTypes.describe(new StreamedType(20, -1))).contains("{\"type\":\"int8\"}");
        assertThat(BuiltInTypes.describe(new StreamedType(1700, 655366)))
                .contains("{\"type\":\"numeric\",\"modifier\":655366}");
        assertThat(BuiltInTypes.describe(new StreamedType(5069, -1))).contains("{\"type\":\"xid8\"}");
        assertThat(BuiltInTypes.describe(new StreamedType(1007, -1))).isEmpty();
        assertThat(BuiltInTypes.describe(new StreamedType(100_000, -1))).isEmpty();
    }
}
