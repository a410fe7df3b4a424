/** The growable buffer that all binary encodings are written to. */
@NullMarked
package io.millrace.core.buffer;

import org.jspecify.annotations.NullMarked;
