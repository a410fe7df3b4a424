package io.millrace.config;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The settings of the section {@code source}. */
public final class SourceSettings {
    private static final Pattern NAME_SHAPE = Pattern.compile("[a-z][a-z0-9_]{0,53}");
    private static final Pattern SLOT_SHAPE = Pattern.compile("[a-z0-9_]{1,63}");
    private static final Pattern COLUMN_SHAPE = Pattern.compile("[^.]+\\.[^.]+\\..+");
    private static final Pattern PROTECTION = Pattern.compile("drop|mask|hash");
    private static final Pattern HASH_KEY_SHAPE = Pattern.compile(".{16,}");
    private static final String LOWER_CASE = "lower-case letters, digits and _";

    public static final Setting<Optional<String>> URL = Setting.optional(
            "source.url",
            SettingTypes.postgresUrl(),
            "embedded",
            config -> config.source().url(),
            "`postgresql://user:password@host:port/database` of the source; special characters percent-encoded");

    public static final Setting<String> NAME = Setting.computed(
            "source.name",
            SettingTypes.text(LOWER_CASE, NAME_SHAPE, LOWER_CASE),
            "the database's name",
            SourceSettings::nameOfDatabase,
            config -> config.source().name(),
            "Name of the source in topics, slot, publication and bookkeeping; no two sources may have the same one. Required"
                    + " if the database's name has other characters");

    public static final Setting<List<String>> TABLES = Setting.computed(
            "source.tables",
            SettingTypes.tablePatterns(),
            "every table",
            values -> List.of(),
            config -> config.source().tables(),
            "Tables to capture; new tables that match are captured too if the rights allow it");

    public static final Setting<List<String>> EXCLUDE = Setting.of(
            "source.exclude",
            SettingTypes.tablePatterns(),
            List.of(),
            config -> config.source().exclude(),
            "Tables left out of `source.tables`");

    public static final Setting<String> SLOT = Setting.computed(
            "source.slot",
            SettingTypes.text(LOWER_CASE, SLOT_SHAPE, LOWER_CASE),
            "`millrace_<name>`",
            values -> "millrace_" + values.get(NAME),
            config -> config.source().slot(),
            "Name of the replication slot");

    public static final Setting<String> PUBLICATION = Setting.computed(
            "source.publication",
            SettingTypes.text(),
            "`millrace_<name>`",
            values -> "millrace_" + values.get(NAME),
            config -> config.source().publication(),
            "Name of the publication");

    public static final Setting<Map<String, String>> COLUMNS = Setting.of(
            "source.columns",
            SettingTypes.map(
                    "map of `schema.table.column` with `*` to `drop`, `mask` or `hash`",
                    COLUMN_SHAPE,
                    "schema.table.column",
                    PROTECTION,
                    "drop, mask or hash"),
            Map.of(),
            config -> config.source().columns(),
            "Protects columns before their values enter Kafka: `drop` leaves the column out, `mask` makes each value `****`,"
                    + " `hash` the HMAC-SHA-256 of its text (64 hexadecimal digits). The strictest matching rule wins. NULL"
                    + " stays NULL; hashed and masked columns are `String`; key columns cannot be protected: see"
                    + " [security](../guides/security.md)");

    public static final Setting<Optional<String>> HASH_KEY = Setting.optional(
            "source.hashKey",
            SettingTypes.text("text, 16 characters or more", HASH_KEY_SHAPE, "16 characters or more"),
            "none",
            config -> config.source().hashKey(),
            "Key of the hashes of `source.columns`");

    static final List<Setting<?>> ALL = List.of(URL, NAME, TABLES, EXCLUDE, SLOT, PUBLICATION, COLUMNS, HASH_KEY);

    private SourceSettings() {}

    static void check(SettingValues values) {
        if (values.get(COLUMNS).containsValue("hash") && values.get(HASH_KEY).isEmpty()) {
            throw values.wrong(
                    HASH_KEY,
                    "is needed where columns are hashed: set one, such as ${MILLRACE_HASH_KEY} or"
                            + " ${file:/run/secrets/hash-key}");
        }
    }

    static Config.Source section(SettingValues values) {
        List<String> tables = values.get(TABLES);
        return new Config.Source(
                values.get(URL),
                values.get(NAME),
                tables.equals(List.of("*.*")) ? List.of() : tables,
                values.get(EXCLUDE),
                values.get(SLOT),
                values.get(PUBLICATION),
                values.get(COLUMNS),
                values.get(HASH_KEY));
    }

    /** Topics, slots and bookkeeping use this name, so no two databases may get the same one. */
    private static String nameOfDatabase(SettingValues values) {
        String database = values.get(URL).map(SourceSettings::database).orElse(values.embeddedDatabase());
        if (!NAME_SHAPE.matcher(database).matches()) {
            throw values.wrong(
                    NAME,
                    "is required, because the database's name, " + database
                            + ", is not of lower-case letters, digits and _, of which topics and slot are named: set"
                            + " one that no other source has" + suggestion(database));
        }
        return database;
    }

    private static String database(String url) {
        String path = URI.create(url.replaceFirst("//[^/]*/", "//host/")).getPath();
        return path.substring(1);
    }

    private static String suggestion(String database) {
        String name = database.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_");
        return NAME_SHAPE.matcher(name).matches() ? ", such as " + name : "";
    }
}
