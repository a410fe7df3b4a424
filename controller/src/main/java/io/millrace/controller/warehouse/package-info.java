/** Queries of the warehouse over HTTP: progress and mirrored tables. */
@NullMarked
package io.millrace.controller.warehouse;

import org.jspecify.annotations.NullMarked;
