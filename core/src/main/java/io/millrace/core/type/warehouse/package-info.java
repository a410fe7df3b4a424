/** The types of ClickHouse that columns have. */
@NullMarked
package io.millrace.core.type.warehouse;

import org.jspecify.annotations.NullMarked;
