/** Values in ClickHouse's RowBinary format. */
@NullMarked
package io.millrace.core.rowbinary;

import org.jspecify.annotations.NullMarked;
