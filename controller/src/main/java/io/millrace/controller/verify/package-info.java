/** Compares source and warehouse by content while changes flow, lists differences, and repairs them. */
@NullMarked
package io.millrace.controller.verify;

import org.jspecify.annotations.NullMarked;
