package io.millrace.controller.state;

import io.millrace.kafka.LogException;

/**
 * One key of the controller's state.
 *
 * @param state shared by all keys
 * @param key its name in the topic
 */
public record StateEntry(ControllerState state, String key) {
    /** What was seen last of the source's catalog. */
    public static final String CATALOG = "catalog";
    /** What was seen last of the source's WAL. */
    public static final String SOURCE_WAL = "source-wal";
    /** The last records of the change stream that were seen. */
    public static final String CHANGE_STREAM = "change-stream";

    /**
     * Returns what was written last, as JSON.
     *
     * @return empty if there is nothing
     * @throws LogException if Kafka does not answer
     */
    public String read() {
        return state.read(key);
    }

    /**
     * Replaces it; it is durable when this returns. Where this fails, what was there before counts.
     *
     * @param json one object
     * @throws LogException if Kafka does not take it
     */
    public void write(String json) {
        state.write(key, json);
    }

    @Override
    public String toString() {
        return "state " + key;
    }
}
