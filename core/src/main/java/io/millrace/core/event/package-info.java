/** What happened in the source: change events, rows, schemas and positions. */
@NullMarked
package io.millrace.core.event;

import org.jspecify.annotations.NullMarked;
