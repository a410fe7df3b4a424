package io.millrace.clickhouse.embedded.engine;

import java.util.Map;

/** What a request sets before its statement runs: the current database and settings of the engine. */
public record Session(String database, Map<String, String> settings) {
    public static final String DEFAULT_DATABASE = "default";
    public static final Session DEFAULT = new Session(DEFAULT_DATABASE, Map.of());

    public Session {
        settings = Map.copyOf(settings);
    }
}
