package io.millrace.connect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.connect.stream.Descriptions.Dropped;
import io.millrace.core.event.TableId;
import io.millrace.core.protect.ColumnRules;
import io.millrace.core.protect.ProtectedRelation;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Queries the catalog with a short retry; after a failure, not again for a while, so that the stream is not delayed.
 */
final class Relations implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Relations.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ATTEMPTS = 3;
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(200);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

    private final RelationLookup catalog;
    private final LongSupplier nanos;
    private final ColumnRules rules;
    private boolean failed;
    private long failedAt;

    Relations(RelationLookup catalog, LongSupplier nanos, ColumnRules rules) {
        this.catalog = catalog;
        this.rules = rules;
        this.nanos = nanos;
    }

    /**
     * @param json as it goes into the header
     * @param key the columns of the table's key, in its order
     * @param unpublished generated columns that are not in the stream
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Relation(byte[] json, List<String> key, Set<String> unpublished) {}

    /**
     * @param known whether the catalog has answered
     * @param relation what it has said; empty if there is no such table any more
     */
    record Answer(boolean known, Optional<Relation> relation) {}

    /** @param oid {@code pg_class.oid}; 0 if it is not known, for the table that has the name now */
    Answer ask(TableId table, long oid) {
        if (failed && nanos.getAsLong() - failedAt < AFTER_FAILURE.toNanos()) {
            return new Answer(false, Optional.empty());
        }
        for (int attempt = 1; ; attempt++) {
            try {
                Optional<String> json = oid == 0 ? catalog.relation(table) : catalog.relation(oid);
                boolean computed = catalog.publishesComputed();
                Optional<Relation> relation = json.map(text -> parse(ProtectedRelation.of(text, rules), computed));
                failed = false;
                return new Answer(true, relation);
            } catch (SQLException e) {
                if (attempt == ATTEMPTS) {
                    failed = true;
                    failedAt = nanos.getAsLong();
                    LOG.warn(
                            "The catalog cannot be queried for table {}; its records continue with the former"
                                    + " description",
                            table,
                            e);
                    return new Answer(false, Optional.empty());
                }
                LockSupport.parkNanos(this, BETWEEN_ATTEMPTS.toNanos());
            }
        }
    }

    /** Which tables the catalog no longer has; asked once, as nothing waits for the answer. */
    Dropped dropped(Set<Integer> oids) {
        if (failed && nanos.getAsLong() - failedAt < AFTER_FAILURE.toNanos()) {
            return Dropped.NONE;
        }
        try {
            return catalog.dropped(oids);
        } catch (SQLException e) {
            LOG.warn("The catalog cannot be asked for dropped tables; they are kept in mind for now", e);
            return Dropped.NONE;
        }
    }

    /** A table that was dropped before it was looked up: the catalog no longer has it. */
    static Relation gone(StreamedRelation streamed) {
        ObjectNode json = JSON.createObjectNode()
                .put("oid", streamed.oid())
                .put("schema", streamed.table().schema())
                .put("table", streamed.table().table())
                .put("identity", String.valueOf(streamed.identity()));
        streamed.key().forEach(json.putArray("key")::add);
        json.putArray("columns");
        json.putArray("dropped");
        return new Relation(json.toString().getBytes(StandardCharsets.UTF_8), streamed.key(), Set.of());
    }

    private static Relation parse(String json, boolean computed) {
        List<String> key = new ArrayList<>();
        Set<String> unpublished = new HashSet<>();
        try {
            JsonNode relation = JSON.readTree(json);
            for (JsonNode column : relation.path("key")) {
                key.add(column.asText());
            }
            for (JsonNode column : relation.path("columns")) {
                String generated = column.path("generated").asText("");
                if (generated.equals("v") || (generated.equals("s") && !computed)) {
                    unpublished.add(column.path("name").asText());
                }
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Postgres returned invalid JSON", e);
        }
        return new Relation(json.getBytes(StandardCharsets.UTF_8), List.copyOf(key), Set.copyOf(unpublished));
    }

    @Override
    public void close() {
        catalog.close();
    }
}
