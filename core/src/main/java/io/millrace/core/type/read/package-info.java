/** Readers of single values, from the forms in which they travel to the classes of {@code RowImage}. */
@NullMarked
package io.millrace.core.type.read;

import org.jspecify.annotations.NullMarked;
