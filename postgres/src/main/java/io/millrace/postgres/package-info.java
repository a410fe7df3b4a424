/** The source: its address, its preparation for capture with the least rights, and what must be known of its slot and tables. */
@NullMarked
package io.millrace.postgres;

import org.jspecify.annotations.NullMarked;
