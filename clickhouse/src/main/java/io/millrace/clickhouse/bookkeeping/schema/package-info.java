/** The tables and views of the database {@code millrace}, in numbered steps that are run once. */
@NullMarked
package io.millrace.clickhouse.bookkeeping.schema;

import org.jspecify.annotations.NullMarked;
