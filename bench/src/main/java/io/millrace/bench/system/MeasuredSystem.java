package io.millrace.bench.system;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Map;

/**
 * A pipeline from Postgres to ClickHouse, seen from outside: two addresses, the processes whose CPU and memory are
 * measured, and how to stop and resume its capture.
 */
public interface MeasuredSystem {
    /** Its name in results: {@code millrace} or {@code peer}. */
    String name();

    SourceDatabase source();

    WarehouseQuery warehouse();

    /** Processes by service; external services have none. */
    Map<String, Long> pids();

    /**
     * Waits until a table of the source has its view in the warehouse.
     *
     * @param table {@code schema.table}
     */
    WarehouseNames awaitView(String table) throws InterruptedException;

    /** Stops the capture and returns when it has stopped. */
    void pause() throws InterruptedException;

    /** Continues the capture. Part of what is measured. */
    void resume() throws InterruptedException;

    /** Gets ready to load a table that exists in the source, and is not captured yet. Not measured. */
    void prepareLoad(String table) throws InterruptedException;

    /** Makes the table captured, existing rows first. */
    void startLoad(String table) throws InterruptedException;

    /** Whether {@link #startLoad} is a statement in the source, whose own time is no part of the load. */
    boolean loadStartsInTheSource();

    /** Ends what {@link #startLoad} began, and forgets the table in the source. */
    void endLoad(String table) throws InterruptedException;

    /** Bytes of the topics of the change stream, all replicas; -1 if the log cannot be asked. */
    long streamBytes() throws InterruptedException;

    /** What the pipeline itself says of the stages of changes that landed in this time; empty if it says nothing. */
    ObjectNode stages(Instant from, Instant to) throws InterruptedException;

    /** Versions of all parts, as far as they can be asked. */
    ObjectNode versions() throws InterruptedException;

    /** Settings that affect the figures. Without secrets. */
    ObjectNode settings() throws InterruptedException;
}
