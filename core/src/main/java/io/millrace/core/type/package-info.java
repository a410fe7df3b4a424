/** The mapping of Postgres types to warehouse types. */
@NullMarked
package io.millrace.core.type;

import org.jspecify.annotations.NullMarked;
