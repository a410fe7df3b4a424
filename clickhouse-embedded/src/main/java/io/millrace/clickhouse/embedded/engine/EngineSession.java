package io.millrace.clickhouse.embedded.engine;

import java.util.Map;

/** What a request sets before its statement runs: the current database and settings of the engine. */
public record EngineSession(String database, Map<String, String> settings) {
    public static final String DEFAULT_DATABASE = "default";
    public static final EngineSession DEFAULT = new EngineSession(DEFAULT_DATABASE, Map.of());

    public EngineSession {
        settings = Map.copyOf(settings);
    }
}
