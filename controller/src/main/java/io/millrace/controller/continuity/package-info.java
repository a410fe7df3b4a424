/** Detects whether the source's WAL and the change stream are continuous, and handles losses. */
@NullMarked
package io.millrace.controller.continuity;

import org.jspecify.annotations.NullMarked;
