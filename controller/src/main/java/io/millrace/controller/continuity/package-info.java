/** Whether the source's WAL and the change stream go on from where they were, and what follows where not. */
@NullMarked
package io.millrace.controller.continuity;

import org.jspecify.annotations.NullMarked;
