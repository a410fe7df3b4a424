/**
 * Benchmarks of a running stack through its public contract only: {@code ./millrace}, Postgres, Kafka, ClickHouse. How they
 * measure is in {@code docs/explanation/performance.md}.
 */
@NullMarked
package io.millrace.bench;

import org.jspecify.annotations.NullMarked;
