/** Requests to the controller: verify, repair, resync, pause, resume. One topic, of which only the controller reads. */
@NullMarked
package io.millrace.kafka.control;

import org.jspecify.annotations.NullMarked;
