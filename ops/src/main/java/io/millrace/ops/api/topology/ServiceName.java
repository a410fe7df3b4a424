package io.millrace.ops.api.topology;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The services by the names that the whole product uses, in the order that data flows; the controller, which no data passes, is the last. */
public enum ServiceName {
    SHOP,
    POSTGRES,
    CONNECT,
    KAFKA,
    PIPELINE,
    CLICKHOUSE,
    OPS,
    CONTROLLER;

    /** As stored in the warehouse and displayed: lower case. */
    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException if no service has this name */
    public static ServiceName of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
