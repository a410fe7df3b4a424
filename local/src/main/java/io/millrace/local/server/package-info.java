/** The servers that run on this machine: Postgres, Kafka, Connect and the embedded ClickHouse. */
@NullMarked
package io.millrace.local.server;

import org.jspecify.annotations.NullMarked;
