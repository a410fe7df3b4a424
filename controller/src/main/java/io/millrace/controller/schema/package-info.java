/** Follows the source's catalogue. */
@NullMarked
package io.millrace.controller.schema;

import org.jspecify.annotations.NullMarked;
