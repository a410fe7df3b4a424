/** Loads: rows are read from the source beside the stream, and appended to the change stream as blocks. */
@NullMarked
package io.millrace.controller.load;

import org.jspecify.annotations.NullMarked;
