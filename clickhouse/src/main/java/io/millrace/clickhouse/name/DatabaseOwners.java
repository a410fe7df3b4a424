package io.millrace.clickhouse.name;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.clickhouse.client.Row;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which databases belong to which schema of which source, according to the warehouse's views {@value NamingRule#OWNER}.
 */
public final class DatabaseOwners {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final String database;
    private final Owner source;

    /** By the database of the views. */
    private final Map<String, Owner> owners = new HashMap<>();

    private record Owner(String source, String schema) {}

    /**
     * @param source the source's name
     * @param database configured for the views of its schema {@code public}
     */
    public DatabaseOwners(String source, String database) {
        this.database = database;
        this.source = new Owner(source, "");
    }

    /** The comment of the view that states it. */
    public static String text(String source, String schema) {
        return JSON.createObjectNode()
                .put("source", source)
                .put("schema", schema)
                .toString();
    }

    public static boolean ownsDatabase(Row row) {
        return row.text("name").equals(NamingRule.OWNER);
    }

    /** @param row with {@code database} and {@code comment} */
    public void add(Row row) {
        views(row.text("database"))
                .ifPresent(views -> parse(row.text("comment")).ifPresent(owner -> owners.put(views, owner)));
    }

    private static Optional<Owner> parse(String comment) {
        try {
            JsonNode json = JSON.readTree(comment);
            return json.hasNonNull("source") && json.hasNonNull("schema")
                    ? Optional.of(new Owner(
                            json.path("source").asText(), json.path("schema").asText()))
                    : Optional.empty();
        } catch (JsonProcessingException e) {
            // Not of Millrace.
            return Optional.empty();
        }
    }

    private static Optional<String> views(String storageDatabase) {
        return storageDatabase.endsWith(NamingRule.RAW)
                ? Optional.of(storageDatabase.substring(0, storageDatabase.length() - NamingRule.RAW.length()))
                : Optional.empty();
    }

    private boolean isOurs(Owner owner) {
        return owner.source().equals(source.source());
    }

    /** The database of a schema's views, if there is one. */
    public Optional<String> viewsOf(String schema) {
        return owners.entrySet().stream()
                .filter(entry ->
                        isOurs(entry.getValue()) && entry.getValue().schema().equals(schema))
                .map(Map.Entry::getKey)
                .sorted()
                .findFirst();
    }

    /** The first database for the views of a schema that is not another one's: the same as long as no other schema takes it. */
    public String free(String schema) {
        String wanted = NamingRule.views(database, schema);
        String own = NamingRule.views(database + "__" + source.source(), schema);
        return Stream.concat(
                        Stream.of(wanted, own),
                        Stream.iterate(2, number -> number + 1)
                                .map(number ->
                                        NamingRule.views(database + "__" + source.source() + "__" + number, schema)))
                .filter(views -> !isTaken(views, schema))
                .findFirst()
                .orElseThrow();
    }

    /** Whether another schema has one of the databases that would belong to these views. */
    public boolean isTaken(String views, String schema) {
        Owner wanted = new Owner(source.source(), schema);
        return owners.entrySet().stream()
                .filter(entry -> !entry.getValue().equals(wanted))
                .map(Map.Entry::getKey)
                .anyMatch(other -> other.equals(views) || isBehind(other, views) || isBehind(views, other));
    }

    private static boolean isBehind(String name, String views) {
        return name.equals(views + NamingRule.RAW) || name.equals(views + NamingRule.HISTORY);
    }

    /** The schema of this source to which a database of storage belongs; empty if it is another source's, or none's. */
    public Optional<String> schemaOf(String storageDatabase) {
        Optional<String> views = views(storageDatabase);
        if (views.isEmpty()) {
            return Optional.empty();
        }
        Owner owner = owners.get(views.get());
        return owner == null
                ? unowned(views.get())
                : Optional.of(owner).filter(this::isOurs).map(Owner::schema);
    }

    /** A database of an earlier build, which does not state its owner. */
    private Optional<String> unowned(String views) {
        if (views.equals(database)) {
            return Optional.of("public");
        }
        String prefix = database + "_";
        if (!views.startsWith(prefix)) {
            return Optional.empty();
        }
        String schema = views.substring(prefix.length());
        return Stream.of(schema, schema.replaceFirst("_$", ""))
                .filter(each -> NamingRule.views(database, each).equals(views))
                .findFirst();
    }
}
