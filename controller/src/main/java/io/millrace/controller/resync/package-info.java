/** Loads of tables beside the stream: requests, their order, how they get on, and when all has arrived. */
@NullMarked
package io.millrace.controller.resync;

import org.jspecify.annotations.NullMarked;
