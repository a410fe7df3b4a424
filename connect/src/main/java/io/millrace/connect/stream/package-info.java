/** From pgoutput's messages to blocks of the change stream, bypassing Debezium. */
@NullMarked
package io.millrace.connect.stream;

import org.jspecify.annotations.NullMarked;
