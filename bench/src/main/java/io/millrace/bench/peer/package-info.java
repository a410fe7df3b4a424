/**
 * A peer to compare with: Debezium's Postgres connector and ClickHouse's Kafka Connect sink in one worker, with the same
 * Postgres, Kafka and ClickHouse engine as Millrace. Its configuration is described in {@code docs/explanation/performance.md}.
 */
@NullMarked
package io.millrace.bench.peer;

import org.jspecify.annotations.NullMarked;
