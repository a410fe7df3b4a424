/** What the controller must remember from one start to the next, in Kafka. */
@NullMarked
package io.millrace.controller.state;

import org.jspecify.annotations.NullMarked;
