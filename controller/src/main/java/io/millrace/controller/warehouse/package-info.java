/** The warehouse over HTTP: its progress, mirrored tables, and the merge of a loaded one. */
@NullMarked
package io.millrace.controller.warehouse;

import org.jspecify.annotations.NullMarked;
