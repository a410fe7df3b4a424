/** The overview: assembled once a second from the warehouse, and only while it has viewers. */
@NullMarked
package io.millrace.ops.overview;

import org.jspecify.annotations.NullMarked;
