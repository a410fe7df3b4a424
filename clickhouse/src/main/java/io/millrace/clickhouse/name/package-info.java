/** Where in the warehouse a table of the source lies: unique names of databases and tables. */
@NullMarked
package io.millrace.clickhouse.name;

import org.jspecify.annotations.NullMarked;
