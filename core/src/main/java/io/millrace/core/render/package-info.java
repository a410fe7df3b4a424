/** Renders changes of blocks as Debezium's JSON with schema, which can be read and edited. */
@NullMarked
package io.millrace.core.render;

import org.jspecify.annotations.NullMarked;
