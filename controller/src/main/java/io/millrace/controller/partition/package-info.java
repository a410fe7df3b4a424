/** How many partitions the change stream has, and the procedure that raises their number. */
@NullMarked
package io.millrace.controller.partition;

import org.jspecify.annotations.NullMarked;
