/** A growing array of bytes, which every binary form is written to. */
@NullMarked
package io.millrace.core.buffer;

import org.jspecify.annotations.NullMarked;
