package io.millrace.connect;

import io.millrace.connect.stream.Descriptions;
import io.millrace.connect.stream.RelationMessage;
import io.millrace.connect.stream.RelationMessage.Column;
import io.millrace.core.event.TableId;
import io.millrace.core.protect.ColumnRules;
import io.millrace.core.protect.Protection;
import io.millrace.core.wire.TableDescription;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Describes tables from pgoutput's messages and the source's catalog, which can be ahead of them. Names, types and key
 * columns are those at the time of the change; all else is from the current catalog.
 */
final class CatalogDescriptions implements Descriptions {
    private static final Logger LOG = LoggerFactory.getLogger(CatalogDescriptions.class);

    /** The type of a protected column. */
    private static final String PROTECTED = "{\"type\":\"text\"}";

    private final Predicate<TableId> captured;
    private final ColumnRules rules;
    private final StreamedKeys keys;
    private final Relations relations;
    private final Types types;

    /** The catalog's latest description of each table. */
    private final Map<Identity, Relations.Relation> known = new BoundedMap<>();

    private final Set<String> logged = new HashSet<>();

    private record Identity(long oid, TableId table) {}

    /** Describes the type of a column. */
    @FunctionalInterface
    interface Types {
        String describe(TableId table, Column column);

        /** Earlier lookups may be outdated. */
        default void begin() {}
    }

    /** @param captured selects captured tables by name */
    CatalogDescriptions(
            Predicate<TableId> captured, ColumnRules rules, StreamedKeys keys, Relations relations, Types types) {
        this.captured = captured;
        this.rules = rules;
        this.keys = keys;
        this.relations = relations;
        this.types = types;
    }

    @Override
    public Optional<Described> describe(RelationMessage relation) throws SQLException {
        TableId table = relation.table();
        if (!captured.test(table)) {
            return Optional.empty();
        }
        List<String> names = relation.columns().stream().map(Column::name).toList();
        if (Uncapturable.differInCaseOnly(names)) {
            return refused(Uncapturable.CASE_ONLY, table, null);
        }
        if (table.looksQuoted()) {
            return refused(Uncapturable.LOOKS_QUOTED, table, null);
        }
        List<TableDescription.Column> columns = columns(relation);
        if (columns.isEmpty()) {
            return refused(Uncapturable.NO_COLUMNS, table, null);
        }
        List<String> streamedKey = keys.of(relation);
        Optional<String> hidden = streamedKey.stream()
                .filter(column -> rules.of(table, column).isPresent())
                .findFirst();
        if (hidden.isPresent()) {
            return refused(ProtectedColumns.NOT_CAPTURED, table, hidden.get());
        }
        Relations.Answer answer = relations.ask(table, relation.oid());
        Relations.Relation inCatalog = inCatalog(relation, streamedKey, answer);
        return Optional.of(new Described(
                new TableDescription(
                        table,
                        columns,
                        key(streamedKey, names, inCatalog),
                        inCatalog == null ? null : new String(inCatalog.json(), StandardCharsets.UTF_8)),
                answer.known()));
    }

    private Optional<Described> refused(String why, TableId table, @Nullable String column) {
        if (logged.size() == BoundedMap.MOST) {
            logged.clear();
        }
        if (logged.add(why + table + column)) {
            LOG.error(why, table, column);
        }
        return Optional.empty();
    }

    /** Falls back to the last description if the catalog does not answer or the table is gone. */
    private Relations.@Nullable Relation inCatalog(
            RelationMessage relation, List<String> streamedKey, Relations.Answer answer) {
        Identity identity = new Identity(relation.oid(), relation.table());
        answer.relation().ifPresent(described -> known.put(identity, described));
        Relations.Relation last = known.get(identity);
        return last == null && answer.known()
                ? Relations.gone(
                        new StreamedRelation(relation.oid(), relation.table(), relation.identity(), streamedKey))
                : last;
    }

    /**
     * The key is that of the time of the change; the catalog, which can be ahead, has the order of its columns, and
     * knows if there is none.
     */
    private static List<String> key(List<String> streamed, List<String> names, Relations.@Nullable Relation inCatalog) {
        if (inCatalog == null || inCatalog.key().isEmpty()) {
            return inCatalog == null ? streamed : List.of();
        }
        List<String> now = inCatalog.key();
        boolean taken = streamed.isEmpty()
                ? names.containsAll(now)
                : Set.copyOf(streamed).equals(Set.copyOf(now));
        return taken ? now : streamed;
    }

    private List<TableDescription.Column> columns(RelationMessage relation) {
        List<TableDescription.Column> columns = new ArrayList<>();
        types.begin();
        for (Column column : relation.columns()) {
            Optional<Protection> rule = rules.of(relation.table(), column.name());
            if (rule.isEmpty()) {
                columns.add(new TableDescription.Column(column.name(), types.describe(relation.table(), column)));
            } else if (rule.get() != Protection.DROP) {
                columns.add(new TableDescription.Column(column.name(), PROTECTED));
            }
        }
        return columns;
    }

    @Override
    public Dropped dropped(Set<Integer> oids) {
        return relations.dropped(oids);
    }

    @Override
    public void close() {
        relations.close();
    }
}
