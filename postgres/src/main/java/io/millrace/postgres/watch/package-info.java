/** Changes of the source's catalog that no row in the stream shows, and the loads that they lead to. */
@NullMarked
package io.millrace.postgres.watch;

import org.jspecify.annotations.NullMarked;
