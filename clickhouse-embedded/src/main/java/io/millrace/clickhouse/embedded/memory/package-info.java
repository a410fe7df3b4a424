/** How much memory requests may take together before they run. */
@org.jspecify.annotations.NullMarked
package io.millrace.clickhouse.embedded.memory;
