package io.millrace.connect;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.event.TableId;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.storage.HeaderConverter;
import org.apache.kafka.connect.transforms.Transformation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RelationHeaderTest {
    private static final Schema SOURCE = SchemaBuilder.struct()
            .field("schema", Schema.STRING_SCHEMA)
            .field("table", Schema.STRING_SCHEMA)
            .field("lsn", Schema.OPTIONAL_INT64_SCHEMA)
            .build();
    private static final Schema ROW = SchemaBuilder.struct()
            .name("shop.public.orders.Value")
            .optional()
            .field("id", Schema.INT64_SCHEMA)
            .field("code", Schema.STRING_SCHEMA)
            .build();
    private static final Schema KEY = SchemaBuilder.struct()
            .name("shop.public.orders.Key")
            .field("id", Schema.INT64_SCHEMA)
            .build();
    private static final String BY_ID = "{\"oid\":1,\"key\":[\"id\"]}";

    private final FakeCatalogue catalogue = new FakeCatalogue();
    private final RelationHeader headers = new RelationHeader(settings -> catalogue);
    private final Schema schema = envelope();

    RelationHeaderTest() {
        headers.configure(Map.of());
    }

    private static final class FakeCatalogue implements RelationLookup {
        private final List<TableId> asked = new ArrayList<>();
        private final List<Long> askedByOid = new ArrayList<>();
        private String answer = BY_ID;
        private int failures;
        private boolean computed;

        @Override
        public Optional<String> relation(TableId table) throws SQLException {
            asked.add(table);
            if (failures > 0) {
                failures--;
                throw new SQLException("gone for lunch");
            }
            return answer.isEmpty() ? Optional.empty() : Optional.of(answer);
        }

        @Override
        public Optional<String> relation(long oid) {
            askedByOid.add(oid);
            return answer.isEmpty() ? Optional.empty() : Optional.of(answer);
        }

        @Override
        public boolean publishesComputed() {
            return computed;
        }

        @Override
        public void close() {
            // holds nothing
        }
    }

    private static Schema envelope() {
        return SchemaBuilder.struct()
                .field("before", ROW)
                .field("after", ROW)
                .field("source", SOURCE)
                .field("op", Schema.STRING_SCHEMA)
                .build();
    }

    private static SourceRecord record(Schema schema, String op, long lsn) {
        Struct source = new Struct(SOURCE)
                .put("schema", "public")
                .put("table", "orders")
                .put("lsn", lsn);
        Struct row = new Struct(ROW).put("id", 7L).put("code", "x");
        Struct value = new Struct(schema).put("source", source).put("op", op);
        value.put(op.equals("d") ? "before" : "after", op.equals("t") ? null : row);
        Struct key = op.equals("t") ? null : new Struct(KEY).put("id", 7L);
        return new SourceRecord(Map.of(), Map.of(), "shop.public.orders", key == null ? null : KEY, key, schema, value);
    }

    private static SourceRecord applied(RelationHeader headers, SourceRecord record) {
        return requireNonNull(headers.apply(record));
    }

    private static @Nullable String header(SourceRecord record, String name) {
        Header header = record.headers().lastWithName(name);
        return header == null ? null : new String((byte[]) header.value(), StandardCharsets.UTF_8);
    }

    @Test
    void rowsOfALoadLoseColumnsThatAreDroppedAndKeepNullsWhereTheyHaveADefault() {
        Schema row = SchemaBuilder.struct()
                .name("shop.public.orders.Value")
                .optional()
                .field("id", Schema.INT64_SCHEMA)
                .field("code", Schema.OPTIONAL_STRING_SCHEMA)
                .field(
                        "note",
                        SchemaBuilder.string().optional().defaultValue("none").build())
                .build();
        Schema envelope = SchemaBuilder.struct()
                .field("before", row)
                .field("after", row)
                .field("source", SOURCE)
                .field("op", Schema.STRING_SCHEMA)
                .build();
        Struct source = new Struct(SOURCE)
                .put("schema", "public")
                .put("table", "orders")
                .put("lsn", 1L);
        Struct value = new Struct(envelope)
                .put("source", source)
                .put("op", "r")
                .put("after", new Struct(row).put("id", 7L).put("code", "x"));
        for (int failures : List.of(0, 1_000)) {
            // Also while the catalogue does not answer.
            catalogue.failures = failures;
            RelationHeader fresh = new RelationHeader(settings -> catalogue);
            fresh.configure(Map.of("millrace.columns", "{\"public.*.code\":\"drop\"}"));

            SourceRecord read = applied(
                    fresh,
                    new SourceRecord(
                            Map.of(),
                            Map.of(),
                            "shop.public.orders",
                            KEY,
                            new Struct(KEY).put("id", 7L),
                            envelope,
                            value));

            Struct after = ((Struct) read.value()).getStruct("after");
            assertThat(after.schema().field("code")).isNull();
            assertThat(after.getWithoutDefault("note")).isNull();
            assertThat(after.get("id")).isEqualTo(7L);
        }
    }

    @Test
    void rowsOfASnapshotHaveNoGeneratedColumnThatTheStreamHasNot() {
        for (String generated : List.of("v", "s")) {
            catalogue.answer = "{\"oid\":1,\"key\":[\"id\"],\"columns\":[{\"name\":\"code\",\"generated\":\""
                    + generated + "\"}]}";
            for (boolean computed : List.of(false, true)) {
                catalogue.computed = computed;
                RelationHeader fresh = new RelationHeader(settings -> catalogue);
                fresh.configure(Map.of());
                boolean kept = generated.equals("s") && computed;

                SourceRecord read = applied(fresh, record(schema, "r", 1));
                assertThat(read.valueSchema()).isEqualTo(((Struct) read.value()).schema());
                Struct row = ((Struct) read.value()).getStruct("after");
                assertThat(row.schema().fields()).hasSize(kept ? 2 : 1);
                assertThat(row.get("id")).isEqualTo(7L);
                assertThat(header(read, "millrace.relation")).isEqualTo(catalogue.answer);
                assertThat(applied(fresh, record(schema, "c", 2)).valueSchema()).isSameAs(schema);
            }
        }
    }

    @Test
    void rowsAndTruncatesCarryWhatTheCatalogueSaysAndTheKeyStays() {
        for (String op : List.of("c", "u", "d", "r", "t")) {
            SourceRecord before = record(schema, op, 1);
            SourceRecord after = applied(headers, before);

            assertThat(header(after, "millrace.relation")).isEqualTo(BY_ID);
            assertThat(header(after, "millrace.ordinal")).isNull();
            assertThat(after.key()).isSameAs(before.key());
        }
        assertThat(catalogue.asked).containsExactly(new TableId("public", "orders"));
    }

    @Test
    void theTableOfAStreamedRowIsAskedForByItsOidForItsNameCanBeAnothersByNow() {
        StreamedRelations.add(
                schema, new StreamedRelations.Described(77, new TableId("public", "orders"), 'd', List.of("id")));

        assertThat(header(applied(headers, record(schema, "c", 1)), "millrace.relation"))
                .isEqualTo(BY_ID);
        assertThat(catalogue.askedByOid).containsExactly(77L);
        assertThat(catalogue.asked).isEmpty();
    }

    @Test
    void aStreamedTableThatIsGoneIsToldFromAnotherOfItsName() {
        StreamedRelations.add(
                schema, new StreamedRelations.Described(77, new TableId("public", "orders"), 'd', List.of("id")));
        catalogue.answer = "";

        assertThat(header(applied(headers, record(schema, "c", 1)), "millrace.relation"))
                .isEqualTo("{\"oid\":77,\"schema\":\"public\",\"table\":\"orders\",\"identity\":\"d\","
                        + "\"key\":[\"id\"],\"columns\":[],\"dropped\":[]}");
    }

    @Test
    void theCatalogueIsAskedAgainForANewSchemaObject() {
        SourceRecord first = applied(headers, record(schema, "c", 1));
        SourceRecord second = applied(headers, record(schema, "c", 2));
        catalogue.answer = "{\"oid\":1,\"key\":[\"id\"],\"dropped\":[2]}";
        SourceRecord third = applied(headers, record(envelope(), "c", 3));

        assertThat(first.headers().lastWithName("millrace.relation").value())
                .isSameAs(second.headers().lastWithName("millrace.relation").value());
        assertThat(header(third, "millrace.relation")).isEqualTo(catalogue.answer);
        assertThat(catalogue.asked).hasSize(2);
    }

    @Test
    void aTableThatIsGoneKeepsItsLastDescription() {
        applied(headers, record(schema, "c", 1));
        catalogue.answer = "";

        assertThat(header(applied(headers, record(envelope(), "d", 2)), "millrace.relation"))
                .isEqualTo(BY_ID);
    }

    @Test
    void aCatalogueThatDoesNotAnswerHoldsNothingUp() {
        catalogue.failures = 3;

        assertThat(header(applied(headers, record(schema, "c", 1)), "millrace.relation"))
                .isNull();
        assertThat(header(applied(headers, record(schema, "c", 2)), "millrace.relation"))
                .isNull();
        assertThat(catalogue.asked).hasSize(3);
    }

    @Test
    void aShortFailureIsNotSeen() {
        catalogue.failures = 1;

        assertThat(header(applied(headers, record(schema, "c", 1)), "millrace.relation"))
                .isEqualTo(BY_ID);
    }

    @Test
    void rowsOfATableWithoutAKeyAreCountedPerPositionAndHaveNoKafkaKey() {
        catalogue.answer = "{\"oid\":1,\"key\":[]}";
        List<String> ordinals = new ArrayList<>();
        for (long lsn : new long[] {5, 5, 5, 6, 6, 7}) {
            SourceRecord record = applied(headers, record(schema, "c", lsn));
            ordinals.add(String.valueOf(header(record, "millrace.ordinal")));
            assertThat(record.key()).isNull();
            assertThat(record.keySchema()).isNull();
        }
        assertThat(ordinals).containsExactly("0", "1", "2", "0", "1", "0");
    }

    @Test
    void theKeyOfARowThatASnapshotReadsIsThatOfTheReplicaIdentity() {
        catalogue.answer = "{\"oid\":1,\"key\":[\"code\"]}";
        SourceRecord record = applied(headers, record(schema, "r", 1));

        assertThat(((Struct) record.key()).get("code")).isEqualTo("x");
        assertThat(record.keySchema().fields()).hasSize(1);
    }

    @Test
    void theKeyOfAStreamedRowIsThatOfItsTime() {
        catalogue.answer = "{\"oid\":1,\"key\":[\"code\"]}";
        for (String op : List.of("c", "u", "d")) {
            assertThat(applied(headers, record(schema, op, 1)).keySchema()).isSameAs(KEY);
        }
    }

    @Test
    void theKeyStaysWhereTheCatalogueIsAheadOfTheRow() {
        catalogue.answer = "{\"oid\":1,\"key\":[\"from_the_future\"]}";

        assertThat(applied(headers, record(schema, "c", 1)).keySchema()).isSameAs(KEY);
    }

    @Test
    void otherRecordsPassUntouched() {
        SourceRecord heartbeat =
                new SourceRecord(Map.of(), Map.of(), "heartbeat", null, null, Schema.STRING_SCHEMA, "beat");
        SourceRecord message = record(schema, "m", 1);

        assertThat(applied(headers, heartbeat)).isSameAs(heartbeat);
        assertThat(applied(headers, message).headers()).isEmpty();
        assertThat(catalogue.asked).isEmpty();
    }

    @Test
    void headersThatAreNoBytesBecomeJson() {
        try (BytesHeaderConverter converter = new BytesHeaderConverter()) {
            converter.configure(Map.of());

            assertThat(converter.fromConnectHeader("t", "h", KEY, new Struct(KEY).put("id", 7L)))
                    .asString()
                    .isEqualTo("{\"id\":7}");
        }
    }

    @Test
    void bothAreFoundAsServices() {
        assertThat(ServiceLoader.load(Transformation.class)).hasAtLeastOneElementOfType(RelationHeader.class);
        assertThat(ServiceLoader.load(HeaderConverter.class)).hasAtLeastOneElementOfType(BytesHeaderConverter.class);
    }

    @Test
    void whatALoadReadsIsDescribedByItsNumberWhateverHasTheNameByNow() {
        headers.configure(Map.of(
                LoadedTables.SETTING, new LoadedTables(Map.of(new TableId("public", "orders"), 77L)).text()));

        assertThat(applied(headers, record(schema, "r", 1))).isNotNull();
        assertThat(catalogue.askedByOid).containsExactly(77L);
        assertThat(catalogue.asked).isEmpty();
    }

    @Test
    void whatALoadHasReadOfATableThatIsGoneIsLeftOut() {
        headers.configure(Map.of(
                LoadedTables.SETTING, new LoadedTables(Map.of(new TableId("public", "orders"), 77L)).text()));
        catalogue.answer = "";

        assertThat(headers.apply(record(schema, "r", 1))).isNull();
    }
}
