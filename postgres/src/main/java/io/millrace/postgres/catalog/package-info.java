/** The captured tables as {@code pg_catalog} has them: names, sizes, who may read them. */
@NullMarked
package io.millrace.postgres.catalog;

import org.jspecify.annotations.NullMarked;
