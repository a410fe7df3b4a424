/** The warehouse over HTTP: its progress, mirrored tables, and the merges of loaded and resting ones. */
@NullMarked
package io.millrace.controller.warehouse;

import org.jspecify.annotations.NullMarked;
