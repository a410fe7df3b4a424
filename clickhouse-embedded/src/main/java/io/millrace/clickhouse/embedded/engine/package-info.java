/** The engine inside this process: libchdb's C interface, its connections, its results. */
@org.jspecify.annotations.NullMarked
package io.millrace.clickhouse.embedded.engine;
