/** Records of the API about single tables: rows, loads, verifications, schema changes, rescued values. */
@NullMarked
package io.millrace.ops.api.table;

import org.jspecify.annotations.NullMarked;
