/** What it takes to call a table of the source and its copy in the warehouse equal, by content. */
@NullMarked
package io.millrace.core.verify;

import org.jspecify.annotations.NullMarked;
