/** Renders changes of blocks in a form that people can read and edit: Debezium's JSON with its schema. */
@NullMarked
package io.millrace.core.render;

import org.jspecify.annotations.NullMarked;
