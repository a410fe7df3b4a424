package io.millrace.clickhouse.bookkeeping;

import io.millrace.clickhouse.bookkeeping.schema.BookkeepingSchema;
import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.Durability;

/**
 * The database {@code millrace}; {@link BookkeepingSchema} has its DDL. Several sources share its tables, so every key
 * and every query begins with the source.
 *
 * <p>What must never be lost (progress, dead letters, schema changes, truncations, tables) has no TTL; samples go after
 * seven days.
 *
 * <p>When a row is durable follows from {@link Durability}. With {@link Durability#GROUP} a power cut may take what was
 * written since the last sync, and for each table one of these makes that harmless:
 * <ul>
 *   <li>What the pipeline writes before progress passes its cause is synced before that progress is written, or written
 *       again when the changes are read again: rows of storage and history, {@code dead_letter_records}, actions {@code
 *       landed} and {@code failed}, {@code schema_changes}, {@code tables}, {@code truncations}, {@code snapshots}.
 *   <li>{@code progress} itself may fall back: changes are read again, to the same effect.
 *   <li>What others rely on at once, and nobody would write again, is synced by who writes it: {@code epochs}, {@code
 *       logs}, {@code pipelines}, {@code audit}, and what an operator did about dead letters.
 *   <li>What may fall back by seconds: {@code alerts} and {@code alert_deliveries} (judged again, delivered again),
 *       {@code verifications} and their differences, {@code loads}, {@code control_requests} and {@code duties} (made
 *       again), {@code rescue_counts}, {@code latency} and samples (statistics).
 * </ul>
 */
public final class Bookkeeping {
    public static final String DATABASE = "millrace";

    private Bookkeeping() {}

    /**
     * Creates what is missing of the schema.
     *
     * @see BookkeepingSchema#prepare
     */
    public static void prepare(ClickHouseClient client) {
        BookkeepingSchema.prepare(client);
    }
}
