package io.millrace.connect;

import io.millrace.core.event.StreamHeader;
import io.millrace.core.event.TableId;
import io.millrace.core.protect.ColumnRules;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.Transformation;
import org.jspecify.annotations.Nullable;

/**
 * Puts what the source's catalogue says of a table on each of its records: {@link StreamHeader#RELATION}, and {@link
 * StreamHeader#ORDINAL} where the table has no key. Debezium's events name columns, but say neither which column of before
 * a renamed one is, nor which value rows older than a column have.
 *
 * <p>The key of the record becomes the table's own: Debezium takes the primary key also where deletes only tell the columns
 * of another index, and any unique index, even one that allows NULL, where there is no primary key.
 *
 * <p>Rows of a snapshot lose the generated columns that are not streamed, and those that a rule drops.
 *
 * <p>Its settings are the connector's {@code database.*} and {@code driver.*}, the publication's name, and the rules for columns.
 */
public final class RelationHeader implements Transformation<SourceRecord> {
    /** The setting with the publication's name. */
    static final String PUBLICATION = "publication";

    private static final ConfigDef CONFIG = new ConfigDef()
            .define(
                    "database.hostname",
                    ConfigDef.Type.STRING,
                    ConfigDef.NO_DEFAULT_VALUE,
                    Importance.HIGH,
                    "The source; with it come the connector's other settings that begin with database. and driver.")
            .define(
                    PUBLICATION,
                    ConfigDef.Type.STRING,
                    ConfigDef.NO_DEFAULT_VALUE,
                    Importance.HIGH,
                    "The publication that the connector streams.");

    private static final Set<String> OPERATIONS = Set.of("c", "u", "d", "r", "t");

    private final Function<Map<String, ?>, RelationLookup> catalogues;
    private final Map<Identity, CapturedTable> tables = new HashMap<>();
    private ColumnRules rules = ColumnRules.NONE;
    private LoadedTables loaded = new LoadedTables(Map.of());
    private @Nullable Relations relations;
    private @Nullable Schema lastSchema;
    private @Nullable CapturedTable lastTable;

    public RelationHeader() {
        this(PostgresCatalogue::new);
    }

    RelationHeader(Function<Map<String, ?>, RelationLookup> catalogues) {
        this.catalogues = catalogues;
    }

    @Override
    public void configure(Map<String, ?> settings) {
        rules = ProtectedColumns.of(settings);
        loaded = LoadedTables.of(settings);
        relations = new Relations(catalogues.apply(settings), System::nanoTime, rules);
    }

    @Override
    public @Nullable SourceRecord apply(SourceRecord record) {
        Relations known = relations;
        if (known == null
                || !(record.value() instanceof Struct value)
                || value.schema().field("op") == null
                || !OPERATIONS.contains(String.valueOf(value.get("op")))) {
            return record;
        }
        Struct source = value.getStruct("source");
        CapturedTable table = table(record.valueSchema(), source);
        table.refresh(record.valueSchema(), known);
        return table.describe(record, value, source);
    }

    /** Most records are of the same table as the one before, and of the same schema object then. */
    private CapturedTable table(Schema schema, Struct source) {
        CapturedTable last = lastTable;
        if (last == null || schema != lastSchema) {
            TableId id = new TableId(source.getString("schema"), source.getString("table"));
            StreamedRelations.Described streamed = StreamedRelations.of(schema);
            last = tables.computeIfAbsent(
                    new Identity(id, streamed == null ? 0 : streamed.oid()),
                    identity -> new CapturedTable(identity.table(), streamed, loaded.oid(identity.table()), rules));
            lastSchema = schema;
            lastTable = last;
        }
        return last;
    }

    /** @param oid 0 in a snapshot */
    private record Identity(TableId table, long oid) {}

    @Override
    public ConfigDef config() {
        return CONFIG;
    }

    @Override
    public void close() {
        Relations known = relations;
        if (known != null) {
            known.close();
        }
    }
}
