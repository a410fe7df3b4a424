/** Benchmarks against a running stack, through its public contract only: {@code status --json}, Postgres, ClickHouse. */
@NullMarked
package io.millrace.bench;

import org.jspecify.annotations.NullMarked;
