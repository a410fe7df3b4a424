/** Capture by Debezium in Kafka Connect: the connector's settings, the worker's REST interface, and our plug-ins in the worker. */
@NullMarked
package io.millrace.connect;

import org.jspecify.annotations.NullMarked;
