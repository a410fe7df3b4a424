/** How a table of the warehouse follows the schema of its source. */
@NullMarked
package io.millrace.core.evolve;

import org.jspecify.annotations.NullMarked;
