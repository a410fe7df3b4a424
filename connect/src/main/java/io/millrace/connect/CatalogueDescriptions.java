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
 * Describes tables by pgoutput's word on them and the source's catalog, which can be ahead of it. Names, types and the key's
 * columns are those of the moment of the change; all else is what the catalog says now.
 */
final class CatalogueDescriptions implements Descriptions {
    private static final Logger LOG = LoggerFactory.getLogger(CatalogueDescriptions.class);

    /** The type of what a rule leaves of a column. */
    private static final String PROTECTED = "{\"type\":\"text\"}";

    private final Predicate<TableId> captured;
    private final ColumnRules rules;
    private final StreamedKeys keys;
    private final Relations relations;
    private final Types types;

    /** What the catalog has said last of each table. */
    private final Map<Identity, Relations.Relation> known = new BoundedMap<>();

    private final Set<String> logged = new HashSet<>();

    private record Identity(long oid, TableId table) {}

    /** Describes the type of a column. */
    @FunctionalInterface
    interface Types {
        String describe(TableId table, Column column);

        /** What was looked up before may have changed. */
        default void begin() {}
    }

    /** @param captured which tables are, by name */
    CatalogueDescriptions(
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
        Relations.Relation catalogued = catalogued(relation, streamedKey, answer);
        return Optional.of(new Described(
                new TableDescription(
                        table,
                        columns,
                        key(streamedKey, names, catalogued),
                        catalogued == null ? null : new String(catalogued.json(), StandardCharsets.UTF_8)),
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

    /** What was known before where it does not answer, and also where the table is gone. */
    private Relations.@Nullable Relation catalogued(
            RelationMessage relation, List<String> streamedKey, Relations.Answer answer) {
        Identity identity = new Identity(relation.oid(), relation.table());
        answer.relation().ifPresent(told -> known.put(identity, told));
        Relations.Relation last = known.get(identity);
        return last == null && answer.known()
                ? Relations.gone(
                        new StreamedRelation(relation.oid(), relation.table(), relation.identity(), streamedKey))
                : last;
    }

    /**
     * The key is the one that the table had then; the catalog, that can be ahead, has the order of its columns, and knows where
     * there is none.
     */
    private static List<String> key(
            List<String> streamed, List<String> names, Relations.@Nullable Relation catalogued) {
        if (catalogued == null || catalogued.key().isEmpty()) {
            return catalogued == null ? streamed : List.of();
        }
        List<String> now = catalogued.key();
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
