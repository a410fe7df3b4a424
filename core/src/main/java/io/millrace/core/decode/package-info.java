/** From the bytes of the change stream to change events, or to dead letters. */
@NullMarked
package io.millrace.core.decode;

import org.jspecify.annotations.NullMarked;
