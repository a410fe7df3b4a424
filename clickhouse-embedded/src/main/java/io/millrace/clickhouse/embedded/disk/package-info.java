/** The disk under the data folder: bringing to it what the engine has written. */
@org.jspecify.annotations.NullMarked
package io.millrace.clickhouse.embedded.disk;
