/** How Postgres types are kept in the warehouse: the one mapping table. */
@NullMarked
package io.millrace.core.type;

import org.jspecify.annotations.NullMarked;
