/** Follows the source's catalog. */
@NullMarked
package io.millrace.controller.schema;

import org.jspecify.annotations.NullMarked;
