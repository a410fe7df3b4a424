package io.millrace.wiring;

import io.millrace.config.Config;
import io.millrace.config.ConfigException;
import io.millrace.core.event.TableId;
import io.millrace.core.event.TablePattern;
import io.millrace.core.protect.ColumnRules;
import io.millrace.core.protect.Protection;
import io.millrace.postgres.PostgresUrl;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/** The source of a configuration. */
public final class SourceWiring {
    private SourceWiring() {}

    /**
     * Returns how to connect to the source.
     *
     * @throws ConfigException if {@code source.url} is absent
     */
    public static PostgresUrl url(Config config) {
        return PostgresUrl.parse(Required.value(config.source().url(), "source.url"));
    }

    /**
     * Returns the same for reads of the controller that acts, which the next one that acts ends.
     *
     * @throws ConfigException if {@code source.url} is absent
     */
    public static PostgresUrl reads(Config config) {
        return url(config).forHolderOf(config.source().slot());
    }

    /**
     * Returns the protection rules for columns.
     *
     * @throws ConfigException if columns are to be hashed without a key
     */
    public static ColumnRules columnRules(Config.Source source) {
        Map<String, Protection> patterns = new LinkedHashMap<>();
        source.columns()
                .forEach((pattern, text) ->
                        patterns.put(pattern, Protection.of(text).orElseThrow()));
        try {
            return ColumnRules.of(patterns, source.hashKey());
        } catch (IllegalArgumentException e) {
            throw new ConfigException(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Returns the tables selected by {@code source.tables} and {@code source.exclude}: a publication made by others can
     * contain more.
     */
    public static Predicate<TableId> capturedTables(Config.Source source) {
        Predicate<TableId> excluded = TablePattern.any(source.exclude());
        return source.tables().isEmpty()
                ? excluded.negate()
                : TablePattern.any(source.tables()).and(excluded.negate());
    }
}
