/** The whole picture: assembled once a second from the warehouse, and only while somebody looks. */
@NullMarked
package io.millrace.ops.overview;

import org.jspecify.annotations.NullMarked;
